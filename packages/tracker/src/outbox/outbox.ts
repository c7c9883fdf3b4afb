import { EndcapError, type EventEnvelope } from '@endcap/core'
import type { TrackerEnv } from '../env/env.js'
import type { FlushResult } from '../tracker.js'
import { createDrainer } from './drainer.js'
import { createJournal } from './journal.js'
import { createSender } from './sender.js'

/** Keeps events safe until the collector has acknowledged them: across reloads, outages and tabs. */
export interface Outbox {
  /** Opens the store and takes over what earlier pages left. Never rejects. */
  start(): Promise<void>
  add(event: EventEnvelope): void
  /** The page is hidden or goes away: everything to the store, and out what fits in a request that outlives the page. */
  leave(): void
  /** Sends what can be sent now. Resolves when the answer is known; never rejects. */
  flush(): Promise<void>
  result(): FlushResult
  /** Counts events that were given up elsewhere. */
  countDropped(count: number): void
  erase(): Promise<void>
  stop(): void
}

/** Creates the outbox of one tracker. Touches neither store nor network before `start` or `add`. */
export function createOutbox(parts: {
  readonly env: Omit<TrackerEnv, 'window' | 'storage'>
  readonly url: string
  readonly key: string
  readonly flushMs: number
  readonly batchCount: number
  readonly maxStored: number
  /** Consent is given and the network is there. While false, neither store nor network is touched by time or `flush`. */
  readonly isAllowed: () => boolean
  readonly onError: (error: EndcapError) => void
}): Outbox {
  const { flushMs, batchCount, onError } = parts
  let isReported = false
  const journal = createJournal({
    ...parts,
    onDrop: countDropped,
    onStoreError(cause) {
      if (!isReported) onError(new EndcapError('storage-failed', 'outbox in memory', cause))
      isReported = true
    },
  })
  const sender = createSender({ ...parts, journal })
  const drainer = createDrainer({ ...parts, journal, sender })

  function countDropped(count: number): void {
    sender.counts.dropped += count
  }

  function soon(): void {
    if (journal.size()) drainer.soon(journal.size() < batchCount ? flushMs : 0)
  }

  return {
    start: () => journal.sync().then(soon),
    add(event) {
      journal.add(event)
      soon()
    },
    leave() {
      void journal.save()
      // What does not fit, and what fails, is the drainer's again.
      if (drainer.isOpen()) void sender.leave()?.then(drainer.heed).then(soon)
    },
    async flush() {
      await journal.save()
      await drainer.now()
    },
    result: () => ({ ...sender.counts, stored: journal.size() }),
    countDropped,
    erase() {
      countDropped(journal.size())
      return journal.clear()
    },
    stop: drainer.stop,
  }
}
