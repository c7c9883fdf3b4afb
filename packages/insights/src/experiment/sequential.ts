import type { Estimate } from './estimate.js'

/** The difference of two arms with an interval that stays valid however often one looks. */
export interface Difference {
  readonly value: number
  readonly low: number
  readonly high: number
  /** Always-valid p-value: below alpha exactly when the interval leaves out zero. */
  readonly p: number
}

/** How sure to be, and when. */
export interface SequenceOptions {
  /** Chance that the interval ever misses the truth. @default 0.05 */
  readonly alpha?: number
  /** Visitors of both arms together at which the interval is narrowest against a fixed one. @default 5000 */
  readonly tuning?: number
}

/**
 * Test minus control with an asymptotic confidence sequence (Waudby-Smith et al., "Time-uniform central limit theory
 * and asymptotic confidence sequences"; the form and tuning of GrowthBook's sequential tests). It may be read every day
 * and the test stopped at any of them; a fixed interval read so is wrong several times as often as it says.
 * Undefined when neither arm varies at all, since then nothing can be said.
 */
export function differ(
  test: Estimate,
  control: Estimate,
  visitors: number,
  { alpha = 0.05, tuning = 5000 }: SequenceOptions = {},
): Difference | undefined {
  const variance = test.variance + control.variance
  if (variance === 0) return undefined
  const rhoSquared = (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha))) / tuning
  const scale = visitors * rhoSquared
  const standardError = Math.sqrt(variance)
  const half = standardError * Math.sqrt(((2 * (scale + 1)) / scale) * Math.log(Math.sqrt(scale + 1) / alpha))
  const value = test.value - control.value
  const z = value / standardError
  const p = Math.min(1, Math.sqrt(scale + 1) * Math.exp((-z * z * scale) / (2 * (scale + 1))))
  return { value, low: value - half, high: value + half, p }
}
