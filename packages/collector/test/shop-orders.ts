/** Orders as Shopify and WooCommerce tell them, and requests that carry them. Shapes by their documentation, contents made up. */
import { createHmac } from 'node:crypto'

export const SHOPIFY_SECRET = 'shopify-secret-of-the-tests'
export const WOO_SECRET = 'woo-secret, with a comma |-_ '
export const ORDERS_SECRET = 'orders-secret-of-the-tests'

/** A webhook, ready to be posted. */
export interface Webhook {
  readonly path: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

const hmac = (body: string, secret: string) => createHmac('sha256', secret).update(body).digest('base64')

export function shopify(topic: string, payload: unknown, secret = SHOPIFY_SECRET): Webhook {
  const body = JSON.stringify(payload)
  const headers = {
    'content-type': 'application/json',
    'x-shopify-topic': topic,
    'x-shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
    'x-shopify-shop-domain': 'mugs.myshopify.com',
    'x-shopify-hmac-sha256': hmac(body, secret),
  }
  return { path: '/v1/shopify', body, headers }
}

export function woo(topic: string, payload: unknown, secret = WOO_SECRET): Webhook {
  const body = JSON.stringify(payload)
  const headers = {
    'content-type': 'application/json',
    'x-wc-webhook-topic': topic,
    'x-wc-webhook-signature': hmac(body, secret),
  }
  return { path: '/v1/woocommerce', body, headers }
}

/** An amount in the shop's dollars and the shopper's euros, of which one is worth 1.25 dollars. */
export const money = (usd: number) => ({
  shop_money: { amount: usd.toFixed(2), currency_code: 'USD' },
  presentment_money: { amount: (usd / 1.25).toFixed(2), currency_code: 'EUR' },
})

export function shopifyOrder(fields: object = {}) {
  return {
    id: 5012345678901,
    name: '#1042',
    order_number: 1042,
    test: false,
    source_name: 'web',
    financial_status: 'paid',
    created_at: '2026-03-01T10:00:00+01:00',
    processed_at: '2026-03-01T10:00:00+01:00',
    updated_at: '2026-03-01T10:00:05+01:00',
    cancelled_at: null,
    currency: 'USD',
    presentment_currency: 'EUR',
    total_price: '55.00',
    total_price_set: money(55),
    total_tax: '5.00',
    total_tax_set: money(5),
    total_shipping_price_set: money(10),
    discount_codes: [{ code: 'TEN', amount: '4.00', type: 'fixed_amount' }],
    email: 'somebody@example.com',
    customer: { id: 7001, email: 'somebody@example.com', first_name: 'Some' },
    note_attributes: [
      { name: 'gift', value: 'yes' },
      { name: 'endcap_visitor', value: 'visitor-of-shop' },
      { name: '__endcap_session', value: 'session-of-shop' },
    ],
    line_items: [
      {
        id: 1,
        product_id: 81,
        variant_id: 9101,
        title: 'Mug',
        variant_title: 'Blue',
        vendor: 'Potter',
        quantity: 2,
        price: '22.00',
        price_set: money(22),
        discount_allocations: [{ amount: '4.00', amount_set: money(4) }],
      },
      { id: 2, product_id: null, variant_id: null, title: 'Tip', quantity: 1, price: '0.00', price_set: money(0) },
    ],
    refunds: [],
    ...fields,
  }
}

export function shopifyRefund(fields: object = {}) {
  return {
    id: 31,
    order_id: 5012345678901,
    created_at: '2026-03-02T09:00:00+01:00',
    processed_at: '2026-03-02T09:00:00+01:00',
    refund_line_items: [
      {
        line_item_id: 1,
        quantity: 1,
        subtotal: 20,
        subtotal_set: money(20),
        total_tax: 0,
        total_tax_set: money(0),
        line_item: { product_id: 81, variant_id: 9101 },
      },
    ],
    order_adjustments: [],
    transactions: [{ id: 41, kind: 'refund', status: 'success', amount: '16.00', currency: 'EUR', test: false }],
    ...fields,
  }
}

export function wooOrder(fields: object = {}) {
  return {
    id: 727,
    number: '727',
    status: 'processing',
    currency: 'EUR',
    created_via: 'checkout',
    date_created_gmt: '2026-03-01T09:00:00',
    date_modified_gmt: '2026-03-01T09:00:09',
    date_paid_gmt: '2026-03-01T09:00:08',
    prices_include_tax: true,
    total: '47.60',
    total_tax: '7.60',
    shipping_total: '5.00',
    discount_total: '5.00',
    customer_id: 26,
    billing: { email: 'somebody@example.com' },
    coupon_lines: [{ code: 'five' }],
    meta_data: [
      { id: 1, key: '_other', value: { deep: true } },
      { id: 2, key: '_endcap_visitor', value: 'visitor-of-shop' },
    ],
    line_items: [
      {
        id: 11,
        name: 'Mug - Blue, L',
        parent_name: 'Mug',
        product_id: 93,
        variation_id: 98,
        quantity: 2,
        subtotal: '40.00',
        subtotal_tax: '7.60',
        total: '35.00',
        total_tax: '6.65',
        meta_data: [
          { key: 'pa_color', value: 'blue', display_key: 'Colour', display_value: 'Blue' },
          { key: 'pa_size', value: 'l', display_key: 'Size', display_value: 'L' },
          { key: '_reduced_stock', value: '2' },
        ],
      },
    ],
    refunds: [],
    ...fields,
  }
}
