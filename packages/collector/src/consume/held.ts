import type { StoredEvent } from '@endcap/core'
import { createSignal } from '../signal.js'
import type { SourceMessage } from '../source.js'
import type { Spool } from '../spool/spool.js'

/**
 * What a consumer took from its source and has not acknowledged, as a log that a delivery worker reads. Sequences count what was
 * taken since the start. It is in memory only: the source keeps the events until they are acknowledged.
 */
export interface Held extends Pick<Spool, 'id' | 'first' | 'next' | 'reader' | 'bytes' | 'changed'> {
  /** Takes a message with an event. One that is held already, and came again, is not doubled. */
  add(message: SourceMessage & { readonly event: StoredEvent }): void
  /** Acknowledges and lets go of everything below a sequence. */
  acknowledge(below: number): void
  /** Says to the source that all of it is still in work. */
  extend(): void
  /** Gives everything back to the source. */
  release(): void
  count(): number
  /** Resolves when less than `count` messages are held, or nothing is bounded any more. */
  below(count: number): Promise<void>
  /** Ends the bound: what the source has already handed over is taken, to be given back. */
  unbound(): void
}

/** A worker asks for the place behind an event; here there are no files. */
const NOWHERE = { segment: { path: '', first: 0, bytes: 0, lastAt: 0 }, offset: 0 }

/** Creates an empty log. */
export function createHeld(id: string): Held {
  const messages = new Map<number, SourceMessage & { readonly event: StoredEvent }>()
  /** Places in the order of their sequences, from `first` on. */
  let places: number[] = []
  let first = 0
  let bytes = 0
  let isBounded = true
  const grown = createSignal()
  const shrunk = createSignal()
  const next = () => first + places.length

  return {
    id,
    first: () => first,
    next,
    bytes: () => bytes,
    changed: grown.wait,
    count: () => places.length,
    add(message) {
      const isNew = !messages.has(message.place)
      // Of one that came again the newer is acknowledged: the older one's time is over.
      messages.set(message.place, message)
      if (!isNew) return
      places.push(message.place)
      bytes += message.bytes
      grown.notify()
    },
    acknowledge(below) {
      const done = places.slice(0, below - first)
      places = places.slice(done.length)
      first += done.length
      for (const place of done) {
        const message = messages.get(place)
        messages.delete(place)
        bytes -= message?.bytes ?? 0
        message?.acknowledge()
      }
      if (done.length > 0) shrunk.notify()
    },
    extend() {
      for (const message of messages.values()) message.extend()
    },
    release() {
      for (const message of messages.values()) message.release()
      messages.clear()
      places = []
      bytes = 0
      shrunk.notify()
    },
    async below(count) {
      while (isBounded && places.length >= count) await shrunk.wait()
    },
    unbound() {
      isBounded = false
      shrunk.notify()
    },
    reader(from) {
      let at = from
      return {
        async read(count, bytesWanted) {
          const entries = []
          for (let size = 0; at < next() && entries.length < count && size < bytesWanted; at++) {
            const message = messages.get(places[at - first] as number)
            if (!message) break
            size += message.bytes
            entries.push({ sequence: at, event: message.event, offset: NOWHERE })
          }
          return entries
        },
        // What was taken from the stream is never another.
        refresh() {},
        close: async () => {},
      }
    },
  }
}
