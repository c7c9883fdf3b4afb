import type { InsightSource } from '../source/source.js'

/** How many values lie in a bin; the last bin holds its upper edge too. */
export interface HistogramBin {
  readonly from: number
  readonly to: number
  readonly count: number
}

const MOST_BINS = 40

/**
 * Counts in bins of a round width: 2 × interquartile range ÷ ∛n (Freedman, Diaconis 1981), at most 40 bins; a bin a value where
 * there are few. `known` is a query of the values, as `x`. Empty bins are told, too.
 */
export async function histogramOf(
  source: InsightSource,
  known: string,
  of: {
    readonly n: number
    readonly min: number
    readonly max: number
    readonly width: number
    readonly distinct: number
  },
): Promise<HistogramBin[]> {
  const { n, min, max, width } = of
  if (max === min) return [{ from: min, to: max, count: n }]
  const wished = width > 0 ? (2 * width) / Math.cbrt(n) : (max - min) / (1 + Math.log2(n))
  const step = roundUp(Math.max(wished, (max - min) / (MOST_BINS - 1)))
  const start = Math.floor(min / step) * step
  const bins = Math.max(1, Math.ceil((max - start) / step))
  const rows = await source.ask<{ bin: number; times: number }>(
    `SELECT floor((x - $start) / $step) AS bin, count(*) AS times FROM ${known} AS k GROUP BY 1`,
    { start, step },
  )
  const counts = new Array<number>(bins).fill(0)
  for (const { bin, times } of rows) counts[Math.min(bins - 1, Math.max(0, bin))]! += times
  return counts.map((count, at) => ({ from: start + at * step, to: start + (at + 1) * step, count }))
}

/** The next of 1, 2, 2.5, 5, 10 × a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= value * (1 - 1e-9)) ?? 10) * power
}
