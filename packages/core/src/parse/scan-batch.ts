import {
  BATCH_VERSION,
  type Batch,
  type BotSign,
  type ClockReading,
  type Consent,
  type ConsentState,
  EVENT_TYPES,
  type EventEnvelope,
  type PageContext,
} from '../event.js'
import { SERVER_ID_PREFIX } from '../server-order.js'
import { clockFields, consentFields, EVENT_LIMITS, envelopeFields, headFields, NEEDS, REQUIRED } from './event.js'
import {
  createWords,
  type FindWord,
  isPlainText,
  numberAt,
  type Scan,
  type ScanShape,
  scanFields,
  scanList,
  scanNumber,
  scanning,
  scansOf,
  scanText,
} from './scan.js'

/** What a collector looks at in an event. Texts are ASCII. */
export interface ScannedEvent {
  readonly id: string
  readonly ts: number
  readonly stream: string
  readonly seq: number
  readonly bot: BotSign | undefined
  /** Consent to analytics. */
  readonly analytics: Consent
  /** It carries an id of visitor, session or customer. */
  readonly isNamed: boolean
  /** The page of a page view that does not tell its channel, each byte of its UTF-8 a letter. */
  readonly page: PageContext | undefined
}

/** A sound batch that holds what {@link parseBatch} reads and nothing else: event `i` is `{ ...context, ...events[i] }`, word for word. */
export interface ScannedBatch {
  readonly key: string
  readonly sentAt: number
  readonly clock: ClockReading | undefined
  readonly dropped: number | undefined
  readonly events: readonly ScannedEvent[]
}

/**
 * The short way for what trackers send: checks a batch in the bytes of its JSON, which are UTF-8, and makes nothing of it but what it answers.
 * `latin1` gives a stretch of them as text, each byte a letter. Undefined where {@link parseBatch} would change or refuse anything,
 * and for what trackers do not write.
 */
export type BatchScanner = (
  bytes: Uint8Array,
  latin1: (start: number, end: number) => string,
) => ScannedBatch | undefined

const HEAD = ['v', 'key', 'sentAt', 'sdk', 'events'] as const

/** The place of each name in a shape. */
function indexOf<Name extends string>(shape: ScanShape): Readonly<Record<Name, number>> {
  return Object.fromEntries(Object.keys(shape).map((name, index) => [name, index])) as Record<Name, number>
}

