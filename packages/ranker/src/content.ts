import type { Product } from '@endcap/core'
import type { Shop, Spot, Trait } from './candidates.js'
import { highest } from './highest.js'
import { tastesOf } from './profile/tastes.js'

/** Likeness among the products of a catalogue. */
export interface Alike {
  /**
   * Gives the catalogue's products that are like one of them, itself included, with their likeness as a score of at most a
   * part of `weight`. None when the catalogue does not have it. `most` products or so are looked at, those of the rarest traits first: a
   * trait of half the catalogue tells little and costs the most.
   */
  find(own: Spot, weight: number, most: number, give: (spot: Spot, score: number) => void): void
  /** Reads the traits of so many further products, 0 of all. True while there are more, which `find` would read all at once. */
  read(count?: number): boolean
}

/** A close likeness in content counts as much as a neighbour that follows in one visit of five. */
const CONTENT_SHARE = 0.2

/**
 * Content similarity: what a product shares of another's category path, brand, price band, tags, attributes and title
 * words. A rare trait weighs more, by 1 / √(products that have it), and a category three times as much as the rest.
 */
export function createAlike({ products, spotOf }: Pick<Shop, 'products' | 'spotOf'>): Alike {
  const known = new Map<string | number, Trait>()
  const left = products.values()
  const read = (count = 0): boolean => {
    // It goes on where it was left. Makes no object for a product: what is kept of thousands is what browsers stop for to free the rest.
    for (const product of left) {
      const levels = new Set(product.categories).size
      traitsOf(product).forEach((name, at) => {
        let trait = known.get(name)
        if (!trait) known.set(name, (trait = { weight: at < levels ? 3 : 1, products: [] }))
        trait.products.push(product)
      })
      if (!--count) return true
    }
    return false
  }
  const find: Alike['find'] = (own, weight, most, give) => {
    read()
    own.traits ??= highest(
      traitsOf(own.product).map((name) => known.get(name)!),
      ({ products }) => -products.length,
    )
    const alike: Spot[] = []
    let looked = 0
    for (const trait of own.traits) {
      const { length } = trait.products
      looked += length
      if (looked > length && looked > most) break
      const share = trait.weight / Math.sqrt(length)
      for (const spot of (trait.spots ??= trait.products.map(({ id }) => spotOf(id)))) {
        if (!spot.like) alike.push(spot)
        spot.like += share
      }
    }
    const share = weight * (CONTENT_SHARE / own.like)
    for (const spot of alike) {
      give(spot, share * spot.like)
      spot.like = 0
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
