import type { Product, Profile } from '@endcap/core'
import { affinityAt, tasteKeys } from '../profile/affinity.js'
import { dueFactor, intervalOf } from './due.js'
import type { TasteShare } from './part.js'
import { articleOf, changed, type Step, sorted } from './step.js'

/** A product that meets all of a visitor's tastes gains half its score. */
const TASTE_GAIN = 0.5

const keysOf = new WeakMap<Product, readonly string[]>()

/** The tastes that a product meets, each with its share of them all. */
export function tasteReader({ affinities }: Profile, now: number): (product: Product) => TasteShare[] {
  const scores = new Map(Object.entries(affinities).map(([key, affinity]) => [key, affinityAt(affinity, now)]))
  let sum = 0
  for (const score of scores.values()) sum += score
  return (product) => {
    let keys = keysOf.get(product)
    if (!keys) keysOf.set(product, (keys = tasteKeys(product)))
    const found: TasteShare[] = []
    for (const key of keys) {
      const share = (scores.get(key) ?? 0) / sum
      if (share > 0) found.push({ key, share })
    }
    return found
  }
}

/** Long-term interest: raised by taste (`for-you` was already), by what is due again, and lowered by what was just bought. */
export const byProfile: Step = (drafts, { query, purchases }) => {
  const { profile, now, strategy } = query
  const tastes = tasteReader(profile, now)
  return sorted(
    drafts.map((draft) => {
      let next = draft
      const keys = strategy === 'for-you' ? [] : tastes(draft.product)
      if (keys.length) {
        let met = 0
        for (const { share } of keys) met += share
        const factor = 1 + TASTE_GAIN * met
        next = changed(next, next.score * factor, { step: 'taste', keys, factor })
      }
      const bought = strategy === 'buy-again' ? undefined : purchases.get(articleOf(draft.product))
      if (bought) {
        const ageMs = now - bought.lastTs
        const intervalMs = intervalOf(bought, draft.product)
        const factor = dueFactor(ageMs, intervalMs)
        next = changed(next, next.score * factor, { step: 'repeat', ageMs, ...(intervalMs && { intervalMs }), factor })
      }
      return next
    }),
  )
}
