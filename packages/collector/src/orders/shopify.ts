import type { EventItem, ServerOrder } from '@endcap/core'
import { dig, isNamed, listOf, momentOf, numberOf, rounded, textOf, told } from './foreign.js'
import { ITEMS_COUNT, type PlatformOrders } from './platform.js'

const ORDER_TOPICS = new Set(['orders/create', 'orders/paid', 'orders/updated', 'orders/cancelled'])

/**
 * What a webhook of Shopify tells (shopify.dev/docs/api/webhooks). An order always comes whole: it becomes a purchase in its
 * newest form, its refunds, and its cancellation, so that any one of the topics makes good for another that was lost. Money is
 * `shop_money`: `presentment_money` is in as many currencies as shoppers have, and could not be added up. The total is that before
 * returns; what goes back is told by the refunds. Orders of the till (`pos`) are no orders of the shop's pages.
 */
export function readShopify(topic: string | undefined, json: unknown): PlatformOrders {
  if (topic === 'refunds/create') return readRefund(json)
  if (topic === undefined || !ORDER_TOPICS.has(topic)) return { ignored: 'topic' }
  if (dig(json, 'test') === true) return { ignored: 'test' }
  if (dig(json, 'source_name') === 'pos') return { ignored: 'till' }
  const transaction_id = textOf(dig(json, 'id'))
  if (!transaction_id) return { ignored: 'unreadable' }
  const updated_at = momentOf(dig(json, 'updated_at'))
  const cancelledAt = momentOf(dig(json, 'cancelled_at'))
  const isCancelled = cancelledAt !== undefined || dig(json, 'financial_status') === 'voided'
  const cancel: ServerOrder[] = isCancelled
    ? [told<ServerOrder>({ type: 'cancel', transaction_id, ts: cancelledAt ?? updated_at, updated_at })]
    : []
  // Refunds within an order may come without their transactions: `refunds/create` has them.
  const refunds = listOf(dig(json, 'refunds'), (refund) =>
    dig(refund, 'transactions', 0) === undefined ? undefined : toRefund(refund, rateOf(dig(json, 'total_price_set'))),
  )
  return { orders: [toPurchase(json, transaction_id, updated_at), ...cancel, ...refunds] }
}

function toPurchase(json: unknown, transaction_id: string, updated_at: number | undefined): ServerOrder {
  const attribute = (name: string) =>
    listOf(dig(json, 'note_attributes'), (entry) =>
      isNamed(dig(entry, 'name'), name) ? textOf(dig(entry, 'value'), 64) : undefined,
    )[0]
  const total = dig(json, 'total_price_set', 'shop_money')
  return told<ServerOrder>({
    type: 'purchase',
    transaction_id,
    value: numberOf(dig(total, 'amount') ?? dig(json, 'total_price')),
    currency: textOf(dig(total, 'currency_code') ?? dig(json, 'currency')),
    tax: numberOf(dig(json, 'total_tax_set', 'shop_money', 'amount') ?? dig(json, 'total_tax')),
    shipping: numberOf(dig(json, 'total_shipping_price_set', 'shop_money', 'amount')),
    coupon: textOf(listOf(dig(json, 'discount_codes'), (entry) => textOf(dig(entry, 'code'))).join(',')),
    items: listOf(dig(json, 'line_items'), toItem).slice(0, ITEMS_COUNT),
    ts: momentOf(dig(json, 'processed_at') ?? dig(json, 'created_at')),
    updated_at,
    visitor: attribute('endcap_visitor'),
    session: attribute('endcap_session'),
    customer: textOf(dig(json, 'customer', 'id')),
  })
}

/** Items go by the product's id, as the tracker and the pixel name them. Tips and lines without a product are none. */
function toItem(line: unknown): EventItem | undefined {
  const item_id = textOf(dig(line, 'product_id') ?? dig(line, 'variant_id'), 128)
  const quantity = numberOf(dig(line, 'quantity'))
  if (!item_id || !quantity) return undefined
  const variant = textOf(dig(line, 'variant_title'))
  const full = numberOf(dig(line, 'price_set', 'shop_money', 'amount') ?? dig(line, 'price'))
  const discounts = listOf(dig(line, 'discount_allocations'), (entry) =>
    numberOf(dig(entry, 'amount_set', 'shop_money', 'amount') ?? dig(entry, 'amount')),
  )
  const discount = rounded(sumOf(discounts) / quantity)
  return told<EventItem>({
    item_id,
    item_name: textOf(dig(line, 'title'), 1024),
    item_brand: textOf(dig(line, 'vendor')),
    item_variant: variant === 'Default Title' ? undefined : variant,
    price: full === undefined ? undefined : rounded(full - discount),
    discount: discount > 0 ? discount : undefined,
    quantity,
  })
}

