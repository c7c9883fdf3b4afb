import { normalQuantile } from '../experiment/distribution.js'

/** A share with its 95 % interval. */
export interface Share {
  readonly value: number
  readonly low: number
  readonly high: number
  /** Of how many. */
  readonly n: number
}

const Z = normalQuantile(0.975)

/** A share of successes with Wilson's score interval (1927), which keeps within 0 and 1. Undefined of nobody. */
export function wilson(successes: number, n: number): Share | undefined {
  if (n <= 0) return undefined
  const p = successes / n
  const z2 = Z * Z
  const middle = (p + z2 / (2 * n)) / (1 + z2 / n)
  const half = (Z / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))
  // Where all or none succeed, the bound is exactly there, and the last digit of a difference is not to move it.
  return {
    value: p,
    low: successes === 0 ? 0 : Math.max(0, middle - half),
    high: successes === n ? 1 : Math.min(1, middle + half),
    n,
  }
}
