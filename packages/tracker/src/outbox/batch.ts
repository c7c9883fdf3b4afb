import { BATCH_VERSION, type Batch, type EventEnvelope } from '@endcap/core'

/** The fields of a batch that are not events. */
export type BatchHead = Omit<Batch, 'v' | 'context' | 'events'>

/** What one request may hold. */
export interface BatchLimits {
  readonly bytes: number
  readonly count: number
}

/** The events of one request, and those that were passed over on the way. */
export interface Packed {
  readonly events: readonly EventEnvelope[]
  /** Too large for any request with this head and these limits. */
  readonly oversize: readonly EventEnvelope[]
}

/** Fields that most events of a page share; sent once a batch. */
const HOISTED = ['stream', 'visitor', 'session', 'customer', 'page', 'bot', 'consent'] as const

type Context = Partial<Pick<EventEnvelope, (typeof HOISTED)[number]>>

/** Bytes of a text in UTF-8, lone surrogates as the three bytes that `fetch` makes of them. */
export function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length
}

/** The body of a request: fields of the first event are hoisted, an event keeps what differs. */
export function encodeBatch(head: BatchHead, events: readonly EventEnvelope[]): string {
  const context = contextOf(events[0])
  return JSON.stringify({ v: BATCH_VERSION, ...head, context, events: events.map((event) => strip(event, context)) })
}

/**
 * The events of the next request, whose encoded body keeps to the limits to the byte: from the first on, up to one that no
 * longer fits. With `isGreedy` that one is passed over and later ones that still fit are taken.
 */
export function packBatch(
  head: BatchHead,
  from: readonly EventEnvelope[],
  limits: BatchLimits,
  isGreedy?: boolean,
): Packed {
  const events: EventEnvelope[] = []
  const oversize: EventEnvelope[] = []
  // Without the braces of its empty context.
  const empty = utf8Bytes(encodeBatch(head, [])) - 2
  let context: Context = {}
  let bytes = empty
  for (const event of from) {
    if (events.length === limits.count) break
    const own = events[0] ? context : contextOf(event)
    // Without a field that the context has, the event would get it from there.
    const isAlike = HOISTED.every((key) => event[key] || !own[key])
    const more = bytesOf(strip(event, own)) + (events[0] ? 1 : bytesOf(own))
    if (isAlike && bytes + more <= limits.bytes) {
      context = own
      bytes += more
      events.push(event)
    } else {
      const first = contextOf(event)
      if (empty + bytesOf(first) + bytesOf(strip(event, first)) > limits.bytes) oversize.push(event)
      else if (!isGreedy) break
    }
  }
  return { events, oversize }
}

function contextOf(event: EventEnvelope | undefined): Context {
  return Object.fromEntries(HOISTED.filter((key) => event?.[key]).map((key) => [key, event?.[key]]))
}

function strip(event: EventEnvelope, context: Context): Partial<EventEnvelope> {
  const own: Record<string, unknown> = { ...event }
  for (const key of HOISTED) {
    if (event[key] === context[key] || JSON.stringify(event[key]) === JSON.stringify(context[key])) delete own[key]
  }
  return own
}

function bytesOf(value: unknown): number {
  return utf8Bytes(JSON.stringify(value))
}
