import { type EventItem, type EventType, type ListContext, NO_CURRENCY } from '@endcap/core'
import type { EventFields } from '../tracker.js'
import { cut, cutTerm } from './cut.js'
import { type Fields, readItems } from './ga4-items.js'
import { parsePrice } from './price.js'

/** GA4's names of e-commerce, search, login and share. */
const NAME =
  /^(view_(item(_list)?|cart|promotion|search_results)|select_(item|promotion)|add_(to_(cart|wishlist)|(shipping|payment)_info)|remove_from_cart|begin_checkout|purchase|refund|search|login|sign_up|share)$/
/** Parameters that have no field of their own. The last four are also taken from the first item, as GA4 does. */
const PARAMS = ['method', 'content_type', 'item_id', 'shipping_tier', 'payment_type', 'coupon']
const PROMOTION = ['promotion_id', 'promotion_name', 'creative_name', 'creative_slot']

/** What reading needs to know beyond the parameters. */
export interface ReadContext {
  /** Of this event, or what holds where it names none. */
  readonly currency: string | undefined
  /** One id for each list of a page view. */
  requestOf(placement: string): string
}

/** An event as a detector would say it. */
export type Told = readonly [type: EventType, fields: EventFields]

/** True for GA4's names of e-commerce, search, login and share. */
export function isKnown(name: string): boolean {
  return NAME.test(name)
}

/**
 * The events that GA4's parameters speak of: one, or one for each list of a `view_item_list`. Empty for those that say nothing
 * without what is missing: items, a transaction, a search term. An order without a value is worth its items.
 */
export function readEvents(name: string, params: Fields, { currency, requestOf }: ReadContext): readonly Told[] {
  const type = (name === 'view_search_results' ? 'search' : name) as EventType
  const items = readItems(params.items, params)
  const value = parsePrice(params.value, '.')
  const listOf = (placement: string): ListContext => ({ placement, requestId: requestOf(placement) })
  if (type === 'view_item_list')
    return byList(items).map(([place, of]) => [type, { items: of, list: listOf(place), currency }])

  const transactionId = cut(params.transaction_id, 128)
  const term = cutTerm(params.search_term)
  const isOrder = /purchase|refund/.test(type)
  // Items, a transaction, a term: what the event cannot be without.
  if (/_(item|to|from)/.test(type) ? !items.length : isOrder ? !transactionId : type === 'search' && !term) return []

  const data: Record<string, string> = {}
  const first: Fields = /promotion/.test(type) ? ((params.items as Fields[] | undefined)?.[0] ?? {}) : {}
  for (const key of [...PARAMS, ...PROMOTION]) {
    const text = cut(params[key] ?? (PROMOTION.includes(key) && first[key]), 1024)
    if (text) data[key] = text
  }
  const place = type === 'select_item' && placeOf(items[0])
  const fields: EventFields = {
    ...(items.length && { items }),
    ...((items.length || value) && { currency, value }),
    ...(place && { list: listOf(place) }),
    ...(type === 'search' && term && { search: { term } }),
    ...(Object.keys(data).length && { data }),
  }
  if (!isOrder || !transactionId) return [[type, fields]]
  const order = {
    transactionId,
    value: value ?? worthOf(items),
    currency: currency ?? NO_CURRENCY,
    tax: parsePrice(params.tax, '.'),
    shipping: parsePrice(params.shipping, '.'),
    coupon: cut(params.coupon),
  }
  return [[type, { items, order }]]
}

/** One push may show several lists; where nobody named one, it is `list`. */
function byList(items: readonly EventItem[]): [place: string, items: EventItem[]][] {
  const lists = new Map<string, EventItem[]>()
  for (const item of items) {
    const place = placeOf(item) ?? 'list'
    lists.set(place, [...(lists.get(place) ?? []), item])
  }
  return [...lists]
}

function placeOf(item: EventItem | undefined): string | undefined {
  return cut(item?.item_list_id ?? item?.item_list_name, 128)
}

function worthOf(items: readonly EventItem[]): number {
  return Number(items.reduce((sum, { price = 0, quantity = 1 }) => sum + price * quantity, 0).toFixed(2))
}
