import { cupedVariance } from './cuped.js'
import type { Linear } from './linearise.js'
import { standardErrorsWide } from './sequence-width.js'

/** What a test arm adds, before anything is said of how sure it is. */
export interface Effect {
  readonly value: number
  /** What each arm contributes to the variance of `value`. */
  readonly variances: readonly [test: number, control: number]
  readonly visitors: readonly [test: number, control: number]
}

/** Test less control, with θ of CUPED taken from both; θ 0 leaves them as they are. */
export function absoluteEffect(test: Linear, control: Linear, theta = 0): Effect {
  const adjusted = ({ value, before }: Linear) => value - theta * (before?.value ?? 0)
  return {
    value: adjusted(test) - adjusted(control),
    variances: [cupedVariance(test, theta) / test.visitors, cupedVariance(control, theta) / control.visitors],
    visitors: [test.visitors, control.visitors],
  }
}

/**
 * The difference by control's own value c. By the delta method its variance is v_t ÷ c² + v_c m_t² ÷ c⁴; with CUPED control's part is
 * (a² v + 2ab cov + b² v_before) ÷ n with a = −(1 + lift) ÷ c and b = θ ÷ c, since control's value is divisor and subtrahend at once.
 * Undefined unless control is surely above zero by its own always-valid interval: near zero a ratio has no normal theory.
 */
export function relativeEffect(test: Linear, control: Linear, theta = 0, alpha = 0.05): Effect | undefined {
  const { value: level, variance, before, visitors } = control
  const surely = standardErrorsWide(visitors, { alpha }) * Math.sqrt(variance / visitors)
  if (!(level > surely)) return undefined
  const absolute = absoluteEffect(test, control, theta)
  const lift = absolute.value / level
  const [a, b] = [-(1 + lift) / level, theta / level]
  const own = a * a * variance + (before ? 2 * a * b * before.covariance + b * b * before.variance : 0)
  return {
    value: lift,
    variances: [absolute.variances[0] / level ** 2, Math.max(0, own) / visitors],
    visitors: absolute.visitors,
  }
}

/** Variance of the effect. */
export function effectVariance({ variances: [test, control] }: Effect): number {
  return test + control
}
