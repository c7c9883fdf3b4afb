import type { Problem } from '../error.js'
import {
  BATCH_VERSION,
  BOT_SIGNS,
  CHANNEL_GROUPS,
  type ChannelContext,
  type ClockReading,
  type Consent,
  type ConsentState,
  EVENT_TYPES,
  type EventEnvelope,
  type EventItem,
  type ListContext,
  type OfferContext,
  type OrderContext,
  PAGE_KINDS,
  type PageContext,
  type SurveyContext,
} from '../event.js'
import { CAMPAIGN_TYPES } from '../message.js'
import { SERVER_ID_PREFIX } from '../server-order.js'
import { QUESTION_TYPES } from '../survey.js'
import * as readers from './read.js'
import { note, object, type Parsed, parseWith, plain, type Reader, step } from './read.js'
import type { Builders } from './scan.js'

/** Hard limits of the wire format. Lengths in UTF-16 units. */
export const EVENT_LIMITS = {
  idLength: 64,
  textLength: 1024,
  urlLength: 2048,
  itemsCount: 200,
  dataKeysCount: 50,
  eventsCount: 500,
  /** Ids that one batch may ask about. */
  checkCount: 500,
  /** A device clock further off than this (10 years) is not a clock. */
  earliestTs: Date.UTC(2015, 0, 1),
} as const

/** Ids of this beginning are of what servers tell: no page takes one beforehand. */
const NOT_RESERVED = new RegExp(`^(?!${SERVER_ID_PREFIX.replace('.', '\\.')})`)

type Shape<T> = { readonly [Key in keyof T]-?: Reader<NonNullable<T[Key]>> }

function itemOf({
  integer,
  number,
  object,
  text,
}: Pick<Builders, 'integer' | 'number' | 'object' | 'text'>): Reader<EventItem> {
  const short = text(256)
  const money = number(-1e9, 1e9)
  return object<EventItem>(
    {
      item_id: text(128, 1),
      item_name: text(EVENT_LIMITS.textLength),
      item_brand: short,
      item_category: short,
      item_category2: short,
      item_category3: short,
      item_category4: short,
      item_category5: short,
      item_variant: short,
      item_list_id: short,
      item_list_name: short,
      index: integer(0, 1e6),
      price: money,
      discount: money,
      coupon: short,
      affiliation: short,
      quantity: number(0, 1e6),
      propensity: number(0, 1),
      team: short,
    },
    ['item_id'],
  )
}

/** Reads a product in an event. */
export const item: Reader<EventItem> = itemOf(readers)

/** The fields of a consent. */
export function consentFields({ oneOf }: Pick<Builders, 'oneOf'>): Shape<ConsentState> {
  const consent = oneOf<Consent>(['granted', 'denied', 'unknown'])
  return { analytics: consent, personalization: consent }
}

/** The fields of an event, built to be read or to be scanned. */
export function envelopeFields({
  boolean,
  either,
  integer,
  list,
  number,
  object,
  oneOf,
  record,
  text,
}: Builders): Shape<EventEnvelope> {
  const id = text(EVENT_LIMITS.idLength, 1)
  const short = text(256)
  const long = text(EVENT_LIMITS.textLength)
  const url = text(EVENT_LIMITS.urlLength)
  const money = number(-1e9, 1e9)
  const currency = text(3, 3, /^[A-Z]{3}$/)
  const item = itemOf({ integer, number, object, text })

  return {
    id: text(EVENT_LIMITS.idLength, 1, NOT_RESERVED),
    type: oneOf(EVENT_TYPES),
    ts: number(EVENT_LIMITS.earliestTs, 1e14),
    stream: id,
    seq: integer(1),
    visitor: id,
    session: id,
    customer: text(128, 1),
    page: object<PageContext>({ url, kind: oneOf(PAGE_KINDS), title: long, referrer: url }, ['url', 'kind']),
    items: list(item, EVENT_LIMITS.itemsCount),
    list: object<ListContext>(
      {
        placement: text(128, 1),
        requestId: id,
        widget: short,
        strategy: short,
        model: short,
        experiment: short,
        variant: short,
      },
      ['placement', 'requestId'],
    ),
    order: object<OrderContext>(
      { transactionId: text(128, 1), value: money, currency, tax: money, shipping: money, coupon: short },
      ['transactionId', 'value', 'currency'],
    ),
    offer: object<OfferContext>(
      {
        campaign: text(64, 1),
        type: oneOf(CAMPAIGN_TYPES),
        holdout: boolean,
        coupon: oneOf(['code', 'shop'] as const),
      },
      ['campaign'],
    ),
    survey: object<SurveyContext>(
      {
        survey: text(64, 1),
        question: text(64, 1),
        type: oneOf(QUESTION_TYPES),
        score: number(0, 10),
        answers: list(long, 50),
      },
      ['survey', 'question', 'type'],
    ),
    currency,
    value: money,
    search: object<NonNullable<EventEnvelope['search']>>({ term: long, results: integer(0) }, ['term']),
    channel: object<ChannelContext>(
      {
        group: oneOf(CHANNEL_GROUPS),
        source: short,
        medium: short,
        campaign: short,
        term: short,
        content: short,
        click: short,
      },
      ['group'],
    ),
    bot: oneOf(BOT_SIGNS),
    experiments: record(short, EVENT_LIMITS.dataKeysCount),
    data: record(either<string | number | boolean>(long, number(), boolean), EVENT_LIMITS.dataKeysCount),
    consent: object<ConsentState>(consentFields({ oneOf }), ['analytics', 'personalization']),
  }
}

