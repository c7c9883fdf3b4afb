import type { Interactions } from './interactions.js'
import { sessionWeights } from './occurrences.js'

const DAY_MS = 864e5
/** Where time is only an order, this many half-lives make up the data. */
const ORDER_HALF_LIVES = 8

/** How often each item occurs. */
export function countItems({ ids, items }: Interactions): Uint32Array {
  const count = new Uint32Array(ids.length)
  for (const item of items) count[item]!++
  return count
}

/** An item that was met less often than this is taken as neither rising nor falling. */
const LEAST_TREND_COUNT = 10

/**
 * How much more, relative to the others, each item is met of late than in all of the data: 1 where nothing changed. Sessions weigh by age
 * with a half-life of `scale` × the span.
 */
export function fitRecency(data: Interactions, counts: ArrayLike<number>, scale: number, span?: number): Float64Array {
  const weights = sessionWeights(data, scale, span)
  const late = new Float64Array(counts.length)
  let lateAll = 0
  weights.forEach((weight, session) => {
    for (let row = data.starts[session]!; row < data.starts[session + 1]!; row++) {
      late[data.items[row]!]! += weight
      lateAll += weight
    }
  })
  const usual = lateAll > 0 ? data.items.length / lateAll : 1
  return late.map((sum, item) => (sum * usual + LEAST_TREND_COUNT) / (counts[item]! + LEAST_TREND_COUNT))
}

/** Decayed counts at the end of the data: a row `trendHalfLifeDays` older than the newest counts half. */
export function fitTrend({ ids, items, ts, timeUnit, starts }: Interactions, trendHalfLifeDays: number): Float32Array {
  const trend = new Float64Array(ids.length)
  const newest = ts.reduce((latest, value) => Math.max(latest, value), 0)
  const sessions = starts.length - 1
  for (let session = 0; session < sessions; session++) {
    for (let row = starts[session]!; row < starts[session + 1]!; row++) {
      const halfLives =
        timeUnit === 'order'
          ? ((sessions - 1 - session) / sessions) * ORDER_HALF_LIVES
          : (newest - ts[row]!) / (trendHalfLifeDays * DAY_MS)
      trend[items[row]!]! += 2 ** -halfLives
    }
  }
  return Float32Array.from(trend)
}
