import type { BatchHead } from './batch.js'
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
  /** Sends what fits in a request that outlives the page. */
  leave(): void
  stop(): void
}

/** What a delivery gets from its outbox. */
export interface DeliveryParts extends OutboxParts {
  readonly head: () => BatchHead
  readonly journal: Journal
  readonly counts: Outbox['counts']
}

/** The same inside the delivery. */
export interface SendingParts extends Omit<DeliveryParts, 'journal'> {
  readonly journal: SharedJournal
}

/** Creates the delivery of one outbox. */
export function createDelivery(parts: DeliveryParts): Delivery {
  const journal = shareJournal(parts.journal, parts.env.store)
  const sending = { ...parts, journal }
  const sender = createSender(sending)
  const { soon, now, heed, isOpen, stop } = createDrainer(sending, sender)

  return {
    start: () => journal.sync().then(soon),
    soon,
    now,
    leave() {
      // What does not fit, and what fails, is the drainer's again.
      if (isOpen()) void sender.leave()?.then(heed).then(soon)
    },
    stop,
  }
}
