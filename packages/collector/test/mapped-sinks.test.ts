import { EVENT_TYPES, type EventEnvelope, type EventType } from '@endcap/core'
import { makeEvent } from '@endcap/testkit'
import { describe, expect, test } from 'vitest'
import {
  createCloudEventsSink,
  createGa4Sink,
  createSegmentSink,
  PermanentError,
  SEGMENT_EVENTS,
  toCloudEvent,
  toGa4Event,
  toSegmentMessages,
} from '../src/index.js'
import { startReceiver } from './receiver.js'
import { makeStored } from './rig.js'
import { sinkSuite } from './sink-suite.js'

const item = { item_id: 'a', item_name: 'Mug', price: 9.5, quantity: 2, index: 0, propensity: 0.5 }
const product = { product_id: 'a', name: 'Mug', price: 9.5, quantity: 2, position: 1 }
const list = { placement: 'home', requestId: 'r1', strategy: 'related', experiment: 'e', variant: 'v' }
const order = { transactionId: 'T1', value: 19, currency: 'EUR', tax: 3, shipping: 4, coupon: 'TEN' }

/** Of each type an event as it comes, its parameters in GA4 (undefined: not told), and its properties in Segment. */
const CASES: Record<EventType, { fields: Partial<EventEnvelope>; ga4: object | undefined; segment: object }> = {
  page_view: { fields: {}, ga4: { page_location: 'https://shop.example/' }, segment: { category: 'home' } },
  view_item_list: {
    fields: { items: [item], list },
    ga4: {
      item_list_id: 'home',
      items: [
        {
          item_list_id: 'home',
          item_id: 'a',
          item_name: 'Mug',
          price: 9.5,
          quantity: 2,
          index: 0,
          endcap_strategy: 'related',
          endcap_variant: 'v',
        },
      ],
    },
    segment: { list_id: 'home', endcap_variant: 'v', products: [product] },
  },
  select_item: {
    fields: { items: [item], list },
    ga4: { item_list_id: 'home' },
    segment: { list_id: 'home', ...product },
  },
  view_item: {
    fields: { items: [item], currency: 'EUR', value: 9.5 },
    ga4: { currency: 'EUR', value: 9.5 },
    segment: { currency: 'EUR', ...product },
  },
  add_to_cart: { fields: { items: [item], currency: 'EUR', value: 19 }, ga4: { value: 19 }, segment: product },
  remove_from_cart: { fields: { items: [item] }, ga4: {}, segment: product },
  view_cart: { fields: { items: [item], value: 19 }, ga4: { value: 19 }, segment: { value: 19, products: [product] } },
  add_to_wishlist: { fields: { items: [item] }, ga4: {}, segment: product },
  begin_checkout: {
    fields: { items: [item], value: 19 },
    ga4: { value: 19 },
    segment: { value: 19, products: [product] },
  },
  add_shipping_info: {
    fields: { data: { shipping_tier: 'Ground' } },
    ga4: { shipping_tier: 'Ground' },
    segment: { shipping_tier: 'Ground' },
  },
  add_payment_info: {
    fields: { data: { payment_type: 'card' } },
    ga4: { payment_type: 'card' },
    segment: { payment_type: 'card' },
  },
  purchase: {
    fields: { items: [item], order },
    ga4: { transaction_id: 'T1', value: 19, currency: 'EUR', tax: 3, shipping: 4, coupon: 'TEN' },
    segment: { order_id: 'T1', revenue: 19, currency: 'EUR', tax: 3, shipping: 4, coupon: 'TEN', products: [product] },
  },
  refund: { fields: { order }, ga4: { transaction_id: 'T1', value: 19 }, segment: { order_id: 'T1', revenue: 19 } },
  cancel: { fields: { order }, ga4: { transaction_id: 'T1' }, segment: { order_id: 'T1' } },
  search: { fields: { search: { term: 'mug' } }, ga4: { search_term: 'mug' }, segment: { query: 'mug' } },
  view_promotion: {
    fields: { data: { promotion_id: 'p' } },
    ga4: { promotion_id: 'p' },
    segment: { promotion_id: 'p' },
  },
  select_promotion: {
    fields: { data: { promotion_id: 'p' } },
    ga4: { promotion_id: 'p' },
    segment: { promotion_id: 'p' },
  },
  login: { fields: { data: { method: 'mail' } }, ga4: { method: 'mail' }, segment: { method: 'mail' } },
  sign_up: { fields: { data: { method: 'mail' } }, ga4: { method: 'mail' }, segment: { method: 'mail' } },
  share: { fields: { data: { method: 'link' } }, ga4: { method: 'link' }, segment: { method: 'link' } },
  user_engagement: {
    fields: { data: { engagement_time_msec: 900 } },
    ga4: undefined,
    segment: { engagement_time_msec: 900 },
  },
  rate: {
    fields: { data: { rating: 4 }, items: [item] },
    ga4: { rating: 4 },
    segment: { rating: 4, products: [product] },
  },
  dismiss: { fields: { offer: { campaign: 'c' } }, ga4: { promotion_id: 'c' }, segment: { campaign_id: 'c' } },
  widget_render: { fields: { list }, ga4: { endcap_strategy: 'related' }, segment: { endcap_strategy: 'related' } },
  experiment_exposure: {
    fields: { experiments: { e: 'v' } },
    ga4: { experiment_e: 'v' },
    segment: { experiment_id: 'e', variation_id: 'v' },
  },
  survey_response: {
    fields: { survey: { survey: 's', question: 'q', type: 'nps', score: 9 } },
    ga4: { survey: 's', question: 'q', score: 9 },
    segment: { survey_id: 's', question_id: 'q', score: 9 },
  },
  offer_shown: {
    fields: { offer: { campaign: 'c', holdout: true } },
    ga4: { promotion_id: 'c' },
    segment: { campaign_id: 'c', holdout: true },
  },
  offer_accepted: { fields: { offer: { campaign: 'c' } }, ga4: { promotion_id: 'c' }, segment: { campaign_id: 'c' } },
  consent_update: { fields: {}, ga4: {}, segment: {} },
  page_quality: { fields: { data: { cls: 0.1 } }, ga4: { cls: 0.1 }, segment: { cls: 0.1 } },
  custom: { fields: { data: { name: 'quiz' } }, ga4: { name: 'quiz' }, segment: { name: 'quiz' } },
}

