import { createRowWriter, type NeighbourRows } from './rows.js'
import type { TableSettings } from './table-settings.js'

/** Neighbours of a row, and of each of those, that a step of diffusion goes through. */
const MOST_STEPS = 32

/**
 * Lends rows of rare items what their neighbours know: row i becomes (1 − m) × itself + m × Σⱼ weight(i → j) × row j, with
 * m = `share` × `spread` / (`spread` + count of i). A random walk of two steps: pairs that no session held are found
 * through a third item. Of an item with few visits most of the row comes from there; a popular one keeps its own.
 */
function walk(
  rows: NeighbourRows,
  counts: ArrayLike<number>,
  spread: number,
  share: number,
  most: number,
  only?: ArrayLike<number>,
) {
  const { offsets, items, weights } = rows
  const count = offsets.length - 1
  const writer = createRowWriter(count)
  for (let item = 0; item < count; item++) {
    if (only?.[item] === 0) {
      writer.close(most)
      continue
    }
    const lent = (share * spread) / (spread + counts[item]!)
    const end = offsets[item + 1]!
    writer.addPairs(rows, offsets[item]!, end, 1 - lent)
    for (let pair = offsets[item]!, stop = Math.min(end, pair + MOST_STEPS); pair < stop; pair++) {
      const through = items[pair]!
      const part = lent * weights[pair]!
      const first = offsets[through]!
      writer.addPairs(rows, first, Math.min(offsets[through + 1]!, first + MOST_STEPS), part, item)
    }
    writer.close(most)
  }
  return writer.finish()
}

/**
 * Diffusion as the settings say: not at all, once, or a second time with a smaller share. With `only`, which is above 0 for
 * the rows that are wanted, the others may come out empty.
 */
export function diffuse(
  rows: NeighbourRows,
  counts: ArrayLike<number>,
  { spread, spreadAgain }: TableSettings,
  most: number,
  only?: ArrayLike<number>,
): NeighbourRows {
  if (spread === 0) return rows
  const once = walk(rows, counts, spread, 1, most, spreadAgain === 0 ? only : undefined)
  return spreadAgain === 0 ? once : walk(once, counts, spread, spreadAgain, most, only)
}
