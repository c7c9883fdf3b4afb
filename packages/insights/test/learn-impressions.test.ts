import type { EventItem, StoredEvent } from '@endcap/core'
import { expect, test } from 'vitest'
import { groupLists, type Impression, readImpressions, warehouseFeatures } from '../src/index.js'
import { eventOf, START_MS, warehouseOf } from './planted.js'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const WEEK = { fromMs: START_MS - 24 * HOUR_MS, toMs: START_MS + 7 * 24 * HOUR_MS }
let last = 0

/** An event of a list `r1` in `row`, `minutes` after the start. */
const event = (type: StoredEvent['type'], items: EventItem[], minutes: number, more: Partial<StoredEvent> = {}) =>
  eventOf(`e${++last}`, {
    type,
    items,
    ts: START_MS + minutes * MINUTE_MS,
    visitor: 'v',
    session: 's1',
    list: { placement: 'row', requestId: 'r1', strategy: 'related', model: 'm1' },
    ...more,
  })
const card = (item_id: string, index: number, propensity?: number): EventItem => ({
  item_id,
  index,
  ...(propensity !== undefined && { propensity }),
})
const seen = (...items: EventItem[]) => event('view_item_list', items, 0)
const click = (item: string, minutes: number, more: Partial<StoredEvent> = {}) =>
  event('select_item', [{ item_id: item }], minutes, more)
const add = (item: string, minutes: number) => ({
  ...event('add_to_cart', [{ item_id: item }], minutes),
  list: undefined,
})
const buy = (item: string, minutes: number, transactionId = 'o1', visitor = 'v') => ({
  ...event('purchase', [{ item_id: item }], minutes, { visitor }),
  list: undefined,
  order: { transactionId, value: 1, currency: 'EUR' },
})
const readAll = async (events: readonly object[], windows = {}) =>
  readImpressions(await warehouseOf(events as StoredEvent[]), WEEK, windows)
/** What became of each item: `c` clicked, `a` added, `b` bought. */
const outcomes = async (...events: readonly object[]) => {
  const { rows } = await readAll(events)
  return rows.map((row) => `${row.item}${row.clicked ? ' c' : ''}${row.carted ? ' a' : ''}${row.bought ? ' b' : ''}`)
}

test('a row a shown item, with what the list carried', async () => {
  const { rows, apart } = await readAll([seen(card('x', 0, 0.25), card('y', 1))])
  const common = { requestId: 'r1', placement: 'row', strategy: 'related', model: 'm1', visitor: 'v', session: 's1' }
  const nothing = { ts: START_MS, clicked: false, carted: false, bought: false, interleaved: false }
  expect(rows).toEqual([
    { ...common, ...nothing, item: 'x', position: 0, propensity: 0.25 },
    { ...common, ...nothing, item: 'y', position: 1, propensity: null },
  ])
  expect(apart).toEqual({ bots: 0, withoutConsent: 0, withoutPosition: 0 })
})

test('a list that two orders picked in turn is marked, and only that', async () => {
  const { rows } = await readAll([
    { ...seen(card('x', 0)), list: { placement: 'row', requestId: 'r1', experiment: 'e', variant: 'interleaved' } },
    { ...seen(card('y', 0)), list: { placement: 'row', requestId: 'r2', experiment: 'e', variant: 'control' } },
  ])
  expect(rows.map(({ item, interleaved }) => [item, interleaved])).toEqual([
    ['x', true],
    ['y', false],
  ])
})

test.each([
  ['a click on that item of that list', [click('x', 1)], ['x c', 'y']],
  ['no click of another list', [click('x', 1, { list: { placement: 'row', requestId: 'r2' } })], ['x', 'y']],
  ['no click of another visitor who uses the same request id', [click('x', 1, { visitor: 'w' })], ['x', 'y']],
  ['no click after half an hour', [click('x', 31)], ['x', 'y']],
  ['two clicks once', [click('x', 1), click('x', 2)], ['x c', 'y']],
  ['what was bought within a day of the click', [click('x', 1), add('x', 2), buy('x', 60)], ['x c a b', 'y']],
  ['nothing bought more than a day after the click', [click('x', 1), buy('x', 24 * 60 + 2)], ['x c', 'y']],
  ['nothing bought without a click', [buy('x', 2)], ['x', 'y']],
  ['nothing bought before the click', [buy('x', 1), click('x', 2)], ['x c', 'y']],
  ['nothing that another visitor bought', [click('x', 1), buy('x', 2, 'o1', 'w')], ['x c', 'y']],
  ['a card added straight from the row', [event('add_to_cart', [{ item_id: 'y' }], 1), buy('y', 9)], ['x', 'y a b']],
])('counts %s', async (_, events, expected) => {
  expect(await outcomes(seen(card('x', 0), card('y', 1)), ...events)).toEqual(expected)
})

test('a sale is credited to the last of two lists that were clicked', async () => {
  const other = { list: { placement: 'cart', requestId: 'r2' } }
  const events = [
    seen(card('x', 0)),
    event('view_item_list', [card('x', 2)], 5, other),
    click('x', 1),
    click('x', 6, other),
    buy('x', 10),
  ]
  expect(await outcomes(...events)).toEqual(['x c', 'x c b'])
})

test('a click before a second had passed is a sight, and the order of a thank-you page counts once', async () => {
  const early = event('select_item', [card('x', 3)], 0)
  const { rows } = await readAll([early, buy('x', 3), { ...buy('x', 4), id: 'again' }])
  expect(rows).toMatchObject([{ item: 'x', position: 3, clicked: true, bought: true, ts: START_MS }])
})

