import type { Product, Profile } from '@endcap/core'
import { affinityAt, tastesOf } from '../profile/affinity.js'
import { dueFactor, intervalOf } from './due.js'
import type { TasteShare } from './part.js'
import { articleOf, changed, type Step, sorted } from './step.js'

/** A product that meets all of a visitor's tastes gains half its score. */
const TASTE_GAIN = 0.5

/** The tastes that a product meets, each with its share of them all. */
export function tasteReader({ affinities }: Profile, now: number): (product: Product) => readonly TasteShare[] {
  const keys = Object.keys(affinities)
  const shares = new Map<string, TasteShare>()
  const scores = Object.values(affinities).map((affinity) => affinityAt(affinity, now))
  let sum = 0
  for (const score of scores) sum += score
  for (const [at, key] of keys.entries()) {
    const share = scores[at]! / sum
    if (share > 0) shares.set(key, { key, share })
  }
  return (product) => {
    const found: TasteShare[] = []
    if (!shares.size) return found
    for (const key of tastesOf(product)) {
      const share = shares.get(key)
      if (share) found.push(share)
    }
    return found
  }
}

/** Long-term interest: raised by taste (`for-you` was already), by what is due again, and lowered by what was just bought. */
export const byProfile: Step = (drafts, { query, purchases }) => {
  const { profile, now, strategy } = query
  const tastes = strategy === 'for-you' ? undefined : tasteReader(profile, now)
  return sorted(
    drafts.map((draft) => {
      let next = draft
      const keys = tastes?.(draft.product)
      if (keys?.length) {
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
