import type { EventEnvelope } from '@endcap/core'
import type { TrackerEnv } from '../env/env.js'

/**
 * Events that the collector has not acknowledged: in memory at once, in the store by the end of the task.
 * The store is shared with other tabs and later pages; memory alone carries on where the store fails.
 */
export interface Journal {
  add(event: EventEnvelope): void
  /** Writes what is not yet written. The put is issued within the call, so that it lands while the page goes away. */
  save(): Promise<void>
  /** Reads the store: events of other tabs and earlier pages join, those that another tab delivered leave. */
  sync(): Promise<void>
  size(): number
  /** Oldest first. */
  waiting(): EventEnvelope[]
  /** Those that this page added, oldest first. */
  own(): EventEnvelope[]
  has(event: EventEnvelope): boolean
  /** Forgets events for good. */
  remove(events: readonly EventEnvelope[]): Promise<void>
  clear(): Promise<void>
}

interface Entry {
  readonly event: EventEnvelope
  readonly isOwn: boolean
  isSaved: boolean
}

/** Creates a journal of at most `maxStored` events. `onDrop` gets those past it, `onError` what the store threw. */
export function createJournal(parts: {
  readonly env: Pick<TrackerEnv, 'store'>
  /** Events of another write key in the same store are left alone. */
  readonly key: string
  readonly maxStored: number
  readonly onDrop: (count: number) => void
  readonly onStoreError: (cause: unknown) => void
}): Journal {
  const { key, maxStored, onDrop, onStoreError } = parts
  const { store } = parts.env
  const all = new Map<string, Entry>()
  let isSaveDue = false
  /** Goes up with each removal; a read of the store that was under way must not bring events back. */
  let era = 0

  const placeOf = ({ id }: EventEnvelope) => `${key} ${id}`
  const sorted = (entries: Iterable<Entry>) =>
    [...entries].map(({ event }) => event).sort((a, b) => a.ts - b.ts || a.seq - b.seq)
  const waiting = () => sorted(all.values())
  const put = (event: EventEnvelope, isOwn: boolean) => all.set(placeOf(event), { event, isOwn, isSaved: !isOwn })

  async function save(): Promise<void> {
    isSaveDue = false
    const batch = [...all].filter(([, entry]) => !entry.isSaved)
    if (!batch.length) return
    await store.setMany(batch.map(([place, { event }]) => [place, event])).then(() => {
      for (const [, entry] of batch) entry.isSaved = true
    }, onStoreError)
  }

  function remove(events: readonly EventEnvelope[]): Promise<void> {
    era++
    const places = events.map(placeOf)
    for (const place of places) all.delete(place)
    return store.deleteMany(places).catch(onStoreError)
  }

  function trim(): void {
    if (all.size <= maxStored) return
    const oldest = waiting().slice(0, all.size - maxStored)
    onDrop(oldest.length)
    void remove(oldest)
  }

  return {
    add(event) {
      put(event, true)
      if (!isSaveDue) queueMicrotask(save)
      isSaveDue = true
      trim()
    },
    save,
    async sync() {
      await save()
      const age = era
      const before = [...all].filter(([, entry]) => entry.isSaved)
      await store.entries<EventEnvelope>().then((entries) => {
        if (age !== era) return
        const found = new Map(entries)
        for (const [place] of before) if (!found.has(place)) all.delete(place)
        // Another key, or another version of this code, may have left something else behind.
        for (const [place, event] of found) if (event && placeOf(event) === place && !all.has(place)) put(event, false)
        trim()
      }, onStoreError)
    },
    size: () => all.size,
    waiting,
    own: () => sorted([...all.values()].filter(({ isOwn }) => isOwn)),
    has: (event) => all.has(placeOf(event)),
    remove,
    clear() {
      era++
      all.clear()
      return store.clear().catch(onStoreError)
    },
  }
}
