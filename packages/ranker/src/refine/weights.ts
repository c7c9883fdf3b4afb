import type { Product } from '@endcap/core'
import { DAY_MS } from '../profile/decay.js'
import { change, type Draft, type Step, type StepInput } from './step.js'

/** Weight of each feature by its name: the `features` of the `weights.json` that `endcap learn` writes. */
export type FeatureWeights = Readonly<Record<string, { readonly weight: number }>>

/** Reads a `weights.json`. Undefined for anything else: the list is then as without. */
export function readWeights(value: unknown): FeatureWeights | undefined {
  const { v, features } = (value ?? {}) as { readonly v?: unknown; readonly features?: FeatureWeights }
  const isSound = v === 1 && features && Object.values(features).every((entry) => Number.isFinite(entry?.weight))
  return isSound ? features : undefined
}

/** Half as fresh after a fortnight, as `endcap learn` has it. */
const FRESH_MS = 14 * DAY_MS
/** The last items that a visitor is known by, as `endcap learn` has it. */
const RECENT_ITEMS = 20

type Feature = (product: Product) => number

/**
 * What the device knows of the features that `endcap learn` weighs (`warehouseFeatures` of `@endcap/insights`), under the same
 * names. `popularity` comes from the model's counts, `freshness` from the day of publication. Those it does not know weigh nothing.
 */
function featuresOf({ query, products, model }: StepInput): Readonly<Record<string, Feature>> {
  const { now } = query
  const met = query.profile.recent.slice(0, RECENT_ITEMS)
  const recent = met.flatMap(({ id }) => products.get(id) ?? [])
  const prices = recent.map(priceOf).filter((price) => price > 0)
  let mean = 0
  for (const price of prices) mean += price / prices.length
  return {
    popularity({ id }) {
      const index = model?.indexOf(id)
      return index === undefined ? 0 : Math.sqrt(model!.count[index]! / (model!.header.interactions || 1))
    },
    freshness({ publishedAt }) {
      const age = Math.max(0, now - Date.parse(publishedAt as string))
      return age >= 0 ? FRESH_MS / (FRESH_MS + age) : 0
    },
    'seen-before': ({ id }) => (met.some((item) => item.id === id) ? 1 : 0),
    'category-match'({ categories }) {
      const own = categories?.[0]
      return own && met.length ? recent.filter((other) => other.categories?.[0] === own).length / met.length : 0
    },
    'price-match'(product) {
      const price = priceOf(product)
      return mean > 0 && price > 0 ? Math.min(price, mean) / Math.max(price, mean) : 0
    },
  }
}

const priceOf = ({ price, salePrice = price }: Product): number => Math.min(price, salePrice)

/**
 * Puts the products that would be shown into the order of their learned score: the sum of weight × value. That order of
 * those products is what was proved; the scores of the steps before stay with the places, and nothing else moves up.
 */
export const byWeights: Step = (drafts, input) => {
  const { weights, query, start } = input
  if (!weights) return drafts
  const features = featuresOf(input)
  // One order of summing: the last bit depends on it.
  const names = Object.keys(weights)
    .filter((name) => features[name])
    .sort()
  const learned = ({ product }: Draft): number => {
    let score = 0
    for (const name of names) score += weights[name]!.weight * features[name]!(product)
    return score
  }
  const shown = drafts.slice(0, query.count).map((draft, from) => ({ draft, from, score: learned(draft) }))
  const scores = shown.map(({ draft }) => draft.score)
  const order = [...shown].sort((a, b) => b.score - a.score)
  order.forEach(({ draft, from }, to) => {
    if (from !== to) change(draft, scores[to]!, () => ({ step: 'weights', from: start + from, to: start + to }))
  })
  return [...order.map(({ draft }) => draft), ...drafts.slice(query.count)]
}
