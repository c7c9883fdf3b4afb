import type { Interactions } from './interactions.js'
import type { ResolvedTrainSettings } from './settings.js'

/** Neighbours of every item with exact weights: those of item i are at `offsets[i]` to `offsets[i + 1]`, in any order. */
export interface NeighbourRows {
  readonly offsets: Uint32Array
  readonly items: Uint32Array
  readonly weights: Float64Array
}

/** exp(−1/2): a pair one step further apart weighs this much less. */
const DISTANCE_RATIO = 0.6065306597126334
const DAY_MS = 864e5

/** Rows by item: item i is met in the rows `starts[i]` to `starts[i + 1]` of `rows`, one visitor after the other. */
export interface Occurrences {
  readonly starts: Uint32Array
  readonly rows: Uint32Array
  readonly sessionOf: Uint32Array
}

/** Lists where each item occurs, so that a table is fitted row by row in little memory. */
export function findOccurrences({ ids, starts, items, visitors }: Interactions): Occurrences {
  const byItem = new Uint32Array(ids.length + 1)
  for (const item of items) byItem[item + 1]!++
  for (let i = 0; i < ids.length; i++) byItem[i + 1]! += byItem[i]!
  const next = byItem.slice()
  const rows = new Uint32Array(items.length)
  const sessionOf = new Uint32Array(items.length)
  const byVisitor = Uint32Array.from(visitors, (_, session) => session).sort(
    (a, b) => visitors[a]! - visitors[b]! || a - b,
  )
  for (const session of byVisitor) {
    for (let row = starts[session]!; row < starts[session + 1]!; row++) {
      rows[next[items[row]!]!++] = row
      sessionOf[row] = session
    }
  }
  return { starts: byItem, rows, sessionOf }
}

/** Weight of each session by age against the newest; all 1 where time is only an order. */
export function sessionWeights({ starts, ts, timeUnit }: Interactions, halfLifeDays: number): Float64Array {
  const weights = new Float64Array(starts.length - 1).fill(1)
  if (timeUnit === 'order' || halfLifeDays === 0) return weights
  const newest = ts.reduce((latest, value) => Math.max(latest, value), 0)
  return weights.map((_, session) => 2 ** ((ts[starts[session + 1]! - 1]! - newest) / (halfLifeDays * DAY_MS)))
}

/**
 * Weighted co-visitation (research/ranker.md 3.10): every ordered pair of a session at distance d ≤ `maxDistance` adds
 * exp(−(d − 1) / 2) from the earlier to the later item and `backwardRatio` of that in return; repeats in direct
 * succession add to the item itself. Rows are divided by their sum and cut to the heaviest `neighbours`.
 */
export function fitCovisits(
  data: Interactions,
  occurrences: Occurrences,
  settings: ResolvedTrainSettings,
): NeighbourRows {
  const { starts, items, visitors, ids } = data
  const { maxDistance, backwardRatio, popularityPower } = settings
  const weights = sessionWeights(data, settings.halfLifeDays)
  const ahead = Array.from({ length: maxDistance }, () => 1)
  for (let d = 1; d < maxDistance; d++) ahead[d] = ahead[d - 1]! * DISTANCE_RATIO
  const damp = ids.map((_, i) => (occurrences.starts[i + 1]! - occurrences.starts[i]!) ** -popularityPower)
  const row = createRow(ids.length, settings)
  for (let item = 0; item < ids.length; item++) {
    for (let at = occurrences.starts[item]!; at < occurrences.starts[item + 1]!; at++) {
      const here = occurrences.rows[at]!
      const session = occurrences.sessionOf[here]!
      const from = Math.max(starts[session]!, here - maxDistance)
      const to = Math.min(starts[session + 1]! - 1, here + maxDistance)
      for (let there = from; there <= to; there++) {
        if (there === here) continue
        const distance = Math.abs(there - here)
        const other = items[there]!
        if (other === item && distance > 1) continue
        const weight = weights[session]! * ahead[distance - 1]! * (there > here ? 1 : backwardRatio)
        row.add(other, weight, visitors[session]!)
      }
    }
    row.close((other, weight, sum) => (weight / sum) * damp[other]!)
  }
  return row.finish()
}

/** Gathers one row of a table after the other; keeps the heaviest neighbours that enough visitors made. */
export function createRow(
  count: number,
  { neighbours, minVisitors }: Pick<ResolvedTrainSettings, 'neighbours' | 'minVisitors'>,
) {
  const sums = new Float64Array(count)
  const weighed = new Float64Array(count)
  const visitorCount = new Uint32Array(count)
  const lastVisitor = new Int32Array(count).fill(-1)
  let touched: number[] = []
  const offsets = [0]
  const items: number[] = []
  const weights: number[] = []
  const visitors: number[] = []
  return {
    /** Visitors must come one after the other within a row. */
    add(other: number, weight: number, visitor: number): void {
      if (lastVisitor[other] !== visitor) {
        if (visitorCount[other]!++ === 0) touched.push(other)
        lastVisitor[other] = visitor
      }
      sums[other]! += weight
    },
    close(weigh: (other: number, weight: number, sum: number) => number): void {
      let sum = 0
      for (const other of touched) sum += sums[other]!
      const kept = touched.filter((other) => visitorCount[other]! >= minVisitors && sums[other]! > 0)
      for (const other of kept) weighed[other] = weigh(other, sums[other]!, sum)
      if (kept.length > neighbours) kept.sort((a, b) => weighed[b]! - weighed[a]! || a - b).splice(neighbours)
      for (const other of kept) {
        items.push(other)
        weights.push(weighed[other]!)
        visitors.push(visitorCount[other]!)
      }
      offsets.push(items.length)
      for (const other of touched) {
        sums[other] = visitorCount[other] = 0
        lastVisitor[other] = -1
      }
      touched = []
    },
    /** The rows, with the number of visitors that made each pair. */
    finish: (): NeighbourRows & { readonly visitors: Uint32Array } => ({
      offsets: Uint32Array.from(offsets),
      items: Uint32Array.from(items),
      weights: Float64Array.from(weights),
      visitors: Uint32Array.from(visitors),
    }),
  }
}
