import type { EventEnvelope, Product, Profile, StrategyName } from '@endcap/core'

/** What is played on: the exports of these packages, as source or built. */
export type Ranking = typeof import('@endcap/core') &
  typeof import('@endcap/ranker') &
  typeof import('@endcap/ranker/refine') &
  typeof import('@endcap/ranker/explain')

/** What the answers depend on. Files in base64. */
export interface Given {
  readonly now: number
  readonly strategies: readonly StrategyName[]
  readonly empty: Profile
  readonly texts: readonly string[]
  readonly model: string
  readonly shards: Readonly<Record<string, string>>
  readonly weights: unknown
  readonly products: readonly Product[]
  readonly shoppers: readonly (readonly EventEnvelope[])[]
  readonly bulk: { readonly seed: number; readonly shoppers: number }
}

/** The file `ranker.json`. */
export interface Vectors {
  readonly given: Given
  readonly expected: Readonly<Record<string, unknown>>
}

export function play(ranking: Ranking, given: Given): Promise<Readonly<Record<string, unknown>>>
