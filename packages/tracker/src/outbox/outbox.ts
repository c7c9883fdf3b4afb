import { BATCH_VERSION, type ErrorCode, type EventEnvelope } from '@endcap/core'
import type { TrackerEnv } from '../env/env.js'
import type { FlushResult } from '../tracker.js'
import type { createDelivery, Delivery } from './delivery.js'
import { createJournal } from './journal.js'
import { worthOf } from './worth.js'

const SDK = 'endcap/0.1.0'

/** Tells of a failed world. The error itself is made in one place: a chunk of its own would have a class of its own. */
export type Report = (code: ErrorCode, detail: string, cause?: unknown) => void

/** What the outbox and its delivery need. */
export interface OutboxParts {
  readonly env: TrackerEnv
  readonly url: string
  readonly key: string
  readonly flushMs: number
  readonly batchCount: number
  readonly maxStored: number
  readonly maxStoredBytes: number
  /** The tracker runs, consent is given and the network is there. While false, neither store nor network is touched by time or `flush`. */
  readonly isAllowed: () => boolean
  readonly report: Report
  /** Imports the chunk that makes and sends requests. */
  readonly load: () => PromiseLike<{ readonly createDelivery: typeof createDelivery }>
}

/** Keeps events safe until the collector has acknowledged them: across reloads, outages and tabs. */
export interface Outbox {
  /** What became of the events that left the outbox. */
  readonly counts: { delivered: number; dropped: number }
  /** Loads the delivery, unless it is there or on its way. Never rejects: a failure is reported once, and the next call tries again. */
  load(): PromiseLike<void>
  /** Consent is given: opens the store and takes over what earlier pages left, when the delivery is there. Never rejects. */
  start(): void
  add(event: EventEnvelope): void
  /** The page is hidden or goes away: everything to the store, and out what fits in a request that outlives the page. */
  leave(): void
  /** Sends what can be sent now. Resolves when the answer is known; never rejects. */
  flush(): Promise<void>
  result(): FlushResult
  /** Forgets every event not yet delivered; they count as dropped. */
  erase(): Promise<void>
  /** Ends its timers. The rest ends when it is no longer allowed. */
  stop(): void
}

/** Fields that most events of one page have in common. */
const SHARED = ['stream', 'visitor', 'session', 'page', 'consent'] as const

/** Texts without anything long or numbered that might name a person; ids are no texts. Cruder than the delivery, and smaller. */
const plainly = (key: string, value: unknown) =>
  typeof value === 'string' && !/id$/i.test(key) ? value.replace(/[^/ ]*(@|\d{9}|[^/ ]{24})[^/ ]*/g, '-') : value

/** Creates the outbox of one tracker. Touches neither store nor network before `load`, `start` or `add`. */
export function createOutbox(parts: OutboxParts): Outbox {
  const { env, url, key, isAllowed, report } = parts
  const counts = { delivered: 0, dropped: 0 }
  const journal = createJournal({ ...parts, counts })
  const { all } = journal
  const head = () => ({ key, sentAt: env.clock.now(), sdk: SDK })
  const beaconed = new Set<EventEnvelope>()
  let delivery: Delivery | undefined
  let loading: PromiseLike<void> | undefined
  let isReported = false

  function start(): void {
    if (isAllowed()) void delivery?.start()
  }

  function load(): PromiseLike<void> {
    loading ??= parts.load().then(
      ({ createDelivery }) => {
        delivery = createDelivery({ ...parts, head, journal, counts, beaconed })
        start()
      },
      (cause) => {
        loading = undefined
        if (!isReported) report('network-failed', 'delivery', cause)
        isReported = true
      },
    )
    return loading
  }

  function plainBody(events: readonly EventEnvelope[]): string {
    const context = Object.fromEntries(SHARED.map((key) => [key, events[0]?.[key]]))
    const strip = (event: EventEnvelope) => {
      const own: Record<string, unknown> = { ...event }
      for (const key of SHARED) if (own[key] === context[key]) delete own[key]
      return own
    }
    return JSON.stringify({ v: BATCH_VERSION, ...head(), context, events: events.map(strip) }, plainly)
  }

  /**
   * Left before the delivery came: a beacon of what is worth most, the newest first, in halves until the browser takes one; it
   * allows 64 KiB, which is fewer events than a batch may have. The store keeps them, as a beacon tells nobody whether it
   * arrived.
   */
  function beacon(): Iterable<EventEnvelope> {
    const events = [...all.values()].filter((event) => !beaconed.has(event)).reverse()
    events.sort((a, b) => worthOf(b) - worthOf(a))
    while (events[0] && !env.beacon(url, plainBody(events))) events.length >>= 1
    for (const event of events) beaconed.add(event)
    return beaconed
  }

  return {
    counts,
    load,
    start,
    add(event) {
      journal.add(event)
      delivery?.soon()
    },
    leave() {
      // Requests first: the rest is for those that they leave out.
      journal.leave([...(delivery ? delivery.leave() : isAllowed() ? beacon() : [])])
    },
    async flush() {
      await load()
      await delivery?.now()
    },
    result: () => ({ ...counts, stored: all.size }),
    erase() {
      delivery?.forget()
      return journal.clear()
    },
    stop: () => delivery?.stop(),
  }
}