test('what is only drawn is not shown; a second sight is the first one', async () => {
  const drawn = event('widget_render', [card('x', 0), card('y', 1)], 0)
  expect(await outcomes(drawn)).toEqual([])
  const { rows } = await readAll([drawn, seen(card('x', 0)), event('view_item_list', [card('x', 0)], 9)])
  expect(rows).toMatchObject([{ item: 'x', ts: START_MS }])
})

test('bots, visits without consent and cards without a position are apart, and counted', async () => {
  const denied = { analytics: 'denied', personalization: 'granted' } as const
  const unknown = { analytics: 'unknown', personalization: 'unknown' } as const
  const { rows, apart } = await readAll([
    { ...seen(card('x', 0), card('y', 1)), bot: 'headless' },
    { ...seen(card('x', 0)), consent: denied },
    { ...seen(card('x', 0)), consent: unknown },
    seen({ item_id: 'z' }, card('x', 0)),
    { ...click('x', 1), bot: 'webdriver' },
    { ...buy('x', 2), consent: denied },
  ])
  expect(apart).toEqual({ bots: 2, withoutConsent: 2, withoutPosition: 1 })
  expect(rows).toMatchObject([{ item: 'x', clicked: false, bought: false }])
})

test('events that were delivered twice count once', async () => {
  const warehouse = await warehouseOf([seen(card('x', 0)), click('x', 1), buy('x', 2)] as StoredEvent[])
  await warehouse.query('INSERT INTO raw_events FROM raw_events')
  await warehouse.query('INSERT INTO raw_event_items FROM raw_event_items')
  expect((await readImpressions(warehouse, WEEK)).rows).toMatchObject([{ clicked: true, bought: true }])
})

test('the period holds first sights; outcomes may come after it', async () => {
  const warehouse = await warehouseOf([
    seen(card('x', 0)),
    event('view_item_list', [card('y', 1)], 60),
    click('x', 20),
    buy('x', 23 * 60),
  ] as StoredEvent[])
  const { rows } = await readImpressions(warehouse, { fromMs: START_MS, toMs: START_MS + 10 * MINUTE_MS })
  expect(rows).toMatchObject([{ item: 'x', clicked: true, bought: true }])
  const later = await readImpressions(warehouse, { fromMs: START_MS + MINUTE_MS, toMs: WEEK.toMs })
  expect(later.rows.map(({ item }) => item)).toEqual(['y'])
})

test('windows can be set', async () => {
  const events = [seen(card('x', 0)), click('x', 40), buy('x', 41)]
  expect((await readAll(events, { clickMs: HOUR_MS })).rows).toMatchObject([{ clicked: true, bought: true }])
  expect((await readAll(events, { clickMs: HOUR_MS, saleMs: 10 })).rows).toMatchObject([
    { clicked: true, bought: false },
  ])
})

test('the order is the same however the rows lie, and lists stand together', async () => {
  const events = Array.from({ length: 30 }, (_, n) =>
    event('view_item_list', [card('b', 1), card('a', 0)], n % 3, {
      list: { placement: 'row', requestId: `r${n % 10}` },
      visitor: `v${n % 10}`,
    }),
  )
  const forward = await readAll(events)
  const backward = await readAll([...events].reverse())
  expect(forward).toEqual(backward)
  const keys = forward.rows.map(({ requestId }) => requestId)
  expect(keys.filter((key, n) => key !== keys[n - 1])).toHaveLength(10)
  expect(groupLists(forward.rows).map((list) => list.map(({ item }) => item))).toEqual(Array(10).fill(['a', 'b']))
})

test('an empty warehouse has none', async () => {
  expect(await readAll([])).toEqual({ rows: [], apart: { bots: 0, withoutConsent: 0, withoutPosition: 0 } })
})

test('features are those of the moment before the list was shown', async () => {
  const view = (item: EventItem, minutes: number, visitor = 'v') => ({
    ...event('view_item', [item], minutes, { visitor }),
    list: undefined,
  })
  const warehouse = await warehouseOf([
    view({ item_id: 'x', item_category: 'shoes', price: 10 }, -60),
    view({ item_id: 'y', item_category: 'shoes', price: 20 }, -50),
    view({ item_id: 'z', item_category: 'hats', price: Number.NaN }, -40, 'w'),
    view({ item_id: 'z', item_category: 'hats' }, -30, 'w'),
    // All that follows must not be known yet.
    view({ item_id: 'z', item_category: 'hats' }, 5),
    view({ item_id: 'new', item_category: 'hats' }, 5),
  ] as StoredEvent[])
  const featuresOf = await warehouseFeatures(warehouse)
  const of = (item: string, visitor: string | null = 'v') => featuresOf({ item, visitor, ts: START_MS } as Impression)
  expect(of('x')).toMatchObject({ popularity: Math.sqrt(1 / 4), 'seen-before': 1, 'category-match': 1 })
  expect(of('x')['price-match']).toBeCloseTo(10 / 15, 12)
  expect(of('x')['freshness']).toBeCloseTo(1 / (1 + 1 / (14 * 24)), 12)
  expect(of('z')).toMatchObject({
    popularity: Math.sqrt(1 / 2),
    'seen-before': 0,
    'category-match': 0,
    'price-match': 0,
  })
  expect(Object.values(of('new'))).toEqual([0, 0, 0, 0, 0])
  expect(of('x', null)).toMatchObject({ 'seen-before': 0, 'category-match': 0, 'price-match': 0 })
})
