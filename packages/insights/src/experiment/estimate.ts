/** Sums of one number a visitor. */
export interface Sums {
  readonly visitors: number
  readonly sum: number
  readonly sumSquares: number
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
