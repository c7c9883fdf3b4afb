import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StoredEvent } from '@endcap/core'
import { afterAll, expect, test } from 'vitest'
import { type CostRow, openWarehouseSource, readCosts, runInsight } from '../src/index.js'
import { fitResponse } from '../src/journeys/budget/response.js'
import { foldWeeks } from '../src/journeys/budget/weekly.js'
import { costsByDay } from '../src/journeys/channels/costs.js'
import { createRandom } from '../src/random.js'
import { DAY_MS, eventOf, START_MS, warehouseOf } from './planted.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-costs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const FIRST = START_MS / DAY_MS

function fileOf(name: string, ...lines: readonly string[]): string {
  const file = join(folder, name)
  writeFileSync(file, `${lines.join('\n')}\n`)
  return file
}

test('costs are read by day, week, month or span, and spread over their days', async () => {
  const rows = await readCosts(fileOf('a.csv', 'Day,Channel,Campaign,Spend', '2026-11-02,Paid Search,brand,12.5'))
  expect(rows).toEqual([{ fromDay: FIRST, toDay: FIRST, channel: 'paid_search', campaign: 'brand', cost: 12.5 }])
  const [week] = await readCosts(fileOf('b.csv', 'week,channel,cost', '2026-W45,email,70'))
  // The week of Monday, 2 November 2026.
  expect(week).toEqual({ fromDay: FIRST, toDay: FIRST + 6, channel: 'email', cost: 70 })
  const [month] = await readCosts(fileOf('c.csv', 'month,channel,cost', '2026-11,email,300'))
  expect(month).toMatchObject({ fromDay: FIRST - 1, toDay: FIRST + 28 })
  const [span] = await readCosts(fileOf('d.csv', 'from,to,channel,cost', '2026-11-02,2026-11-05,email,8'))
  expect(costsByDay([span as CostRow], FIRST + 2, FIRST + 9).map(({ day, cost }) => [day, cost])).toEqual([
    [FIRST + 2, 2],
    [FIRST + 3, 2],
  ])
})

test('costs that cannot be read are named by line and column', async () => {
  await expect(readCosts(fileOf('e.csv', 'day,cost', '2026-11-02,1'))).rejects.toThrow(/no column channel/)
  await expect(readCosts(fileOf('f.csv', 'channel,cost', 'email,1'))).rejects.toThrow(/no column day, week or month/)
  const bad = fileOf('g.csv', 'day,channel,cost', '2026-11-02,email,1', '2026-11-03,email,-4')
  await expect(readCosts(bad)).rejects.toThrow(/line 3: cost "-4"/)
  await expect(readCosts(fileOf('h.csv', 'day,channel,cost', '2.11.,email,1'))).rejects.toThrow(/line 2: day "2.11."/)
  await expect(readCosts(fileOf('i.csv', 'day,channel,cost'))).rejects.toMatchObject({ code: 'input-empty' })
  await expect(readCosts(join(folder, 'none.csv'))).rejects.toMatchObject({ code: 'file-unreadable' })
})

test('weeks are whole and counted back from the last day that costs and sales share', () => {
  const days = Array.from({ length: 30 }, (_, day) => ({ day, revenue: 1 }))
  const costs = [{ fromDay: 3, toDay: 40, channel: 'a', cost: 38 }]
  const { fromDay, weeks, revenue, costs: spent } = foldWeeks(days, costs)
  expect({ fromDay, weeks }).toEqual({ fromDay: 9, weeks: 3 })
  expect(revenue).toEqual([7, 7, 7])
  expect(spent.get('a')?.map((cost) => Number(cost.toFixed(9)))).toEqual([7, 7, 7])
  expect(foldWeeks([], costs).weeks).toBe(0)
})

