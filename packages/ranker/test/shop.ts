import { EMPTY_PROFILE, type Product, type Profile, type StrategyName } from '@endcap/core'
import type { Ranker, RecommendQuery } from '../src/index.js'

export const NOW = Date.UTC(2026, 5, 1, 12)
export const DAY_MS = 864e5

export const product = (id: string, more: Partial<Product> = {}): Product => ({
  id,
  title: id,
  url: `/${id}`,
  price: 10,
  currency: 'EUR',
  ...more,
})

/** A ranker that answers the given scores, best first, but for what is excluded. */
export const answering = (scores: Readonly<Record<string, number>>): Ranker => ({
  recommend: ({ strategy, count, exclude }) =>
    Object.entries(scores)
      .filter(([id]) => !exclude?.has(id))
      .sort(([, a], [, b]) => b - a)
      .slice(0, count)
      .map(([id, score]) => ({ id, score, reason: { strategy, source: 'model' as const } })),
  reorder: (ids) => [...ids],
})

/** A question of a visitor of whom nothing is known, to a placement without variety. */
export const ask = (more: Partial<RecommendQuery> & { strategy?: StrategyName } = {}): RecommendQuery => ({
  strategy: 'related',
  profile: EMPTY_PROFILE,
  count: 12,
  now: NOW,
  placement: { id: 'row', diversity: 0, rotate: false },
  ...more,
})

export const profileOf = (more: Partial<Profile>): Profile => ({ ...EMPTY_PROFILE, ...more })
export const ids = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id)
/** Orders of these items, so many days ago, newest first. */
export const orders = (...list: (readonly [days: number, ...items: string[]])[]): Profile['orders'] =>
  list.map(([days, ...items], i) => ({ transactionId: `t${i}`, ts: NOW - days * DAY_MS, value: 10, items }))
