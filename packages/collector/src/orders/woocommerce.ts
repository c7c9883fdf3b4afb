import type { EventItem, ServerOrder } from '@endcap/core'
import { dig, isNamed, listOf, momentOf, numberOf, rounded, textOf, told } from './foreign.js'
import { ITEMS_COUNT, type PlatformOrders } from './platform.js'

const ORDER_TOPICS = new Set(['order.created', 'order.updated', 'order.restored', 'order.deleted'])

/** Orders that nobody has paid or promised to pay yet: they are made when the shopper goes to pay, and many stay so. */
const OPEN = new Set(['pending', 'checkout-draft', 'draft', 'auto-draft'])
const ENDED = new Set(['cancelled', 'failed', 'trash'])

/**
 * What a webhook of WooCommerce tells (woocommerce.github.io/woocommerce-rest-api-docs, orders and webhooks). An order always
 * comes whole: it becomes a purchase in its newest form, with its refunds, or a cancellation. The order's number is its
 * `transaction_id`, since that is what its thank-you page shows. Statuses that plugins add count as ordered. A deletion tells
 * nothing but the id.
 */
export function readWooCommerce(topic: string | undefined, json: unknown): PlatformOrders {
  // A deletion that tells more is of an order in the bin, and read as such.
  if (topic === 'order.deleted' && dig(json, 'status') === undefined) {
    const transaction_id = textOf(dig(json, 'id'), 128)
    return transaction_id ? { orders: [{ type: 'cancel', transaction_id }] } : { ignored: 'unreadable' }
  }
  if (topic === undefined || !ORDER_TOPICS.has(topic)) return { ignored: 'topic' }
  const transaction_id = textOf(dig(json, 'number') ?? dig(json, 'id'), 128)
  const status = textOf(dig(json, 'status'))
  if (!transaction_id || !status) return { ignored: 'unreadable' }
  if (/^pos/.test(textOf(dig(json, 'created_via')) ?? '')) return { ignored: 'till' }
  if (OPEN.has(status)) return { ignored: 'unpaid' }
  const updated_at = momentOf(dig(json, 'date_modified_gmt'))
  const purchase = toPurchase(json, transaction_id, updated_at)
  if (ENDED.has(status)) {
    const cancel = told<ServerOrder>({ type: 'cancel', transaction_id, ts: updated_at, updated_at })
    return { orders: dig(json, 'date_paid_gmt') === undefined ? [cancel] : [purchase, cancel] }
  }
  const refunds = listOf(dig(json, 'refunds'), (entry): ServerOrder | undefined => {
    const refund_id = textOf(dig(entry, 'id'), 128)
    const total = numberOf(dig(entry, 'total'))
    if (!refund_id || !total) return undefined
    const value = Math.abs(total)
    return told<ServerOrder>({
      type: 'refund',
      transaction_id,
      refund_id,
      value,
      currency: purchase.currency,
      ts: updated_at,
      updated_at,
    })
  })
  return { orders: [purchase, ...refunds] }
}

function toPurchase(json: unknown, transaction_id: string, updated_at: number | undefined): ServerOrder {
  const meta = (name: string) =>
    listOf(dig(json, 'meta_data'), (entry) =>
      isNamed(dig(entry, 'key'), name) ? textOf(dig(entry, 'value'), 64) : undefined,
    )[0]
  const customer = numberOf(dig(json, 'customer_id'))
  const hasTax = dig(json, 'prices_include_tax') === true
  return told<ServerOrder>({
    type: 'purchase',
    transaction_id,
    value: numberOf(dig(json, 'total')),
    currency: textOf(dig(json, 'currency')),
    tax: numberOf(dig(json, 'total_tax')),
    shipping: numberOf(dig(json, 'shipping_total')),
    coupon: textOf(listOf(dig(json, 'coupon_lines'), (entry) => textOf(dig(entry, 'code'))).join(',')),
    items: listOf(dig(json, 'line_items'), (line) => toItem(line, hasTax)).slice(0, ITEMS_COUNT),
    ts: momentOf(dig(json, 'date_created_gmt')),
    updated_at,
    visitor: meta('endcap_visitor'),
    session: meta('endcap_session'),
    customer: customer ? String(customer) : undefined,
  })
}

/** Items go by the product's id, as the tracker names them; the price is what was paid for one, with tax where the shop's prices have it. */
function toItem(line: unknown, hasTax: boolean): EventItem | undefined {
  const product = numberOf(dig(line, 'product_id')) || numberOf(dig(line, 'variation_id'))
  const quantity = numberOf(dig(line, 'quantity'))
  if (!product || !quantity) return undefined
  const paid = numberOf(dig(line, 'total'))
  const full = numberOf(dig(line, 'subtotal'))
  const tax = hasTax ? (numberOf(dig(line, 'total_tax')) ?? 0) : 0
  const fullTax = hasTax ? (numberOf(dig(line, 'subtotal_tax')) ?? 0) : 0
  const discount = rounded(((full ?? 0) + fullTax - (paid ?? 0) - tax) / quantity)
  const options = listOf(dig(line, 'meta_data'), (entry) => {
    const isOption = /^(pa_|attribute_)/.test(textOf(dig(entry, 'key')) ?? '')
    return isOption ? textOf(dig(entry, 'display_value') ?? dig(entry, 'value')) : undefined
  })
  return told<EventItem>({
    item_id: String(product),
    item_name: textOf(dig(line, 'parent_name') ?? dig(line, 'name'), 1024),
    item_variant: textOf(options.join(' / ')),
    price: paid === undefined ? undefined : rounded((paid + tax) / quantity),
    discount: full !== undefined && paid !== undefined && discount > 0 ? discount : undefined,
    quantity,
  })
}
