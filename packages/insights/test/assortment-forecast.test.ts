import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSeededRandom } from '@endcap/testkit'
import { afterAll, expect, test } from 'vitest'
import { backtest } from '../src/assortment/forecast/backtest.js'
import { crostonSba, tsb } from '../src/assortment/forecast/croston.js'
import { METHODS, type MethodName } from '../src/assortment/forecast/methods.js'
import { readWeekdays } from '../src/assortment/forecast/weekday-season.js'
import { analyseForecast, openFileSource } from '../src/index.js'
import { renderForecast } from '../src/report/section/forecast.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-forecast-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const WEEK = [0.6, 0.8, 0.9, 1, 1.2, 1.7, 0.8]

/** Counts about a mean of each day, the first a Monday. */
function countsOf(days: number, seed: number, mean: (day: number) => number): Float64Array {
  const { unit } = createSeededRandom(seed)
  const poisson = (rate: number) => {
    let [count, product] = [0, unit()]
    for (const floor = Math.exp(-rate); product > floor; product *= unit()) count++
    return count
  }
  return Float64Array.from({ length: days }, (_, day) => poisson(mean(day)))
}

const judge = (values: Float64Array) => backtest({ values, weekday: 0, parent: values }, 28, 0.9)

test('a week with a shape beats naive forecasts, and its intervals hold what they say', () => {
  const held = Array.from({ length: 20 }, (_, seed) => {
    const result = judge(countsOf(300, seed + 1, (day) => 20 * (WEEK[day % 7] ?? 1)))
    expect([result.beatsNaive, result.origins]).toEqual([true, 4])
    expect(['weekday-profile', 'holt-winters']).toContain(result.method)
    return result.coverage ?? 0
  })
  const mean = held.reduce((sum, share) => sum + share, 0) / held.length
  expect(mean).toBeGreaterThan(0.86)
  expect(mean).toBeLessThan(0.94)
})

test('a walk that nothing can foretell stays with the last day', () => {
  const { unit } = createSeededRandom(4)
  let level = 1000
  const values = Float64Array.from({ length: 300 }, () => {
    level += (unit() - 0.5) * 40
    return level
  })
  const { method, beatsNaive } = judge(values)
  if (!beatsNaive) expect(['naive', 'seasonal-naive']).toContain(method)
  const naive = judge(Float64Array.from({ length: 300 }, (_, day) => (day % 7) * 10))
  // A week that is always the same is foretold without error by the last one.
  expect([naive.method, naive.beatsNaive]).toEqual(['seasonal-naive', false])
})

test('too few days are said to be too few', () => {
  const { method, beatsNaive, errors, coverage } = judge(countsOf(40, 1, () => 5))
  expect([method, beatsNaive, errors, coverage]).toEqual(['moving-average', false, [], null])
})

test('methods give what their papers say', () => {
  // Sizes 4 with gaps of 2: Croston gives 2 a day, SBA a twentieth less at alpha 0.1.
  const every = Float64Array.from({ length: 200 }, (_, day) => (day % 2 === 1 ? 4 : 0))
  expect(crostonSba(every)).toBeCloseTo(2 * 0.95, 6)
  expect(tsb(every)).toBeGreaterThan(1.8)
  const gone = Float64Array.from({ length: 300 }, (_, day) => (day < 100 && day % 2 === 1 ? 4 : 0))
  expect(tsb(gone)).toBeLessThan(0.001)
  const growing = Float64Array.from({ length: 120 }, (_, day) => 100 + day + 30 * Math.sin((2 * Math.PI * day) / 7))
  const forecast = METHODS['holt-winters']({ values: growing, weekday: 0, parent: growing }, 7)
  forecast.forEach((value, step) => {
    const day = 120 + step
    expect(Math.abs(value - (100 + day + 30 * Math.sin((2 * Math.PI * day) / 7)))).toBeLessThan(6)
  })
  for (const name of Object.keys(METHODS) as MethodName[]) {
    const none = METHODS[name]({ values: new Float64Array(420), weekday: 2, parent: new Float64Array(420) }, 5)
    expect([...none], name).toEqual([0, 0, 0, 0, 0])
  }
})

test("weekdays are found by Friedman's test, at its rate where there are none", () => {
  expect(
    readWeekdays(
      countsOf(140, 3, (day) => 20 * (WEEK[day % 7] ?? 1)),
      0,
    ).p,
  ).toBeLessThan(1e-8)
  const alarms = Array.from(
    { length: 400 },
    (_, seed) =>
      readWeekdays(
        countsOf(140, seed + 1, () => 6),
        3,
      ).p <= 0.05,
  )
  const share = alarms.filter(Boolean).length / alarms.length
  expect(share).toBeGreaterThan(0.025)
  expect(share).toBeLessThan(0.08)
})

test('a file of orders is foretold by shop, category and product, and the page says what to do', async () => {
  const rows = ['order_id,customer_id,date,item_id,item_category,quantity,price']
  const values = countsOf(196, 9, (day) => 12 * (WEEK[day % 7] ?? 1))
  // 2026-01-05 is a Monday.
  const date = (day: number) => new Date(Date.UTC(2026, 0, 5 + day)).toISOString().slice(0, 10)
  values.forEach((count, day) => {
    for (let n = 0; n < count; n++)
      rows.push(`${day}-${n},c${n},${date(day)},${n % 3 === 0 ? 'mug' : 'pan'},kitchen,2,5`)
  })
  rows.push(`late,c1,${date(195)},new-one,kitchen,90,5`)
  const file = join(folder, 'orders.csv')
  writeFileSync(file, rows.join('\n'))
  const source = await openFileSource({ kind: 'transactions', file })
  const result = await analyseForecast(source, { horizon: 14 })
  const [shop, kitchen] = result.forecasts
  expect(result.forecasts.map(({ level, key }) => `${level} ${key}`)).toEqual([
    'shop ',
    'category kitchen',
    'item pan',
    'item mug',
    'item new-one',
  ])
  expect([result.n, result.horizon, shop?.mean.length, shop?.sold]).toEqual([196, 14, 14, kitchen?.sold])
  expect(shop?.weekdays.isSignificant).toBe(true)
  // One order of many pieces is no daily sale.
  expect(result.forecasts[4]?.total.mean).toBeLessThan(90)
  const markup = renderForecast(result).markup
  expect(markup).toMatch(/Saturday is the strongest weekday/)
  expect(markup).toMatch(/<polygon class="band open"[\s\S]*<table>/)
  const orders = await analyseForecast(source, { horizon: 14, measure: 'orders', levels: ['shop'] })
  expect(Math.abs((orders.forecasts[0]?.total.mean ?? 0) / (14 * 12) - 1)).toBeLessThan(0.1)
  const revenue = await analyseForecast(source, { horizon: 14, measure: 'revenue', levels: ['shop'] })
  expect((revenue.forecasts[0]?.sold ?? 0) / (shop?.sold ?? 1)).toBeCloseTo(5, 9)
  await expect(analyseForecast(source, { horizon: 0 })).rejects.toThrow('horizon is 1 to 366 days')
  await source.close()
})
