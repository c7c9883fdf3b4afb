import type { EventEnvelope } from '@endcap/core'
import type { TrackerEnv } from '../env/env.js'
import { type AwayNote, type Journal, SPILL } from './journal.js'

/** Older than this, nobody will hear of it any more, and the collector may have forgotten that it has it. */
const OLDEST_MS = 7 * 24 * 3_600_000

/** The journal of this page together with what other tabs and earlier pages left in the store. */
export interface SharedJournal {
  /** Reads the store: events of other tabs and earlier pages join, those that another tab delivered leave. */
  sync(): Promise<void>
  size(): number
  /** To be sent, oldest first. Events of another page rest at first: as long as it lives, it sends them itself. */
  waiting(): EventEnvelope[]
  /** Sent in a request whose answer nobody heard: to be asked about. The same rest. */
  doubtful(): EventEnvelope[]
  /** All in doubt, resting or not. */
  doubted(): EventEnvelope[]
  /** Another tab is draining: it may have sent those of this page's events that rest no more. Until the next `sync`. */
  share(): void
  /** Those that this page added, that do not rest and that no other tab may have sent, oldest first. */
  own(): EventEnvelope[]
  has(event: EventEnvelope): boolean
  /** A request with these events got no answer. With `since`, the time of sending, they rest first: it may be under way. */
  doubt(events: readonly EventEnvelope[], since?: number): void
  /** The collector does not have these: they wait again. */
  recall(events: readonly EventEnvelope[]): void
  remove: Journal['remove']
  mark: Journal['mark']
}

/**
 * Joins a page's journal with the store. After `restMs` an answer that was to come has come; the events of another page are
 * left to it a little longer.
 */
export function shareJournal(
  journal: Journal,
  { store, storage, clock }: Pick<TrackerEnv, 'store' | 'storage' | 'clock'>,
  restMs: number,
  counts: { dropped: number },
): SharedJournal {
  const { all, unsaved, placeOf, era } = journal
  const foreign = new WeakSet<EventEnvelope>()
  /** Ids in doubt, and since when. */
  const doubts = new Map<string, number>()
  /** Notes of other pages, by place. */
  const notes = new Map<string, AwayNote>()
  /** Ids that are in doubt no more, though a note of a page that went away still says so. */
  const cleared = new Set<string>()
  let isTaken = false
  let isShared = false

  // Distances, not order: the device's clock may be set.
  const isOver = (since = 0, ms: number) => Math.abs(clock.now() - since) >= ms
  /** Longer than it takes the page that tracked it to send it. */
  const isOld = ({ ts }: EventEnvelope) => isOver(ts, restMs * 1.5)
  const isDue = (event: EventEnvelope) => !foreign.has(event) || isOld(event)
  const isAsked = ({ id }: EventEnvelope) => isOver(doubts.get(id), restMs)
  const every = () => [...all.values()]
  const doubted = () => every().filter(({ id }) => doubts.has(id))

  /** Takes away notes of pages that are gone, once nothing of what they name is left. */
  function sweep(): void {
    const ids = new Set(every().map(({ id }) => id))
    const done = [...notes.keys()].filter((place) => !notes.get(place)?.ids.some((id) => ids.has(id)))
    for (const place of done) notes.delete(place)
    if (done[0]) void store.deleteMany(done).catch(journal.fail)
  }

  function join(entries: readonly (readonly [place: string, value: unknown])[], before: readonly string[]): void {
    const found = new Map(entries as [string, EventEnvelope & Partial<AwayNote>][])
    for (const place of before) if (!found.has(place)) all.delete(place)
    const old: EventEnvelope[] = []
    notes.clear()
    for (const [place, value] of found) {
      if (journal.isOwn(place)) continue
      if (value?.ids && value.at) notes.set(place, value as AwayNote)
      // Another key, or another version of this code, may have left something else behind.
      else if (!value || placeOf(value) !== place || all.has(place)) continue
      else if (isOver(value.ts, OLDEST_MS)) old.push(value)
      else {
        all.set(place, value)
        foreign.add(value)
      }
    }
    for (const { ids, at } of notes.values()) {
      for (const id of ids) if (!cleared.has(id) && !doubts.has(id)) doubts.set(id, at)
    }
    sweep()
    counts.dropped += old.length
    if (old[0]) void journal.remove(old)
    const sorted = [...all].sort(([, a], [, b]) => a.ts - b.ts || a.seq - b.seq)
    all.clear()
    for (const [place, event] of sorted) all.set(place, event)
    journal.trim()
  }

  /** Takes over what pages could not leave in the store. It stays where it is until the store has it. */
  async function takeSpilled(): Promise<void> {
    for (const name of storage.keys()) {
      if (!name.startsWith(SPILL)) continue
      const events = parseSpill(storage.get(name)).filter(([place, event]) => placeOf(event) === place)
      if (!events[0]) continue
      for (const [place, event] of events) {
        if (all.has(place)) continue
        all.set(place, event)
        unsaved.add(event)
        foreign.add(event)
        // It may have left with its page in a request.
        doubts.set(event.id, clock.now())
      }
      await journal.save()
      if (!events.some(([, event]) => unsaved.has(event))) storage.remove(name)
    }
  }
  return {
    async sync() {
      if (!isTaken) await takeSpilled()
      isTaken = true
      await journal.save()
      const age = era()
      const before = [...all].filter(([, event]) => !unsaved.has(event)).map(([place]) => place)
      await store.entries().then((entries) => {
        isShared = false
        if (age === era()) join(entries, before)
      }, journal.fail)
    },
    size: () => all.size,
    waiting: () => every().filter((event) => !doubts.has(event.id) && isDue(event)),
    doubtful: () => doubted().filter(isAsked),
    doubted,
    share() {
      isShared = true
    },
    own: () =>
      every().filter(
        (event) => !foreign.has(event) && (!doubts.has(event.id) || isAsked(event)) && !(isShared && isOld(event)),
      ),
    has: (event) => all.has(placeOf(event)),
    doubt(events, since = 0) {
      for (const { id } of events) doubts.set(id, since)
    },
    recall(events) {
      for (const { id } of events) {
        doubts.delete(id)
        cleared.add(id)
      }
    },
    remove(events, isLast) {
      const removed = journal.remove(events, isLast && !doubted()[0])
      sweep()
      return removed
    },
    mark: (away) => journal.mark([...away, ...doubted()]),
  }
}

/** What is not readable is nothing. */
function parseSpill(text: string | null | undefined): [place: string, event: EventEnvelope][] {
  try {
    return JSON.parse(text ?? '').filter((entry: unknown) => Array.isArray(entry) && entry[1])
  } catch {
    return []
  }
}
