import { checksum32, type EventItem, type EventType, type StoredEvent } from '@endcap/core'
import type { Sink } from '../../sink.js'
import { required } from '../required.js'
import { createMappedSink, cut, defined, type MappedSinkOptions } from './mapped-sink.js'

/** Which data stream of Google Analytics 4. */
export interface Ga4SinkOptions extends MappedSinkOptions {
  /** `G-…` */
  readonly measurementId: string
  /** Of the Measurement Protocol. @default `ENDCAP_GA4_API_SECRET` */
  readonly apiSecret?: string
  /** @default 'https://www.google-analytics.com/mp/collect'; in the EU 'https://region1.google-analytics.com/mp/collect' */
  readonly url?: string
}

/** An event of the Measurement Protocol. */
export interface Ga4Event {
  readonly name: string
  readonly params: Readonly<Record<string, unknown>>
}

/** Names that the protocol keeps for itself: such an event is not told (its engagement time is a parameter of all others). */
const RESERVED: ReadonlySet<EventType> = new Set(['user_engagement'])

/** Longest values that are taken (support.google.com/analytics/answer/9267744). */
const LONGEST = 100
const LONGEST_OF: Readonly<Record<string, number>> = { page_location: 1000, page_referrer: 420, page_title: 300 }
const ITEMS_COUNT = 200

/**
 * An event under GA4's own names, which most of ours are; the others are custom events of the same name. Parameters as the
 * e-commerce reference has them; `endcap_strategy` and `endcap_variant` as the mirror in the page tells them. Undefined for a
 * reserved name, and without a visitor or his consent to analytics.
 */
export function toGa4Event(event: StoredEvent): Ga4Event | undefined {
  const { type, page, list, order, offer, survey, search, session, items } = event
  if (RESERVED.has(type) || event.visitor === undefined || event.consent.analytics !== 'granted') return undefined
  const params = defined({
    ...event.data,
    // Numbers alone are a session's id there.
    session_id: session === undefined ? undefined : checksum32(Buffer.from(session)),
    // Without it nobody counts as active.
    engagement_time_msec: event.data?.engagement_time_msec ?? 1,
    timestamp_micros: Math.trunc(event.ts * 1000),
    page_location: page?.url,
    page_title: page?.title,
    page_referrer: page?.referrer,
    currency: order?.currency ?? event.currency,
    value: order?.value ?? event.value,
    transaction_id: order?.transactionId,
    tax: order?.tax,
    shipping: order?.shipping,
    coupon: order?.coupon,
    search_term: search?.term,
    item_list_id: list?.placement,
    endcap_strategy: list?.strategy,
    endcap_variant: list?.variant,
    endcap_experiment: list?.experiment,
    promotion_id: offer?.campaign ?? event.data?.promotion_id,
    survey: survey?.survey,
    question: survey?.question,
    score: survey?.score,
    ...Object.fromEntries(
      Object.entries(event.experiments ?? {}).map(([id, variant]) => [`experiment_${id}`, variant]),
    ),
    items: items?.slice(0, ITEMS_COUNT).map((item) => toItem(item, event)),
  })
  return { name: type, params: Object.fromEntries(Object.entries(params).map(shorten)) }
}

/** The list's fields stand on each item, so that a later purchase is credited. */
function toItem({ propensity, ...item }: EventItem, { list }: StoredEvent): Record<string, unknown> {
  return defined({
    item_list_id: list?.placement,
    ...item,
    endcap_strategy: list?.strategy,
    endcap_variant: list?.variant,
  })
}

function shorten([name, value]: [string, unknown]): [string, unknown] {
  return [name, typeof value === 'string' ? value.slice(0, LONGEST_OF[name] ?? LONGEST) : value]
}

/** Most events in a request, and less than its 130 kB (developers.google.com/analytics/devguides/collection/protocol/ga4). */
const BATCH_COUNT = 25
const BATCH_BYTES = 100_000

/**
 * Creates the GA4 sink: the Measurement Protocol, a request for each visitor's events. `client_id` is our visitor, so where
 * the page has gtag.js as well, visitors count twice. The service answers 2xx to everything and removes no duplicates but of
 * orders. Consent to advertising is nothing that we asked for: it is told as denied.
 */
export function createGa4Sink(options: Ga4SinkOptions): Sink {
  const { name = 'ga4', url = 'https://www.google-analytics.com/mp/collect' } = options
  const query = new URLSearchParams({
    measurement_id: required(options.measurementId, name, 'measurementId'),
    api_secret: required(options.apiSecret ?? process.env.ENDCAP_GA4_API_SECRET, name, 'apiSecret'),
  })
  return createMappedSink(name, options, (events) => {
    const visitors = new Map<string, { readonly event: StoredEvent; readonly told: Ga4Event }[]>()
    for (const event of events) {
      const told = toGa4Event(event)
      if (!told) continue
      const key = JSON.stringify([event.visitor, event.customer])
      const own = visitors.get(key)
      if (own) own.push({ event, told })
      else visitors.set(key, [{ event, told }])
    }
    return [...visitors.values()].flatMap((own) =>
      cut(own, BATCH_COUNT, BATCH_BYTES).map((batch) => ({
        ids: batch.map(({ event }) => event.id),
        url: `${url}?${query}`,
        body: JSON.stringify({
          client_id: batch[0]?.event.visitor,
          user_id: batch[0]?.event.customer,
          consent: { ad_user_data: 'DENIED', ad_personalization: 'DENIED' },
          events: batch.map(({ told }) => told),
        }),
        headers: { 'content-type': 'application/json' },
      })),
    )
  })
}
