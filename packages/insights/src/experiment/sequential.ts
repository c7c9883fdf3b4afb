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

/** A bound that holds at every look, on either side by itself. */
export interface OneSided {
  /** The truth is above this, with 1 − alpha. */
  readonly low: number
  /** The truth is below this, with 1 − alpha. */
  readonly high: number
  /** Always-valid p of "not above zero": below alpha exactly when `low` is above zero. */
  readonly p: number
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
  options: SequenceOptions = {},
): Difference | undefined {
  const estimate = { value: test.value - control.value, variance: test.variance + control.variance }
  return surround(estimate, visitors, options)
}

/** The same around any estimate whose variance falls with the visitors: a difference, a relative lift. */
export function surround(
  { value, variance }: Estimate,
  visitors: number,
  { alpha = 0.05, tuning = 5000 }: SequenceOptions = {},
): Difference | undefined {
  if (!(variance > 0)) return undefined
  const scale = visitors * rhoSquared(alpha, tuning)
  const standardError = Math.sqrt(variance)
  const half = standardError * Math.sqrt(((2 * (scale + 1)) / scale) * Math.log(Math.sqrt(scale + 1) / alpha))
  const z = value / standardError
  const p = Math.min(1, Math.sqrt(scale + 1) * Math.exp((-z * z * scale) / (2 * (scale + 1))))
  return { value, low: value - half, high: value + half, p }
}

/**
 * One-sided sequence: the normal mixture over one half of the line (Howard, Ramdas, McAuliffe, Sekhon 2021, its closed bound with
 * 1 + √(nρ² + 1) ÷ 2α), tuned as a two-sided one of 2 alpha. Narrower on the side that matters, for guardrails.
 */
export function surroundOneSided(
  { value, variance }: Estimate,
  visitors: number,
  { alpha = 0.05, tuning = 5000 }: SequenceOptions = {},
): OneSided | undefined {
  if (!(variance > 0)) return undefined
  const scale = visitors * rhoSquared(Math.min(2 * alpha, 0.99), tuning)
  const standardError = Math.sqrt(variance)
  const root = Math.sqrt(scale + 1)
  const half = standardError * Math.sqrt(((2 * (scale + 1)) / scale) * Math.log1p(root / (2 * alpha)))
  const z = value / standardError
  const p = z > 0 ? Math.min(1, root / (2 * Math.expm1((z * z * scale) / (2 * (scale + 1))))) : 1
  return { low: value - half, high: value + half, p }
}

/** ρ² at which the sequence is narrowest after `tuning` visitors. */
function rhoSquared(alpha: number, tuning: number): number {
  return (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha))) / tuning
}
