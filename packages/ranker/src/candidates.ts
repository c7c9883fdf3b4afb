import type { Model, Product, TableName } from '@endcap/core'
import type { Alike } from './content.js'
import { falling } from './falling.js'
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
  /** By place what the question at hand has added up; 0 or nothing there: not found. */
  readonly scores: number[]
  /** By place what found it first. */
  readonly reasons: Reason[]
  /** Places that were found, in that order. */
  readonly found: number[]
  /** By affinity key. */
  readonly tastes: Map<string, Taste>
  /** By place the tastes that the product meets, as far as they were needed. */
  readonly meets: (readonly Taste[])[]
  /** That of the model that `items` is of: one in shards counts its items anew when it grows. */
  header?: Model['header'] | undefined
  /** Place by item of the model, as far as it was needed. */
  readonly items: number[]
}

/** What the visitor of the question at hand has of a taste. */
export interface Taste {
  amount: number
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
export function add(
  { found, scores, reasons }: Shop,
  place: number,
  score: number,
  source: Candidate['source'],
  seed?: string,
): void {
  const before = scores[place] || 0
  if (score && !before) {
    found.push(place)
    reasons[place] = { source, seed } as Reason
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
  const { model, scores, items, placeOf } = shop
  for (const place of shop.found.splice(0)) scores[place] = 0
  if (shop.header !== model?.header) {
    shop.header = model?.header
    items.length = 0
  }
  seeds.forEach(({ id, ts }, step) => {
    const { steps = STEPS, cart = [] } = model?.header.scoring ?? {}
    const fresh = ts ? decay(now - ts, halfLifeMs) : 0
    const weight = ts ? (steps[step] ?? 0) * fresh : (table === 'cart' && cart[step]) || 1
    const seed = placeOf(id)
    if (step) add(shop, seed, (own[step] ?? 0) * fresh, 'history')
    if (!weight) return
    // Without a table, a place in it or a model these are undefined, and the loop over the pairs does not begin.
    const rows = model?.tables[table as TableName]
    const item = model?.indexOf(id) as number
    const end = rows?.offsets[item + 1] as number
    const count = model?.count
    let pair = rows?.offsets[item] as number
    const isKnown = pair < end
    const near = (place: number, score: number, isMet?: unknown) => {
      // Looked at twice in a row is no reason of its own to show it again.
      if (place !== seed || scores[place]) add(shop, place, score, isMet ? 'model' : 'content', id)
    }
    for (; pair < end; pair++) {
      const other = rows!.items[pair]!
      // What nobody has met, or what leads there, has its neighbours by content.
      near(
        (items[other] ??= placeOf(model!.idOf(other))),
        weight * (rows!.weights[pair]! * (1 + count![other]! * 1e-12)),
        count![item] && count![other],
      )
    }
    if (!isKnown) shop.alike(seed, weight, near)
  })
  return shop
}

/** What was found, best first, equal scores as they were found. */
export function* ranked({ found, ids, scores, reasons }: Shop): Generator<Candidate, void> {
  for (const place of falling(found, (place) => scores[place]!)) {
    yield { id: ids[place]!, score: scores[place]!, ...reasons[place]! }
  }
}
