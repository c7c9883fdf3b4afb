/** Training data in columns: what every trainer reads, whatever file it came from. */

import { createColumn } from './growing-column.js'

/** What a row says: an item was seen, put in the cart, or bought. The position is the code in `Interactions.kinds`. */
export const ROW_KINDS = ['view', 'cart', 'purchase'] as const
/** One of {@link ROW_KINDS}. */
export type RowKind = (typeof ROW_KINDS)[number]

/** Interactions grouped by session, sessions by first appearance, rows of a session by time, then as they came. */
export interface Interactions {
  /** Item id by index, by first appearance. */
  readonly ids: readonly string[]
  /** Session s has the rows `starts[s]` to `starts[s + 1]`. */
  readonly starts: Uint32Array
  /** Item index per row. */
  readonly items: Uint32Array
  /** Time per row: ms since 1970, or an ordinal when `timeUnit` is `order`. */
  readonly ts: Float64Array
  /** Code of {@link ROW_KINDS} per row. */
  readonly kinds: Uint8Array
  /** Visitor index per session. */
  readonly visitors: Uint32Array
  /** Session id by session, as the file has it. */
  readonly sessionIds?: readonly string[]
  /** By visitor index: the id that the file gives; empty where a session stands for its visitor. */
  readonly visitorIds?: readonly string[]
  readonly timeUnit: 'ms' | 'order'
  /** Ordered visits, or unordered baskets. */
  readonly kind: 'sessions' | 'orders'
}

/**
 * The same without the names of sessions and visitors, which a fit does not ask for: they take more memory than the rows.
 */
export function withoutNames({ sessionIds: _, visitorIds: __, ...data }: Interactions): Interactions {
  return data
}

/** All sessions with those of their rows that `keep` keeps. The same data where it keeps all. */
export function selectRows(data: Interactions, keep: (row: number, session: number) => boolean): Interactions {
  const rows = createColumn(Uint32Array)
  const starts = new Uint32Array(data.starts.length)
  for (let session = 0; session + 1 < starts.length; session++) {
    for (let row = data.starts[session]!; row < data.starts[session + 1]!; row++) if (keep(row, session)) rows.push(row)
    starts[session + 1] = rows.length
  }
  return rows.length === data.items.length ? data : { ...data, starts, ...takeRows(data, rows.values()) }
}

/** What the columns hold in these rows. */
export function takeRows({ items, ts, kinds }: Interactions, rows: Uint32Array) {
  const taken = {
    items: rows.map((row) => items[row]!),
    ts: new Float64Array(rows.length),
    kinds: new Uint8Array(rows.length),
  }
  rows.forEach((row, place) => {
    taken.ts[place] = ts[row]!
    taken.kinds[place] = kinds[row]!
  })
  return taken
}

const DAY_MS = 864e5

/**
 * Gives sessions of which only the order is known moments of their own: evenly over `spanDays` from `fromMs` on, by
 * their first row; the rows of a session share its slot, the last one at its end. What is decayed by age then has days to go by
 * (research/ranker.md 3.1). Data with real times are returned as they are.
 */
export function spreadSessions(data: Interactions, spanDays: number, fromMs = DAY_MS): Interactions {
  if (data.timeUnit !== 'order') return data
  const { starts, ts } = data
  const sessions = starts.length - 1
  const order = Uint32Array.from({ length: sessions }, (_, session) => session).sort(
    (a, b) => ts[starts[a]!]! - ts[starts[b]!]! || a - b,
  )
  const spread = new Float64Array(ts.length)
  order.forEach((session, place) => {
    const [from, to] = [starts[session]!, starts[session + 1]!]
    for (let row = from; row < to; row++) {
      spread[row] = fromMs + ((place + (row - from + 1) / (to - from)) / sessions) * spanDays * DAY_MS
    }
  })
  return { ...data, ts: spread, timeUnit: 'ms' }
}
