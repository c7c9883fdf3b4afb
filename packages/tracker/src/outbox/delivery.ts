import type { ClockReading, EventEnvelope } from '@endcap/core'
import type { BatchHead } from './batch.js'
import { createClockOffset, type Moment } from './clock-offset.js'
import { createDrainer } from './drainer.js'
import type { Journal } from './journal.js'
import type { Outbox, OutboxParts } from './outbox.js'
import { createSender } from './sender.js'
import { type SharedJournal, shareJournal } from './shared-journal.js'

/** The part of the outbox that talks to the collector. Loaded after the first page view; it keeps no state of its own file. */
export interface Delivery {
  /** Takes over what earlier pages left in the store, and sends it soon. Never rejects. */
  start(): Promise<void>
  /** Something waits: makes sure that it is sent when enough of it is there, or after `flushMs`. */
  soon(): void
  /** Drains now. Ends a pause after failures, never one that the collector asked for. Never rejects. */
  now(): Promise<void>
  /** Sends what fits in requests that outlive the page. Gives the events whose answers may go unheard. */
  leave(): readonly EventEnvelope[]
  /** The visitor is to be forgotten: takes back what the browser was to send later. */
  forget(): void
  stop(): void
}

/** What a delivery gets from its outbox. */
export interface DeliveryParts extends OutboxParts {
  readonly head: () => BatchHead
  readonly journal: Journal
  readonly counts: Outbox['counts']
  /** Sent as beacons before the delivery came. */
  readonly beaconed: Iterable<EventEnvelope>
}

/** The same inside the delivery. */
export interface SendingParts extends Omit<DeliveryParts, 'journal'> {
  readonly journal: SharedJournal
  /** How far the collector's clock is ahead, measured on the requests that were answered. */
  readonly reading: () => ClockReading | undefined
  /** A request goes out now. Takes the collector's time when its answer comes. */
  readonly ask: () => (serverMs: number) => void
}

/** Creates the delivery of one outbox. */
export function createDelivery(parts: DeliveryParts): Delivery {
  const { env, flushMs, counts } = parts
  const journal = shareJournal(parts.journal, env, flushMs, counts)
  const now = (): Moment => ({ wallMs: env.clock.now(), monotonicMs: performance.now() })
  const offset = createClockOffset()
  journal.doubt([...parts.beaconed], env.clock.now())
  const sending: SendingParts = {
    ...parts,
    journal,
    reading: () => offset.reading(now()),
    ask() {
      const sent = now()
      return (serverMs) => offset.answered(sent, serverMs, now())
    },
  }
  const sender = createSender(sending)
  const drainer = createDrainer(sending, sender)
  const { soon, heed, isOpen } = drainer

  return {
    start() {
      // A pause that an earlier page was asked for.
      isOpen()
      return journal.sync().then(soon)
    },
    soon() {
      soon()
      if (isOpen()) sender.arm(isOpen)
    },
    async now() {
      sender.back()
      await drainer.now()
      await sender.idle()
    },
    leave() {
      // What does not fit, and what fails, is the drainer's again.
      const heard = (verdict: Parameters<typeof heed>[0]) => {
        heed(verdict)
        soon()
      }
      if (isOpen()) sender.leave(heard, isOpen)
      else sender.back()
      // Offline, and in a pause, answers go unheard as well.
      return [...sender.unheard(), ...journal.doubted()].filter(journal.has)
    },
    forget: sender.back,
    stop() {
      sender.back()
      drainer.stop()
    },
  }
}
