import type { Linear } from './linearise.js'

/**
 * θ of CUPED (Deng, Xu, Kohavi, Walker, WSDM 2013): how much of a visitor's metric goes with the same metric before the
 * exposure, pooled within the arms. A ratio is taken by its linearised numbers. Undefined where an arm knows nothing of before,
 * or nobody differed.
 */
export function cupedTheta(arms: readonly Linear[]): number | undefined {
  let [covariance, variance] = [0, 0]
  for (const { visitors, before } of arms) {
    if (!before) return undefined
    covariance += (visitors - 1) * before.covariance
    variance += (visitors - 1) * before.variance
  }
  return variance > 0 ? covariance / variance : undefined
}

/** Variance of one visitor's number once θ times the past is taken from it. */
export function cupedVariance({ variance, before }: Linear, theta: number): number {
  return before ? Math.max(0, variance - 2 * theta * before.covariance + theta * theta * before.variance) : variance
}

/** Share of the variance of the difference that CUPED takes away, 0–1; below 0 where it adds. */
export function cupedReduction(test: Linear, control: Linear, theta: number): number {
  const both = (of: (arm: Linear) => number) => of(test) / test.visitors + of(control) / control.visitors
  const raw = both(({ variance }) => variance)
  return raw > 0 ? 1 - both((arm) => cupedVariance(arm, theta)) / raw : 0
}