test.each(EVENT_TYPES)('%s in the words of GA4, Segment and CloudEvents', (type) => {
  const { fields, ga4, segment } = CASES[type]
  const event = makeStored({ ...makeEvent(type, { customer: 'hashed', ...fields }) })
  const told = toGa4Event(event)
  if (ga4 === undefined) expect(told).toBeUndefined()
  else expect(told).toMatchObject({ name: type, params: { ...ga4, timestamp_micros: event.ts * 1000 } })
  const { name } = SEGMENT_EVENTS[type]
  expect(toSegmentMessages(event)).toMatchObject([
    {
      ...(name === 'page' ? { type: 'page' } : { type: 'track', event: name }),
      // However often an order is told, by pages and by the shop's server, it is one message.
      messageId: type === 'purchase' ? 'purchase-T1' : event.id,
      anonymousId: 'visitor-1',
      userId: 'hashed',
      timestamp: new Date(event.ts).toISOString(),
      properties: segment,
    },
  ])
  expect(toCloudEvent(event, 'https://shop.example')).toEqual({
    specversion: '1.0',
    id: event.id,
    source: 'https://shop.example',
    type: `endcap.${type}`,
    time: new Date(event.ts).toISOString(),
    subject: 'visitor-1',
    partitionkey: 'visitor-1',
    datacontenttype: 'application/json',
    data: event,
  })
})

test('names of Segment are used once each', () => {
  const names = Object.values(SEGMENT_EVENTS).map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})

test('whoever is nobody, or said no, is not told to services that must know who', () => {
  const { visitor, ...nobody } = makeStored()
  expect([toGa4Event(nobody), toSegmentMessages(nobody)]).toEqual([undefined, []])
  const consent = { analytics: 'denied', personalization: 'granted' } as const
  expect(toGa4Event(makeStored({ consent }))).toBeUndefined()
})

test('two products of an event that tells one are two messages with ids of their own', () => {
  const event = makeStored(makeEvent('add_to_cart', { items: [item, { item_id: 'b' }] }))
  const messages = toSegmentMessages(event)
  expect(messages.map(({ messageId }) => messageId)).toEqual([`${event.id}-0`, `${event.id}-1`])
})

test('GA4: long values are cut to what is taken, a session is a number', () => {
  const url = `https://shop.example/${'x'.repeat(2000)}`
  const event = makeStored({ page: { url, kind: 'other' }, data: { note: 'x'.repeat(200) } })
  const params = toGa4Event(event)?.params as Record<string, unknown>
  expect([String(params.page_location).length, String(params.note).length]).toEqual([1000, 100])
  expect(Number.isSafeInteger(params.session_id)).toBe(true)
})

