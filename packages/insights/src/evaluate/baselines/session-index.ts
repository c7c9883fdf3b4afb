import type { Interactions } from '../../train/interactions.js'

/** Train sessions as session-kNN methods read them. Sessions are numbered by their last row's time: a higher number is newer. */
export interface SessionIndex {
  readonly sessions: number
  /** Days from the last row of each session to the newest of all. */
  readonly ageDays: Float64Array
  /** Session s has its distinct items at `starts[s]` to `starts[s + 1]`. */
  readonly starts: Uint32Array
  readonly items: Uint32Array
  /** Position of the item's last row in its session, from 1. */
  readonly lastAt: Uint32Array
  /** Item i is in the sessions at `holders[i]` to `holders[i + 1]` of `sessionOf`, newest first. */
  readonly holders: Uint32Array
  readonly sessionOf: Uint32Array
  /** As `lastAt`, for the pair of item and session. */
  readonly holderLastAt: Uint32Array
  /** Rows per item. */
  readonly counts: Uint32Array
}

const DAY_MS = 864e5

/** Builds the index in one pass over flat arrays. Sessions of one time are ordered as they came. */
export function createSessionIndex({ ids, starts, items, ts }: Interactions): SessionIndex {
  const sessions = starts.length - 1
  const lastTs = (session: number) => ts[starts[session + 1]! - 1]!
  const oldestFirst = Uint32Array.from({ length: sessions }, (_, session) => session).sort(
    (a, b) => lastTs(a) - lastTs(b) || a - b,
  )
  const newest = sessions > 0 ? lastTs(oldestFirst[sessions - 1]!) : 0
  const counts = new Uint32Array(ids.length)
  const ageDays = new Float64Array(sessions)
  const setStarts = new Uint32Array(sessions + 1)
  const setItems = new Uint32Array(items.length)
  const lastAt = new Uint32Array(items.length)
  const holders = new Uint32Array(ids.length + 1)
  const metIn = new Int32Array(ids.length).fill(-1)
  let filled = 0
  oldestFirst.forEach((source, session) => {
    ageDays[session] = (newest - lastTs(source)) / DAY_MS
    for (let row = starts[source + 1]! - 1; row >= starts[source]!; row--) {
      const item = items[row]!
      counts[item]!++
      if (metIn[item] === session) continue
      metIn[item] = session
      setItems[filled] = item
      lastAt[filled++] = row - starts[source]! + 1
      holders[item + 1]!++
    }
    setStarts[session + 1] = filled
  })
  for (let i = 0; i < ids.length; i++) holders[i + 1]! += holders[i]!
  const next = holders.slice(0, ids.length)
  const sessionOf = new Uint32Array(filled)
  const holderLastAt = new Uint32Array(filled)
  for (let session = sessions - 1; session >= 0; session--) {
    for (let i = setStarts[session]!; i < setStarts[session + 1]!; i++) {
      const place = next[setItems[i]!]!++
      sessionOf[place] = session
      holderLastAt[place] = lastAt[i]!
    }
  }
  return {
    sessions,
    ageDays,
    starts: setStarts,
    items: setItems.subarray(0, filled),
    lastAt: lastAt.subarray(0, filled),
    holders,
    sessionOf,
    holderLastAt,
    counts,
  }
}