/** Creates a scanner. It learns the order of fields from what it meets. */
export function createBatchScanner(): BatchScanner {
  let bytes: Uint8Array = new Uint8Array()
  let latin1: Parameters<BatchScanner>[1] = () => ''
  let events: ScannedEvent[] = []
  /** What the context says to all events. */
  let [sharedStream, sharedAnalytics]: [string?, Consent?] = []

  /** Where the fields of an object of a shape stand, and what they say. */
  function createPlaces(shape: ScanShape) {
    const at = new Int32Array(Object.keys(shape).length * 2).fill(-1)
    const start = (index: number) => at[index * 2] as number
    const end = (index: number) => at[index * 2 + 1] as number
    return {
      at,
      has: (index: number) => at[index * 2] !== -1,
      number: (index: number) => numberAt(bytes, start(index), end(index)),
      json: (index: number): unknown => JSON.parse(latin1(start(index), end(index))),
      word: (find: FindWord, index: number) => find(bytes, start(index) + 1),
      /** Undefined for a text that is written otherwise than it reads. */
      text: (index: number) =>
        isPlainText(bytes, start(index), end(index)) ? latin1(start(index) + 1, end(index) - 1) : undefined,
    }
  }

  const consentShape = scansOf(consentFields(scanning))
  const consent = createPlaces(consentShape)
  const consentField = indexOf<keyof ConsentState>(consentShape)
  const shape = {
    ...scansOf(envelopeFields(scanning)),
    // Whether an id is a reserved one is seen by the text that is made of it.
    id: scanText(EVENT_LIMITS.idLength, 1),
    consent: scanFields(consentShape, Object.keys(consentShape), consent.at),
  }
  const field = indexOf<keyof EventEnvelope>(shape)
  const findType = createWords(EVENT_TYPES)
  const needs = EVENT_TYPES.map((type) => [...REQUIRED, ...(NEEDS[type] ?? [])].map((name) => field[name]))
  const [shared, own] = [createPlaces(shape), createPlaces(shape)]
  const scanShared = scanFields(shape, [], shared.at)
  const scanOwn = scanFields(shape, [], own.at)
  const placeOf = (index: number) => (own.has(index) ? own : shared)
  const isThere = (index: number) => own.has(index) || shared.has(index)

  /** Of the consent that was scanned last. */
  const analyticsOf = () => consent.text(consentField.analytics) as Consent

  const scanContext: Scan = (_, at) => {
    const end = events.length > 0 ? -1 : scanShared(bytes, at)
    if (end === -1) return -1
    sharedStream = shared.has(field.stream) ? shared.text(field.stream) : undefined
    sharedAnalytics = shared.has(field.consent) ? analyticsOf() : undefined
    return end
  }

  /** The event that was just scanned; undefined for one that takes the long way. */
  function eventOf(): ScannedEvent | undefined {
    if (!isThere(field.id) || !isThere(field.type)) return undefined
    const type = placeOf(field.type).word(findType, field.type)
    for (const index of needs[type] as number[]) if (!isThere(index)) return undefined
    const id = placeOf(field.id).text(field.id)
    const stream = own.has(field.stream) ? own.text(field.stream) : sharedStream
    if (id === undefined || id.startsWith(SERVER_ID_PREFIX) || stream === undefined) return undefined
    const isLanding = EVENT_TYPES[type] === 'page_view' && !isThere(field.channel)
    return {
      id,
      ts: placeOf(field.ts).number(field.ts),
      stream,
      seq: placeOf(field.seq).number(field.seq),
      bot: isThere(field.bot) ? (placeOf(field.bot).text(field.bot) as BotSign) : undefined,
      analytics: own.has(field.consent) ? analyticsOf() : (sharedAnalytics as Consent),
      isNamed: isThere(field.visitor) || isThere(field.session) || isThere(field.customer),
      page: isLanding ? (placeOf(field.page).json(field.page) as PageContext) : undefined,
    }
  }

  const scanEvent: Scan = (_, at) => {
    const end = scanOwn(bytes, at)
    const event = end === -1 ? undefined : eventOf()
    if (event) events.push(event)
    return event ? end : -1
  }

  const clockShape = scansOf(clockFields(scanning))
  const clock = createPlaces(clockShape)
  const clockField = indexOf<keyof ClockReading>(clockShape)
  // Ids that a batch asks about take the long way.
  const { check, ...headShape } = {
    ...scansOf(headFields(scanning)),
    v: scanNumber(BATCH_VERSION, BATCH_VERSION),
    clock: scanFields(clockShape, Object.keys(clockShape), clock.at),
    context: scanContext,
    events: scanList(scanEvent, EVENT_LIMITS.eventsCount, 1),
  } as ScanShape
  const head = createPlaces(headShape)
  const headField = indexOf<keyof Batch>(headShape)
  const scanHead = scanFields(headShape, HEAD, head.at)

  return (from, text) => {
    bytes = from
    latin1 = text
    events = []
    sharedStream = undefined
    sharedAnalytics = undefined
    shared.at.fill(-1)
    if (scanHead(bytes, 0) !== bytes.length) return undefined
    const key = head.text(headField.key)
    if (key === undefined) return undefined
    return {
      key,
      sentAt: head.number(headField.sentAt),
      clock: head.has(headField.clock)
        ? { offsetMs: clock.number(clockField.offsetMs), roundTripMs: clock.number(clockField.roundTripMs) }
        : undefined,
      dropped: head.has(headField.dropped) ? head.number(headField.dropped) : undefined,
      events,
    }
  }
}