/** What no event is without. */
export const REQUIRED = ['id', 'type', 'ts', 'stream', 'seq', 'consent'] as const

const envelope: Reader<EventEnvelope> = object<EventEnvelope>(envelopeFields(readers), REQUIRED)

/** What a type cannot be without. */
export const NEEDS: Partial<Record<EventEnvelope['type'], readonly (keyof EventEnvelope)[]>> = {
  page_view: ['page'],
  view_item: ['items'],
  select_item: ['items'],
  view_item_list: ['items', 'list'],
  widget_render: ['items', 'list'],
  add_to_cart: ['items'],
  remove_from_cart: ['items'],
  purchase: ['order'],
  refund: ['order'],
  cancel: ['order'],
  search: ['search'],
  experiment_exposure: ['experiments'],
  offer_shown: ['offer', 'list'],
  offer_accepted: ['offer', 'list'],
  survey_response: ['survey'],
}

const event: Reader<EventEnvelope> = (value, path, problems) => {
  const read = envelope(value, path, problems)
  if (!read) return undefined
  for (const field of NEEDS[read.type] ?? []) {
    if (read[field] === undefined && !problems.some((problem) => problem.path.startsWith(step(path, field)))) {
      note(problems, 'field-missing', step(path, field), `a ${read.type} event needs it`)
    }
  }
  return read
}

/**
 * Reads one event. The value holds known fields only.
 * Problems name the field by JSON Pointer: `/items/0/item_id`.
 */
export function parseEvent(value: unknown): Parsed<EventEnvelope> {
  return parseWith(event, value)
}

type BatchHead = Omit<ParsedBatch, 'events'>

/** The fields of a clock's reading. */
export function clockFields({ number }: Pick<Builders, 'number'>): Shape<ClockReading> {
  return { offsetMs: number(-1e14, 1e14), roundTripMs: number(0, 1e9) }
}

/** The fields of a batch beside its events, built to be read or to be scanned. */
export function headFields({ integer, list, number, object, text }: Builders): Shape<BatchHead> {
  return {
    key: text(128, 1),
    sentAt: number(EVENT_LIMITS.earliestTs, 1e14),
    sdk: text(256),
    clock: object<ClockReading>(clockFields({ number }), ['offsetMs', 'roundTripMs']),
    dropped: integer(0),
    check: list(text(EVENT_LIMITS.idLength, 1), EVENT_LIMITS.checkCount),
  }
}

const batchHead = object<BatchHead>(headFields(readers), ['key', 'sentAt', 'sdk'])

/** A batch whose envelope is sound: each event is read on its own, so that one bad event never costs the others. */
export interface ParsedBatch {
  readonly key: string
  readonly sentAt: number
  readonly sdk: string
  readonly clock?: ClockReading
  readonly dropped?: number
  readonly check?: readonly string[]
  readonly events: readonly Parsed<EventEnvelope>[]
}

/**
 * Reads a batch. Problems of the envelope (version, key, too many events) refuse the whole;
 * problems of an event stand in its own entry, with paths from the batch's root: `/events/3/ts`.
 */
export function parseBatch(value: unknown): Parsed<ParsedBatch> {
  const problems: Problem[] = []
  const source = plain(value, '', problems)
  if (!source) return { ok: false, problems }
  if (source.v !== BATCH_VERSION) {
    note(
      problems,
      source.v === undefined ? 'field-missing' : 'version-unknown',
      '/v',
      `this build reads ${BATCH_VERSION}`,
    )
    return { ok: false, problems }
  }
  const head = batchHead(source, '', problems)
  const context = source.context === undefined ? {} : plain(source.context, '/context', problems)
  const { events } = source
  if (events === undefined) note(problems, 'field-missing', '/events')
  else if (!Array.isArray(events)) note(problems, 'type-wrong', '/events', 'expected array')
  else if (events.length === 0 && !head?.check?.length) note(problems, 'batch-empty', '/events')
  else if (events.length > EVENT_LIMITS.eventsCount) {
    note(problems, 'batch-too-many', '/events', `at most ${EVENT_LIMITS.eventsCount} events`)
  }
  if (problems.length > 0 || !head || !Array.isArray(events)) return { ok: false, problems }
  return { ok: true, value: { ...head, events: events.map((entry, index) => readEntry(entry, index, context)) } }
}

function readEntry(entry: unknown, index: number, context: object | undefined): Parsed<EventEnvelope> {
  const problems: Problem[] = []
  const path = `/events/${index}`
  const own = plain(entry, path, problems)
  const read = own && event({ ...context, ...own }, path, problems)
  return problems.length === 0 && read ? { ok: true, value: read } : { ok: false, problems }
}