/** Weekly costs that vary, and revenue that answers to them by β ln(1 + cost ÷ κ). */
function weeks(seed: number, beta: Readonly<Record<string, number>>, noise: number) {
  const random = createRandom(seed)
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const rows = Array.from({ length: 78 }, () =>
    Object.fromEntries(Object.keys(beta).map((channel) => [channel, 100 * Math.exp(0.7 * gauss())])),
  )
  const revenue = rows.map(
    (row, week) =>
      2000 +
      3 * week +
      Object.entries(beta).reduce((sum, [channel, b]) => sum + b * Math.log(1 + (row[channel] ?? 0) / 100), 0) +
      noise * gauss(),
  )
  return { rows, revenue }
}

test('the answer of weekly sales to costs is found within its error, and false ones are as rare as they should be', () => {
  let [hits, tests] = [0, 0]
  for (let seed = 1; seed <= 20; seed++) {
    const beta = { a: 500, b: 150, c: 0 }
    const { rows, revenue } = weeks(seed, beta, 60)
    const costs = new Map(Object.keys(beta).map((channel) => [channel, rows.map((row) => row[channel] ?? 0)]))
    const fit = fitResponse({ fromDay: 0, weeks: rows.length, revenue, costs })
    expect(fit?.rSquared).toBeGreaterThan(0.7)
    fit?.channels.forEach((channel, at) => {
      // Compared at the mean spend, where the bend matters least.
      const answer = (b: number, kappa: number) => b * Math.log(1 + 128 / kappa)
      const error = Math.sqrt(fit.covariance[at]?.[at] ?? 0) * Math.log(1 + 128 / (fit.kappa[at] ?? 1))
      const found = answer(fit.beta[at] ?? 0, fit.kappa[at] ?? 1)
      const true_ = answer(beta[channel as 'a'], 100)
      tests++
      if (Math.abs(found - true_) < 3 * error + 0.1 * true_) hits++
      if (channel === 'a') expect(found).toBeGreaterThan(0.7 * true_)
    })
  }
  expect(tests).toBe(60)
  expect(hits).toBeGreaterThanOrEqual(57)
})

test('nothing is fitted to costs that do not vary, or to too few weeks', () => {
  const flat = new Map([['a', Array.from({ length: 60 }, () => 100)]])
  const revenue = Array.from({ length: 60 }, (_, week) => 1000 + week)
  expect(fitResponse({ fromDay: 0, weeks: 60, revenue, costs: flat })).toBeUndefined()
  const short = new Map([['a', [1, 5, 9, 2, 7, 3, 8, 4]]])
  expect(fitResponse({ fromDay: 0, weeks: 8, revenue: revenue.slice(0, 8), costs: short })).toBeUndefined()
})

/** A session with an order a row: `channel`, day and value. */
function shopOf(orders: readonly { readonly channel: string; readonly day: number; readonly value: number }[]) {
  return orders.flatMap(({ channel, day, value }, n): StoredEvent[] => {
    const at = { visitor: `v${n}`, session: `s${n}`, ts: START_MS + day * DAY_MS + (n % 1000) * 1000 }
    const order = { transactionId: `o${n}`, value, currency: 'EUR' }
    return [
      eventOf(`p${n}`, { ...at, channel: { group: channel as 'email' } }),
      eventOf(`b${n}`, { ...at, ts: at.ts + 500, type: 'purchase', order, items: [{ item_id: 'i' }] }),
    ]
  })
}

const costsOf = (channels: Readonly<Record<string, number>>, days: number): CostRow[] =>
  Object.entries(channels).map(([channel, cost]) => ({ fromDay: FIRST, toDay: FIRST + days - 1, channel, cost }))

