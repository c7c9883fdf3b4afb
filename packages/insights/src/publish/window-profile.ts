/** A row of a stretch of time: somebody dealt with an item. */
export interface ProfileRow {
  readonly session: string
  readonly item: string
  readonly type: string
  readonly category?: string | null
}

/** What a stretch of time was like, in counts: what two stretches are compared by. */
export interface WindowProfile {
  readonly interactions: number
  readonly sessions: number
  /** By item, type, and category; rows without a category count under ''. */
  readonly items: ReadonlyMap<string, number>
  readonly types: ReadonlyMap<string, number>
  readonly categories: ReadonlyMap<string, number>
  /** Sessions by their length, from 1 to {@link LONGEST_SESSION} and more. */
  readonly lengths: ReadonlyMap<string, number>
}

/** Longer sessions count as this long: their tail says little and would make thin bins. */
export const LONGEST_SESSION = 10

/** Counts the rows of a window, such as `readInteractions` gives. */
export async function profileWindow(rows: AsyncIterable<ProfileRow> | Iterable<ProfileRow>): Promise<WindowProfile> {
  const items = new Map<string, number>()
  const types = new Map<string, number>()
  const categories = new Map<string, number>()
  const sessions = new Map<string, number>()
  let interactions = 0
  for await (const { session, item, type, category } of rows) {
    interactions++
    count(items, item)
    count(types, type)
    count(categories, category ?? '')
    count(sessions, session)
  }
  const lengths = new Map<string, number>()
  for (const length of sessions.values()) count(lengths, String(Math.min(length, LONGEST_SESSION)))
  return { interactions, sessions: sessions.size, items, types, categories, lengths }
}

function count(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1)
}
