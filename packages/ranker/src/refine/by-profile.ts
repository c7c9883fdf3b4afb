import { keyOf, type Liking, likingOf } from '../profile/tastes.js'
import { dueFactor, intervalOf } from './due.js'
import type { TasteShare } from './part.js'
import { articleOf, change, type Step, sorted } from './step.js'

/** A product that meets all of a visitor's tastes gains half its score. */
const TASTE_GAIN = 0.5

/** The tastes that a product meets, each with its share of them all. */
function sharesOf(tastes: readonly number[], { amounts, sum }: Liking): TasteShare[] {
  const shares: TasteShare[] = []
  for (const number of tastes) {
    const share = amounts[number]! / sum
    if (share > 0) shares.push({ key: keyOf(number), share })
  }
  return shares
}

/** Their part of them all (0–1). */
function metOf(tastes: readonly number[], { amounts, sum }: Liking): number {
  let met = 0
  for (const number of tastes) met += amounts[number]!
  return met && met / sum
}

/** Long-term interest: raised by taste (`for-you` was already), by what is due again, and lowered by what was just bought. */
export const byProfile: Step = (drafts, { query, purchases }) => {
  const { profile, now, strategy } = query
  const liking = strategy === 'for-you' ? undefined : likingOf(profile, now)
  for (const draft of drafts) {
    const { score, look, product } = draft
    const met = liking ? metOf(look.tastes, liking) : 0
    if (met) {
      const factor = 1 + TASTE_GAIN * met
      change(draft, score * factor, () => ({ step: 'taste', keys: sharesOf(look.tastes, liking!), factor }))
    }
    const bought = strategy === 'buy-again' || !purchases.size ? undefined : purchases.get(articleOf(product))
    if (bought) {
      const ageMs = now - bought.lastTs
      const intervalMs = intervalOf(bought, product)
      const factor = dueFactor(ageMs, intervalMs)
      change(draft, draft.score * factor, () => ({
        step: 'repeat',
        ageMs,
        ...(intervalMs && { intervalMs }),
        factor,
      }))
    }
  }
  return sorted(drafts)
}
