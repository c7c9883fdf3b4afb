import { cupedVariance } from './cuped.js'
import type { Estimate } from './estimate.js'
import type { Linear } from './linearise.js'

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

/** Variance of the effect. */
export function effectVariance({ variances: [test, control] }: Effect): number {
  return test + control
}

/** Both sides of a ratio: control as it was seen, and what test would have been with control's past. */
export interface Sides {
  readonly test: Estimate
  readonly control: Estimate
  /** Control's past is in `test` too. 0 without CUPED. */
  readonly covariance: number
}

/** `test` is y_t − θ (x_t − x_c), so that test less control is the {@link absoluteEffect}, and by control it is the lift. */
export function sidesOf(test: Linear, control: Linear, theta = 0): Sides {
  const past = { value: 0, variance: 0, covariance: 0, ...control.before }
  const shift = theta * ((test.before?.value ?? 0) - past.value)
  return {
    test: {
      value: test.value - shift,
      variance: cupedVariance(test, theta) / test.visitors + (theta * theta * past.variance) / control.visitors,
    },
    control: { value: control.value, variance: control.variance / control.visitors },
    covariance: (theta * past.covariance) / control.visitors,
  }
}

/**
 * Test ÷ control − 1 by the delta method: without CUPED v_t ÷ m_c² + v_c m_t² ÷ m_c⁴, with it less what both sides share. For
 * posteriors, which need a normal; bounds are Fieller's, of `liftOf`.
 */
export function liftEstimate({ test, control, covariance }: Sides): Estimate {
  const ratio = test.value / control.value
  const variance = test.variance - 2 * ratio * covariance + ratio * ratio * control.variance
  return { value: ratio - 1, variance: Math.max(0, variance) / control.value ** 2 }
}
