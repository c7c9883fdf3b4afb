import { createColumn } from './growing-column.js'
import type { NeighbourRows } from './rows.js'

/** Rows with the number of visitors that made each pair. */
export interface CountedRows extends NeighbourRows {
  readonly visitors: Uint32Array
}

/** Gathers one row of a table after the other; keeps the heaviest neighbours. */
export function createRow(count: number, neighbours: number) {
  const sums = new Float64Array(count)
  const weighed = new Float64Array(count)
  const visitorCount = new Uint32Array(count)
  const lastVisitor = new Int32Array(count).fill(-1)
  let touched: number[] = []
  const offsets = createColumn(Uint32Array)
  const items = createColumn(Uint32Array)
  const weights = createColumn(Float64Array)
  const visitors = createColumn(Uint32Array)
  offsets.push(0)
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
      const kept = touched.filter((other) => sums[other]! > 0)
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
    finish: (): CountedRows => ({
      offsets: offsets.values(),
      items: items.values(),
      weights: weights.values(),
      visitors: visitors.values(),
    }),
  }
}
