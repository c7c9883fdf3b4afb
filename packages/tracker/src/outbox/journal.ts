import type { EventEnvelope } from '@endcap/core'
import type { TrackerEnv } from '../env/env.js'
import type { Report } from './outbox.js'

/**
 * Events that the collector has not acknowledged: in memory at once, in the store by the end of the task.
 * The store is shared with other tabs and later pages; memory alone carries on where the store fails.
 */
export interface Journal {
  /** What waits, by its place in the store, oldest first. */
  readonly all: Map<string, EventEnvelope>
  /** Those that the store does not have yet. */
  readonly unsaved: Set<EventEnvelope>
  placeOf(event: EventEnvelope): string
  /** How often events were removed: a read of the store that was under way must not bring them back. */
  era(): number
  add(event: EventEnvelope): void
  /** Writes what is not yet written. The put is issued within the call, so that it lands while the page goes away. */
  save(): Promise<void>
  /** Forgets events for good. */
  remove(events: readonly EventEnvelope[]): Promise<void>
  /** Removes the oldest past `maxStored`; they count as dropped. */
  trim(): void
  /** Removes everything, from the store too; what waited counts as dropped. */
  clear(): Promise<void>
  /** Takes what the store threw. Reported once. */
  fail(cause: unknown): void
}

/** Creates the journal of one page. Events of another write key in the same store are left alone. */
export function createJournal(
  store: TrackerEnv['store'],
  key: string,
  maxStored: number,
  counts: { dropped: number },
  report: Report,
): Journal {
  const all = new Map<string, EventEnvelope>()
  const unsaved = new Set<EventEnvelope>()
  let isSaveDue = false
  let isReported = false
  let era = 0

  const placeOf = ({ id }: EventEnvelope) => `${key} ${id}`

  function fail(cause: unknown): void {
    if (!isReported) report('storage-failed', 'outbox in memory', cause)
    isReported = true
  }

  async function save(): Promise<void> {
    isSaveDue = false
    const batch = [...unsaved]
    if (!batch.length) return
    await store.setMany(batch.map((event) => [placeOf(event), event])).then(() => {
      for (const event of batch) unsaved.delete(event)
    }, fail)
  }

  function remove(events: readonly EventEnvelope[]): Promise<void> {
    era++
    for (const event of events) {
      all.delete(placeOf(event))
      unsaved.delete(event)
    }
    return store.deleteMany(events.map(placeOf)).catch(fail)
  }

  function trim(): void {
    const count = all.size - maxStored
    if (count <= 0) return
    counts.dropped += count
    void remove([...all.values()].slice(0, count))
  }

  return {
    all,
    unsaved,
    placeOf,
    era: () => era,
    add(event) {
      all.set(placeOf(event), event)
      unsaved.add(event)
      if (!isSaveDue) queueMicrotask(save)
      isSaveDue = true
      trim()
    },
    save,
    remove,
    trim,
    clear() {
      era++
      counts.dropped += all.size
      all.clear()
      unsaved.clear()
      return store.clear().catch(fail)
    },
    fail,
  }
}
