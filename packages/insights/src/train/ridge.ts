import type { Together } from './baskets.js'
import type { NeighbourRows } from './rows.js'
import type { ResolvedTrainSettings } from './settings.js'

/** Sources weighed against each other for one target. */
const CANDIDATES = 100

/**
 * Bought together, as EASE (Steck 2019) within a neighbourhood (research/ranker.md 3.10): for each target item the 100
 * partners with the largest count over √(own count) share a ridge regression that predicts the target from the rest of
 * the basket, so that two partners which always come together do not count twice. Positive weights are kept, and of
 * each source the heaviest `neighbours` that at least `minVisitors` visitors made.
 */
export function fitRidge({ pairs, counts }: Together, settings: ResolvedTrainSettings): NeighbourRows {
  const { offsets, items, weights, visitors } = pairs
  const rows: { item: number; weight: number }[][] = Array.from(counts, () => [])
  const lambda = settings.basketRidge * meanOf(counts)
  const place = new Int32Array(counts.length).fill(-1)
  const lift = new Float64Array(counts.length)
  for (let target = 0; target < counts.length; target++) {
    const candidates = Array.from({ length: offsets[target + 1]! - offsets[target]! }, (_, i) => offsets[target]! + i)
    for (const pair of candidates) lift[items[pair]!] = weights[pair]! / Math.sqrt(counts[items[pair]!]!)
    candidates.sort((a, b) => lift[items[b]!]! - lift[items[a]!]! || items[a]! - items[b]!).splice(CANDIDATES)
    const size = candidates.length
    const gram = new Float64Array(size * size)
    candidates.forEach((pair, i) => {
      place[items[pair]!] = i
    })
    candidates.forEach((candidate, i) => {
      const item = items[candidate]!
      gram[i * size + i] = counts[item]! + lambda
      for (let pair = offsets[item]!; pair < offsets[item + 1]!; pair++) {
        const j = place[items[pair]!]!
        // Both halves are written: partners cut from one row may stand in the other.
        if (j >= 0) gram[i * size + j] = gram[j * size + i] = weights[pair]!
      }
    })
    const solved = solve(
      gram,
      Float64Array.from(candidates, (pair) => weights[pair]!),
    )
    candidates.forEach((pair, i) => {
      const item = items[pair]!
      place[item] = -1
      if (solved[i]! > 0 && visitors[pair]! >= settings.minVisitors)
        rows[item]!.push({ item: target, weight: solved[i]! })
    })
  }
  const kept = rows.map((row) =>
    row.sort((a, b) => b.weight - a.weight || a.item - b.item).slice(0, settings.neighbours),
  )
  const starts = new Uint32Array(kept.length + 1)
  kept.forEach((row, i) => {
    starts[i + 1] = starts[i]! + row.length
  })
  const flat = kept.flat()
  return {
    offsets: starts,
    items: Uint32Array.from(flat, ({ item }) => item),
    weights: Float64Array.from(flat, ({ weight }) => weight),
  }
}

/** Mean over the items that occur. */
function meanOf(counts: Float64Array): number {
  const present = counts.filter((count) => count > 0)
  return present.length > 0 ? present.reduce((sum, count) => sum + count, 0) / present.length : 1
}

/** Solves A x = b for a symmetric positive definite A (row by row, overwritten) by Cholesky's A = L Lᵀ. */
function solve(a: Float64Array, b: Float64Array): Float64Array {
  const size = b.length
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * size + j]!
      for (let k = 0; k < j; k++) sum -= a[i * size + k]! * a[j * size + k]!
      // The ridge keeps the pivots positive; the floor is for counts that were cut off.
      a[i * size + j] = i === j ? Math.sqrt(Math.max(sum, 1e-9)) : sum / a[j * size + j]!
    }
  }
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) b[i]! -= a[i * size + k]! * b[k]!
    b[i]! /= a[i * size + i]!
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) b[i]! -= a[k * size + i]! * b[k]!
    b[i]! /= a[i * size + i]!
  }
  return b
}
