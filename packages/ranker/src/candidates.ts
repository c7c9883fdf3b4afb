import type { Model, Product, TableName } from '@endcap/core'
import type { Alike } from './content.js'
import { decay } from './profile/decay.js'
import type { RankReason, RecommendQuery } from './ranker.js'
import type { ScoreNext } from './score.js'

/** What strategies choose from. */
export interface Shop {
  readonly model?: Model | undefined
  /** Of the model, where there is one. */
  readonly score?: ScoreNext | undefined
  /** By id, in the catalogue's order. */
  readonly products: ReadonlyMap<string, Product>
  readonly alike: Alike
}

/** A product that a strategy proposes, before exclusions. */
export interface Candidate extends Omit<RankReason, 'strategy'> {
  readonly id: string
  score: number
}

/** One way to choose. Proposes in any order, equal scores in the order of preference; exclusions are not its matter. */
export type Strategy = (shop: Shop, query: Omit<RecommendQuery, 'strategy' | 'count'>) => Candidate[]

/** An item whose neighbours are wanted. */
export interface Seed {
  readonly id: string
  readonly weight: number
}

/** A close likeness in content counts as much as a neighbour that follows in one visit of five. */
const CONTENT_SHARE = 0.2
/** Memory of a ranker without a model. */
const STEPS = [1, 0.5, 0.25]

/** Seeds from items met, newest first: the model's step weights, halved with every `halfLifeMs` of age. */
export function seedsOf(
  { model }: Shop,
  met: readonly { readonly id: string; readonly ts: number }[],
  now: number,
  halfLifeMs: number,
): Seed[] {
  const steps = model?.header.scoring.steps ?? STEPS
  return met
    .slice(0, steps.length)
    .map(({ id, ts }, step) => ({ id, weight: steps[step]! * decay(now - ts, halfLifeMs) }))
}

/** The neighbours of the seeds: from the model where it knows the seed, else, or without `table`, by content. */
export function gather(
  { model, score, alike }: Shop,
  seeds: readonly Seed[],
  table?: TableName,
): Map<string, Candidate> {
  const found = new Map<string, Candidate>()
  const known = seeds.map(({ id }) => {
    const index = table && model?.indexOf(id)
    const offsets = table && model?.tables[table].offsets
    return index !== undefined && offsets![index + 1]! > offsets![index]! ? index : -1
  })
  for (const { index, score: value, from } of score?.(known, { table, weights: seeds.map((seed) => seed.weight) }) ??
    []) {
    const id = model!.ids[index]!
    const seed = seeds[from]!.id
    // Looked at twice in a row is no reason to show it again.
    if (id !== seed) found.set(id, { id, score: value, source: 'model', seed })
  }
  seeds.forEach(({ id: seed, weight }, step) => {
    if (known[step]! >= 0) return
    for (const [id, likeness] of alike(seed)) {
      const value = likeness * weight * CONTENT_SHARE
      const old = found.get(id)
      if (old) old.score += value
      else found.set(id, { id, score: value, source: 'content', seed })
    }
  })
  return found
}
