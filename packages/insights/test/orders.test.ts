import type { StoredEvent } from '@endcap/core'
import { expect, test } from 'vitest'
import {
  buildReport,
  queryExperiment,
  queryOverview,
  queryPlacements,
  readInteractions,
  renderReport,
  summariseReport,
} from '../src/index.js'
import { DAY_MS, eventOf, START_MS, warehouseOf } from './planted.js'

const HOUR_MS = 3_600_000
const items = [{ item_id: 'mug', price: 10, quantity: 2 }]

/** As a page tells it: with a visitor, in the shopper's currency. */
const byPage = (id: string, ts: number, fields: Partial<StoredEvent> = {}) =>
  eventOf(`page-${id}`, {
    type: 'purchase',
    ts,
    visitor: 'v',
    session: 's',
    items,
    order: { transactionId: id, value: 24, currency: 'EUR' },
    ...fields,
  })

/** As the shop's server tells it, a minute later. */
const byServer = (id: string, ts: number, type: 'purchase' | 'refund' | 'cancel' = 'purchase', value = 25) =>
  eventOf(`server-${id}-${type}`, {
    type,
    ts,
    receivedAt: ts + 60_000,
    source: 'server',
    stream: 'server',
    consent: { analytics: 'unknown', personalization: 'unknown' },
    order: { transactionId: id, value, currency: 'EUR', updatedAt: ts + (type === 'purchase' ? 0 : 1) },
  })

const at = (days: number) => START_MS + days * DAY_MS

test('an order told by page and server counts once, at what the server says', async () => {
  const warehouse = await warehouseOf([
    byPage('a', at(0)),
    { ...byPage('a', at(0) + 5), id: 'page-a-reloaded' },
    byServer('a', at(0)),
  ])
  expect(await queryOverview(warehouse)).toMatchObject({
    orders: 1,
    revenue: 25,
    orderSources: { confirmed: 1, confirmedRevenue: 25, unverified: 0, leftOut: 0, cancelled: 0, refunded: 0 },
  })
})

test('refunds are subtracted, and a cancelled order is none', async () => {
  const warehouse = await warehouseOf([
    byServer('a', at(0)),
    byServer('a', at(1), 'refund', 5),
    byPage('b', at(0)),
    byServer('b', at(0)),
    byServer('b', at(1), 'cancel'),
    byServer('c', at(0)),
    byServer('c', at(1), 'refund', 25),
  ])
  expect(await queryOverview(warehouse)).toMatchObject({
    orders: 2,
    revenue: 20,
    orderSources: { confirmed: 2, cancelled: 1, refunded: 30 },
  })
})

test('what only a page told counts for a day, once the server tells orders and goes on telling', async () => {
  const shop = [
    byPage('early', at(-5)),
    byServer('first', at(0)),
    byPage('forged', at(1)),
    byServer('later', at(3)),
    byPage('fresh', at(3) - HOUR_MS),
    byPage('after', at(9)),
  ]
  const warehouse = await warehouseOf(shop)
  const sums = async (unverifiedMs?: number) => {
    const { orders, revenue, orderSources } = await queryOverview(warehouse, undefined, { unverifiedMs })
    return [orders, revenue, orderSources?.unverified, orderSources?.leftOut]
  }
  // Nobody could confirm `early`, and nobody has told anything since `after`.
  expect(await sums()).toEqual([5, 122, 2, 1])
  expect(await sums(Number.POSITIVE_INFINITY)).toEqual([6, 146, 3, 0])
  expect(await sums(0)).toEqual([4, 98, 1, 2])
  const alone = await warehouseOf(shop.filter(({ source }) => source === undefined))
  expect(await queryOverview(alone)).toMatchObject({ orders: 4, orderSources: undefined })
})

test('experiments count what stayed, for the visitor whom the page knows', async () => {
  const exposed = (visitor: string, variant: string) =>
    eventOf(`x-${visitor}`, { type: 'experiment_exposure', visitor, ts: at(0) - 1, experiments: { exp: variant } })
  const warehouse = await warehouseOf([
    exposed('v', 'test'),
    exposed('w', 'control'),
    byPage('a', at(0)),
    byServer('a', at(0)),
    byServer('a', at(1), 'refund', 5),
    byPage('b', at(0), { visitor: 'w' }),
    byServer('b', at(0)),
    byServer('b', at(1), 'cancel'),
  ])
  const { moments } = await queryExperiment(warehouse, { experiment: 'exp' })
  const sums = Object.entries(moments).map(([variant, arm]) => [
    variant,
    arm.revenue_per_visitor?.sums[0],
    arm.conversion?.sums[0],
  ])
  expect(sums).toEqual([
    ['control', 0, 0],
    ['test', 20, 1],
  ])
})

test('a placement is credited with the share that stayed', async () => {
  const warehouse = await warehouseOf([
    eventOf('click', {
      type: 'select_item',
      ts: at(0) - HOUR_MS,
      visitor: 'v',
      items: [{ item_id: 'mug' }],
      list: { placement: 'row', requestId: 'r' },
    }),
    byPage('a', at(0)),
    byServer('a', at(0)),
    byServer('a', at(1), 'refund', 5),
  ])
  expect(await queryPlacements(warehouse)).toMatchObject([{ placement: 'row', orders: 1, revenue: 16 }])
})

test('a model learns from an order once, in the session of its page', async () => {
  const warehouse = await warehouseOf([byServer('a', at(0)), byPage('a', at(0) + 1000), byPage('b', at(1))])
  const rows = []
  for await (const { item, session, visitor, type } of readInteractions(warehouse)) {
    rows.push({ item, session, visitor, type })
  }
  const bought = { item: 'mug', session: 's', visitor: 'v', type: 'purchase' }
  expect(rows).toEqual([bought, bought])
})

test('the report tells how much was confirmed, where a server tells orders', async () => {
  const silent = await warehouseOf([byPage('a', at(0))])
  expect(summariseReport(await buildReport(silent)).join()).not.toContain('confirmed')
  const warehouse = await warehouseOf([
    byServer('a', at(0)),
    byServer('a', at(1), 'refund', 5),
    byPage('b', at(1)),
    byServer('c', at(3)),
    byPage('d', at(4), { order: { transactionId: 'd', value: 20, currency: 'EUR' } }),
  ])
  const report = await buildReport(warehouse)
  const words =
    'confirmed 2 of 3 orders (66.7 %), and 69.2 % of their revenue. Left out: 1 order that only pages told. ' +
    'Refunded and subtracted: €5.00.'
  expect(summariseReport(report)[1]).toContain(words)
  expect(renderReport(report)).toContain(words)
  expect((await buildReport(warehouse, { unverifiedMs: 30 * DAY_MS })).overview.orders).toBe(4)
})
