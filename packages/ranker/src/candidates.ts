import type { Model, Product, TableName } from '@endcap/core'
import type { Alike } from './content.js'
import { decay } from './profile/decay.js'
import type { RankReason, RecommendQuery } from './ranker.js'

/** What strategies choose from. */
export interface Shop {
  readonly model?: Model | undefined
  /** By id, in the catalogue's order. */
  readonly products: ReadonlyMap<string, Product>
  readonly alike: Alike
  /** What `trending` found, by category in lower case, and in which trends. */
  readonly trends: Map<string | undefined, { readonly trend: Model['trend'] | undefined; readonly list: Candidate[] }>
}

/** A product that a strategy proposes, before exclusions. */
export interface Candidate extends Omit<RankReason, 'strategy'> {
  readonly id: string
  score: number
}

/** A question but for its strategy and count. */
export type Question = Omit<RecommendQuery, 'strategy' | 'count'>

/**
 * One way to choose. Proposes a list, best first, or a map in any order; equal scores in the order of preference. Exclusions are not
 * its matter.
 */
export type Strategy = (shop: Shop, query: Question) => readonly Candidate[] | ReadonlyMap<string, Candidate>

/** An item whose neighbours are wanted. With the moment it was met, it fades with age and with the items met since. */
export interface Seed {
  readonly id: string
  readonly ts?: number
}

/** What candidates are ordered by. */
export const scoreOf = ({ score }: Candidate): number => score

/** A close likeness in content counts as much as a neighbour that follows in one visit of five. */
const CONTENT_SHARE = 0.2
/** Memory of a ranker without a model. */
const STEPS = [1, 0.5, 0.25]

/**
 * The neighbours of the seeds: from the model where it knows the seed, else, or without `table`, by content.
 * The model's part is what `createScorer` gives, with a hair for the training count, which orders equal scores.
 * With `own`, by steps ago, the seeds themselves too, as source `history`: people return to what they met; never the newest one.
 * A candidate that several seeds lead to is told as the first one's.
 */
export function gather(
  { model, alike }: Shop,
  { now }: Question,
  seeds: readonly Seed[],
  halfLifeMs: number,
  table?: TableName,
  own: readonly number[] = [],
): Map<string, Candidate> {
  const found = new Map<string, Candidate>()
  seeds.forEach(({ id: seed, ts }, step) => {
    const { steps = STEPS, cart = [] } = model?.header.scoring ?? {}
    const fresh = ts ? decay(now - ts, halfLifeMs) : 0
    const weight = ts ? (steps[step] ?? 0) * fresh : (table === 'cart' && cart[step]) || 1
    // Without a table, a place in it or a model these are undefined, and the loop over the pairs does not begin.
    const rows = model?.tables[table as TableName]
    const item = model?.indexOf(seed) as number
    const end = rows?.offsets[item + 1] as number
    let near = new Map<string, number>()
    let source: Candidate['source'] = 'model'
    let share = weight
    // What weighs nothing finds nothing: most of a long history.
    for (let pair = rows?.offsets[item] as number; weight && pair < end; pair++) {
      const neighbour = rows!.items[pair]!
      near.set(model!.idOf(neighbour), rows!.weights[pair]! * (1 + model!.count[neighbour]! * 1e-12))
    }
    if (weight && !near.size) {
      near = alike(seed)
      source = 'content'
      share *= CONTENT_SHARE / near.get(seed)!
    }
    const add = (id: string, score: number, reason: Pick<Candidate, 'source' | 'seed'>) => {
      const candidate = found.get(id)
      if (candidate) candidate.score += score
      else if (score) found.set(id, { id, score, ...reason })
    }
    if (step) add(seed, (own[step] ?? 0) * fresh, { source: 'history' })
    for (const [id, likeness] of near) {
      // Looked at twice in a row is no reason of its own to show it again.
      if (id !== seed || found.has(id)) add(id, share * likeness, { source, seed })
    }
  })
  return found
}
