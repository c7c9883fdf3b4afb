import type { EventEnvelope } from '@endcap/core'
import type { TrackerEnv } from '../env/env.js'
import type { Journal } from './journal.js'

/** The journal of this page together with what other tabs and earlier pages left in the store. */
export interface SharedJournal {
  /** Reads the store: events of other tabs and earlier pages join, those that another tab delivered leave. */
  sync(): Promise<void>
  size(): number
  /** Oldest first. */
  waiting(): EventEnvelope[]
  /** Those that this page added, oldest first. */
  own(): EventEnvelope[]
  has(event: EventEnvelope): boolean
  remove: Journal['remove']
}

/** Joins a page's journal with the store. */
export function shareJournal(journal: Journal, store: TrackerEnv['store']): SharedJournal {
  const { all, unsaved, placeOf, era } = journal
  const foreign = new WeakSet<EventEnvelope>()
  const waiting = () => [...all.values()]

  function join(entries: readonly (readonly [place: string, event: EventEnvelope])[], before: readonly string[]): void {
    const found = new Map(entries)
    for (const place of before) if (!found.has(place)) all.delete(place)
    for (const [place, event] of found) {
      // Another key, or another version of this code, may have left something else behind.
      if (!event || placeOf(event) !== place || all.has(place)) continue
      all.set(place, event)
      foreign.add(event)
    }
    const sorted = [...all].sort(([, a], [, b]) => a.ts - b.ts || a.seq - b.seq)
    all.clear()
    for (const [place, event] of sorted) all.set(place, event)
    journal.trim()
  }

  return {
    async sync() {
      await journal.save()
      const age = era()
      const before = [...all].filter(([, event]) => !unsaved.has(event)).map(([place]) => place)
      await store.entries<EventEnvelope>().then((entries) => {
        if (age === era()) join(entries, before)
      }, journal.fail)
    },
    size: () => all.size,
    waiting,
    own: () => waiting().filter((event) => !foreign.has(event)),
    has: (event) => all.has(placeOf(event)),
    remove: journal.remove,
  }
}
