import type { EventEnvelope } from '@endcap/core'
import type { TrackerEnv } from '../env/env.js'
import type { Report } from './outbox.js'
import { worthOf } from './worth.js'

/**
 * Begins the keys of `localStorage` under which pages leave, as places and events, what the database had not confirmed when
 * they went away.
 */
export const SPILL = 'endcap.outbox.'

/** What a leaving page notes of requests whose answers it may not hear: when, and the ids that travel in them. */
export interface AwayNote {
  readonly at: number
  readonly ids: readonly string[]
}

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
  /**
   * The page may be gone after this task. Saves; what the store has not confirmed also goes to `localStorage`, which is
   * synchronous; and notes `away`, the events in requests under way, so that whoever comes next asks before it sends them again.
   */
  leave(away: readonly EventEnvelope[]): void
  /** Notes the events in requests under way. Whoever finds them after a crash asks before sending them again. */
  mark(away: readonly EventEnvelope[]): void
  /** Whether the note at this place is this page's, which knows better itself. */
  isOwn(place: string): boolean
  /** Forgets events for good; with `isLast`, as nothing else is under way, the note of what was. */
  remove(events: readonly EventEnvelope[], isLast?: boolean): Promise<void>
  /** Removes what is past the caps, the least worth first and the oldest of those; they count as dropped. */
  trim(): void
  /** Removes everything, from the store too; what waited counts as dropped. */
  clear(): Promise<void>
  /** Takes what the store threw. Reported once. */
  fail(cause: unknown): void
}

/** What a journal is made of. */
export interface JournalParts {
  readonly env: Pick<TrackerEnv, 'store' | 'storage' | 'clock' | 'random'>
  /** The write key: events of another one in the same store are left alone. */
  readonly key: string
  readonly maxStored: number
  readonly maxStoredBytes: number
  readonly counts: { dropped: number }
  readonly report: Report
}

/** Creates the journal of one page. Touches no storage before the first event. */
export function createJournal({ env, key, maxStored, maxStoredBytes, counts, report }: JournalParts): Journal {
  const { store, storage } = env
  const all = new Map<string, EventEnvelope>()
  const unsaved = new Set<EventEnvelope>()
  const sizes = new WeakMap<EventEnvelope, number>()
  let isSaveDue = false
  let isBroken = false
  let hasSpilled = false
  let era = 0
  let isNoted = false
  /** Tells apart what this page leaves behind. */
  let page = ''
  /** At least what is in memory; counted anew when it reaches the cap. */
  let bytes = 0

  const noteOf = () => `${key} away ${page}`
  const placeOf = ({ id }: EventEnvelope) => `${key} ${id}`
  const placed = (events: Iterable<EventEnvelope>) => [...events].map((event) => [placeOf(event), event] as const)

  function fail(cause: unknown): void {
    if (!isBroken) report('storage-failed', 'outbox in memory', cause)
    isBroken = true
  }

  async function write(notes: readonly (readonly [string, AwayNote])[] = []): Promise<void> {
    isSaveDue = false
    const batch = placed(unsaved)
    if (!batch.length && !notes.length) return
    await store.setMany([...batch, ...notes]).then(() => {
      for (const [, event] of batch) unsaved.delete(event)
      isBroken = false
      if (hasSpilled && !unsaved.size) storage.remove(SPILL + page)
    }, fail)
  }

  function mark(away: readonly EventEnvelope[]): void {
    page ||= env.random.id()
    const ids = away.map(({ id }) => id)
    isNoted ||= ids.length > 0
    void write(ids.length ? [[noteOf(), { at: env.clock.now(), ids }]] : [])
  }

  function remove(events: readonly EventEnvelope[], isLast?: boolean): Promise<void> {
    era++
    for (const event of events) {
      all.delete(placeOf(event))
      unsaved.delete(event)
    }
    const places = events.map(placeOf)
    if (isLast && isNoted) places.push(noteOf())
    isNoted &&= !isLast
    return store.deleteMany(places).catch(fail)
  }

  function sizeOf(event: EventEnvelope): number {
    const size = sizes.get(event) ?? JSON.stringify(event).length
    sizes.set(event, size)
    return size
  }

  function trim(): void {
    bytes = 0
    for (const event of all.values()) bytes += sizeOf(event)
    const gone: EventEnvelope[] = []
    for (const event of [...all.values()].sort((a, b) => worthOf(a) - worthOf(b))) {
      if (all.size - gone.length <= maxStored && bytes <= maxStoredBytes) break
      bytes -= sizeOf(event)
      gone.push(event)
    }
    counts.dropped += gone.length
    if (gone.length) void remove(gone)
  }

  return {
    all,
    unsaved,
    placeOf,
    era: () => era,
    add(event) {
      all.set(placeOf(event), event)
      unsaved.add(event)
      // A store that is full or gone is tried again when the page is left, and not for each event.
      if (!isSaveDue && !isBroken) queueMicrotask(write)
      isSaveDue = true
      bytes += sizeOf(event)
      if (all.size > maxStored || bytes > maxStoredBytes) trim()
    },
    save: write,
    mark,
    isOwn: (place) => isNoted && place === noteOf(),
    leave(away) {
      const late = placed(unsaved)
      mark(away)
      if (!late[0]) return
      hasSpilled = true
      storage.set(SPILL + page, JSON.stringify(late))
    },
    remove,
    trim,
    clear() {
      era++
      counts.dropped += all.size
      all.clear()
      unsaved.clear()
      for (const name of storage.keys()) if (name.startsWith(SPILL)) storage.remove(name)
      return store.clear().catch(fail)
    },
    fail,
  }
}
