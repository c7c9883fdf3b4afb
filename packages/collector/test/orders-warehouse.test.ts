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
    visitor: `v-${transactionId}`,
    items: [{ item_id: '81' }],
    order: { transactionId, value: 44, currency: 'EUR' },
  })
  const body = JSON.stringify(makeBatch([event]))
  return { path: '/v1/events', body, headers: { 'content-type': 'text/plain' } }
}

const ORDER = '5012345678901'
const edited = { total_price_set: money(45), updated_at: '2026-03-01T12:00:00+01:00' }
const later = { ...edited, updated_at: '2026-03-03T10:00:00+01:00' }

/** All that is ever told of three orders: by pages, by Shopify, by WooCommerce. */
const TOLD: readonly Webhook[] = [
  page(ORDER, 'page-a', 0),
  page(ORDER, 'page-a-reloaded', 5),
  shopify('orders/create', shopifyOrder({ financial_status: 'pending' })),
  shopify('orders/paid', shopifyOrder()),
  shopify('orders/updated', shopifyOrder(edited)),
  shopify('refunds/create', shopifyRefund()),
  shopify('orders/updated', shopifyOrder({ ...later, refunds: [shopifyRefund()] })),
  page('727', 'page-b', 1),
  woo('order.created', wooOrder({ status: 'pending', date_paid_gmt: null })),
  woo('order.updated', wooOrder()),
  woo('order.updated', wooOrder({ status: 'cancelled', date_modified_gmt: '2026-03-02T00:00:00' })),
  page('only-told-here', 'page-c', 2),
]

const ROWS = `SELECT transaction_id, ts, value, currency, refunded_value, net_value, status, source, visitor, event_id
  FROM orders ORDER BY transaction_id`

async function startShop() {
  const instance = await DuckDBInstance.create(':memory:')
  const reader = await instance.connect()
  onTestFinished(() => {
    reader.closeSync()
    instance.closeSync()
  })
  const rig = await startRig({
    sinks: [{ type: 'duckdb', database: instance }],
    orders: { shopify: SHOPIFY_SECRET, woocommerce: WOO_SECRET },
  })
  return {
    async tell(told: readonly Webhook[]) {
      for (const { path, body, headers } of told) {
        expect((await rig.post(body, { path, headers })).ok).toBe(true)
      }
      await rig.collector.flush()
    },
    rows: async () => (await reader.runAndReadAll(ROWS)).getRowObjectsJson(),
  }
}

test('an order stands as it must, whoever told it when', async () => {
  const { tell, rows } = await startShop()
  await tell(TOLD)
  expect(await rows()).toMatchObject([
    {
      transaction_id: ORDER,
      ts: String(Date.UTC(2026, 2, 1, 9)),
      value: 45,
      currency: 'USD',
      refunded_value: 20,
      net_value: 25,
      status: 'partially_refunded',
      source: 'server',
      visitor: 'visitor-of-shop',
    },
    {
      transaction_id: '727',
      value: 47.6,
      net_value: 0,
      status: 'cancelled',
      source: 'server',
      visitor: 'visitor-of-shop',
    },
    {
      transaction_id: 'only-told-here',
      value: 44,
      currency: 'EUR',
      net_value: 44,
      status: 'unverified',
      source: 'browser',
    },
  ])
})

test('whatever the order and however often: the same rows', async () => {
  const first = await startShop()
  await first.tell(TOLD)
  const wanted = await first.rows()
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...TOLD], { minLength: TOLD.length }),
      fc.array(fc.constantFrom(...TOLD), { maxLength: 6 }),
      fc.nat(TOLD.length),
      async (told, again, at) => {
        // A collector of its own: one that remembers would take nothing.
        const shop = await startShop()
        await shop.tell([...told.slice(0, at), ...again, ...told.slice(at)])
        expect(await shop.rows()).toEqual(wanted)
      },
    ),
    { numRuns: 12 },
  )
})
