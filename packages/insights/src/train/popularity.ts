import type { Interactions } from './interactions.js'

const DAY_MS = 864e5
/** Where time is only an order, this many half-lives make up the data. */
const ORDER_HALF_LIVES = 8

/** How often each item occurs. */
export function countItems({ ids, items }: Interactions): Uint32Array {
  const count = new Uint32Array(ids.length)
  for (const item of items) count[item]!++
  return count
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
