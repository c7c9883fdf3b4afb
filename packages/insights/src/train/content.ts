import type { ItemTraits } from './read-items.js'
import { createRowWriter, type NeighbourRows } from './rows.js'

/** A trait of more items than this tells none apart, and would cost the most time. */
const MOST_HOLDERS = 3000
/** Neighbours by content of an item. */
const MOST = 100

/**
 * Likeness in content: the cosine of two items' traits, each weighing ln(items / holders) (tf-idf, Salton 1975), over title
 * words, categories, brand, price band and attributes. Each row is divided by its sum. Undefined when no item has traits.
 */
export function fitContent(
  ids: readonly string[],
  traits: ReadonlyMap<string, ItemTraits> | undefined,
  counts: ArrayLike<number>,
): NeighbourRows | undefined {
  if (!traits) return undefined
  const holders = new Map<string, number[]>()
  const traitsOfItem = ids.map((id, item) => {
    const words = wordsOf(traits.get(id))
    for (const word of words) {
      const held = holders.get(word)
      if (held) held.push(item)
      else holders.set(word, [item])
    }
    return words
  })
  if (holders.size === 0) return undefined
  const rarity = (word: string): number => Math.log(ids.length / holders.get(word)!.length)
  const norms = Float64Array.from(
    traitsOfItem,
    (words) => Math.sqrt(words.reduce((sum, word) => sum + rarity(word) ** 2, 0)) || 1,
  )
  const writer = createRowWriter(ids.length)
  traitsOfItem.forEach((words, item) => {
    for (const word of words) {
      const others = holders.get(word)!
      const weight = rarity(word) ** 2 / norms[item]!
      if (others.length > MOST_HOLDERS || weight === 0) continue
      for (const other of others) {
        if (other !== item) writer.add(other, weight / norms[other]!)
      }
    }
    // Among equals the better known comes first: a hair more for each visit.
    let total = 0
    writer.weigh((other, weight) => {
      const known = weight * (1 + counts[other]! * 1e-9)
      total += known
      return known
    })
    writer.weigh((_, weight) => weight / total)
    writer.close(MOST)
  })
  return writer.finish()
}

/** The traits of an item as words, each once: `brand:x`, `category:y`, `price:3`, `title:z`. */
export function wordsOf(traits: ItemTraits | undefined): string[] {
  if (!traits) return []
  const { title = '', categories = [], brand, price, attributes } = traits
  const words = new Set(attributes.map((attribute) => `attribute:${attribute.toLowerCase()}`))
  for (const category of categories) words.add(`category:${category.toLowerCase()}`)
  if (brand) words.add(`brand:${brand.toLowerCase()}`)
  // Bands of a half: 1, 1.5, 2.25 …
  if (price !== undefined && price > 0) words.add(`price:${Math.round(Math.log(price) / Math.log(1.5))}`)
  for (const word of title.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? []) words.add(`title:${word}`)
  return [...words]
}
