import type { Interactions } from '../train/interactions.js'

/** The items that a visitor had in train, newest first, at most this many. */
const MOST = 500

/**
 * Looks up what a visitor did in train. Only visitors that the file names are known: a session that stands for its own
 * visitor has no earlier ones. Built at the first question.
 */
export function createHistories(train: Interactions): (visitor: string | undefined) => readonly number[] {
  const { visitorIds, visitors, starts, items, ts } = train
  const sessionsOf = new Map<string, number[]>()
  const found = new Map<string, readonly number[]>()
  if (visitorIds) {
    visitors.forEach((visitor, session) => {
      const name = visitorIds[visitor]!
      if (name === '') return
      if (!sessionsOf.get(name)?.push(session)) sessionsOf.set(name, [session])
    })
  }
  return (visitor) => {
    if (!visitor) return []
    const known = found.get(visitor)
    if (known) return known
    const sessions = sessionsOf.get(visitor) ?? []
    const newestFirst = sessions.toSorted((a, b) => ts[starts[b + 1]! - 1]! - ts[starts[a + 1]! - 1]! || b - a)
    const history: number[] = []
    for (const session of newestFirst) {
      for (let row = starts[session + 1]! - 1; row >= starts[session]! && history.length < MOST; row--) {
        history.push(items[row]!)
      }
    }
    found.set(visitor, history)
    return history
  }
}
