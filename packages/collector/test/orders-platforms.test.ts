import { describe, expect, test } from 'vitest'
import { readShopify } from '../src/orders/shopify.js'
import { readWooCommerce } from '../src/orders/woocommerce.js'
import { money, shopifyOrder, shopifyRefund, wooOrder } from './shop-orders.js'

const ORDER = '5012345678901'
const at = (iso: string) => Date.parse(iso)
const typesOf = ({ orders }: ReturnType<typeof readShopify>) => orders?.map(({ type }) => type)

describe('Shopify', () => {
  test('an order is a purchase in the shop’s currency, by the ids that pages use, without its customer’s data', () => {
    const { orders } = readShopify('orders/create', shopifyOrder())
    expect(orders).toEqual([
      {
        type: 'purchase',
        transaction_id: ORDER,
        value: 55,
        currency: 'USD',
        tax: 5,
        shipping: 10,
        coupon: 'TEN',
        items: [
          {
            item_id: '81',
            item_name: 'Mug',
            item_brand: 'Potter',
            item_variant: 'Blue',
            price: 20,
            discount: 2,
            quantity: 2,
          },
        ],
        ts: at('2026-03-01T09:00:00Z'),
        updated_at: at('2026-03-01T09:00:05Z'),
        visitor: 'visitor-of-shop',
        session: 'session-of-shop',
        customer: '7001',
      },
    ])
    expect(JSON.stringify(orders)).not.toContain('somebody')
  })

  test.each([
    ['orders/paid', {}, ['purchase']],
    ['orders/updated', { financial_status: 'pending' }, ['purchase']],
    ['orders/cancelled', { cancelled_at: '2026-03-01T11:00:00+01:00' }, ['purchase', 'cancel']],
    [
      'orders/updated',
      { cancelled_at: '2026-03-01T11:00:00+01:00', financial_status: 'pending' },
      ['purchase', 'cancel'],
    ],
    ['orders/updated', { financial_status: 'voided' }, ['purchase', 'cancel']],
    ['orders/updated', { refunds: [shopifyRefund()] }, ['purchase', 'refund']],
    ['orders/updated', { refunds: [shopifyRefund({ transactions: [] })] }, ['purchase']],
    ['orders/create', { total_price_set: undefined, line_items: 'none' }, ['purchase']],
  ])('%s %j is %j', (topic, fields, types) => {
    expect(typesOf(readShopify(topic, shopifyOrder(fields)))).toEqual(types)
  })

  test.each([
    ['orders/create', shopifyOrder({ test: true }), 'test'],
    ['orders/create', shopifyOrder({ source_name: 'pos' }), 'till'],
    ['orders/create', {}, 'unreadable'],
    ['orders/create', null, 'unreadable'],
    ['products/update', shopifyOrder(), 'topic'],
    [undefined, shopifyOrder(), 'topic'],
    [
      'refunds/create',
      shopifyRefund({
        transactions: [{ kind: 'refund', status: 'success', amount: '1', currency: 'USD', test: true }],
      }),
      'test',
    ],
    [
      'refunds/create',
      shopifyRefund({ transactions: [{ kind: 'refund', status: 'failure', amount: '16.00', currency: 'EUR' }] }),
      'nothing',
    ],
    ['refunds/create', shopifyRefund({ transactions: [], refund_line_items: [] }), 'nothing'],
    ['refunds/create', 7, 'nothing'],
  ])('%s is left out: case %#', (topic, payload, ignored) => {
    expect(readShopify(topic, payload)).toEqual({ ignored })
  })

  test('a refund is what was paid back, turned into the shop’s currency, alone and within its order alike', () => {
    const alone = readShopify('refunds/create', shopifyRefund()).orders?.[0]
    expect(alone).toEqual({
      type: 'refund',
      transaction_id: ORDER,
      refund_id: '31',
      value: 20,
      currency: 'USD',
      items: [{ item_id: '81', price: 20, quantity: 1 }],
      ts: at('2026-03-02T08:00:00Z'),
      updated_at: at('2026-03-02T08:00:00Z'),
    })
    expect(readShopify('orders/updated', shopifyOrder({ refunds: [shopifyRefund()] })).orders?.[1]).toEqual(alone)
  })

  test.each([
    [
      'in the shop’s own currency',
      { transactions: [{ kind: 'refund', status: 'success', amount: '7.50', currency: 'USD' }] },
      7.5,
      'USD',
    ],
    [
      'in two parts, one of which is under way',
      {
        transactions: [
          { kind: 'refund', status: 'success', amount: '4.00', currency: 'EUR' },
          { kind: 'refund', status: 'pending', amount: '8.00', currency: 'EUR' },
          { kind: 'void', status: 'success', amount: '99.00', currency: 'EUR' },
        ],
      },
      15,
      'USD',
    ],
    ['of an edited order that nobody paid', { transactions: [] }, 20, 'USD'],
    [
      'less than its lines are worth',
      { transactions: [], order_adjustments: [{ amount_set: money(5), tax_amount_set: money(0) }] },
      15,
      'USD',
    ],
    [
      'whose rate nobody knows',
      { refund_line_items: [], transactions: [{ kind: 'refund', status: 'success', amount: '4.00', currency: 'EUR' }] },
      4,
      'EUR',
    ],
  ])('a refund %s', (_, fields, value, currency) => {
    expect(readShopify('refunds/create', shopifyRefund(fields)).orders).toMatchObject([{ value, currency }])
  })

  test('within its order a refund of a sum finds the rate', () => {
    const sum = shopifyRefund({
      refund_line_items: [],
      transactions: [{ kind: 'refund', status: 'success', amount: '4.00', currency: 'EUR' }],
    })
    const { orders } = readShopify('orders/updated', shopifyOrder({ refunds: [sum] }))
    expect(orders?.[1]).toMatchObject({ value: 5, currency: 'USD' })
  })
})

