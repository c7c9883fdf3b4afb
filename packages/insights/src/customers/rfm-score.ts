import { quantileOf } from './quantile.js'

/** Scores go from 1 to 5, the best. */
export const RFM_BINS = 5

/** A customer by recency, frequency and monetary value. */
export interface RfmValues {
  /** Days since the last order. */
  readonly recency: number
  /** Orders. */
  readonly frequency: number
  /** What all of them brought. */
  readonly monetary: number
}

/** The least value of the second, third, … bin of each. Of recency the first bin is the best. */
export interface RfmBounds {
  readonly recency: readonly number[]
  readonly frequency: readonly number[]
  readonly monetary: readonly number[]
}

/** From 1 to {@link RFM_BINS}. */
export interface RfmScores {
  readonly r: number
  readonly f: number
  readonly m: number
}

/**
 * The bounds of the bins: quantiles at 20, 40, 60 and 80 % plus 1 (the convention of the R package `rfm`). Frequencies are so often
 * the same that their bins are not of one size.
 */
export function rfmBounds(customers: readonly RfmValues[]): RfmBounds {
  const bounds = (of: keyof RfmValues) => {
    const sorted = Float64Array.from(customers, (customer) => customer[of]).sort()
    return Array.from({ length: RFM_BINS - 1 }, (_, bin) => clean(quantileOf(sorted, (bin + 1) / RFM_BINS) + 1))
  }
  return { recency: bounds('recency'), frequency: bounds('frequency'), monetary: bounds('monetary') }
}

/** The scores of one customer. */
export function scoreRfm({ recency, frequency, monetary }: RfmValues, bounds: RfmBounds): RfmScores {
  return {
    r: RFM_BINS - binOf(recency, bounds.recency),
    f: 1 + binOf(frequency, bounds.frequency),
    m: 1 + binOf(monetary, bounds.monetary),
  }
}

const binOf = (value: number, bounds: readonly number[]): number => bounds.filter((bound) => value >= bound).length

/** Without the last digits that sums of decimals leave: what is equal to a bound is in its bin. */
const clean = (value: number): number => Number(value.toPrecision(12))
