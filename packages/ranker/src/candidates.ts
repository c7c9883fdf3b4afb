import type { Model, Product, TableName } from '@endcap/core'
import type { Alike } from './content.js'
import { highest } from './highest.js'
import { decay } from './profile/decay.js'
import type { RankReason, RecommendQuery } from './ranker.js'

/**
 * What a ranker keeps of one id, be it in the catalogue, in the model alone or nowhere. A question adds up on it, since tables by id would
 * take most of its time: `score` is 0 where the question at hand has not found it, else `source` and `seed` tell what did so first.
 */
export interface Spot extends Candidate {
  /** Of the catalogue. */
  readonly product: Product | undefined
  source: Candidate['source']
  seed: string | undefined
  /** The tastes that the product meets, once they were needed. */
  tastes: readonly number[] | undefined
  /** What it has in common with others, the rarest first, once that was asked. */
  traits: readonly Trait[] | undefined
  /** How like one product it is, while that is asked. */
  like: number
}

/** What products have in common, with all that have it. */
export interface Trait {
  readonly weight: number
  readonly products: Product[]
  /** The same, once they were asked for. */
  spots?: Spot[]
}

/** What strategies choose from, and what they have found. */
export interface Shop {
  readonly model?: Model | undefined
  /** By id, in the catalogue's order. */
  readonly products: ReadonlyMap<string, Product>
  readonly alike: Alike
  /** What `trending` found, by category in lower case, and in which trends. */
  readonly trends: Map<string | undefined, { readonly trend: Model['trend'] | undefined; readonly list: Candidate[] }>
  /** The same object for an id as long as the ranker lives. */
  spotOf(id: string): Spot
  /** What the question at hand has found, in that order. */
  readonly found: Spot[]
  /** That of the model that `items` is of: one in shards counts its items anew when it grows. */
  header?: Model['header'] | undefined
  /** By item of the model, as far as it was needed. */
  items: Spot[]
}

/** A product that a strategy proposes, before exclusions. Holds until the next question. */
export interface Candidate extends Omit<RankReason, 'strategy'> {
  readonly id: string
  score: number
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

/** Adds to what a spot has scored; one that is not found yet is found by this. */
export function add({ found }: Shop, spot: Spot, score: number, source: Spot['source'], seed?: string): void {
  if (score && !spot.score) {
    found.push(spot)
    spot.source = source
    spot.seed = seed
  }
  spot.score += score
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
  const { model, found, spotOf } = shop
  for (const spot of found.splice(0)) spot.score = 0
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
    const seed = spotOf(id)
    add(shop, seed, step && (own[step] ?? 0) * fresh, 'history')
    // Or nothing beside the rest.
    if (!weight || (weight < FAINT && found[ENOUGH])) return
    const item = model?.indexOf(id) as number
    const end = rows?.offsets[item + 1] as number
    let pair = rows?.offsets[item] as number
    const isKnown = pair < end
    for (; pair < end; pair++) {
      const other = rows!.items[pair]!
      const met = count![other]!
      const spot = (items[other] ??= spotOf(model!.idOf(other)))
      // Looked at twice in a row is no reason of its own to show it again.
      if (spot === seed && !spot.score) continue
      // What nobody has met, or what leads there, has its neighbours by content.
      add(
        shop,
        spot,
        weight * (rows!.weights[pair]! * (1 + met * 1e-12)),
        met && count![item] ? 'model' : 'content',
        id,
      )
    }
    if (isKnown) return
    shop.alike.find(seed, weight, most, (spot, score) => {
      if (spot !== seed || spot.score) add(shop, spot, score, 'content', id)
    })
    most /= 2
  })
  return shop
}

/**
 * What was found, best first, equal scores as they were found: the best few of thousands cost little more than going over them once.
 * With `gain`, the nearest are raised by so much: the others are too far behind for most lists.
 */
export function* ranked({ found }: Shop, gain?: (spot: Spot) => number): Generator<Candidate, void> {
  for (let left: readonly Spot[] = found; left[0]; gain = undefined) {
    // Read once: the spots lie all over the memory.
    const scores = left.map(scoreOf)
    // Held in order while going over all, which mostly do not come near.
    const top: number[] = []
    for (const score of scores) {
      let at = Math.min(top.length, NEAREST - 1)
      if (score <= top[at]!) continue
      for (; at && top[at - 1]! < score; at--) top[at] = top[at - 1]!
      top[at] = score
    }
    const least = top.pop()!
    const near = left.filter((_, at) => !(scores[at]! < least))
    if (gain) for (const spot of near) spot.score += gain(spot)
    yield* highest(near, scoreOf)
    left = left.filter((_, at) => scores[at]! < least)
  }
}
