import type { Clock, Fetch, Random, Store } from '@endcap/core'
import type { RankContext } from '@endcap/ranker'
import type { TrackerEnv } from '@endcap/tracker'

/** What a client needs of the world; every part can be replaced, in tests and in other environments. */
export interface ClientEnv {
  readonly clock: Clock
  readonly random: Random
  readonly fetch: Fetch
  /** Keeps the profile; asked for only after personalization consent. */
  readonly store: Store
  /** The tracker's own world. */
  readonly tracker: Partial<TrackerEnv>
  /** What this page is about, as its markup says now. */
  context(): RankContext
  /** Query string of the page, for preview links. */
  search(): string
  /** Of the window, in CSS pixels, for audiences. Absent: not known. */
  width?(): number
  /** Resolves when the page's own scripts have had their turn (DOMContentLoaded), the one that tells of consent among them. */
  parsed(): Promise<unknown>
  /** Calls `listener` each time the page comes into view again: another tab may have changed the profile. Returns its stop. */
  onVisible(listener: () => void): () => void
}
