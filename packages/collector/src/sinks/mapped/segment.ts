import type { EventItem, EventType, StoredEvent } from '@endcap/core'
import type { Sink } from '../../sink.js'
import { required } from '../required.js'
import { createMappedSink, cut, defined, type MappedSinkOptions } from './mapped-sink.js'

/** Which source, and where it is. */
export interface SegmentSinkOptions extends MappedSinkOptions {
  /** @default `ENDCAP_SEGMENT_WRITE_KEY` */
  readonly writeKey?: string
  /** Of Segment, RudderStack or whoever speaks its HTTP API. @default 'https://api.segment.io/v1/batch' */
  readonly url?: string
}

/** A message of Segment's HTTP API. */
export type SegmentMessage = Readonly<Record<string, unknown>>

/**
 * What each event is called there: the names of the e-commerce spec, version 2 (segment.com/docs/connections/spec/ecommerce/v2),
 * and of the A/B testing spec; for the rest names of the same form. `product`: the spec tells one product in each event.
 */
export const SEGMENT_EVENTS: Readonly<Record<EventType, { readonly name: string; readonly product?: true }>> = {
  page_view: { name: 'page' },
  view_item_list: { name: 'Product List Viewed' },
  select_item: { name: 'Product Clicked', product: true },
  view_item: { name: 'Product Viewed', product: true },
  add_to_cart: { name: 'Product Added', product: true },
  remove_from_cart: { name: 'Product Removed', product: true },
  view_cart: { name: 'Cart Viewed' },
  add_to_wishlist: { name: 'Product Added to Wishlist', product: true },
  begin_checkout: { name: 'Checkout Started' },
  add_shipping_info: { name: 'Checkout Step Completed' },
  add_payment_info: { name: 'Payment Info Entered' },
  purchase: { name: 'Order Completed' },
  refund: { name: 'Order Refunded' },
  cancel: { name: 'Order Cancelled' },
  search: { name: 'Products Searched' },
  view_promotion: { name: 'Promotion Viewed' },
  select_promotion: { name: 'Promotion Clicked' },
  login: { name: 'Signed In' },
  sign_up: { name: 'Signed Up' },
  share: { name: 'Product Shared' },
  user_engagement: { name: 'Page Engaged' },
  rate: { name: 'Product Reviewed' },
  dismiss: { name: 'Message Dismissed' },
  widget_render: { name: 'Widget Rendered' },
  experiment_exposure: { name: 'Experiment Viewed' },
  survey_response: { name: 'Survey Answered' },
  offer_shown: { name: 'Offer Shown' },
  offer_accepted: { name: 'Offer Accepted' },
  consent_update: { name: 'Consent Updated' },
  page_quality: { name: 'Page Quality Measured' },
  custom: { name: 'Custom' },
}

/**
 * The messages for an event: one, or one for each product where the spec tells one at a time, or each experiment. None without
 * a visitor or customer, whom every message must name. Ids are the event's, so that the receiver removes duplicates; of a purchase
 * the order's, which a page and the shop's server both tell.
 */
export function toSegmentMessages(event: StoredEvent): SegmentMessage[] {
  const { id, visitor, customer, page, channel } = event
  if (visitor === undefined && customer === undefined) return []
  const envelope = defined({
    anonymousId: visitor,
    userId: customer,
    timestamp: new Date(event.ts).toISOString(),
    context: defined({
      page: page && defined({ url: page.url, title: page.title, referrer: page.referrer }),
      campaign:
        channel &&
        defined({
          name: channel.campaign,
          source: channel.source,
          medium: channel.medium,
          term: channel.term,
          content: channel.content,
        }),
    }),
  })
  const { name } = SEGMENT_EVENTS[event.type]
  if (name === 'page') {
    const properties = defined({ url: page?.url, title: page?.title, referrer: page?.referrer, category: page?.kind })
    return [{ type: 'page', messageId: id, ...envelope, properties }]
  }
  const all = propertiesOf(event)
  const message = event.type === 'purchase' && event.order ? `purchase-${event.order.transactionId}` : id
  return all.map((properties, index) => ({
    type: 'track',
    event: name,
    messageId: all.length === 1 ? message : `${message}-${index}`,
    ...envelope,
    properties,
  }))
}

function propertiesOf(event: StoredEvent): Record<string, unknown>[] {
  const { items = [], list, order, offer, survey, search, experiments } = event
  const shared = defined({
    ...event.data,
    currency: order?.currency ?? event.currency,
    list_id: list?.placement,
    endcap_strategy: list?.strategy,
    endcap_variant: list?.variant,
  })
  if (SEGMENT_EVENTS[event.type].product && items.length > 0) {
    return items.map((item) => ({ ...shared, ...toProduct(item) }))
  }
  if (event.type === 'experiment_exposure') {
    const shown = Object.entries(experiments ?? {})
    return shown.map(([experiment_id, variation_id]) => ({ ...shared, experiment_id, variation_id }))
  }
  return [
    defined({
      ...shared,
      products: items.length > 0 ? items.map(toProduct) : undefined,
      value: order ? undefined : event.value,
      order_id: order?.transactionId,
      revenue: order?.value,
      tax: order?.tax,
      shipping: order?.shipping,
      coupon: order?.coupon,
      query: search?.term,
      campaign_id: offer?.campaign,
      campaign_type: offer?.type,
      holdout: offer?.holdout,
      survey_id: survey?.survey,
      question_id: survey?.question,
      score: survey?.score,
      answers: survey?.answers,
    }),
  ]
}

/** Positions count from 1 there. */
function toProduct(item: EventItem): Record<string, unknown> {
  return defined({
    product_id: item.item_id,
    name: item.item_name,
    brand: item.item_brand,
    category: item.item_category,
    variant: item.item_variant,
    price: item.price,
    quantity: item.quantity,
    coupon: item.coupon,
    position: item.index === undefined ? undefined : item.index + 1,
  })
}

/** A request is at most 500 KB there (segment.com/docs/connections/sources/catalog/libraries/server/http-api). */
const BATCH_BYTES = 450_000
const BATCH_COUNT = 2000

/** Creates the Segment sink. At least once: the service removes duplicates by message id, for some time. */
export function createSegmentSink(options: SegmentSinkOptions = {}): Sink {
  const { name = 'segment', url = 'https://api.segment.io/v1/batch' } = options
  const writeKey = required(options.writeKey ?? process.env.ENDCAP_SEGMENT_WRITE_KEY, name, 'writeKey')
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`
  return createMappedSink(name, options, (events) => {
    const told = events.flatMap((event) => toSegmentMessages(event).map((message) => ({ id: event.id, message })))
    return cut(told, BATCH_COUNT, BATCH_BYTES).map((batch) => ({
      ids: batch.map(({ id }) => id),
      url,
      body: JSON.stringify({ batch: batch.map(({ message }) => message) }),
      headers: { 'content-type': 'application/json', authorization },
    }))
  })
}
