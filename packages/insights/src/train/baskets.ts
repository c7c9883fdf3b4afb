import { type CountedRows, createRow } from './basket-rows.js'
import { type Interactions, ROW_KINDS, selectRows } from './interactions.js'
import { findOccurrences, sessionWeights } from './occurrences.js'

/** Partners counted per item; the rest is noise and memory. */
const MOST_PARTNERS = 1000

/** The rows that say "bought" or "put in the cart": all of orders, else those kinds; once an item and session. */
export function selectBaskets(data: Interactions): Interactions {
  const { ids, items, kinds } = data
  const lastSession = new Int32Array(ids.length).fill(-1)
  return selectRows(data, (row, session) => {
    if (data.kind !== 'orders' && kinds[row] === ROW_KINDS.indexOf('view')) return false
    if (lastSession[items[row]!] === session) return false
    lastSession[items[row]!] = session
    return true
  })
}

/** The rows that say "looked at". */
export function selectViews(data: Interactions): Interactions {
  return selectRows(data, (row) => data.kinds[row] === ROW_KINDS.indexOf('view'))
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
