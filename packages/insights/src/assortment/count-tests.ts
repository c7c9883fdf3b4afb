import gammainc from '@stdlib/math-base-special-gammainc'
import gammaincinv from '@stdlib/math-base-special-gammaincinv'
import gammaln from '@stdlib/math-base-special-gammaln'

/** P(X ≥ together) of Fisher's exact test: `left` of the baskets hold the one, `right` the other. */
export type FisherAbove = (together: number, left: number, right: number) => number

/**
 * Makes Fisher's test for `n` baskets; logarithms of factorials are taken once. The tail is summed from its largest term down, so that
 * it keeps its digits where it is next to nothing.
 */
export function createFisher(n: number): FisherAbove {
  const factorial = Float64Array.from({ length: n + 1 }, (_, k) => gammaln(k + 1))
  const choose = (from: number, k: number): number => factorial[from]! - factorial[k]! - factorial[from - k]!

  function tail(left: number, right: number, from: number, to: number): number {
    let term = Math.exp(choose(left, from) + choose(n - left, right - from) - choose(n, right))
    let sum = term
    const step = from <= to ? 1 : -1
    for (let k = from; k !== to && term > sum * 1e-18; k += step) {
      term *=
        step === 1
          ? ((left - k) * (right - k)) / ((k + 1) * (n - left - right + k + 1))
          : (k * (n - left - right + k)) / ((left - k + 1) * (right - k + 1))
      sum += term
    }
    return sum
  }
  return (together, left, right) => {
    const least = Math.max(0, left + right - n)
    const most = Math.min(left, right)
    if (together <= least) return 1
    if (together > most) return 0
    // Below the mean the other tail is the short one.
    if (together < (left * right) / n) return Math.max(0, 1 - tail(left, right, together - 1, least))
    return Math.min(1, tail(left, right, together, most))
  }
}

/** P(X ≥ count) of a Poisson variable; 1 where nothing can be expected and nothing came. */
export function poissonAbove(count: number, expected: number): number {
  if (count <= 0) return 1
  return expected <= 0 ? 0 : gammainc(expected, count, true, false)
}

/** P(X ≤ count) of a Poisson variable. */
export function poissonBelow(count: number, expected: number): number {
  return expected <= 0 ? 1 : gammainc(expected, count + 1, true, true)
}

/** The exact 95 % interval of a Poisson mean from one count (Garwood 1936). */
export function poissonInterval(count: number): readonly [low: number, high: number] {
  return [count === 0 ? 0 : gammaincinv(0.025, count, false), gammaincinv(0.975, count + 1, false)]
}

/** Pearson's chi-square of the table of two by two, without a correction for continuity; 0 where a side is empty or whole. */
export function chiSquareOf(together: number, left: number, right: number, n: number): number {
  const spread = left * (n - left) * right * (n - right)
  return spread > 0 ? (n * (n * together - left * right) ** 2) / spread : 0
}
