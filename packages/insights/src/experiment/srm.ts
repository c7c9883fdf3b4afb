import { chiSquareAbove } from './distribution.js'

/** Whether the arms have the sizes that they should have. */
export interface SampleRatio {
  /** Chance of a split at least this uneven when all is well. Undefined while there are too few visitors to judge. */
  readonly p: number | undefined
  /** The split is broken: whatever the arms show, it cannot be read. */
  readonly alarm: boolean
}

/** Below this chance the split counts as broken. */
export const SRM_ALARM_P = 0.001
/** Fewer visitors an arm than this are not judged. */
const VISITORS_AN_ARM = 8

/**
 * Sample ratio mismatch by Pearson's chi-square (Fabijan et al., KDD 2019; alarm level as GrowthBook's). `counts` and
 * `weights` go together by position; weights need not sum to 1, and arms of weight 0 are left out.
 */
export function checkSampleRatio(counts: readonly number[], weights: readonly number[]): SampleRatio {
  const arms = counts.map((count, arm) => ({ count, weight: weights[arm] ?? 0 })).filter(({ weight }) => weight > 0)
  const total = arms.reduce((sum, { count }) => sum + count, 0)
  const whole = arms.reduce((sum, { weight }) => sum + weight, 0)
  if (arms.length < 2 || total < VISITORS_AN_ARM * arms.length) return { p: undefined, alarm: false }
  const statistic = arms.reduce((sum, { count, weight }) => {
    const expected = (total * weight) / whole
    return sum + (count - expected) ** 2 / expected
  }, 0)
  const p = chiSquareAbove(statistic, arms.length - 1)
  return { p, alarm: p < SRM_ALARM_P }
}
