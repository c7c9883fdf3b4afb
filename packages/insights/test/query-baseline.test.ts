import { expect, test } from 'vitest'
import { queryBaseline } from '../src/index.js'
import { DAY_MS, eventOf, plantExperiment, START_MS, warehouseOf } from './planted.js'

test('reads the metrics of those who saw a placement, and how many there are a day', async () => {
  const warehouse = await warehouseOf(
    plantExperiment([{ variant: 'control', visitors: 1400, clickRatio: 0.1, buyRatio: 0.05 }], 14),
  )
  const { visitors, visitorsPerDay, metrics } = await queryBaseline(warehouse, { placement: 'row' })
  expect(visitors).toBe(1400)
  expect(visitorsPerDay).toBeCloseTo(100, -1)
  expect(metrics.ctr?.mean).toBeCloseTo(0.1, 1)
  expect(metrics.conversion).toMatchObject({ shape: 'share', mean: expect.closeTo(0.05, 1) })
  const { mean = 0, variance = 0 } = metrics.conversion ?? {}
  expect(variance).toBeCloseTo((mean * (1 - mean) * 1400) / 1399, 9)
  // Every order is of 20.
  expect(metrics.revenue_per_visitor?.mean).toBeCloseTo(20 * mean, 9)
  expect(metrics.revenue_per_visitor?.variance).toBeCloseTo(400 * variance, 6)
  expect(metrics.cart_rate).toBeUndefined()
})

test('leaves out programs, other placements, and what was before the first sight or the period', async () => {
  const list = (placement: string, requestId: string) => ({ list: { placement, requestId } })
  const warehouse = await warehouseOf([
    eventOf('v1', { type: 'view_item_list', visitor: 'a', ts: START_MS + DAY_MS, ...list('row', 'r1') }),
    eventOf('v2', { type: 'view_item_list', visitor: 'b', ts: START_MS + 2 * DAY_MS, ...list('row', 'r2') }),
    eventOf('v3', { type: 'view_item_list', visitor: 'c', ts: START_MS + 2 * DAY_MS, ...list('other', 'r3') }),
    eventOf('v4', { type: 'view_item_list', visitor: 'd', bot: 'user-agent', ...list('row', 'r4') }),
    eventOf('v5', { type: 'view_item_list', visitor: 'e', ts: START_MS - 40 * DAY_MS, ...list('row', 'r5') }),
    eventOf('c1', { type: 'add_to_cart', visitor: 'a', ts: START_MS }),
    eventOf('c2', { type: 'add_to_cart', visitor: 'b', ts: START_MS + 3 * DAY_MS }),
  ])
  const { visitors, metrics, period } = await queryBaseline(warehouse, { placement: 'row', days: 28 })
  expect(visitors).toBe(2)
  expect(metrics.cart_rate?.mean).toBe(0.5)
  expect(period.toMs - period.fromMs).toBe(28 * DAY_MS)
})

test('an empty warehouse has no visitors and no metrics', async () => {
  const { visitors, metrics } = await queryBaseline(await warehouseOf([]), { placement: 'row' })
  expect(visitors).toBe(0)
  expect(Object.values(metrics).every((metric) => metric === undefined)).toBe(true)
})
