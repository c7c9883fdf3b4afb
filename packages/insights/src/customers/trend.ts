import { normalBelow } from '../experiment/distribution.js'

/** A count of successes at a place in time. */
export interface TrendPoint {
  readonly at: number
  readonly successes: number
  readonly n: number
}

/** Whether a share rises or falls. */
export interface Trend {
  /** Below 0: it falls. */
  readonly z: number
  /** Two-sided. */
  readonly p: number
  readonly direction: 'rising' | 'falling' | 'none'
}

/** At this chance a trend is told. */
export const TREND_ALPHA = 0.01

/**
 * The trend of a share over time by the test of Cochran (1954) and Armitage (1955). Undefined with fewer than three points, or where
 * all are alike.
 */
export function trendOf(points: readonly TrendPoint[]): Trend | undefined {
  const n = points.reduce((sum, point) => sum + point.n, 0)
  const share = points.reduce((sum, point) => sum + point.successes, 0) / n
  const mean = points.reduce((sum, point) => sum + point.n * point.at, 0) / n
  const spread = points.reduce((sum, point) => sum + point.n * (point.at - mean) ** 2, 0)
  const variance = share * (1 - share) * spread
  if (points.length < 3 || !(variance > 0)) return undefined
  const score = points.reduce((sum, point) => sum + (point.successes - point.n * share) * (point.at - mean), 0)
  const z = score / Math.sqrt(variance)
  const p = 2 * normalBelow(-Math.abs(z))
  return { z, p, direction: p >= TREND_ALPHA ? 'none' : z > 0 ? 'rising' : 'falling' }
}
