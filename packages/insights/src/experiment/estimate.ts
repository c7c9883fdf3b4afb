/** Sums over the visitors of an arm: all that the statistics need, and all that leaves the database. */
export interface Sums {
  readonly visitors: number
  readonly sum: number
  readonly sumSquares: number
}

/** Sums of a ratio of two per-visitor totals, for example clicked requests to viewed requests. */
export interface RatioSums {
  readonly visitors: number
  readonly top: number
  readonly topSquares: number
  readonly bottom: number
  readonly bottomSquares: number
  readonly products: number
}

/** An estimate with the variance of the estimate itself (not of one visitor). */
export interface Estimate {
  readonly value: number
  readonly variance: number
}

/** Mean per visitor. Undefined below two visitors. */
export function estimateMean({ visitors: n, sum, sumSquares }: Sums): Estimate | undefined {
  if (n < 2) return undefined
  const value = sum / n
  // Rounding can leave a hair below zero when every visitor is the same.
  return { value, variance: Math.max(0, (sumSquares - n * value * value) / (n - 1)) / n }
}

/**
 * Ratio of two totals with the visitor as the unit, by the delta method (Deng, Knoblich, Lu, KDD 2018): visitors who
 * look more often do not make the result look surer than it is. Undefined below two visitors or without a bottom.
 */
export function estimateRatio(sums: RatioSums): Estimate | undefined {
  const { visitors: n, top, topSquares, bottom, bottomSquares, products } = sums
  if (n < 2 || bottom === 0) return undefined
  const ratio = top / bottom
  const [meanTop, meanBottom] = [top / n, bottom / n]
  const variance = (squares: number, mean: number) => (squares - n * mean * mean) / (n - 1)
  const covariance = (products - n * meanTop * meanBottom) / (n - 1)
  const linear =
    variance(topSquares, meanTop) - 2 * ratio * covariance + ratio * ratio * variance(bottomSquares, meanBottom)
  return { value: ratio, variance: Math.max(0, linear) / (n * meanBottom * meanBottom) }
}
