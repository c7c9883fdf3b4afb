import type { Candidate, Strategy } from '../candidates.js'
import { dueFactor, intervalOf, purchasesOf } from '../refine/due.js'
import { sorted } from '../refine/step.js'

/** Bought so lately that nobody needs it again. */
const TOO_SOON = 0.5

/**
 * What the visitor ordered before: what is due first, then the overdue, then what nobody knows the interval of, the longest
 * ago first. What was bought just now is left out. Comes with the refined ranker.
 */
export const buyAgain: Strategy = ({ productOf }, { profile, now }) =>
  sorted(
    [...purchasesOf(profile, productOf).values()].flatMap((bought): Candidate[] => {
      const ageMs = now - bought.lastTs
      const intervalMs = intervalOf(bought, productOf(bought.id))
      const factor = dueFactor(ageMs, intervalMs)
      if (factor < TOO_SOON) return []
      const part = { step: 'repeat' as const, ageMs, ...(intervalMs && { intervalMs }), factor }
      return [{ id: bought.id, score: factor, source: 'history', parts: [part] }]
    }),
  )
