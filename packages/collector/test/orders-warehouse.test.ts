import { DuckDBInstance } from '@duckdb/node-api'
import { makeEvent } from '@endcap/testkit'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { makeBatch, startRig } from './rig.js'
import {
  money,
  SHOPIFY_SECRET,
  shopify,
  shopifyOrder,
  shopifyRefund,
  type Webhook,
  WOO_SECRET,
  woo,
  wooOrder,
} from './shop-orders.js'

/** A page that tells an order, at its own prices, and is loaded again. */
const page = (transactionId: string, id: string, minutes: number): Webhook => {
  const event = makeEvent('purchase', {
    id,
    ts: Date.UTC(2026, 2, 1, 9, minutes),
    visitor: 'v',
    items: [{ item_id: '81', price: 18 }],
    order: { transactionId, value: 44, currency: 'EUR' },
  })
  const body = JSON.stringify(makeBatch([event]))
  return { path: '/v1/events', body, headers: { 'content-type': 'text/plain' } }
}

const ORDER = 5012345678000
const edited = { total_price_set: money(45), updated_at: '2026-03-01T12:00:00+01:00' }
const later = { ...edited, updated_at: '2026-03-03T10:00:00+01:00' }

/** All that is ever told of three orders: by pages, by Shopify, by WooCommerce. `run` gives them ids of their own. */
function told(run: number): readonly Webhook[] {
  const ours = { id: ORDER + run }
  const refund = shopifyRefund({ id: 31 + run, order_id: ORDER + run })
  const number = `727-${run}`
  return [
    page(String(ORDER + run), `page-a-${run}`, 0),
    page(String(ORDER + run), `page-a-reloaded-${run}`, 5),
    shopify('orders/create', shopifyOrder({ ...ours, financial_status: 'pending' })),
    shopify('orders/paid', shopifyOrder(ours)),
    shopify('orders/updated', shopifyOrder({ ...ours, ...edited })),
    shopify('refunds/create', refund),
    shopify('orders/updated', shopifyOrder({ ...ours, ...later, refunds: [refund] })),
    page(number, `page-b-${run}`, 1),
    woo('order.created', wooOrder({ number, status: 'pending', date_paid_gmt: null })),
    woo('order.updated', wooOrder({ number })),
    woo('order.updated', wooOrder({ number, status: 'cancelled', date_modified_gmt: '2026-03-02T00:00:00' })),
    page(`none-${run}`, `page-c-${run}`, 2),
  ]
}

/** How the three orders must then stand. */
const WANTED = [
  {
    ts: String(Date.UTC(2026, 2, 1, 9)),
    value: 45,
    currency: 'USD',
    refunded_value: 20,
    net_value: 25,
    status: 'partially_refunded',
    source: 'server',
    visitor: 'visitor-of-shop',
    price: 20,
  },
  {
    ts: String(Date.UTC(2026, 2, 1, 9)),
    value: 47.6,
    currency: 'EUR',
    refunded_value: 0,
    net_value: 0,
    status: 'cancelled',
    source: 'server',
    visitor: 'visitor-of-shop',
    price: 20.825,
  },
  {
    ts: String(Date.UTC(2026, 2, 1, 9, 2)),
    value: 44,
    currency: 'EUR',
    refunded_value: 0,
    net_value: 44,
    status: 'unverified',
    source: 'browser',
    visitor: 'v',
    price: 18,
  },
]

test('an order stands as it must, whoever told it when and how often', async () => {
  const instance = await DuckDBInstance.create(':memory:')
  const reader = await instance.connect()
  onTestFinished(() => {
    reader.closeSync()
    instance.closeSync()
  })
  const { post, collector } = await startRig({
    sinks: [{ type: 'duckdb', database: instance }],
    orders: { shopify: SHOPIFY_SECRET, woocommerce: WOO_SECRET },
  })
  /** All that is told, in any order, with some of it told again. */
  const arrangement = fc
    .tuple(
      fc.shuffledSubarray([...told(0).keys()], { minLength: told(0).length }),
      fc.array(fc.nat(told(0).length - 1), { maxLength: 6 }),
      fc.nat(told(0).length),
    )
    .map(([sequence, again, at]) => [...sequence.slice(0, at), ...again, ...sequence.slice(at)])
  let run = 0

  await fc.assert(
    fc.asyncProperty(fc.array(arrangement, { minLength: 10, maxLength: 10 }), async (arrangements) => {
      const runs = arrangements.map((sequence) => ({ sequence, run: ++run }))
      await Promise.all(
        runs.map(async ({ sequence, run }) => {
          const all = told(run)
          for (const index of sequence) {
            const { path, body, headers } = all[index] as Webhook
            expect((await post(body, { path, headers })).ok).toBe(true)
          }
        }),
      )
      await collector.flush()
      const found = await reader.runAndReadAll(
        `SELECT transaction_id, ts, value, currency, refunded_value, net_value, status, source, visitor, price
         FROM orders JOIN event_items USING (event_id)`,
      )
      const rows = new Map(found.getRowObjectsJson().map(({ transaction_id, ...row }) => [transaction_id, row]))
      for (const { run, sequence } of runs) {
        const three = [String(ORDER + run), `727-${run}`, `none-${run}`].map((id) => rows.get(id))
        expect(three, `told as ${sequence}`).toEqual(WANTED)
      }
      expect(rows.size).toBe(3 * run)
    }),
    { numRuns: 3, endOnFailure: true },
  )
})
