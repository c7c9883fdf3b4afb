import type { Model, Product, TableName } from '@endcap/core'
import type { Alike } from './content.js'
import { highest } from './highest.js'
import { decay } from './profile/decay.js'
import type { RankReason, RecommendQuery } from './ranker.js'

/**
 * What strategies choose from, and the board on which they add up: numbers by *place*, since tables by id would take most of the
 * time of a question. A place belongs to one id for as long as the ranker lives.
 */
export interface Shop {
  readonly model?: Model | undefined
  /** By id, in the catalogue's order. */
  readonly products: ReadonlyMap<string, Product>
  readonly alike: Alike
  /** What `trending` found, by category in lower case, and in which trends. */
  readonly trends: Map<string | undefined, { readonly trend: Model['trend'] | undefined; readonly list: Candidate[] }>
  /** The place of an id, be it in the catalogue, in the model alone or nowhere. */
  placeOf(id: string): number
  /** By place. */
  readonly ids: readonly string[]
  /** By place the tastes that the product meets, as far as they were needed. */
  readonly meets: (readonly number[] | undefined)[]
  /** By place what the question at hand has added up; 0: not found. */
  readonly scores: number[]
  /** By place what found it first. */
  readonly reasons: (Reason | undefined)[]
  /** Places that were found, in that order. */
  readonly found: number[]
  /** That of the model that `items` is of: one in shards counts its items anew when it grows. */
  header?: Model['header'] | undefined
  /** 1 + place by item of the model, as far as it was needed. */
  items: Uint32Array
}

/** Why a candidate is one. */
type Reason = Pick<Candidate, 'source' | 'seed'>

/** A product that a strategy proposes, before exclusions. */
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
export const scoreOf = ({ score }: Candidate): number => score

/** Memory of a ranker without a model. */
const STEPS = [1, 0.5, 0.25]

/** Adds to what a place has scored; one that is not found yet is found by this. */
export function add({ found, scores, reasons }: Shop, place: number, score: number, reason: Reason): void {
  const before = scores[place]!
  if (score && !before) {
    found.push(place)
    reasons[place] = reason
  }
  scores[place] = before + score
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
  const { model, scores, found, placeOf } = shop
  for (const place of found) scores[place] = 0
  found.length = 0
  const header = model?.header
  if (!shop.header || shop.header !== header) {
    shop.header = header
    shop.items = new Uint32Array(model?.count.length ?? 0)
  }
  const { items } = shop
  const { steps = STEPS, cart = [] } = header?.scoring ?? {}
  // Without a table, a place in it or a model these are undefined, and the loop over the pairs does not begin.
  const rows = model?.tables[table as TableName]
  const count = model?.count
  for (const [step, { id, ts }] of seeds.entries()) {
    const fresh = ts ? decay(now - ts, halfLifeMs) : 0
    const weight = ts ? (steps[step] ?? 0) * fresh : (table === 'cart' && cart[step]) || 1
    const ownWeight = step && (own[step] ?? 0) * fresh
    // Most of a long history says nothing any more.
    if (!weight && !ownWeight) continue
    const seed = placeOf(id)
    if (ownWeight) add(shop, seed, ownWeight, { source: 'history' })
    if (!weight) continue
    const item = model?.indexOf(id) as number
    const end = rows?.offsets[item + 1] as number
    let pair = rows?.offsets[item] as number
    const isKnown = pair < end
    const byModel: Reason = { source: 'model', seed: id }
    const byContent: Reason = { source: 'content', seed: id }
    for (; pair < end; pair++) {
      const other = rows!.items[pair]!
      const met = count![other]!
      const place = (items[other] ||= 1 + placeOf(model!.idOf(other))) - 1
      // Looked at twice in a row is no reason of its own to show it again.
      if (place === seed && !scores[place]) continue
      // What nobody has met, or what leads there, has its neighbours by content.
      add(shop, place, weight * (rows!.weights[pair]! * (1 + met * 1e-12)), met && count![item] ? byModel : byContent)
    }
    if (isKnown) continue
    shop.alike(seed, weight, (place, score) => {
      if (place !== seed || scores[place]) add(shop, place, score, byContent)
    })
  }
  return shop
}

/** What was found, best first, equal scores as they were found. */
export function* ranked({ found, ids, scores, reasons }: Shop): Generator<Candidate, void> {
  for (const place of highest(found, (place) => scores[place]!)) {
    yield { id: ids[place]!, score: scores[place]!, ...reasons[place]! }
  }
}
