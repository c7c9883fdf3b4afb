import { expect, test } from 'vitest'
import { queryOverview, queryPlacements } from '../src/index.js'
import { eventOf, START_MS, warehouseOf } from './planted.js'

const HOUR_MS = 3_600_000
const card = (item: string) => [{ item_id: item, price: 10, quantity: 1 }]
const list = (placement: string, requestId = `${placement}-1`) => ({ placement, requestId })
const click = (id: string, placement: string, item: string, hours: number, visitor = 'v') =>
  eventOf(id, {
    type: 'select_item',
    visitor,
    ts: START_MS + hours * HOUR_MS,
    items: card(item),
    list: list(placement),
  })
const buy = (id: string, item: string, hours: number, visitor: string | undefined = 'v', transactionId = id) =>
  eventOf(id, {
    type: 'purchase',
    ...(visitor && { visitor }),
    ts: START_MS + hours * HOUR_MS,
    items: card(item),
    order: { transactionId, value: 10, currency: 'EUR' },
  })

const credited = async (...events: ReturnType<typeof eventOf>[]) => {
  const rows = await queryPlacements(await warehouseOf(events))
  return Object.fromEntries(
    rows.filter(({ revenue }) => revenue > 0).map(({ placement, revenue }) => [placement, revenue]),
  )
}

test.each([
  ['a click before, within a day', [click('c', 'home', 'x', 0), buy('b', 'x', 23)], { home: 10 }],
  ['the last of two clicks', [click('c', 'home', 'x', 0), click('d', 'cart', 'x', 1), buy('b', 'x', 2)], { cart: 10 }],
  ['no click after a day', [click('c', 'home', 'x', 0), buy('b', 'x', 25)], {}],
  ['no click after the sale', [buy('b', 'x', 0), click('c', 'home', 'x', 1)], {}],
  ['no click on another item', [click('c', 'home', 'y', 0), buy('b', 'x', 1)], {}],
  ['no click of another visitor', [click('c', 'home', 'x', 0, 'w'), buy('b', 'x', 1)], {}],
  ['no sale without a visitor', [click('c', 'home', 'x', 0), buy('b', 'x', 1, '')], {}],
  [
    'an order once',
    [click('c', 'home', 'x', 0), buy('b', 'x', 1, 'v', 'o'), buy('b2', 'x', 2, 'v', 'o')],
    { home: 10 },
  ],
])('credit goes to %s', async (_, events, expected) => {
  expect(await credited(...events)).toEqual(expected)
})

test('a card added straight from the row counts for that row', async () => {
  const add = eventOf('a', { type: 'add_to_cart', visitor: 'v', items: card('x'), list: list('home') })
  const rows = await queryPlacements(await warehouseOf([add, buy('b', 'x', 1)]))
  expect(rows).toMatchObject([{ placement: 'home', addToCarts: 1, orders: 1, revenue: 10 }])
})

test('counts rows, cards and clicks, each request once', async () => {
  const row = { visitor: 'v', list: list('home', 'r1') }
  const rows = await queryPlacements(
    await warehouseOf([
      eventOf('w1', { ...row, type: 'widget_render', items: [...card('x'), ...card('y')] }),
      eventOf('w2', { ...row, type: 'widget_render', items: card('x'), list: list('home', 'r2') }),
      eventOf('w3', { ...row, type: 'widget_render', items: card('x'), list: list('home', 'r3') }),
      eventOf('v1', { ...row, type: 'view_item_list', items: [...card('x'), ...card('y')] }),
      eventOf('v2', { ...row, type: 'view_item_list', items: card('z') }),
      eventOf('v3', { ...row, type: 'view_item_list', items: card('x'), list: list('home', 'r2') }),
      eventOf('c1', { ...row, type: 'select_item', items: card('x') }),
      eventOf('c2', { ...row, type: 'select_item', items: card('x') }),
    ]),
  )
  expect(rows).toEqual([
    {
      placement: 'home',
      renders: 3,
      viewed: 2,
      impressions: 4,
      visitors: 1,
      clicks: 2,
      ctrRatio: 0.5,
      addToCarts: 0,
      orders: 0,
      revenue: 0,
    },
  ])
})

test('a row that was delivered twice is counted once', async () => {
  const warehouse = await warehouseOf([click('c', 'home', 'x', 0), buy('b', 'x', 1)])
  await warehouse.query('INSERT INTO raw_events FROM raw_events')
  await warehouse.query('INSERT INTO raw_event_items FROM raw_event_items')
  expect(await queryPlacements(warehouse)).toMatchObject([{ clicks: 1, orders: 1, revenue: 10 }])
  expect(await queryOverview(warehouse)).toMatchObject({ events: 2, orders: 1, revenue: 10, currency: 'EUR' })
})

test('money of another currency is not added up', async () => {
  const foreign = { ...buy('u', 'x', 1), order: { transactionId: 'u', value: 999, currency: 'USD' } }
  const overview = await queryOverview(await warehouseOf([buy('b', 'x', 1), buy('b2', 'x', 2), foreign]))
  expect(overview).toMatchObject({ orders: 3, currency: 'EUR', revenue: 20, unit: 'day' })
})
