import { createRowWriter, type NeighbourRows } from './rows.js'
import type { TableSettings } from './table-settings.js'

/**
 * Rows as they are scored: (weight × recency of the neighbour^`trendPower` / count of the neighbour^`popularityPower`)^`weightPower`, scaled so that the row sum of
 * a visit to what has neighbours is 1 on average, and each row by count / (count + `confidence`). The order within a row may change.
 */
export function shapeRows(
  { offsets, items, weights }: NeighbourRows,
  counts: ArrayLike<number>,
  recency: ArrayLike<number>,
  { popularityPower, trendPower, weightPower, confidence }: TableSettings,
): NeighbourRows {
  const rows = offsets.length - 1
  const logs = Float64Array.from(
    { length: rows },
    (_, item) => popularityPower * Math.log(Math.max(1, counts[item]!)) - trendPower * Math.log(recency[item]!),
  )
  const shaped = new Float64Array(weights.length)
  let visits = 0
  let sum = 0
  for (let row = 0; row < rows; row++) {
    if (offsets[row]! < offsets[row + 1]!) visits += counts[row]!
    for (let pair = offsets[row]!; pair < offsets[row + 1]!; pair++) {
      shaped[pair] = Math.exp(weightPower * (Math.log(weights[pair]!) - logs[items[pair]!]!))
      sum += shaped[pair]! * counts[row]!
    }
  }
  const scale = sum > 0 ? visits / sum : 1
  for (let row = 0; row < rows; row++) {
    const factor = counts[row]! > 0 ? (scale * counts[row]!) / (counts[row]! + confidence) : 0
    for (let pair = offsets[row]!; pair < offsets[row + 1]!; pair++) shaped[pair]! *= factor
  }
  return { offsets, items, weights: shaped }
}

/** Rows with `share` × those of `content` added, in order again, the heaviest `most` kept. */
export function addContent(
  rows: NeighbourRows,
  content: NeighbourRows | undefined,
  share: number,
  most: number,
): NeighbourRows {
  const count = rows.offsets.length - 1
  const writer = createRowWriter(count)
  for (let row = 0; row < count; row++) {
    for (const [part, factor] of [
      [rows, 1],
      [content, share],
    ] as const) {
      if (!part || factor === 0) continue
      writer.addPairs(part, part.offsets[row]!, part.offsets[row + 1]!, factor)
    }
    writer.close(most)
  }
  return writer.finish()
}
