import type { Interactions } from './interactions.js'
import { type Occurrences, sessionWeights } from './occurrences.js'
import { createRowWriter, type NeighbourRows } from './rows.js'
import type { TableSettings } from './table-settings.js'

/** Pairs further apart in a session are not counted. */
const MOST_DISTANCE = 20

/** How rows are cut while they are counted. */
export interface CountOptions {
  /** Heaviest neighbours kept. */
  readonly most: number
  /** Pairs that fewer visitors made are left out. */
  readonly minVisitors: number
  /** What half-lives are shares of. @default what the data span */
  readonly span?: number
}

/**
 * Weighted co-visitation (research/ranker.md 3.10): every ordered pair of a session at distance d adds
 * exp(−(d − 1) / `distanceScale`) × the session's weight by age from the earlier to the later item, and `backwardRatio`
 * of that in return; a repeat in direct succession adds to the item itself. Each row is divided by its sum, so that a
 * weight is the share of what came of an item.
 */
export function countTransitions(
  data: Interactions,
  occurrences: Occurrences,
  { distanceScale, backwardRatio, halfLifeRatio }: TableSettings,
  { most, minVisitors, span }: CountOptions,
): NeighbourRows {
  const { starts, items, visitors, ids } = data
  const age = sessionWeights(data, halfLifeRatio, span)
  const ahead = Float64Array.from({ length: MOST_DISTANCE + 1 }, (_, d) => Math.exp(-(d - 1) / distanceScale))
  const visitorCount = new Uint32Array(ids.length)
  const lastVisitor = new Int32Array(ids.length).fill(-1)
  const met = new Uint32Array(ids.length)
  const writer = createRowWriter(ids.length)
  for (let item = 0; item < ids.length; item++) {
    let total = 0
    let others = 0
    for (let at = occurrences.starts[item]!; at < occurrences.starts[item + 1]!; at++) {
      const here = occurrences.rows[at]!
      const session = occurrences.sessionOf[here]!
      const visitor = visitors[session]!
      const from = Math.max(starts[session]!, here - MOST_DISTANCE)
      const to = Math.min(starts[session + 1]! - 1, here + MOST_DISTANCE)
      for (let there = from; there <= to; there++) {
        const other = items[there]!
        const distance = there > here ? there - here : here - there
        if (distance === 0 || (other === item && distance > 1)) continue
        if (lastVisitor[other] !== visitor) {
          if (visitorCount[other]!++ === 0) met[others++] = other
          lastVisitor[other] = visitor
        }
        const weight = age[session]! * ahead[distance]! * (there > here ? 1 : backwardRatio)
        writer.add(other, weight)
        total += weight
      }
    }
    writer.weigh((other, weight) => (visitorCount[other]! >= minVisitors ? weight / total : 0))
    writer.close(most)
    for (let i = 0; i < others; i++) {
      visitorCount[met[i]!] = 0
      lastVisitor[met[i]!] = -1
    }
  }
  return writer.finish()
}