describe('WooCommerce', () => {
  test('an order is a purchase under the number that its thank-you page shows', () => {
    const { orders } = readWooCommerce('order.created', wooOrder({ id: 900 }))
    expect(orders).toEqual([
      {
        type: 'purchase',
        transaction_id: '727',
        value: 47.6,
        currency: 'EUR',
        tax: 7.6,
        shipping: 5,
        coupon: 'five',
        items: [
          { item_id: '93', item_name: 'Mug', item_variant: 'Blue / L', price: 20.825, discount: 2.975, quantity: 2 },
        ],
        ts: at('2026-03-01T09:00:00Z'),
        updated_at: at('2026-03-01T09:00:09Z'),
        visitor: 'visitor-of-shop',
        customer: '26',
      },
    ])
  })

  test.each([
    ['order.updated', { status: 'completed' }, ['purchase']],
    ['order.updated', { status: 'on-hold', date_paid_gmt: null }, ['purchase']],
    ['order.restored', { status: 'packed' }, ['purchase']],
    [
      'order.updated',
      {
        refunds: [
          { id: 1, total: '-10.00' },
          { id: 2, total: '-0.00' },
        ],
      },
      ['purchase', 'refund'],
    ],
    ['order.updated', { status: 'cancelled' }, ['purchase', 'cancel']],
    ['order.updated', { status: 'cancelled', date_paid_gmt: null }, ['cancel']],
    ['order.updated', { status: 'failed', date_paid_gmt: null }, ['cancel']],
    ['order.deleted', { status: 'trash' }, ['purchase', 'cancel']],
  ])('%s %j is %j', (topic, fields, types) => {
    expect(typesOf(readWooCommerce(topic, wooOrder(fields)))).toEqual(types)
  })

  test('a refund is of its order, above zero; a deletion knows the id only', () => {
    const refunded = wooOrder({ status: 'refunded', refunds: [{ id: 5, reason: '', total: '-47.60' }] })
    expect(readWooCommerce('order.updated', refunded).orders?.[1]).toMatchObject({
      type: 'refund',
      transaction_id: '727',
      refund_id: '5',
      value: 47.6,
      currency: 'EUR',
    })
    expect(readWooCommerce('order.deleted', { id: 727 }).orders).toEqual([{ type: 'cancel', transaction_id: '727' }])
  })

  test.each([
    ['order.created', wooOrder({ status: 'pending' }), 'unpaid'],
    ['order.created', wooOrder({ status: 'checkout-draft' }), 'unpaid'],
    ['order.created', wooOrder({ created_via: 'pos-rest-api' }), 'till'],
    ['order.created', [], 'unreadable'],
    ['order.deleted', {}, 'unreadable'],
    ['customer.created', {}, 'topic'],
    [undefined, {}, 'topic'],
  ])('%s is left out: case %#', (topic, payload, ignored) => {
    expect(readWooCommerce(topic, payload)).toEqual({ ignored })
  })

  test('a guest has no customer, and prices without tax stay so', () => {
    const { orders } = readWooCommerce('order.created', wooOrder({ customer_id: 0, prices_include_tax: false }))
    expect(orders?.[0]).not.toHaveProperty('customer')
    expect(orders?.[0]?.items?.[0]).toMatchObject({ price: 17.5, discount: 2.5 })
  })
})
