import type { NeighbourRows } from './rows.js'
import type { Held, TableGoal } from './slice.js'

/** Quality of a table on held questions, both from 0 to 1. */
export interface Quality {
  /** Share of the questions with the answer among the first 20. */
  readonly hitRate: number
  /** Mean of 1 / rank of the answer within 20. */
  readonly reciprocalRank: number
}

const LENGTH = 20

/** How the last items of a visit are weighed, and how far each row of the table counts. */
export interface Weighing {
  readonly steps: readonly number[]
  readonly own: readonly number[]
}

/**
 * Asks the held questions of a table, much as `createScorer` of the ranker answers them: the sum over the last items of
 * step × weight, on exact weights; ties by higher count, then lower index, where the ranker goes by id. Only the rank of the answer is found, so that thousands of questions
 * take a fraction of a second.
 */
export function createMeasure(held: Held, counts: ArrayLike<number>, { without }: TableGoal) {
  const scores = new Float64Array(counts.length)
  const out = new Uint8Array(counts.length)
  return ({ offsets, items, weights }: NeighbourRows, { steps, own }: Weighing): Quality => {
    let hits = 0
    let ranks = 0
    let asked = 0
    for (let question = 0; question < held.at.length; question++) {
      const [from, at] = [held.from[question]!, held.at[question]!]
      const target = held.items[at + 1]!
      const current = held.items[at]!
      if (without === 'current' && target === current) continue
      asked++
      const touched: number[] = []
      const oldest = Math.max(from, at - steps.length + 1)
      for (let row = at; row >= oldest; row--) {
        const item = held.items[row]!
        const step = steps[at - row]!
        for (let pair = offsets[item]!, end = offsets[item + 1]!; pair < end; pair++) {
          const other = items[pair]!
          if (scores[other] === 0) touched.push(other)
          scores[other]! += step * weights[pair]!
        }
        const bonus = own[at - row] ?? 0
        if (bonus > 0) {
          if (scores[item] === 0) touched.push(item)
          scores[item]! += bonus
        }
      }
      if (without === 'current') out[current] = 1
      if (without === 'met') for (let row = from; row <= at; row++) out[held.items[row]!] = 1
      const score = scores[target]!
      if (score > 0 && out[target] === 0) {
        let rank = 1
        for (const other of touched) {
          if (out[other] !== 0 || other === target) continue
          const lead = scores[other]! - score || counts[other]! - counts[target]! || target - other
          if (lead > 0) rank++
        }
        if (rank <= LENGTH) {
          hits++
          ranks += 1 / rank
        }
      }
      for (const other of touched) scores[other] = 0
      if (without === 'current') out[current] = 0
      if (without === 'met') for (let row = from; row <= at; row++) out[held.items[row]!] = 0
    }
    return { hitRate: asked > 0 ? hits / asked : 0, reciprocalRank: asked > 0 ? ranks / asked : 0 }
  }
}
