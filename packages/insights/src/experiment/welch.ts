import { studentBelow, studentQuantile } from './distribution.js'
import { type Effect, effectVariance } from './effect.js'

/** A test for one look that was planned beforehand. */
export interface WelchTest {
  readonly value: number
  readonly low: number
  readonly high: number
  /** Two-sided. */
  readonly p: number
  /** Satterthwaite's. */
  readonly degrees: number
}

/**
 * Welch's unequal-variance t test (Welch 1947), degrees of freedom by Satterthwaite. Undefined when nothing varies or an arm has fewer than two visitors.
 */
export function welch(effect: Effect, alpha = 0.05): WelchTest | undefined {
  const variance = effectVariance(effect)
  const { value, variances, visitors } = effect
  if (!(variance > 0) || Math.min(...visitors) < 2) return undefined
  const degrees = variance ** 2 / (variances[0] ** 2 / (visitors[0] - 1) + variances[1] ** 2 / (visitors[1] - 1))
  const standardError = Math.sqrt(variance)
  const half = studentQuantile(1 - alpha / 2, degrees) * standardError
  const p = 2 * studentBelow(-Math.abs(value) / standardError, degrees)
  return { value, low: value - half, high: value + half, p, degrees }
}
