import { createColumn } from './growing-column.js'
import { type Interactions, ROW_KINDS, type RowKind } from './interactions.js'
import { createNumbering } from './numbering.js'

/** One interaction of a visitor with an item, as a reader hands it over. */
export interface InteractionRow {
  /** What belongs together: a visit, or an order. */
  readonly session: string
  readonly item: string
  /** In the unit of the data; NaN or absent: the order of the rows. */
  readonly ts?: number
  /** @default 'view' */
  readonly kind?: RowKind
  /** Empty or absent: the session stands for its visitor. */
  readonly visitor?: string
}

/** Gathers rows and turns them into columns. */
export interface InteractionCollector {
  add(row: InteractionRow): void
  readonly count: number
  /** Hands the rows over and forgets them and all names: who still holds the collector does not hold those. */
  finish(settings: {
    readonly timeUnit: 'auto' | 's' | 'ms' | 'order'
    readonly kind: 'auto' | 'sessions' | 'orders'
  }): Interactions
}

/** Seconds and milliseconds of 1990: smaller numbers are no date. */
const EARLIEST_S = 631_152_000
const EARLIEST_MS = EARLIEST_S * 1000

/** What has come. Files of many million rows fit, as each takes 17 bytes and no object. */
function createState(ids: readonly string[]) {
  return {
    items: createNumbering(ids),
    sessions: createNumbering(),
    visitors: createNumbering(),
    sessionVisitor: createColumn(Uint32Array),
    session: createColumn(Uint32Array),
    item: createColumn(Uint32Array),
    ts: createColumn(Float64Array),
    kind: createColumn(Uint8Array),
  }
}

/** Creates a collector. Pass `ids` of a fitted model to keep its indices; new items follow them. */
export function createCollector(ids: readonly string[] = []): InteractionCollector {
  let state = createState(ids)
  return {
    get count() {
      return state.item.length
    },
    add({ session, item, ts = Number.NaN, kind = 'view', visitor }) {
      const { sessions, visitors, sessionVisitor } = state
      const s = sessions.of(session)
      if (s === sessionVisitor.length) sessionVisitor.push(visitor ? visitors.of(visitor) : visitors.add(''))
      state.session.push(s)
      state.item.push(state.items.of(item))
      state.ts.push(ts)
      state.kind.push(ROW_KINDS.indexOf(kind))
    },
    finish({ timeUnit, kind }) {
      const { items, sessions, visitors, sessionVisitor, ...rows } = state
      state = createState([])
      const times = rows.ts.values()
      const unit = timeUnit === 'auto' ? guessUnit(times) : timeUnit
      const { starts, order } = groupRows(rows.session.values(), times, sessions.names.length)
      const scale = unit === 's' ? 1000 : 1
      const [itemOf, kindOf] = [rows.item.values(), rows.kind.values()]
      const ts = new Float64Array(order.length)
      const kinds = new Uint8Array(order.length)
      order.forEach((row, place) => {
        ts[place] = Number.isNaN(times[row]) ? row : times[row]! * scale
        kinds[place] = kindOf[row]!
      })
      return {
        ids: items.names,
        starts,
        items: order.map((row) => itemOf[row]!),
        ts,
        kinds,
        visitors: sessionVisitor.values(),
        sessionIds: sessions.names,
        visitorIds: visitors.names,
        timeUnit: unit === 'order' ? 'order' : 'ms',
        kind: kind === 'auto' ? guessKind(starts, ts, kinds) : kind,
      }
    },
  }
}

/** Row numbers by session, then time, then as they came; session s has those from `starts[s]` on. Rows without a time stay where they are. */
function groupRows(session: Uint32Array, ts: Float64Array, sessions: number) {
  const starts = new Uint32Array(sessions + 1)
  for (const s of session) starts[s + 1]!++
  for (let s = 0; s < sessions; s++) starts[s + 1]! += starts[s]!
  const next = starts.slice()
  const order = new Uint32Array(session.length)
  session.forEach((s, row) => {
    order[next[s]!++] = row
  })
  for (let s = 0; s < sessions; s++) {
    const [from, to] = [starts[s]!, starts[s + 1]!]
    // Logs come by time: hardly a session is out of order.
    if (!isByTime(order, from, to, ts)) order.subarray(from, to).sort((a, b) => ts[a]! - ts[b]! || a - b)
  }
  return { starts, order }
}

function isByTime(order: Uint32Array, from: number, to: number, ts: Float64Array): boolean {
  for (let at = from + 1; at < to; at++) if (ts[order[at]!]! < ts[order[at - 1]!]!) return false
  return true
}

function guessUnit(ts: Float64Array): 's' | 'ms' | 'order' {
  let least = Number.POSITIVE_INFINITY
  for (const value of ts) {
    if (Number.isNaN(value)) return 'order'
    if (value < least) least = value
  }
  return least >= EARLIEST_MS ? 'ms' : least >= EARLIEST_S ? 's' : 'order'
}

/** Orders: nothing was only looked at, or in nine of ten sessions of more than one row, all rows share one time. */
function guessKind(starts: Uint32Array, ts: Float64Array, kinds: Uint8Array): 'sessions' | 'orders' {
  if (!kinds.includes(ROW_KINDS.indexOf('view'))) return 'orders'
  let long = 0
  let flat = 0
  for (let s = 0; s + 1 < starts.length; s++) {
    const [from, to] = [starts[s]!, starts[s + 1]!]
    if (to - from < 2) continue
    long++
    if (ts[from] === ts[to - 1]) flat++
  }
  return long > 0 && flat >= long * 0.9 ? 'orders' : 'sessions'
}
