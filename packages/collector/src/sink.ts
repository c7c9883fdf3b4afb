import type { StoredEvent } from '@endcap/core'
import type { SubjectStore } from './subjects/subject.js'

/** The size of a delivery that a sink asks for, where the collector's `limits` do not suit it. */
export interface BatchRule {
  /** Most events at once. */
  readonly deliverCount: number
  /** About how many bytes of JSON at once. */
  readonly deliverBytes: number
  /** How old the first event of a batch may grow while the batch fills. A flush does not wait for it. */
  readonly lingerMs: number
}

/**
 * A place that events are delivered to. One worker calls it, one call at a time, in the order of the spool; so what a
 * visitor did stays in order wherever the place keeps the order of writes.
 * A rejection means "not now": the worker shows the sink as failing, and the same events come again after a pause that grows,
 * in the same order but perhaps cut otherwise, until they are taken. Only a {@link PermanentError} says that they never will be.
 * Messages of errors are logged: they name no secret and hold nothing of an event.
 */
export interface Sink {
  /** Unique in a collector; names its dead letters, metrics and cursor. `[a-z0-9-]`. */
  readonly name: string
  /** True: `write` keeps the cursor together with the events. False: the collector keeps it in a file. */
  readonly keepsCursor: boolean
  /** What it asks for instead of the collector's limits. */
  readonly batch?: Partial<BatchRule>
  /**
   * Loads its client library and connects. Resolves to the cursor kept for this spool, if any: the sequence of the first event still to deliver.
   * Called again after it failed.
   */
  open(spool: string): Promise<number | undefined>
  /**
   * Resolves once the events are durable, and `cursor` with them where the sink keeps it; all or nothing.
   * No events: only the cursor moves on.
   */
  write(events: readonly StoredEvent[], cursor: number): Promise<void>
  /** What it has of a person, and its erasure, where it keeps events itself; called while it is open, between two writes. */
  readonly subjects?: SubjectStore
  /** Lets go of everything; also of a sink that never opened. */
  close(): Promise<void>
}

/**
 * Thrown by a sink for events that no retry can deliver. With `ids` the worker sets those aside; without,
 * it halves the batch until it has found them.
 */
export class PermanentError extends Error {
  override readonly name = 'PermanentError'
  readonly ids: readonly string[]

  constructor(reason: string, ids: readonly string[] = [], cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause })
    this.ids = ids
  }
}

/** Thrown by a sink that was told when to come back. */
export class RetryLaterError extends Error {
  override readonly name = 'RetryLaterError'
  readonly retryAfterMs: number

  constructor(reason: string, retryAfterMs: number) {
    super(reason)
    this.retryAfterMs = retryAfterMs
  }
}
