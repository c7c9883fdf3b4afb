import type { StoredEvent } from '@endcap/core'

/** One message that a source handed out. Until it is acknowledged it comes again, here or at another consumer. */
export interface SourceMessage {
  /** Its place in the source, the same when it comes again. */
  readonly place: number
  /** Undefined where the message is no event. */
  readonly event: StoredEvent | undefined
  readonly bytes: number
  /** It is done with, for ever. */
  acknowledge(): void
  /** It is still in work: its time to be acknowledged begins anew. */
  extend(): void
  /** It is given up: whoever asks next gets it at once. */
  release(): void
}

/**
 * A durable stream of stored events that several consumers share: each message goes to one of them, and again to any when it was
 * not acknowledged in time. So events come at least once, about in order.
 */
export interface Source {
  /** Names the stream and the consumers that share it. */
  readonly name: string
  /** How long a message may be held before it is given to somebody else. */
  readonly holdMs: number
  /** Loads its client library and connects. Called again after it, or `messages`, failed. */
  open(): Promise<void>
  /** Messages as they come. Ends after `stop`, and when the stream is lost; asks for more only as far as they are taken. */
  messages(): AsyncIterable<SourceMessage>
  /** Ends `messages`, after those that are here already; what they gave may still be acknowledged. */
  stop(): Promise<void>
  /** Resolves once the server has every acknowledgement given so far, and knows that nobody reads here, if `stop` was called. */
  settled(): Promise<void>
  /** Events that the source holds for these consumers and that none of them has acknowledged. */
  lag(): Promise<number>
  close(): Promise<void>
}
