import type { Estimate } from './estimate.js'

/** Test ÷ control − 1, with bounds. */
export interface Lift {
  readonly value: number
  readonly low: number
  readonly high: number
}

/**
 * The lift with Fieller's bounds (1954): the lifts L that test − (1 + L) × control does not exclude at `wide` standard errors.
 * Every such difference is a plain one, so bounds of a fixed test stay fixed and those of a sequence always valid, and zero is left
 * out exactly when the absolute interval leaves it out. The delta method, by which a control that happened to be low looks
 * sure, is wrong several times as often while orders are few. `covariance` is of the two estimates, as CUPED makes one. Undefined
 * while control is not surely above zero.
 */
export function liftOf(test: Estimate, control: Estimate, wide: number, covariance = 0): Lift | undefined {
  const squared = wide * wide
  const a = control.value ** 2 - squared * control.variance
  if (!(control.value > 0) || !(a > 0)) return undefined
  const b = test.value * control.value - squared * covariance
  const c = test.value ** 2 - squared * test.variance
  const root = Math.sqrt(Math.max(0, b * b - a * c))
  return { value: test.value / control.value - 1, low: (b - root) / a - 1, high: (b + root) / a - 1 }
}
