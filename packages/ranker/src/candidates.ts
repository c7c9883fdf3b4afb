import type { Model, Product, TableName } from '@endcap/core'
import type { Alike } from './content.js'
import { highest } from './highest.js'
import { decay } from './profile/decay.js'
import type { RankReason, RecommendQuery } from './ranker.js'

/** What products have in common, with the numbers of all that have it. */
export interface Trait {
  readonly weight: number
  readonly products: number[]
}

/**
 * What strategies choose from, and what they have found. Each id has a number as long as the ranker lives: the catalogue's products in
 * their order, then what else was met. What is kept by number stands in columns: a question adds up thousands of scores, and objects would
 * lie all over the memory.
 */
export interface Shop {
  readonly model?: Model | undefined
  readonly alike: Alike
  /** What `trending` found, by category in lower case, and in which trends. */
  readonly trends: Map<string | undefined, { readonly trend: Model['trend'] | undefined; readonly list: Candidate[] }>
  numberOf(id: string): number
  /** Of the catalogue. */
  productOf(id: string): Product | undefined
  /** By number. */
  readonly ids: readonly string[]
  /** By number, the catalogue's. */
  readonly products: readonly Product[]
  /** By number: what the question at hand has added up. */
  readonly scores: number[]
  /** By number: the tastes that the product meets, once they were needed. */
  readonly tastes: (readonly number[] | undefined)[]
  /** So many products the question at hand has found. */
  count: number
  /** Their numbers, in that order; behind them what earlier questions found, since emptying a list makes garbage of it. */
  readonly found: number[]
  /** What found each of them first. */
  readonly finders: Finder[]
  /** That of the model that `items` is of: one in shards counts its items anew when it grows. */
  header?: Model['header'] | undefined
  /** Number by item of the model, as far as it was needed. */
  items: number[]
}

/** What led to a product. */
type Finder = Pick<RankReason, 'source' | 'seed'>

/** A product that a strategy proposes, before exclusions. */
export interface Candidate extends Omit<RankReason, 'strategy'> {
  readonly id: string
  score: number
  /** Of the catalogue, where the strategy has it at hand. */
  readonly product?: Product | undefined
}

/** A question but for its strategy and count. */
export type Question = Omit<RecommendQuery, 'strategy' | 'count'>

/** One way to choose. Proposes best first, equal scores in the order of preference; exclusions are not its matter. */
export type Strategy = (shop: Shop, query: Question) => Iterable<Candidate>

/** An item whose neighbours are wanted. With the moment it was met, it fades with age and with the items met since. */
export interface Seed {
  readonly id: string
  readonly ts?: number
}

/** What candidates are ordered by. */
export const scoreOf = ({ score }: { readonly score: number }): number => score

/** So many products are looked at for what is like the first seed that the model does not know, and half as many for each further one. */
const MOST_ALIKE = 400

/** What weighs less is not looked at when so many are found without it. */
const FAINT = 1e-3
const ENOUGH = 99

/** So many or more are put in order at a time. */
const NEAREST = 60

/** Memory of a ranker without a model. */
const STEPS = [1, 0.5, 0.25]

/** Adds to what a number has scored; one that is not found yet is found by this. */
export function add(shop: Shop, at: number, score: number, finder: Finder): void {
  const { scores } = shop
  const before = scores[at]!
  if (score && !before) {
    shop.found[shop.count] = at
    shop.finders[shop.count++] = finder
  }
  scores[at] = before + score
}

/**
 * Finds the neighbours of the seeds: from the model where it knows the seed, else, or without `table`, by content. What the
 * question before has found is forgotten.
 * The model's part is what `createScorer` gives, with a hair for the training count, which orders equal scores.
 * With `own`, by steps ago, the seeds themselves too, as source `history`: people return to what they met; never the newest one.
 * A candidate that several seeds lead to is told as the first one's.
 */
export function gather(
  shop: Shop,
  { now }: Question,
  seeds: readonly Seed[],
  halfLifeMs: number,
  table?: TableName,
  own: readonly number[] = [],
): Shop {
  const { model, found, scores, numberOf } = shop
  while (shop.count) scores[found[--shop.count]!] = 0
  const header = model?.header
  const count = model?.count
  if (shop.header !== header) {
    shop.header = header
    shop.items = new Array(count?.length ?? 0)
  }
  const { items } = shop
  const { steps = STEPS, cart = [] } = header?.scoring ?? {}
  // Without a table, a place in it or a model this is undefined, and the loop over the pairs does not begin.
  const rows = model?.tables[table as TableName]
  let most = MOST_ALIKE
  seeds.forEach(({ id, ts }, step) => {
    // Most of a long history says nothing any more.
    if (ts && !(steps[step] || own[step])) return
    const fresh = ts ? decay(now - ts, halfLifeMs) : 0
    const weight = ts ? (steps[step] ?? 0) * fresh : (table === 'cart' && cart[step]) || 1
    const seed = numberOf(id)
    add(shop, seed, step && (own[step] ?? 0) * fresh, { source: 'history', seed: undefined })
    // Or nothing beside the rest.
    if (!weight || (weight < FAINT && shop.count > ENOUGH)) return
    const item = model?.indexOf(id) as number
    const end = rows?.offsets[item + 1] as number
    let pair = rows?.offsets[item] as number
    const isKnown = pair < end
    const byModel: Finder = { source: 'model', seed: id }
    const byContent: Finder = { source: 'content', seed: id }
    for (; pair < end; pair++) {
      const other = rows!.items[pair]!
      const met = count![other]!
      const at = (items[other] ??= numberOf(model!.idOf(other)))
      // Looked at twice in a row is no reason of its own to show it again.
      if (at === seed && !scores[at]) continue
      // What nobody has met, or what leads there, has its neighbours by content.
      add(shop, at, weight * (rows!.weights[pair]! * (1 + met * 1e-12)), met && count![item] ? byModel : byContent)
    }
    if (isKnown) return
    shop.alike.find(seed, weight, most, (at, score) => {
      if (at !== seed || scores[at]) add(shop, at, score, byContent)
    })
    most /= 2
  })
  return shop
}

/**
 * What was found, best first, equal scores as they were found: the best few of thousands cost little more than going over them once.
 * With `gain`, by number, the nearest are raised by so much: the others are too far behind for most lists.
 */
export function* ranked(shop: Shop, gain?: (at: number) => number): Generator<Candidate, void> {
  const { ids, products, count, found, finders, scores } = shop
  for (let below = Infinity; below > 0; gain = undefined) {
    // Held in order while going over all, which mostly do not come near.
    const top: number[] = []
    for (let place = 0; place < count; place++) {
      const score = scores[found[place]!]!
      let at = Math.min(top.length, NEAREST - 1)
      if (score >= below || score <= top[at]!) continue
      for (; at && top[at - 1]! < score; at--) top[at] = top[at - 1]!
      top[at] = score
    }
    const least = top.pop() ?? 0
    const near: Candidate[] = []
    for (let place = 0; place < count; place++) {
      const at = found[place]!
      const score = scores[at]!
      if (score >= below || score < least) continue
      const { source, seed } = finders[place]!
      near.push({ id: ids[at]!, score: score + (gain?.(at) ?? 0), source, seed, product: products[at] })
    }
    yield* highest(near, scoreOf)
    below = least
  }
}
