import { createSyntheticShop } from '@endcap/testkit'
import { expect, test } from 'vitest'
import { compareDays } from '../src/changes/change.js'
import { analyseChanges, appendEvents, openWarehouse, openWarehouseSource } from '../src/index.js'

const days = (values: readonly number[]) => values.map((numerator) => ({ numerator, denominator: 1 }))
const WEEK = [10, 12, 11, 13, 20, 30, 25]

test('the same weeks have not changed; weekdays cancel', () => {
  const wobble = WEEK.map((value, at) => value + (at % 2))
  expect(compareDays(days(WEEK), days(wobble)).interval?.[0]).toBeLessThan(0.05)
  expect(compareDays(days(WEEK), days(WEEK))).toMatchObject({ change: 0, p: 1 })
})

test('twice as much is said to be, with the interval of the paired test', () => {
  // t.test of log-linearised gaps, by hand: gaps are x_i/mean(x) − y_i/mean(y), here of 2·WEEK with one day off.
  const now = WEEK.map((value, at) => 2 * value + (at === 3 ? 4 : 0))
  const { change, interval, p } = compareDays(days(WEEK), days(now))
  expect(change).toBeCloseTo(246 / 121 - 1, 12)
  const gaps = WEEK.map((value, at) => (now[at] as number) / (246 / 7) - value / (121 / 7))
  const mean = gaps.reduce((a, b) => a + b) / 7
  const error = Math.sqrt(gaps.reduce((a, b) => a + (b - mean) ** 2, 0) / 6 / 7)
  expect(interval?.[0]).toBeCloseTo((246 / 121) * Math.exp(-2.446911851 * error) - 1, 8)
  expect(p).toBeLessThan(1e-6)
})

test('fewer than seven pairs, or nothing before, say nothing', () => {
  expect(compareDays(days([1, 2]), days([2, 4])).change).toBeUndefined()
  expect(compareDays(days(WEEK.map(() => 0)), days(WEEK)).interval).toBeUndefined()
})

/** A shop's changes; `factor` orders of the last four weeks stay. */
async function changesOf(isNull: boolean, keep: number) {
  const shop = createSyntheticShop({ seed: 5, visitors: 1500, days: 84, isNull })
  const events = [...shop.events()]
  const end = Math.max(...events.map(({ ts }) => ts))
  const isLate = (ts: number) => ts > end - 29 * 86_400_000
  const warehouse = await openWarehouse({ path: ':memory:' })
  await appendEvents(
    warehouse,
    events.filter(({ type, ts }, at) => type !== 'purchase' || !isLate(ts) || (at * 0.618) % 1 < keep),
  )
  const source = await openWarehouseSource(warehouse, { currency: 'EUR' })
  const result = await analyseChanges(source, { goals: { orders: 1, revenue: 1e12 } })
  await source.close()
  warehouse.close()
  return result
}

test('a shop that lost half of its orders is told so; goals are judged', async () => {
  const { metrics, days: length } = await changesOf(true, 0.5)
  expect(length).toBe(28)
  const of = (name: string) => metrics.find(({ metric }) => metric === name)
  expect(of('conversion')?.adjusted_p).toBeLessThan(0.01)
  expect(of('conversion')?.change).toBeLessThan(-0.3)
  expect(of('orders')).toMatchObject({ goal: 1, is_reached: true })
  expect(of('revenue')).toMatchObject({ goal: 1e12, is_reached: false })
}, 60_000)

test('less than two weeks are too few, and weeks are whole', async () => {
  const warehouse = await openWarehouse({ path: ':memory:' })
  const source = await openWarehouseSource(warehouse)
  await expect(analyseChanges(source)).rejects.toMatchObject({ code: 'input-empty' })
  await expect(analyseChanges(source, { days: 10 })).rejects.toMatchObject({ code: 'option-invalid' })
  warehouse.close()
})
