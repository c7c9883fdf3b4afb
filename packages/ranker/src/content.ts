import type { Product } from '@endcap/core'
import { tasteKeys } from './profile/affinity.js'

/** Likeness of the catalogue's other products to one of them, by id, in (0, 1]. Empty when the id is unknown. */
export type Alike = (id: string) => Map<string, number>

/** A trait of more products than this tells none apart, and would cost the most time. */
const COMMON = 1000

/**
 * Content similarity: the cosine of two products over what they share of category path, brand, price band, tags,
 * attributes and title words. A rare trait weighs more, by 1 / √(products that have it), and a category three times as
 * much as the rest. The index is built at the first question.
 */
export function createAlike(products: ReadonlyMap<string, Product>): Alike {
  const traits = new Map<string, string[]>()
  const holders = new Map<string, string[]>()
  const lengths = new Map<string, number>()
  const weigh = (trait: string): number =>
    (trait.startsWith('category:') ? 3 : 1) / Math.sqrt(holders.get(trait)!.length)
  const build = (): void => {
    for (const [id, product] of products) {
      traits.set(id, traitsOf(product))
      for (const trait of traits.get(id)!) {
        const list = holders.get(trait)
        list ? list.push(id) : holders.set(trait, [id])
      }
    }
    for (const [id, list] of traits) lengths.set(id, Math.sqrt(list.reduce((sum, trait) => sum + weigh(trait), 0)))
  }
  return (id) => {
    if (!traits.size) build()
    const alike = new Map<string, number>()
    for (const trait of traits.get(id) ?? []) {
      const others = holders.get(trait)!
      const share = weigh(trait) / lengths.get(id)!
      if (others.length > COMMON) continue
      for (const other of others) {
        if (other !== id) alike.set(other, (alike.get(other) ?? 0) + share / lengths.get(other)!)
      }
    }
    return alike
  }
}

function traitsOf(product: Product): string[] {
  const { attributes = {}, tags = [], title } = product
  const words = title.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []
  const pairs = Object.keys(attributes).map((name) => `${name}=${attributes[name]}`)
  return [...new Set([...tasteKeys(product), ...tags.map((tag) => `tag:${tag}`), ...pairs, ...words])]
}