test('without variation money moves to what is credited with more, in bounds, and no holdout is claimed', async () => {
  const orders = Array.from({ length: 900 }, (_, n) => ({
    channel: n % 9 < 6 ? 'email' : 'display',
    day: Math.floor((n / 900) * 70),
    value: 50 + (n % 7),
  }))
  const source = await openWarehouseSource(await warehouseOf(shopOf(orders)))
  const result = await runInsight('budget', source, { costs: costsOf({ email: 7000, display: 7000 }, 70), margin: 0.5 })
  const [display, email] = ['display', 'email'].map((name) => result.channels.find(({ channel }) => channel === name))
  expect(result.n).toBe(10)
  expect(email).toMatchObject({ evidence: 'attributed', current: 700, holdout: undefined })
  expect(email?.proposed).toBeCloseTo(875, 3)
  expect(display?.proposed).toBeCloseTo(525, 3)
  expect(result.total.proposed).toBeCloseTo(1400, 6)
  expect(result.total.revenueChange.mean).toBeGreaterThan(50)
  expect(result.total.chanceBetter).toBeGreaterThan(0.8)
  // How each channel answers is assumed, not known: credits alone never make a move sure.
  expect(result.total.isSure).toBe(false)
  expect(result.withoutHoldout).toEqual(['display', 'email'])
  expect(result.caution).toMatch(/No holdout shows/)
  // Both forms, by name: revenue ÷ cost, and (revenue × margin − cost) ÷ cost.
  expect(result.total.roi?.mean).toBeCloseTo(result.total.roas.mean * 0.5 - 1, 10)
  const smaller = await runInsight('budget', source, {
    costs: costsOf({ email: 7000, display: 7000 }, 70),
    budget: 700,
  })
  expect(smaller.total.proposed).toBeCloseTo(700, 3)
  await source.close()
})

test('channels that are alike are left as they are', async () => {
  const random = createRandom(8)
  const orders = Array.from({ length: 800 }, () => ({
    channel: random() < 0.5 ? 'email' : 'display',
    day: Math.floor(random() * 70),
    value: 30 + 40 * random(),
  }))
  const source = await openWarehouseSource(await warehouseOf(shopOf(orders)))
  const { channels, total } = await runInsight('budget', source, { costs: costsOf({ email: 7000, display: 7000 }, 70) })
  for (const { current, proposed } of channels) expect(Math.abs(proposed / current - 1)).toBeLessThan(0.1)
  expect(total.isSure).toBe(false)
  await source.close()
})

test('weekly sales that answer to costs decide where they tell enough', async () => {
  const { rows } = weeks(4, { email: 1, display: 1 }, 0)
  const random = createRandom(4)
  const costs = rows.flatMap((row, week): CostRow[] =>
    Object.entries(row).map(([channel, cost]) => ({
      fromDay: FIRST + week * 7,
      toDay: FIRST + week * 7 + 6,
      channel,
      cost,
    })),
  )
  // What display brings comes to the shop as direct visits: orders are credited to direct and email, sales answer to display.
  const orders = rows.flatMap((row, week) => {
    const count = Math.round(20 + 30 * Math.log(1 + (row['display'] ?? 0) / 100) + 3 * random())
    return Array.from({ length: count }, (_, n) => ({
      channel: n % 3 === 0 ? 'email' : n % 17 === 0 ? 'display' : 'direct',
      day: week * 7 + (n % 7),
      value: 40,
    }))
  })
  const source = await openWarehouseSource(await warehouseOf(shopOf(orders)))
  const { channels, fit, n } = await runInsight('budget', source, { costs })
  expect(n).toBe(78)
  expect(fit?.channels).toEqual(['display', 'email'])
  const [display, email] = ['display', 'email'].map((name) => channels.find(({ channel }) => channel === name))
  expect(email?.evidence).toBe('fitted')
  expect(email?.proposed).toBeLessThan(email?.current ?? 0)
  expect(display?.proposed).toBeGreaterThan(display?.current ?? 0)
  await source.close()
})

test('says what is missing or cannot be', async () => {
  const source = await openWarehouseSource(await warehouseOf(shopOf([{ channel: 'email', day: 1, value: 5 }])))
  await expect(runInsight('budget', source, {})).rejects.toThrow(/there are no costs/)
  await expect(runInsight('budget', source, { costs: costsOf({ email: 7 }, 7) })).rejects.toThrow(/no whole week/)
  await expect(runInsight('budget', source, { costs: [], margin: 2 })).rejects.toThrow(/margin/)
  await source.close()
})
