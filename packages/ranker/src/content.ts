import type { Product } from '@endcap/core'
import type { Shop, Trait } from './candidates.js'
import { highest } from './highest.js'
import { tastesOf } from './profile/tastes.js'

/** Likeness among the products of a catalogue. */
export interface Alike {
  /**
   * Gives the numbers of the catalogue's products that are like one of them, itself included, with their likeness as a score of at most a
   * part of `weight`. None when the catalogue does not have it. `most` products or so are looked at, those of the rarest traits first: a
   * trait of half the catalogue tells little and costs the most.
   */
  find(own: number, weight: number, most: number, give: (at: number, score: number) => void): void
  /** Reads the traits of so many further products, 0 of all. True while there are more, which `find` would read all at once. */
  read(count?: number): boolean
}

/** A close likeness in content counts as much as a neighbour that follows in one visit of five. */
const CONTENT_SHARE = 0.2

/**
 * Content similarity: what a product shares of another's category path, brand, price band, tags, attributes and title
 * words. A rare trait weighs more, by 1 / √(products that have it), and a category three times as much as the rest.
 */
export function createAlike(products: Shop['products']): Alike {
  const known = new Map<string | number, Trait>()
  /** Traits of what was asked for, the rarest first. */
  const own = new Map<number, Trait[]>()
  /** By number, while a question is answered. */
  const likes = products.map(() => 0)
  /** Numbers of what has a likeness then; kept, since a new list for each question makes garbage. */
  const alike: number[] = []
  let next = 0
  const read = (count = 0): boolean => {
    // It goes on where it was left.
    while (next < products.length) {
      const product = products[next]!
      const levels = new Set(product.categories).size
      traitsOf(product).forEach((name, at) => {
        let trait = known.get(name)
        if (!trait) known.set(name, (trait = { weight: at < levels ? 3 : 1, products: [] }))
        trait.products.push(next)
      })
      next++
      if (!--count) return true
    }
    return false
  }
  const find: Alike['find'] = (at, weight, most, give) => {
    read()
    let traits = own.get(at)
    if (!traits) {
      traits = highest(
        traitsOf(products[at]).map((name) => known.get(name)!),
        ({ products }) => -products.length,
      )
      own.set(at, traits)
    }
    let looked = 0
    let count = 0
    for (const trait of traits) {
      const { length } = trait.products
      looked += length
      if (looked > length && looked > most) break
      const share = trait.weight / Math.sqrt(length)
      for (const other of trait.products) {
        if (!likes[other]) alike[count++] = other
        likes[other]! += share
      }
    }
    const share = weight * (CONTENT_SHARE / likes[at]!)
    for (let i = 0; i < count; i++) {
      const other = alike[i]!
      give(other, share * likes[other]!)
      likes[other] = 0
    }
  }
  return { find, read }
}

/** Numbers of its tastes, the categories first, and words. */
const traitsOf = (product = {} as Product): (string | number)[] => {
  const { attributes = {}, tags, title } = product
  // As text, lists and pairs are their entries between commas.
  const words = `${[title, tags, Object.entries(attributes)]}`.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu)
  return [...new Set([...tastesOf(product), ...(words ?? [])])]
}
