import type { Interactions } from './interactions.js'

/** Rows by item: item i is met in the rows `starts[i]` to `starts[i + 1]` of `rows`, one visitor after the other. */
export interface Occurrences {
  readonly starts: Uint32Array
  readonly rows: Uint32Array
  /** Session of each row of the data. */
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
  for (const session of sessionsByVisitor(visitors)) {
    for (let row = starts[session]!; row < starts[session + 1]!; row++) {
      rows[next[items[row]!]!++] = row
      sessionOf[row] = session
    }
  }
  return { starts: byItem, rows, sessionOf }
}

/** Session numbers, one visitor after the other, each visitor's in order. A counting sort. */
function sessionsByVisitor(visitors: Uint32Array): Uint32Array {
  let most = 0
  for (const visitor of visitors) if (visitor >= most) most = visitor + 1
  const next = new Uint32Array(most + 1)
  for (const visitor of visitors) next[visitor + 1]!++
  for (let v = 0; v < most; v++) next[v + 1]! += next[v]!
  const sessions = new Uint32Array(visitors.length)
  visitors.forEach((visitor, session) => {
    sessions[next[visitor]!++] = session
  })
  return sessions
}

/** From the end of the first session to that of the last: ms, or sessions where time is only an order. */
export function spanOf(data: Interactions): number {
  const { oldest, newest } = rangeOf(data)
  return newest > oldest ? newest - oldest : 0
}

function timesOf({ starts, ts, timeUnit }: Interactions): (session: number) => number {
  return (session) => (timeUnit === 'order' ? session : ts[starts[session + 1]! - 1]!)
}

function rangeOf(data: Interactions): { oldest: number; newest: number } {
  const { starts } = data
  const timeOf = timesOf(data)
  let newest = Number.NEGATIVE_INFINITY
  let oldest = Number.POSITIVE_INFINITY
  for (let session = 0; session + 1 < starts.length; session++) {
    if (starts[session] === starts[session + 1]) continue
    newest = Math.max(newest, timeOf(session))
    oldest = Math.min(oldest, timeOf(session))
  }
  return { oldest, newest }
}

/**
 * Weight of each session by age: 2^(−age / half-life), the half-life as a share of `span`; 0: all alike.
 * Where time is only an order, the sessions are taken as evenly spread.
 */
export function sessionWeights(data: Interactions, halfLifeRatio: number, span = spanOf(data)): Float64Array {
  const { starts } = data
  const weights = new Float64Array(starts.length - 1).fill(1)
  if (halfLifeRatio === 0 || !(span > 0)) return weights
  const timeOf = timesOf(data)
  const { newest } = rangeOf(data)
  const halfLife = halfLifeRatio * span
  return weights.map((_, session) =>
    starts[session] === starts[session + 1] ? 0 : 2 ** ((timeOf(session) - newest) / halfLife),
  )
}
