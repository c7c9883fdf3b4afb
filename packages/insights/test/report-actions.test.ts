/** What to do next: what the synthetic shop planted is told, nothing of the shop where nothing is, and the list is in order. */
import { factsDdl } from '@endcap/core'
import { createSyntheticShop, type SyntheticShopOptions } from '@endcap/testkit'
import { expect, test, vi } from 'vitest'
import {
  type Action,
  buildReport,
  findActions,
  type InsightName,
  MOST_ACTIONS,
  type ReportData,
  renderReport,
  summariseReport,
  type Warehouse,
} from '../src/index.js'
import { eventOf, warehouseOf } from './planted.js'
import { warehouseOfShop } from './shop-warehouse.js'

vi.setConfig({ testTimeout: 600_000 })

const NASTY = `<script>alert("1")</script>'&`
const ASKED: readonly InsightName[] = [
  'changes',
  'watch',
  'churn',
  'feedback',
  'rules',
  'products',
  'channels',
  'attribution',
  'budget',
  'quality',
]

async function reportOf(
  options: SyntheticShopOptions,
  more: (warehouse: Warehouse) => Promise<unknown> = async () => undefined,
): Promise<ReportData> {
  const shop = createSyntheticShop(options)
  const warehouse = await warehouseOfShop(shop)
  try {
    await more(warehouse)
    return await buildReport(warehouse, { insights: ASKED, shop: { rates: shop.truth.rates } })
  } finally {
    warehouse.close()
  }
}

test('what was planted is told, with its size, most money first', async () => {
  const startDay = Date.UTC(2025, 0, 6) / 86_400_000
  const { actions } = await reportOf({ seed: 7, visitors: 2500, days: 182 }, async (warehouse) => {
    for (const statement of factsDdl('duckdb')) await warehouse.query(statement)
    await warehouse.query(`INSERT INTO stock_levels VALUES ('p-0-0', ${startDay + 181}, 1, NULL)`)
    // Display has no effect; it costs more than all that came of it.
    await warehouse.query(
      `INSERT INTO channel_costs SELECT ${startDay} + n, 'display', '', 20000, 'EUR', NULL, n FROM range(182) AS r(n)`,
    )
  })
  const of = (section: Action['section']) => actions.filter((action) => action.section === section)
  const money = actions.map(({ unit, size }) => (unit === 'money' ? size : 0))
  expect(money).toEqual([...money].sort((a, b) => b - a))
  expect(of('churn')[0]).toMatchObject({ unit: 'money', currency: 'EUR', confidence: 'likely' })
  expect(of('churn')[0]?.text).toMatch(/^\d+ customers who brought €[\d,]+ so far/)
  expect(of('rules')[0]?.text).toMatch(/ sells together with /)
  expect(of('rules')[0]?.how).toMatch(/--place cart-row .*--experiment bought-together/)
  expect(of('quality')[0]?.text).toMatch(/for-you gets [\d.]+ times the clicks of trending/)
  expect(of('attribution')[0]?.text).toMatch(/^display cost €[\d,]+, and no way of sharing out/)
  expect(actions.length).toBeLessThanOrEqual(MOST_ACTIONS)
})

test('a shop in which nothing differs has nothing to do', async () => {
  const data = await reportOf({ seed: 1, visitors: 800, days: 182, isNull: true })
  expect(data.insights.filter((insight) => 'result' in insight).length).toBeGreaterThanOrEqual(9)
  expect(data.actions).toEqual([])
  expect(renderReport(data)).toContain('Nothing stands out')
})

const EMPTY = warehouseOf([eventOf('a', { visitor: 'v', session: 's' })]).then((warehouse) =>
  buildReport(warehouse, { insights: [] }),
)
/** A report whose insights found what is given. */
async function withFindings(found: Readonly<Partial<Record<InsightName, object>>>): Promise<ReportData> {
  const insights = Object.entries(found).map(([name, result]) => ({ name: name as InsightName, result }))
  const data = { ...(await EMPTY), insights }
  const overview = { ...data.overview, currency: 'EUR', orders: 100, revenue: 5000, sessions: 2800 }
  const period = { fromMs: 0, toMs: 28 * 86_400_000 }
  return { ...data, overview, period, actions: findActions({ ...data, overview, period }) }
}

