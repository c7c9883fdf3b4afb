import { type CountedRows, createRow } from './basket-rows.js'
import { type Interactions, ROW_KINDS } from './interactions.js'
import { findOccurrences, sessionWeights } from './occurrences.js'

/** Partners counted per item; the rest is noise and memory. */
const MOST_PARTNERS = 1000

/** The rows that say "bought" or "put in the cart": all of orders, else those kinds; once an item and session. */
export function selectBaskets(data: Interactions): Interactions {
  return select(data, (row, from) => {
    if (data.kind !== 'orders' && data.kinds[row] === ROW_KINDS.indexOf('view')) return false
    for (let before = from; before < row; before++) {
      if (data.items[before] === data.items[row] && (data.kind === 'orders' || data.kinds[before]! > 0)) return false
    }
    return true
  })
}

/** The rows that say "looked at". */
export function selectViews(data: Interactions): Interactions {
  return select(data, (row) => data.kinds[row] === ROW_KINDS.indexOf('view'))
}

function select(data: Interactions, keep: (row: number, sessionStart: number) => boolean): Interactions {
  const rows: number[] = []
  const starts = new Uint32Array(data.starts.length)
  for (let session = 0; session + 1 < starts.length; session++) {
    const from = data.starts[session]!
    for (let row = from; row < data.starts[session + 1]!; row++) if (keep(row, from)) rows.push(row)
    starts[session + 1] = rows.length
  }
  return {
    ...data,
    starts,
    items: Uint32Array.from(rows, (row) => data.items[row]!),
    ts: Float64Array.from(rows, (row) => data.ts[row]!),
    kinds: Uint8Array.from(rows, (row) => data.kinds[row]!),
  }
}

/** How often two items are in one basket: weighted counts of the pairs, and of the items alone. */
export interface Together {
  readonly pairs: CountedRows
  readonly counts: Float64Array
}

/** Counts pairs of items that share a basket; each item's most frequent partners. */
export function countTogether(baskets: Interactions, halfLifeRatio: number): Together {
  const { starts, items, visitors, ids } = baskets
  const occurrences = findOccurrences(baskets)
  const weights = sessionWeights(baskets, halfLifeRatio)
  const counts = new Float64Array(ids.length)
  const row = createRow(ids.length, MOST_PARTNERS)
  for (let item = 0; item < ids.length; item++) {
    for (let at = occurrences.starts[item]!; at < occurrences.starts[item + 1]!; at++) {
      const session = occurrences.sessionOf[occurrences.rows[at]!]!
      const weight = weights[session]!
      counts[item]! += weight
      for (let there = starts[session]!; there < starts[session + 1]!; there++) {
        if (items[there] !== item) row.add(items[there]!, weight, visitors[session]!)
      }
    }
    row.close((_, weight) => weight)
  }
  return { pairs: row.finish(), counts }
}
