import { BATCH_VERSION, type EventEnvelope } from '@endcap/core'

/** Who sends: the fields of a batch that are not events. */
export interface BatchHead {
  readonly key: string
  readonly sentAt: number
  readonly sdk: string
}

/** What one request may hold. */
export interface BatchLimits {
  readonly bytes: number
  readonly count: number
}

/** Events in groups that each fit one request, in order, and those that fit none. */
export interface Packed {
  readonly groups: (readonly EventEnvelope[])[]
  readonly oversize: readonly EventEnvelope[]
}

/** Fields that most events of a page share; sent once a batch. */
const HOISTED = ['stream', 'visitor', 'session', 'page', 'consent'] as const

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

/** Splits events into groups whose encoded bodies keep to the limits. No event is lost, doubled or moved. */
export function packBatches(head: BatchHead, events: readonly EventEnvelope[], limits: BatchLimits): Packed {
  const groups: EventEnvelope[][] = []
  const oversize: EventEnvelope[] = []
  const empty = utf8Bytes(encodeBatch(head, []))
  let group: EventEnvelope[] = []
  let context: Context = {}
  let bytes = Infinity
  for (const event of events) {
    const more = bytesOf(strip(event, context)) + 1
    if (
      bytes + more <= limits.bytes &&
      group.length < limits.count &&
      HOISTED.every((key) => event[key] || !context[key])
    ) {
      group.push(event)
      bytes += more
      continue
    }
    const own = contextOf(event)
    const alone = empty + bytesOf(own) + bytesOf(strip(event, own))
    if (alone > limits.bytes) {
      oversize.push(event)
      continue
    }
    groups.push((group = [event]))
    context = own
    bytes = alone
  }
  return { groups, oversize }
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
