import type { ListVariety, Model, Product } from '@endcap/core'
import { tastesOf } from '../profile/tastes.js'
import type { Recommendation, RecommendQuery } from '../ranker.js'
import type { Purchased } from './due.js'
import type { RankPart } from './part.js'
import type { FeatureWeights } from './weights.js'

/** A product on its way through the steps. */
export interface Draft {
  readonly id: string
  readonly product: Product
  /** Numbers of its affinity keys: each level of the category, the brand, the price band. */
  readonly tastes: readonly number[]
  /** 1 for the best of the strategy; the others in proportion. */
  readonly score: number
  /** What it was worth where it was placed: the score, less what it repeats of those above. */
  readonly value: number
  readonly from: Recommendation
  readonly parts: readonly RankPart[]
}

/** What the steps know. */
export interface StepInput {
  readonly products: ReadonlyMap<string, Product>
  readonly model?: Model | undefined
  readonly weights?: FeatureWeights | undefined
  readonly purchases: ReadonlyMap<string, Purchased>
  readonly query: RecommendQuery
  readonly variety: Required<ListVariety>
  /** Products that stand above in the same list: the first place that is free. */
  readonly start: number
}

/** One step from the candidates of a strategy, best first, to the list. Pure; a step with nothing to say answers its input. */
export type Step = (drafts: readonly Draft[], input: StepInput) => readonly Draft[]

/** The draft with another score and what that came from. */
export const changed = ({ id, product, tastes, from, parts }: Draft, score: number, part: RankPart): Draft => ({
  id,
  product,
  tastes,
  score,
  value: score,
  from,
  parts: [...parts, part],
})

/** By falling score; equal ones as they were. */
export function sorted<T extends { readonly score: number }>(list: readonly T[]): readonly T[] {
  // Most steps leave most lists in their order.
  const isFalling = list.every(({ score }, at) => !at || score <= list[at - 1]!.score)
  return isFalling ? list : [...list].sort((a, b) => b.score - a.score)
}

const tastes = new WeakMap<Product, readonly number[]>()

/** Numbers of the affinity keys of a product; made once. */
export function knownTastes(product: Product): readonly number[] {
  let known = tastes.get(product)
  if (!known) tastes.set(product, (known = tastesOf(product)))
  return known
}

/** The article that a product is a form of. */
export const articleOf = ({ id, groupId }: Product): string => groupId || id
