import type { Product } from '@endcap/core'
import { tasteKeys } from './profile/affinity.js'

/**
 * Gives the places of the catalogue's products that are like one of them, itself included, with their likeness as a score of at most a
 * part of `weight`. None when the catalogue does not have it.
 */
export type Alike = (place: number, weight: number, give: (place: number, score: number) => void) => void

/** A close likeness in content counts as much as a neighbour that follows in one visit of five. */
const CONTENT_SHARE = 0.2
/** A trait of more products than this tells none apart, and would cost the most time. */
const COMMON = 1000

/**
 * Content similarity: what a product shares of another's category path, brand, price band, tags, attributes and title
 * words. A rare trait weighs more, by 1 / √(products that have it), and a category three times as much as the rest.
 * The index is built at the first question.
 */
export function createAlike(products: ReadonlyMap<string, Product>, placeOf: (id: string) => number): Alike {
  const holders = new Map<string, number[]>()
  /** By place: rank and holders of each trait. */
  const traits: (readonly [rank: number, places: readonly number[]])[][] = []
  /** By place, while an answer is made. */
  const likeness: number[] = []
  return (place, weight, give) => {
    if (!holders.size) {
      for (const product of products.values()) {
        const own = placeOf(product.id)
        traits[own] = Array.from(traitsOf(product), (trait) => {
          let places = holders.get(trait)
          if (!places) holders.set(trait, (places = []))
          places.push(own)
          return [/^category:/.test(trait) ? 3 : 1, places]
        })
      }
    }
    const alike: number[] = []
    for (const [rank, places] of traits[place] ?? []) {
      const share = rank / Math.sqrt(places.length)
      if (places.length <= COMMON) {
        for (const other of places) {
          if (!likeness[other]) alike.push(other)
          likeness[other] = (likeness[other] || 0) + share
        }
      }
    }
    const share = weight * (CONTENT_SHARE / likeness[place]!)
    for (const other of alike) {
      give(other, share * likeness[other]!)
      likeness[other] = 0
    }
  }
}

const traitsOf = (product: Product): Set<string> => {
  const { attributes = {}, tags, title } = product
  // As text, lists and pairs are their entries between commas.
  const words = `${[title, tags, Object.entries(attributes)]}`.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu)
  return new Set([...tasteKeys(product), ...(words ?? [])])
}