function readRefund(json: unknown): PlatformOrders {
  const transactions = dig(json, 'transactions')
  if (listOf(transactions, (entry) => dig(entry, 'test') === true || undefined)[0]) return { ignored: 'test' }
  const refund = toRefund(json)
  return refund ? { orders: [refund] } : { ignored: 'nothing' }
}

/** What one is worth in the shop's currency, and of which currency it is. */
interface Rate {
  readonly shop: string
  readonly presentment: string
  readonly ratio: number
}

/**
 * The money that went back, in the shop's currency. Transactions are in the shopper's; the refund's own lines tell the rate, else
 * the order's total. Without transactions, as of an order that was edited before it was paid, it is what its lines are worth.
 * Undefined when nothing went back.
 */
function toRefund(refund: unknown, orderRate?: Rate): ServerOrder | undefined {
  const refund_id = textOf(dig(refund, 'id'), 128)
  const transaction_id = textOf(dig(refund, 'order_id'), 128)
  if (!refund_id || !transaction_id) return undefined
  const lines = listOf(dig(refund, 'refund_line_items'), (line) => line)
  const sets = [
    ...lines.flatMap((line) => [dig(line, 'subtotal_set'), dig(line, 'total_tax_set')]),
    ...listOf(dig(refund, 'order_adjustments'), (entry) => dig(entry, 'amount_set')),
  ]
  const rate = listOf(sets, rateOf)[0] ?? orderRate
  const isListed = dig(refund, 'transactions', 0) !== undefined
  const money = isListed ? paidBack(refund, rate) : worthOf(refund, lines, rate)
  if (!money || money.value <= 0) return undefined
  const ts = momentOf(dig(refund, 'processed_at') ?? dig(refund, 'created_at'))
  return told<ServerOrder>({
    type: 'refund',
    transaction_id,
    refund_id,
    ...money,
    items: lines.flatMap((line) => toReturned(line) ?? []).slice(0, ITEMS_COUNT),
    ts,
    updated_at: ts,
  })
}

function paidBack(
  refund: unknown,
  rate: Rate | undefined,
): (Pick<ServerOrder, 'value' | 'currency'> & { value: number }) | undefined {
  const paid = listOf(dig(refund, 'transactions'), (entry) => {
    const isDone = dig(entry, 'status') === 'success' || dig(entry, 'status') === 'pending'
    const amount = numberOf(dig(entry, 'amount'))
    const currency = textOf(dig(entry, 'currency'))
    return dig(entry, 'kind') === 'refund' && isDone && amount !== undefined && currency
      ? { amount, currency }
      : undefined
  })
  const currency = paid[0]?.currency
  if (!currency) return undefined
  const value = sumOf(paid.map(({ amount }) => amount))
  const isForeign = rate !== undefined && rate.shop !== currency && rate.presentment === currency
  return isForeign ? { value: cents(value * rate.ratio), currency: rate.shop } : { value: rounded(value), currency }
}

/** Lines with their tax, less what of it was kept: adjustments are negative where more went back. */
function worthOf(refund: unknown, lines: readonly unknown[], rate: Rate | undefined) {
  const shopMoney = (set: unknown) => numberOf(dig(set, 'shop_money', 'amount'))
  const sums = lines.flatMap((line) => [shopMoney(dig(line, 'subtotal_set')), shopMoney(dig(line, 'total_tax_set'))])
  const kept = listOf(dig(refund, 'order_adjustments'), (entry) =>
    sumOf([shopMoney(dig(entry, 'amount_set')), shopMoney(dig(entry, 'tax_amount_set'))]),
  )
  return rate && { value: rounded(sumOf(sums) - sumOf(kept)), currency: rate.shop }
}

function toReturned(line: unknown): EventItem | undefined {
  const item_id = textOf(dig(line, 'line_item', 'product_id') ?? dig(line, 'line_item', 'variant_id'), 128)
  const quantity = numberOf(dig(line, 'quantity'))
  if (!item_id || !quantity) return undefined
  const subtotal = numberOf(dig(line, 'subtotal_set', 'shop_money', 'amount'))
  const price = subtotal === undefined ? undefined : rounded(subtotal / quantity)
  return told<EventItem>({ item_id, price, quantity })
}

function rateOf(set: unknown): Rate | undefined {
  const [shop, presentment] = [dig(set, 'shop_money'), dig(set, 'presentment_money')]
  const codes = [textOf(dig(shop, 'currency_code')), textOf(dig(presentment, 'currency_code'))] as const
  const amounts = [numberOf(dig(shop, 'amount')), numberOf(dig(presentment, 'amount'))] as const
  if (!codes[0] || !codes[1] || amounts[0] === undefined || !amounts[1]) return undefined
  return { shop: codes[0], presentment: codes[1], ratio: amounts[0] / amounts[1] }
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100
}

function sumOf(amounts: readonly (number | undefined)[]): number {
  return amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0)
}
