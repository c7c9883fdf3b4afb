import type { Product } from '@endcap/core'
import type { Candidate } from '../candidates.js'

/** What a search finds in the titles, tags, brands and categories, best first by the share of its words; empty for no match. */
export type SearchWords = (search: string) => Candidate[]

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? []

/**
 * A search for pages that show one: it says what the shopper is after when nothing else does. A word matches one that begins
 * with it, or is the beginning of it but for two letters (`mugs`, `mug`). The words are read at the first question.
 */
export function createSearchWords(products: ReadonlyMap<string, Product>): SearchWords {
  const index: { readonly id: string; readonly words: readonly string[] }[] = []
  const isLike = (word: string, asked: string) =>
    word.startsWith(asked) || (word.length > 2 && asked.length - word.length <= 2 && asked.startsWith(word))
  return (search) => {
    const asked = [...new Set(wordsOf(search))]
    if (asked.length === 0) return []
    if (index.length === 0) {
      for (const { id, title, brand, tags, categories } of products.values()) {
        index.push({ id, words: [...new Set(wordsOf(`${[title, brand, tags, categories]}`))] })
      }
    }
    return index.flatMap(({ id, words }): Candidate[] => {
      const ratio = asked.filter((word) => words.some((own) => isLike(own, word))).length / asked.length
      return ratio > 0 ? [{ id, score: ratio, source: 'content', parts: [{ step: 'search', ratio }] }] : []
    })
  }
}
