import type { Interactions } from '../../train/interactions.js'
import type { Predict } from '../predict.js'
import { createPickTop } from '../top.js'

/** Neighbours of every item with a weight: those of item i are at `offsets[i]` to `offsets[i + 1]`. */
export interface ItemTable {
  readonly offsets: Uint32Array
  readonly items: Uint32Array
  readonly weights: Float64Array
  /** Rows per item in train. */
  readonly counts: Uint32Array
}

/** How {@link fitItemTable} counts pairs. */
export interface ItemTableFormula {
  /**
   * Called for every row of the source: adds what the rows `from` to `to` (of the same session, `row` among them) say.
   * A target may be the source itself.
   */
  count(row: number, from: number, to: number, add: (target: number, weight: number) => void): void
  /** The weight from what was added. */
  weigh(sum: number, sourceCount: number, targetCount: number): number
  /** Heaviest targets kept per source; equal weights by higher count, then first appearance. 0: all. */
  readonly keep: number
}

/** Counts pairs one source item after the other, in the memory of one row. */
export function fitItemTable({ ids, starts, items }: Interactions, formula: ItemTableFormula): ItemTable {
  const counts = new Uint32Array(ids.length)
  for (const item of items) counts[item]!++
  const firstOf = new Uint32Array(ids.length + 1)
  for (let item = 0; item < ids.length; item++) firstOf[item + 1] = firstOf[item]! + counts[item]!
  const next = firstOf.slice()
  const rows = new Uint32Array(items.length)
  const sessionOf = new Uint32Array(items.length)
  for (let session = 0; session + 1 < starts.length; session++) {
    for (let row = starts[session]!; row < starts[session + 1]!; row++) {
      rows[next[items[row]!]!++] = row
      sessionOf[row] = session
    }
  }
  const sums = new Float64Array(ids.length)
  const offsets = new Uint32Array(ids.length + 1)
  const targets: number[] = []
  const weights: number[] = []
  let touched: number[] = []
  const add = (target: number, weight: number): void => {
    if (sums[target] === 0) touched.push(target)
    sums[target]! += weight
  }
  for (let source = 0; source < ids.length; source++) {
    for (let at = firstOf[source]!; at < firstOf[source + 1]!; at++) {
      const session = sessionOf[rows[at]!]!
      formula.count(rows[at]!, starts[session]!, starts[session + 1]!, add)
    }
    for (const target of touched) sums[target] = formula.weigh(sums[target]!, counts[source]!, counts[target]!)
    let kept = touched
    if (formula.keep > 0 && touched.length > formula.keep) {
      kept = touched.sort((a, b) => sums[b]! - sums[a]! || counts[b]! - counts[a]! || a - b).slice(0, formula.keep)
    }
    for (const target of kept) {
      targets.push(target)
      weights.push(sums[target]!)
    }
    offsets[source + 1] = targets.length
    for (const target of touched) sums[target] = 0
    touched = []
  }
  return { offsets, items: Uint32Array.from(targets), weights: Float64Array.from(weights), counts }
}

/** Answers with the summed rows of the items asked with; `weightOf` by step, from 0 for the newest; 0 ends the sum. */
export function createTablePredict(table: ItemTable, weightOf: (step: number) => number): Predict {
  const { offsets, items, weights, counts } = table
  const pickTop = createPickTop(counts)
  const scores = new Float64Array(counts.length)
  const touched = new Uint32Array(counts.length)
  return (question) => {
    let size = 0
    for (let step = 0; step < question.newestFirst.length; step++) {
      const weight = weightOf(step)
      if (weight === 0) break
      const source = question.newestFirst[step]!
      if (source < 0) continue
      for (let at = offsets[source]!; at < offsets[source + 1]!; at++) {
        const target = items[at]!
        if (scores[target] === 0) touched[size++] = target
        scores[target]! += weight * weights[at]!
      }
    }
    const answer = pickTop(scores, touched, size, question)
    for (let i = 0; i < size; i++) scores[touched[i]!] = 0
    return answer
  }
}

/** Weights of the visit's items: only the current one, all alike, or exp(−step / recency). */
export function stepWeights(asks: 'current' | 'all' | number): (step: number) => number {
  if (asks === 'current') return (step) => (step === 0 ? 1 : 0)
  if (asks === 'all') return () => 1
  return (step) => Math.exp(-step / asks)
}
