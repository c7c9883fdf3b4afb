import type { Product } from '@endcap/core'
import type { Candidate } from '../candidates.js'

/** What a search finds in titles, brands, tags and categories, with the share of its words as score; empty for no match. */
export type SearchWords = (search: string) => Candidate[]

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? []

/**
 * A search for pages that show one: it says what the shopper is after when nothing else does. A word matches one that begins
 * with it, or is the beginning of it but for two letters (`mugs`, `mug`). The words are read at the first question.
 */
export function createSearchWords(products: ReadonlyMap<string, Product>): SearchWords {
  const holders = new Map<string, string[]>()
  const isLike = (own: string, asked: string) =>
    own.startsWith(asked) || (own.length > 2 && asked.length - own.length <= 2 && asked.startsWith(own))
  return (search) => {
    const asked = [...new Set(wordsOf(search))]
    if (holders.size === 0) {
      for (const { id, title, brand, tags, categories } of products.values()) {
        for (const word of new Set(wordsOf(`${[title, brand, tags, categories]}`))) {
          if (!holders.get(word)?.push(id)) holders.set(word, [id])
        }
      }
    }
    const found = new Map<string, Set<string>>()
    for (const [own, ids] of holders) {
      for (const word of asked) {
        if (!isLike(own, word)) continue
        for (const id of ids) found.set(id, (found.get(id) ?? new Set()).add(word))
      }
    }
    return [...found].map(([id, words]): Candidate => {
      const ratio = words.size / asked.length
      return { id, score: ratio, source: 'content', parts: [{ step: 'search', ratio }] }
    })
  }
}
