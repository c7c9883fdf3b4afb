import type { ListVariety, Model, Product } from '@endcap/core'
import { tastesOf } from '../profile/tastes.js'
import type { Recommendation, RecommendQuery } from '../ranker.js'
import type { Purchased } from './due.js'
import type { RankPart } from './part.js'
import type { FeatureWeights } from './weights.js'

/** What products are compared by. */
export interface Look {
  /** Numbers of its affinity keys: each level of the category, the brand, the price band. */
  readonly tastes: readonly number[]
  /** Of the category. */
  readonly levels: number
  /** Among the tastes; undefined where the product has none. */
  readonly brand: number | undefined
  readonly band: number | undefined
}

/** A product on its way through the steps, which write into it: copies would take most of the time. */
export interface Draft {
  readonly id: string
  readonly product: Product
  readonly look: Look
  /** 1 for the best of the strategy; the others in proportion. */
  score: number
  /** What it is worth where it is placed: the score, less what it repeats of those above. */
  value: number
  readonly from: Recommendation
  /** What the steps did to it, in order, told when it stays: most drafts go. */
  parts: readonly (() => RankPart)[]
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

/** One step from the candidates of a strategy, best first, to the list. A step with nothing to say answers its input. */
export type Step = (drafts: Draft[], input: StepInput) => Draft[]

/** Gives the draft another score and tells what that came from. */
export function change(draft: Draft, score: number, part: () => RankPart): void {
  draft.score = draft.value = score
  tell(draft, part)
}

/** Notes what a step did to it. */
export function tell(draft: Draft, part: () => RankPart): void {
  draft.parts = draft.parts.length ? [...draft.parts, part] : [part]
}

/** Puts a list by falling score; equal ones as they were. */
export function sorted<T extends { readonly score: number }>(list: T[]): T[] {
  // Most steps leave most lists in their order.
  const isFalling = list.every(({ score }, at) => !at || score <= list[at - 1]!.score)
  return isFalling ? list : list.sort((a, b) => b.score - a.score)
}

const looks = new WeakMap<Product, Look>()

/** Made once for each product. */
export function lookOf(product: Product): Look {
  let look = looks.get(product)
  if (!look) {
    const tastes = tastesOf(product)
    const levels = product.categories?.length ?? 0
    const brand = product.brand ? tastes[levels] : undefined
    look = { tastes, levels, brand, band: tastes[brand === undefined ? levels : levels + 1] }
    looks.set(product, look)
  }
  return look
}

/** The article that a product is a form of. */
export const articleOf = ({ id, groupId }: Product): string => groupId || id
