import { EMPTY_PROFILE, type Model, type Product } from '@endcap/core'
import { createRanker } from '@endcap/ranker'
import type { ItemTraits } from '../../train/read-items.js'
import type { Predict, Question } from '../predict.js'
import type { Asked } from './ask.js'
import { holdersOf, labelsOf } from './labels.js'

/** A category page holds at most this share of the catalogue: what is broader is the shop. */
const BROADEST = 0.1

/** What a page without a product answers to a visitor of whom nothing is known: the ranker's `trending`. */
export interface Pages {
  readonly home: Predict
  /** The same, narrowed to the category of the page. */
  categoryPage(categoryOf: (question: Question) => string | undefined): Predict
  /** The page on which an item stands: its broadest category with at most a tenth of the items. */
  categoryOf(item: number): string | undefined
  /** Items of a category. */
  itemsOf(category: string | undefined): readonly number[]
}

/** Pages of the shop of these items, ranked by the ranker of the browser. */
export function createPages(
  model: Model,
  ids: readonly string[],
  traits: ReadonlyMap<string, ItemTraits>,
  now: number,
): Pages {
  const labels = ids.map((id) => labelsOf(traits.get(id)))
  const holders = holdersOf(labels)
  const products = ids.map((id, item): Product => {
    const { title = id, price = 0 } = traits.get(id) ?? {}
    return { id, title, url: '', price, currency: '', categories: labels[item]! }
  })
  const ranker = createRanker({ model, products })
  const indexOf = new Map(ids.map((id, item) => [id, item]))
  const ask = (count: number, category: string | undefined) => {
    const context = category === undefined ? {} : { category }
    const list = ranker.recommend({ strategy: 'trending', profile: EMPTY_PROFILE, context, count, now })
    return { items: list.map(({ id }) => indexOf.get(id)!) }
  }
  return {
    home: ({ count }) => ask(count, undefined),
    categoryPage: (categoryOf) => (question) => ask(question.count, categoryOf(question)),
    categoryOf(item) {
      const narrow = (labels[item] ?? []).filter((label) => holders.get(label)!.length <= ids.length * BROADEST)
      return narrow.sort((a, b) => holders.get(b)!.length - holders.get(a)!.length || (a < b ? -1 : 1))[0]
    },
    itemsOf: (category) => (category === undefined ? [] : (holders.get(category) ?? [])),
  }
}

/** Questions of a visitor who has met nothing: the first item of each session, or what the protocol wants, without the rest. */
export function asNewcomer(
  asked: readonly Asked[],
  test: { readonly starts: Uint32Array; readonly items: Uint32Array },
  isVisit: boolean,
): Asked[] {
  const seen = new Set<number>()
  return asked.flatMap(({ question, target, session }) => {
    if (seen.has(session)) return []
    seen.add(session)
    const first = isVisit ? test.items[test.starts[session]!]! : target
    const { ts: _, now: __, ...rest } = question
    return [{ question: { ...rest, newestFirst: [], history: [], without: [] }, target: first, session }]
  })
}
