import { type EventItem, type EventType, fnv1a32, type OrderContext, scrubText } from '@endcap/core'
import { worthOf } from '../detect/cart-changes.js'
import { currencyOf, dig, listOf, numberOf, quantityOf, textOf, told } from '../detect/foreign.js'
import { plainId } from '../detect/shopify-shapes.js'
import type { EventFields } from '../tracker.js'

/** What one of Shopify's customer events is in our terms. */
export interface PixelEvent {
  readonly type: EventType
  readonly fields: EventFields
}

/** Reads the `data` of a customer event; undefined when it does not say what our event needs. */
export type ReadPixelEvent = (data: unknown) => PixelEvent | undefined

/** The events of checkout, which no script of the storefront sees (shopify.dev/docs/api/web-pixels-api/standard-events). */
export const CHECKOUT_EVENTS: Readonly<Record<string, ReadPixelEvent>> = {
  checkout_started: (data) => checkout('begin_checkout', data),
  checkout_shipping_info_submitted(data) {
    const option = dig(data, 'checkout', 'delivery', 'selectedDeliveryOptions', 0, 'title')
    return checkout('add_shipping_info', data, told({ shipping_tier: textOf(option) ?? '' }))
  },
  payment_info_submitted(data) {
    const paid = dig(data, 'checkout', 'transactions', 0)
    const kind = textOf(dig(paid, 'paymentMethod', 'type')) ?? textOf(dig(paid, 'gateway')) ?? ''
    return checkout('add_payment_info', data, told({ payment_type: kind }))
  },
  checkout_completed(data) {
    const order = readOrder(dig(data, 'checkout'))
    return order && { type: 'purchase', fields: { order, items: readItems(dig(data, 'checkout')) } }
  },
}

/** The events that a script of the storefront sees as well. */
export const STOREFRONT_EVENTS: Readonly<Record<string, ReadPixelEvent>> = {
  product_viewed: (data) => one('view_item', dig(data, 'productVariant')),
  product_added_to_cart: (data) => line('add_to_cart', data),
  product_removed_from_cart: (data) => line('remove_from_cart', data),
  cart_viewed(data) {
    const items = listOf(dig(data, 'cart', 'lines'), (entry) =>
      readVariant(dig(entry, 'merchandise'), dig(entry, 'quantity')),
    )
    const currency = currencyOf(dig(data, 'cart', 'cost', 'totalAmount', 'currencyCode'))
    return { type: 'view_cart', fields: worthOf(items, currency) }
  },
  search_submitted(data) {
    const term = textOf(dig(data, 'searchResult', 'query'))
    return term ? { type: 'search', fields: { search: { term: scrubText(term) } } } : undefined
  },
}

function checkout(type: EventType, data: unknown, extra: Readonly<Record<string, string>> = {}): PixelEvent {
  const read = dig(data, 'checkout')
  const currency = currencyOf(dig(read, 'currencyCode'))
  const value = numberOf(dig(read, 'subtotalPrice', 'amount') ?? dig(read, 'totalPrice', 'amount'))
  const items = readItems(read)
  return {
    type,
    fields: {
      items,
      ...(currency && { currency }),
      ...(currency && value !== undefined && { value }),
      ...(Object.keys(extra)[0] && { data: extra }),
    },
  }
}

/** The order of a completed checkout. Nothing of who ordered. Undefined without an id, total and currency. */
function readOrder(read: unknown): OrderContext | undefined {
  const transactionId = plainId(dig(read, 'order', 'id')) ?? hashOf(dig(read, 'token'))
  const value = numberOf(dig(read, 'totalPrice', 'amount'))
  const currency = currencyOf(dig(read, 'currencyCode') ?? dig(read, 'totalPrice', 'currencyCode'))
  if (!transactionId || value === undefined || !currency) return undefined
  const codes = listOf(dig(read, 'discountApplications'), (discount) =>
    dig(discount, 'type') === 'DISCOUNT_CODE' ? textOf(dig(discount, 'title')) : undefined,
  )
  return told({
    transactionId,
    value,
    currency,
    tax: numberOf(dig(read, 'totalTax', 'amount')),
    shipping: numberOf(dig(read, 'shippingLine', 'price', 'amount')),
    coupon: textOf(codes.join(',')),
  })
}

/** A name for an order without an id: the checkout's token itself would open it. */
function hashOf(token: unknown): string | undefined {
  const text = textOf(token)
  return text && `checkout-${fnv1a32(text).toString(36)}`
}

function readItems(read: unknown): EventItem[] {
  return listOf(dig(read, 'lineItems'), (entry) => {
    const item = readVariant(dig(entry, 'variant'), dig(entry, 'quantity'), dig(entry, 'title'))
    const paid = numberOf(dig(entry, 'finalLinePrice', 'amount'))
    if (!item || paid === undefined) return item
    // What was paid for one, after the discounts of the line.
    const price = Math.round((paid / (item.quantity ?? 1)) * 1e4) / 1e4
    const discount = Math.round(((item.price ?? price) - price) * 1e4) / 1e4
    return { ...item, price, ...(discount > 0 && { discount }) }
  })
}

function readVariant(variant: unknown, quantity?: unknown, title?: unknown): EventItem | undefined {
  const product = dig(variant, 'product')
  const item_id = plainId(dig(product, 'id')) ?? plainId(dig(variant, 'id'))
  const name = textOf(dig(variant, 'title'))
  return item_id
    ? told({
        item_id,
        item_name: textOf(dig(product, 'title')) ?? textOf(title),
        item_brand: textOf(dig(product, 'vendor')),
        item_category: textOf(dig(product, 'type')),
        item_variant: name === 'Default Title' ? undefined : name,
        price: numberOf(dig(variant, 'price', 'amount')),
        quantity: quantityOf(quantity),
      })
    : undefined
}

function line(type: EventType, data: unknown): PixelEvent | undefined {
  return one(type, dig(data, 'cartLine', 'merchandise'), dig(data, 'cartLine', 'quantity'))
}

function one(type: EventType, variant: unknown, quantity?: unknown): PixelEvent | undefined {
  const item = readVariant(variant, quantity)
  return item && { type, fields: worthOf([item], currencyOf(dig(variant, 'price', 'currencyCode'))) }
}
