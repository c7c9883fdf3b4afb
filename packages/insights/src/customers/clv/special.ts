/** The special functions of the lifetime models: gamma and beta from `@stdlib`, hypergeometric ones where all terms are positive. */
import betaln from '@stdlib/math-base-special-betaln'
import gammaln from '@stdlib/math-base-special-gammaln'

/** ln Γ(x), x > 0. */
export function logGamma(x: number): number {
  return gammaln(x)
}

/** ln B(a, b), both above 0. */
export function logBeta(a: number, b: number): number {
  return betaln(a, b)
}

/** ln Γ(shape + x) − ln Γ(shape) for whole x, each computed once. */
export function createRising(shape: number): (x: number) => number {
  const known = new Map<number, number>()
  const base = gammaln(shape)
  return (x) => {
    const found = known.get(x)
    if (found !== undefined) return found
    const value = x === 0 ? 0 : gammaln(shape + x) - base
    known.set(x, value)
    return value
  }
}

const TERMS = 1_000_000
const TINY = 1e-300

/**
 * exp(logScale) · ₂F₁(a, b; c; z) for 0 ≤ z < 1 and a, b > 0, by its series: with c > 0 every term is positive, so that nothing
 * cancels. What would overflow is carried in the scale.
 */
export function scaledHypergeometric(a: number, b: number, c: number, z: number, logScale: number): number {
  let term = 1
  let sum = 1
  let scale = logScale
  for (let n = 0; n < TERMS; n += 1) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z
    sum += term
    if (Math.abs(sum) > 1e250) {
      term *= 1e-250
      sum *= 1e-250
      scale += 250 * Math.LN10
    }
    if (Math.abs(term) <= 1e-16 * Math.abs(sum) && ((a + n) * (b + n) * z) / ((c + n) * (n + 1)) < 1) break
  }
  return sum * Math.exp(scale)
}

/** ₂F₁(1, b; c; z) for 0 ≤ z < 1 and c > b > 0, by the continued fraction of Gauss (Lentz's method): quick also where the series is not. */
export function hypergeometricOfOne(b: number, c: number, z: number): number {
  let f = 1
  let C = 1
  let D = 0
  for (let n = 1; n < TERMS; n += 1) {
    const m = n >> 1
    const even = n % 2 === 0
    const numerator = even
      ? (m * (c - 1 - b + m)) / ((c + 2 * m - 2) * (c + 2 * m - 1))
      : ((b + m) * (c - 1 + m)) / ((c - 1 + 2 * m) * (c + 2 * m))
    const step = -numerator * z
    D = 1 / (1 + step * D || TINY)
    C = 1 + step / C || TINY
    f *= C * D
    if (Math.abs(C * D - 1) < 1e-15) break
  }
  return 1 / f
}
