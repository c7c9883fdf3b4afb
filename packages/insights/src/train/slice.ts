import { createColumn } from './growing-column.js'
import { type Interactions, takeRows } from './interactions.js'

/** What a table is chosen for: how a list is asked for and what counts as a hit. */
export interface TableGoal {
  /** `session`: each next item of a visit. `basket`: the last of an order. `sequence`: the last of a visitor's whole history. */
  readonly protocol: 'session' | 'basket' | 'sequence'
  /** Items that are not answered: none, the current one, or all that the visitor has met. */
  readonly without: 'none' | 'current' | 'met'
}

/** Questions with their answers, held out of what is fitted. */
export interface Held {
  readonly items: Uint32Array
  /** Question q asks with the rows `from[q]` to `at[q]`, both included; the answer is row `at[q]` + 1. */
  readonly from: Uint32Array
  readonly at: Uint32Array
}

/** Share of the visits that is held out; the larger one where the other makes few questions, whose answers would be chance. */
const HELD_RATIOS = [0.1, 0.2] as const
const FEW_QUESTIONS = 10_000
/** The most questions that are asked of them. */
const MOST_QUESTIONS = 20_000
/** The newest interactions that a trial is fitted on; more would change the choice little. */
const MOST_ROWS = 300_000

/**
 * Cuts data in two by time: the newest visits to ask about, those before them to fit on. For `sequence`, the last item of
 * each history. Nothing of what is held is in what is fitted.
 */
export function holdOut(
  data: Interactions,
  { protocol }: TableGoal,
): { readonly fitted: Interactions; readonly held: Held } {
  return protocol === 'sequence' ? holdLasts(data) : holdNewest(data, protocol === 'basket')
}

function holdNewest(data: Interactions, isLastOnly: boolean): { fitted: Interactions; held: Held } {
  const [ratio, larger] = HELD_RATIOS
  const found = holdShare(data, isLastOnly, ratio)
  return found.held.at.length < FEW_QUESTIONS ? holdShare(data, isLastOnly, larger) : found
}

function holdShare(data: Interactions, isLastOnly: boolean, ratio: number): { fitted: Interactions; held: Held } {
  const { starts, ts, timeUnit } = data
  const sessions = Array.from({ length: starts.length - 1 }, (_, session) => session)
  const endOf = (session: number): number => ts[starts[session + 1]! - 1]!
  if (timeUnit !== 'order') sessions.sort((a, b) => endOf(a) - endOf(b) || a - b)
  const cut = sessions.length - Math.ceil(sessions.length * ratio)
  let first = cut
  for (let rows = 0; first > 0 && rows < MOST_ROWS; first--) {
    rows += starts[sessions[first - 1]! + 1]! - starts[sessions[first - 1]!]!
  }
  const fitted = select(data, sessions.slice(first, cut), 0)
  const rest = sessions.slice(cut)
  const firstOf = (session: number): number =>
    isLastOnly ? Math.max(starts[session]!, starts[session + 1]! - 2) : starts[session]!
  const asked = rest.reduce((sum, session) => sum + Math.max(0, starts[session + 1]! - firstOf(session) - 1), 0)
  // Of very many, visits spread evenly over the time.
  const step = Math.max(1, asked / MOST_QUESTIONS)
  const from: number[] = []
  const at: number[] = []
  for (let next = 0; next < rest.length; next += step) {
    const session = rest[Math.floor(next)]!
    for (let row = firstOf(session); row + 1 < starts[session + 1]!; row++) {
      from.push(starts[session]!)
      at.push(row)
    }
  }
  return { fitted, held: { items: data.items, from: Uint32Array.from(from), at: Uint32Array.from(at) } }
}

function holdLasts(data: Interactions): { fitted: Interactions; held: Held } {
  const { starts } = data
  const sessions = Array.from({ length: starts.length - 1 }, (_, session) => session)
  const long = sessions.filter((session) => starts[session + 1]! - starts[session]! > 1)
  const step = Math.max(1, long.length / MOST_QUESTIONS)
  const asked: number[] = []
  for (let next = 0; next < long.length; next += step) asked.push(long[Math.floor(next)]!)
  return {
    fitted: select(data, sessions, 1),
    held: {
      items: data.items,
      from: Uint32Array.from(asked, (session) => starts[session]!),
      at: Uint32Array.from(asked, (session) => starts[session + 1]! - 2),
    },
  }
}

/** The data of some sessions; item numbers stay. */
export const pickSessions = (data: Interactions, sessions: readonly number[]): Interactions => select(data, sessions, 0)

/** Each session without its last `dropped` rows when it has more. */
function select(data: Interactions, sessions: readonly number[], dropped: number): Interactions {
  const starts = new Uint32Array(sessions.length + 1)
  const rows = createColumn(Uint32Array)
  sessions.forEach((session, place) => {
    const [from, to] = [data.starts[session]!, data.starts[session + 1]!]
    for (let row = from; row < (to - from > dropped ? to - dropped : to); row++) rows.push(row)
    starts[place + 1] = rows.length
  })
  return {
    ids: data.ids,
    starts,
    ...takeRows(data, rows.values()),
    visitors: Uint32Array.from(sessions, (session) => data.visitors[session]!),
    timeUnit: data.timeUnit,
    kind: data.kind,
    ...(data.visitorIds && { visitorIds: data.visitorIds }),
    ...(data.sessionIds && { sessionIds: sessions.map((session) => data.sessionIds![session]!) }),
  }
}
