/** The one door to the distributions of `@stdlib`, so that the vectors test what the statistics use. */
import betainc from '@stdlib/math-base-special-betainc'
import gammainc from '@stdlib/math-base-special-gammainc'
import gammaincinv from '@stdlib/math-base-special-gammaincinv'
import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf'
import cdf from '@stdlib/stats-base-dists-normal-cdf'
import pdf from '@stdlib/stats-base-dists-normal-pdf'
import studentCdf from '@stdlib/stats-base-dists-t-cdf'
import studentInverse from '@stdlib/stats-base-dists-t-quantile'

/** P(Z ≤ z) of the standard normal distribution. */
export function normalBelow(z: number): number {
  return cdf(z, 0, 1)
}

/** Density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return pdf(z, 0, 1)
}

/**
 * The z with P(Z ≤ z) = p, 0 < p < 1. By the inverse incomplete gamma function, since Z² is a gamma variable: the library's own
 * normal quantile is off by 2e-9 at p = 1e-10.
 */
export function normalQuantile(p: number): number {
  return p === 0.5 ? 0 : Math.sign(p - 0.5) * Math.sqrt(2 * gammaincinv(2 * Math.min(p, 1 - p), 0.5, true))
}

/** P(T ≤ t) of Student's distribution; degrees need not be whole. */
export function studentBelow(t: number, degrees: number): number {
  return studentCdf(t, degrees)
}

/** The t with P(T ≤ t) = p. */
export function studentQuantile(p: number, degrees: number): number {
  return studentInverse(p, degrees)
}

/** P(X ≤ k) of so many trials, each a success with chance p. */
export function binomialBelow(k: number, trials: number, p: number): number {
  return binomialCdf(k, trials, p)
}

/** P(X > x) of the chi-square distribution: the regularised upper incomplete gamma function. */
export function chiSquareAbove(x: number, degrees: number): number {
  return x <= 0 ? 1 : gammainc(x / 2, degrees / 2, true, true)
}

/** P(F > x) of Fisher's F distribution: the regularised incomplete beta function. */
export function fAbove(x: number, above: number, below: number): number {
  return x <= 0 ? 1 : betainc(below / (below + above * x), below / 2, above / 2, true, false)
}
