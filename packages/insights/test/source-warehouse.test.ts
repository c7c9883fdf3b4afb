import type { EventType, StoredEvent } from '@endcap/core'
import { makeEvent } from '@endcap/testkit'
import { expect, test } from 'vitest'
import {
  appendEvents,
  type InsightSource,
  type InsightTable,
  openWarehouse,
  openWarehouseSource,
  type WarehouseSourceOptions,
} from '../src/index.js'

const DAY = 86_400_000
const START = Date.UTC(2026, 2, 1, 12)

function at(days: number, type: EventType, fields: Partial<StoredEvent>): StoredEvent {
  const ts = START + days * DAY
  return { ...makeEvent(type, { ts }), receivedAt: ts, ...fields }
}
const landing = (days: number, visitor: string, session: string, group: 'email' | 'paid_search') =>
  at(days, 'page_view', { visitor, session, channel: { group, campaign: `${group}-spring` } })
const order = (days: number, id: string, value: number, fields: Partial<StoredEvent>) =>
  at(days, 'purchase', {
    order: { transactionId: id, value, currency: 'EUR' },
    items: [{ item_id: 'x', price: value / 2, quantity: 2, item_brand: 'Ox' }],
    ...fields,
  })

async function ask<T>(
  events: readonly StoredEvent[],
  task: (source: InsightSource) => Promise<T>,
  options: WarehouseSourceOptions = {},
): Promise<T> {
  const warehouse = await openWarehouse({ path: ':memory:' })
  try {
    await appendEvents(warehouse, events)
    const source = await openWarehouseSource(warehouse, options)
    const answer = await task(source)
    await source.close()
    return answer
  } finally {
    warehouse.close()
  }
}
const rows = (table: InsightTable, columns: string, order: string) => async (source: InsightSource) =>
  source.ask<Record<string, unknown>>(`SELECT ${columns} FROM ${await source.table(table)} AS t ORDER BY ${order}`)

test('what a visitor did before the login is the customer’s; who shares a device is not mixed up', async () => {
  const events = [
    order(0, 'A', 10, { visitor: 'v1', session: 's1' }),
    at(1, 'login', { visitor: 'v1', session: 's2', customer: 'ann' }),
    order(2, 'B', 20, { visitor: 'v2', session: 's3', customer: 'ann' }),
    // One device, two customers.
    order(3, 'C', 30, { visitor: 'v3', session: 's4', customer: 'bob' }),
    order(4, 'D', 40, { visitor: 'v3', session: 's5', customer: 'cid' }),
    order(5, 'E', 50, { visitor: 'v3', session: 's6' }),
  ]
  expect(await ask(events, rows('orders', 'order_id, person, is_known', 'order_id'))).toEqual([
    { order_id: 'A', person: 'ann', is_known: 1 },
    { order_id: 'B', person: 'ann', is_known: 1 },
    { order_id: 'C', person: 'bob', is_known: 1 },
    { order_id: 'D', person: 'cid', is_known: 1 },
    { order_id: 'E', person: 'v3', is_known: 0 },
  ])
})

test('refunds lessen an order, and cancelled, foreign and programs’ orders do not count but are counted', async () => {
  const events = [
    order(0, 'A', 100, {}),
    at(1, 'refund', { order: { transactionId: 'A', value: 30, currency: 'EUR' } }),
    order(2, 'B', 10, { order: { transactionId: 'B', value: 10, currency: 'USD' } }),
    order(3, 'C', 10, { bot: 'webdriver' }),
    order(4, 'D', 10, { source: 'server', order: { transactionId: 'D', value: 10, currency: 'EUR', updatedAt: 1 } }),
    at(5, 'cancel', { source: 'server', order: { transactionId: 'D', value: 10, currency: 'EUR', updatedAt: 2 } }),
  ]
  const read = async (source: InsightSource) => ({
    orders: await rows('orders', 'order_id, value', 'order_id')(source),
    leftOut: source.basis.leftOut,
    currency: source.basis.currency,
  })
  expect(await ask(events, read)).toEqual({
    orders: [{ order_id: 'A', value: 70 }],
    leftOut: { cancelled: 1, programs: 1, otherCurrency: 1 },
    currency: 'EUR',
  })
  const converted = await ask(events, read, { currency: 'EUR', rates: { USD: 0.5 } })
  expect(converted.orders).toEqual([
    { order_id: 'A', value: 70 },
    { order_id: 'B', value: 5 },
  ])
})

const JOURNEY = [
  landing(0, 'v1', 's1', 'email'),
  landing(2, 'v1', 's2', 'paid_search'),
  order(2.01, 'A', 10, { visitor: 'v1', session: 's2' }),
  landing(3, 'v1', 's3', 'email'),
  landing(-40, 'v2', 's4', 'email'),
  at(0, 'page_view', { visitor: 'v2', session: 's5' }),
  order(0.01, 'B', 20, { visitor: 'v2', session: 's5' }),
  order(0.02, 'C', 5, { visitor: 'v2', session: 's5' }),
]

test('journeys go from order to order, no further back than the look-back, and on where none followed', async () => {
  const read = rows('paths', 'path, conversions, value, nulls', 'path')
  expect(await ask(JOURNEY, read)).toEqual([
    { path: 'direct', conversions: 2, value: 25, nulls: 0 },
    { path: 'email', conversions: 0, value: 0, nulls: 1 },
    { path: 'email > paid_search', conversions: 1, value: 10, nulls: 0 },
  ])
  const far = await ask(JOURNEY, read, { lookBackDays: 60 })
  expect(far.map(({ path }) => path)).toContain('email > direct')
})

test('sessions tell how they came and what came of them', async () => {
  const events = [
    ...JOURNEY,
    at(2.001, 'view_item', { visitor: 'v1', session: 's2' }),
    at(2.002, 'add_to_cart', { visitor: 'v1', session: 's2' }),
  ]
  const [first, second] = await ask(
    events,
    rows('sessions', 'session, person, channel, campaign, product_views, carts, orders, revenue', 'session'),
  )
  expect(first).toMatchObject({ session: 's1', channel: 'email', campaign: 'email-spring', orders: 0 })
  expect(second).toMatchObject({
    session: 's2',
    channel: 'paid_search',
    product_views: 1,
    carts: 1,
    orders: 1,
    revenue: 10,
  })
})

test('days and hours are those of the shop', async () => {
  const late = { ts: Date.UTC(2026, 2, 1, 23, 30) }
  const read = rows('orders', 'day, hour', 'day')
  expect(await ask([order(0, 'A', 1, late)], read)).toEqual([{ day: 20513, hour: 23 }])
  expect(await ask([order(0, 'A', 1, late)], read, { zone: 'Asia/Tokyo' })).toEqual([{ day: 20514, hour: 8 }])
})

test('lines have the price in the shop’s currency, and nothing is kept after the source is closed', async () => {
  const warehouse = await openWarehouse({ path: ':memory:' })
  await appendEvents(warehouse, [order(0, 'A', 10, { order: { transactionId: 'A', value: 10, currency: 'USD' } })])
  const source = await openWarehouseSource(warehouse, { currency: 'EUR', rates: { USD: 0.5 } })
  expect(await rows('lines', 'order_id, item, brand, price, quantity', 'item')(source)).toEqual([
    { order_id: 'A', item: 'x', brand: 'Ox', price: 2.5, quantity: 2 },
  ])
  await source.close()
  const kept = await warehouse.query(`SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'kept%'`)
  expect(kept).toEqual([])
  warehouse.close()
})