/** The three sinks before a receiver, and how to read there. */
const SINKS = {
  ga4: {
    create: (url: string) => createGa4Sink({ url, measurementId: 'G-1', apiSecret: 'open-secret' }),
    // Its events carry no id: the receiver counts by time, which the fixture makes unique.
    ids: (body: string) =>
      JSON.parse(body).events.map(({ params }: { params: { timestamp_micros: number } }) => idAt(params)),
  },
  segment: {
    create: (url: string) => createSegmentSink({ url, writeKey: 'open-secret' }),
    ids: (body: string) => JSON.parse(body).batch.map(({ messageId }: { messageId: string }) => messageId.slice(0, 21)),
  },
  cloudevents: {
    create: (url: string) => createCloudEventsSink({ url, source: 'https://shop.example' }),
    ids: (body: string) => JSON.parse(body).map(({ id }: { id: string }) => id),
  },
}
function idAt({ timestamp_micros }: { timestamp_micros: number }): string {
  return `event-${String(timestamp_micros / 1000 - Date.UTC(2026, 0, 1)).padStart(15, '0')}`
}

describe.each(Object.entries(SINKS))('%s', (name, { create, ids }) => {
  const setup = async () => {
    const receiver = await startReceiver()
    return {
      ...receiver,
      receiver,
      create: () => create(receiver.url),
      ids: async () => receiver.received.flatMap(({ body }) => ids(body)),
    }
  }
  sinkSuite(name, setup)

  test('answers are told apart, and no secret stands in an error', async () => {
    const { create, setAnswer, setBroken } = await setup()
    const failure = async () =>
      create()
        .write([makeStored()], 1)
        .catch((error: unknown) => error)
    setAnswer(503, { 'retry-after': '3' })
    expect(await failure()).toMatchObject({ retryAfterMs: 3000 })
    setAnswer(400)
    expect(await failure()).toBeInstanceOf(PermanentError)
    setBroken(true)
    const error = (await failure()) as Error
    expect(error).not.toBeInstanceOf(PermanentError)
    expect(`${error.stack} ${error.cause}`).not.toContain('open-secret')
  })
})

test('what a write that failed in part delivered is not sent again', async () => {
  const receiver = await startReceiver()
  const sink = createCloudEventsSink({ url: receiver.url, source: 'https://shop.example', batchCount: 2 })
  const events = Array.from({ length: 7 }, () => makeStored())
  receiver.decide = (body) => (body.includes((events[3] as { id: string }).id) ? 503 : 200)
  await expect(sink.write(events, 7)).rejects.toThrow('503')
  receiver.decide = undefined
  await sink.write(events, 7)
  const ids = receiver.received.flatMap(({ body }) => JSON.parse(body).map(({ id }: { id: string }) => id))
  expect(ids.sort()).toEqual(events.map(({ id }) => id))
})

test('GA4 gets a request a visitor, of 25 events at most; Segment is asked with its key', async () => {
  const receiver = await startReceiver()
  const events = Array.from({ length: 60 }, (_, index) => makeStored({ visitor: `visitor-${index % 2}` }))
  await SINKS.ga4.create(receiver.url).write(events, 60)
  const bodies = receiver.received.map(({ body }) => JSON.parse(body))
  expect(bodies.map(({ client_id, events }) => [client_id, events.length]).sort()).toEqual([
    ['visitor-0', 25],
    ['visitor-0', 5],
    ['visitor-1', 25],
    ['visitor-1', 5],
  ])
  expect(bodies[0].consent).toEqual({ ad_user_data: 'DENIED', ad_personalization: 'DENIED' })
  expect(receiver.received[0]?.path).toBe('/in?measurement_id=G-1&api_secret=open-secret')
  await SINKS.segment.create(receiver.url).write(events, 60)
  expect(receiver.received.at(-1)?.headers.authorization).toBe(`Basic ${btoa('open-secret:')}`)
})

test.each([
  ['ga4', () => createGa4Sink({ measurementId: '', apiSecret: 'x' })],
  ['segment', () => createSegmentSink({})],
  ['cloudevents', () => createCloudEventsSink({ url: 'https://x.example', source: '' })],
])('%s without what it needs is refused early', (_, create) => {
  expect(create).toThrow(expect.objectContaining({ code: 'option-missing' }))
})
