import { keyOf, type Liking, likingOf } from '../profile/tastes.js'
import { dueFactor, intervalOf } from './due.js'
import type { TasteShare } from './part.js'
import { articleOf, changed, type Step, sorted } from './step.js'

/** A product that meets all of a visitor's tastes gains half its score. */
const TASTE_GAIN = 0.5

/** The tastes that a product meets, each with its share of them all. */
function sharesOf(tastes: readonly number[], { amounts, sum }: Liking): TasteShare[] {
  const shares: TasteShare[] = []
  for (const number of tastes) {
    const share = (amounts[number] || 0) / sum
    if (share > 0) shares.push({ key: keyOf(number), share })
  }
  return shares
}

/** Long-term interest: raised by taste (`for-you` was already), by what is due again, and lowered by what was just bought. */
export const byProfile: Step = (drafts, { query, purchases }) => {
  const { profile, now, strategy } = query
  const liking = strategy === 'for-you' ? undefined : likingOf(profile, now)
  return sorted(
    drafts.map((draft) => {
      let next = draft
      const keys = liking && sharesOf(draft.tastes, liking)
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
