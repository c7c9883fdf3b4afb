import { normalQuantile } from '../experiment/distribution.js'

/** A ratio of sums with its 95 % interval. Undefined bounds: fewer than two people. */
export interface RatioEstimate {
  readonly value: number
  readonly low: number | undefined
  readonly high: number | undefined
}

/**
 * Ratio of two sums over people, by the delta method with people as the units: rows of one person go together (Deng, Knoblich, Lu 2018).
 * Undefined where there is nothing to divide by.
 */
export function clusteredRatio(
  people: Iterable<{ readonly numerator: number; readonly denominator: number }>,
): RatioEstimate | undefined {
  const units = [...people]
  const n = units.length
  const top = units.reduce((sum, { numerator }) => sum + numerator, 0)
  const below = units.reduce((sum, { denominator }) => sum + denominator, 0)
  if (!(below > 0)) return undefined
  const value = top / below
  if (n < 2) return { value, low: undefined, high: undefined }
  const squares = units.reduce((sum, { numerator, denominator }) => sum + (numerator - value * denominator) ** 2, 0)
  const error = Math.sqrt((squares * n) / (n - 1)) / below
  const reach = normalQuantile(0.975) * error
  return { value, low: Math.max(0, value - reach), high: value + reach }
}
