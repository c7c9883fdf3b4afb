import { EndcapError } from '@endcap/core'
import { normalQuantile } from './distribution.js'
import { INTERLEAVING_TUNING } from './interleave.js'
import { leastCount, POWER_DEFAULTS, type Reading } from './power.js'
import { standardErrorsWide } from './sequence-width.js'

/** An interleaved comparison to be planned. */
export interface InterleavingQuestion {
  /** Mean preference to find, −1 to 1, of visitors with credit. */
  readonly preference: number
  /** Variance of it between them; at most 1. @default 1 */
  readonly variance?: number
  /** Visitors who click on an item that one team alone picked, of those who see the list, 0–1. */
  readonly creditedRatio: number
  /** @default 0.05 */
  readonly alpha?: number
  /** @default 0.9 */
  readonly power?: number
  /** @default 'always-valid' */
  readonly reading?: Reading
}

/** Visitors who must see the shared list, rounded up; all of them see the same design. Undefined beyond 10¹². Throws `option-invalid`. */
export function interleavingVisitorsNeeded(question: InterleavingQuestion): number | undefined {
  const { preference, variance = 1, creditedRatio, alpha, power, reading } = { ...POWER_DEFAULTS, ...question }
  if (!(Math.abs(preference) <= 1) || preference === 0) {
    throw new EndcapError('option-invalid', 'preference lies between -1 and 1, and is not 0')
  }
  if (!(creditedRatio > 0 && creditedRatio <= 1)) {
    throw new EndcapError('option-invalid', 'creditedRatio is a share above 0')
  }
  const strength = normalQuantile(power)
  const credited = leastCount((count) => {
    const sureness =
      reading === 'fixed'
        ? normalQuantile(1 - alpha / 2)
        : standardErrorsWide(count, { alpha, tuning: INTERLEAVING_TUNING })
    return Math.sqrt(count / variance) * Math.abs(preference) >= sureness + strength
  })
  return credited === undefined ? undefined : Math.ceil(credited / creditedRatio)
}