const RESTOCK = { item: 'x', stock: 3, coverDays: 6.4, demand: 13, demandLow: 8, demandHigh: 19, order: 16, price: 20 }
const PRODUCTS = { promote: [], bury: [], restock: [RESTOCK], rateP: null, shopRate: null, prices: { products: [] } }
const fallen = (metric: string, before: number, now: number, adjusted_p: number) => ({
  metric,
  before,
  now,
  change: now / before - 1,
  adjusted_p,
  unit: 'count',
})
const changes = (...metrics: object[]) => ({ metrics, days: 28, daily: [] })

test('stock that runs out has its days, what to order and what is lost', async () => {
  const { actions } = await withFindings({ products: PRODUCTS })
  expect(actions).toEqual([
    {
      text: 'x runs out in 6 days: order 16 pieces.',
      size: 200,
      unit: 'money',
      currency: 'EUR',
      confidence: 'sure',
      section: 'products',
      how: 'endcap insight products --data ./data',
    },
  ])
  const unsure = { ...RESTOCK, demandLow: 2 }
  const more = await withFindings({ products: { ...PRODUCTS, restock: [unsure, { ...RESTOCK, item: 'y' }] } })
  expect(more.actions[0]).toMatchObject({ confidence: 'likely', size: 400 })
  expect(more.actions[0]?.text).toContain('1 more product may run out, too')
})

test('a fall is told with the money it costs; what rose or may be chance is not', async () => {
  const orders = fallen('orders', 100, 60, 0.001)
  const { actions } = await withFindings({ changes: changes(fallen('sessions', 10, 5, 0.0001), orders) })
  expect(actions).toHaveLength(1)
  expect(actions[0]).toMatchObject({ size: 2000, confidence: 'sure', section: 'changes' })
  expect(actions[0]?.text).toMatch(
    /^In the last 28 days orders fell by 40.0 %, about €2,000 in four weeks; so did visits/,
  )
  for (const metric of [fallen('orders', 60, 100, 0.001), fallen('orders', 100, 60, 0.04)]) {
    expect((await withFindings({ changes: changes(metric) })).actions).toEqual([])
  }
})

test('an alarm names its day and where it comes from', async () => {
  const alarm = { measure: 'orders', direction: 'down', day: 20_005, span: 1, observed: 2, expected: 10, p: 1e-6 }
  const where = [{ by: 'channel', name: 'email', observed: 0, expected: 8, p: 0.001 }]
  const { actions } = await withFindings({ watch: { alarms: [{ ...alarm, where }] } })
  expect(actions[0]?.text).toMatch(
    /^Orders fell on Wednesday,? 9 October to 2, where 10 was to be expected, most of all channel email/,
  )
  expect(actions[0]?.size).toBe(8 * 50 * 28)
  expect((await withFindings({ watch: { alarms: [{ ...alarm, where, direction: 'up' }] } })).actions).toEqual([])
})

test('at most seven, those without a known sum last; the page and the text show them, escaped', async () => {
  const restock = [{ ...RESTOCK, name: NASTY }]
  const data = await withFindings({
    changes: changes(fallen('nps', 50, 20, 0.001)),
    products: { ...PRODUCTS, restock },
  })
  expect(data.actions.map(({ section }) => section)).toEqual(['products', 'changes'])
  // The sections are not drawn here, as their results are not whole.
  const page = renderReport({ ...data, insights: [{ name: 'changes', unsaid: 'too little' }] })
  expect(page.indexOf('id="actions"')).toBeLessThan(page.indexOf('id="overview"'))
  expect(page).not.toContain('<script')
  expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp; runs out in 6 days')
  expect(page).toContain('<a href="#products">Products</a>')
  const text = summariseReport(data).join('\n')
  expect(text).toMatch(
    /What to do\n1\. .*runs out in 6 days.*\n {3}€200 at stake in four weeks · sure · endcap insight products/,
  )
  const many = Array.from({ length: 12 }, () => ({ name: 'products' as const, result: PRODUCTS }))
  expect(findActions({ ...data, insights: many })).toHaveLength(MOST_ACTIONS)
})
