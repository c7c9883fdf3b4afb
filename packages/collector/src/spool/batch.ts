import type { StoredEvent } from '@endcap/core'

/** The accepted events of one request, as one record keeps them. */
export interface SpoolBatch {
  /** How many events, and so how many sequences the record covers. */
  readonly count: number
  /** One line of JSON in pieces: a {@link KeptBatch}. */
  readonly json: readonly Uint8Array[]
}

/** What the JSON of a record holds: every event is `{ ...context, ...event, ...add[index], receivedAt }`. */
interface KeptBatch {
  readonly receivedAt: number
  /** What the collector found out itself, by the index of the event. */
  readonly add?: Readonly<Record<string, Partial<StoredEvent>>>
  readonly batch: { readonly context?: Partial<StoredEvent>; readonly events: readonly Partial<StoredEvent>[] }
}

/** A request whose body holds what the parsers read, word for word, and nothing else; all of its events are kept. */
export interface ExactBody {
  /** JSON in UTF-8 without a line break. */
  readonly bytes: Uint8Array
  /** Fields that differ from those of the body, or are not there, by index. */
  readonly add: KeptBatch['add']
}

const NEWLINE = 0x0a
const CLOSING = Buffer.from('}')

/** Whether a body can stand in a line as it is. */
export function isOneLine(bytes: Uint8Array): boolean {
  return bytes.indexOf(NEWLINE) === -1
}

/** Encodes events, none of them missing and all received at the same time. With `exact` they are not serialised again. */
export function encodeBatch(events: readonly StoredEvent[], exact?: ExactBody): SpoolBatch {
  const receivedAt = events[0]?.receivedAt ?? 0
  const json = exact
    ? [
        Buffer.from(`{"receivedAt":${receivedAt},${exact.add ? `"add":${JSON.stringify(exact.add)},` : ''}"batch":`),
        exact.bytes,
        CLOSING,
      ]
    : [Buffer.from(JSON.stringify({ receivedAt, batch: { events } } satisfies KeptBatch))]
  return { count: events.length, json }
}

/** The events of a record's JSON. */
export function decodeBatch(json: string): StoredEvent[] {
  const { receivedAt, add, batch } = JSON.parse(json) as KeptBatch
  const { context } = batch
  return batch.events.map((event, index) => ({ ...context, ...event, ...add?.[index], receivedAt }) as StoredEvent)
}
