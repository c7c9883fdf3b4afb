import type { Product } from '@endcap/core'
import { tasteKeys } from './profile/affinity.js'

/** Likeness of the catalogue's products to one of them, by id, itself included. Empty when the id is unknown. */
export type Alike = (id: string) => Map<string, number>

/** A trait of more products than this tells none apart, and would cost the most time. */
const COMMON = 1000

/**
 * Content similarity: what a product shares of another's category path, brand, price band, tags, attributes and title
 * words. A rare trait weighs more, by 1 / √(products that have it), and a category three times as much as the rest.
 * The index is built at the first question, and an answer is kept: each list of a page asks for the same few items.
 */
export function createAlike(products: ReadonlyMap<string, Product>): Alike {
  const holders = new Map<string, string[]>()
  const known = new Map<string, Map<string, number>>()
  return (id) => {
    let alike = known.get(id)
    if (alike) return alike
    known.set(id, (alike = new Map()))
    if (!holders.size) {
      for (const product of products.values()) {
        for (const trait of traitsOf(product)) {
          if (!holders.get(trait)?.push(product.id)) holders.set(trait, [product.id])
        }
      }
    }
    for (const trait of traitsOf(products.get(id))) {
      const others = holders.get(trait)!
      const weight = (/^category:/.test(trait) ? 3 : 1) / Math.sqrt(others.length)
      if (others.length <= COMMON) for (const other of others) alike.set(other, (alike.get(other) ?? 0) + weight)
    }
    return alike
  }
}

const traitsOf = (product: Partial<Product> = {}): Set<string> => {
  const { attributes = {}, tags, title } = product
  // As text, lists and pairs are their entries between commas.
  const words = `${[title, tags, Object.entries(attributes)]}`.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu)
  return new Set([...tasteKeys(product), ...(words ?? [])])
}
