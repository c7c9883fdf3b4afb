/** What the synthetic shop planted must be found, and nothing in the shop where nothing is. */
import { createSyntheticShop, type SyntheticShopOptions } from '@endcap/testkit'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  analyseForecast,
  analyseProducts,
  analyseRules,
  analyseSequences,
  appendEvents,
  type InsightSource,
  openWarehouse,
  openWarehouseSource,
  type Warehouse,
} from '../src/index.js'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 600_000 })

const SHOP = { seed: 1, visitors: 4000, days: 364 } as const
const NULL_SHOP = { seed: 1, visitors: 1200, days: 182, isNull: true } as const
const { truth } = createSyntheticShop(SHOP)
const warehouses: Warehouse[] = []
let planted: InsightSource
let nothing: InsightSource

async function open(options: SyntheticShopOptions): Promise<InsightSource> {
  const warehouse = await openWarehouse({ path: ':memory:' })
  warehouses.push(warehouse)
  const batch = []
  for (const event of createSyntheticShop(options).events()) {
    batch.push(event)
    if (batch.length === 50_000) await appendEvents(warehouse, batch.splice(0))
  }
  await appendEvents(warehouse, batch)
  return openWarehouseSource(warehouse, { currency: 'EUR', rates: truth.rates })
}

beforeAll(async () => {
  planted = await open(SHOP)
  nothing = await open(NULL_SHOP)
})
afterAll(async () => {
  await planted?.close()
  await nothing?.close()
  for (const warehouse of warehouses) warehouse.close()
})

test('the planted pairs are the surest rules, and the null shop has none', async () => {
  const { rules } = await analyseRules(planted, { significantOnly: true, maxLength: 2 })
  const found = rules.slice(0, truth.pairs.length * 2).map(({ lhs, rhs }) => `${lhs.join()} → ${rhs}`)
  const expected = truth.pairs.flatMap(({ from, to }) => [`${from} → ${to}`, `${to} → ${from}`])
  expect(found.sort()).toEqual(expected.sort())
  for (const { from, to, chance } of truth.pairs) {
    const rule = rules.find(({ lhs, rhs }) => lhs.join() === from && rhs === to)
    expect(Math.abs((rule?.confidence ?? 0) - chance), from).toBeLessThan(0.1)
  }
  const none = await analyseRules(nothing, { confidence: 0, minCount: 2, support: 0 })
  expect(none.nRules).toBeGreaterThan(1000)
  expect([none.nSignificant, none.substitutes]).toEqual([0, []])
})

test('nothing is bought after anything else in either shop', async () => {
  for (const source of [planted, nothing]) {
    const { nSequences, nSignificant } = await analyseSequences(source, { minCount: 3 })
    expect(nSequences).toBeGreaterThan(100)
    expect(nSignificant).toBe(0)
  }
})

test('weekdays and months are found, forecasts beat naive ones, and the null shop has no weekdays', async () => {
  const { forecasts } = await analyseForecast(planted, { levels: ['shop', 'category'] })
  const [shop, ...categories] = forecasts
  const mean = truth.weekday.reduce((sum, factor) => sum + factor, 0) / 7
  shop?.weekdays.factors.forEach((factor, day) => {
    expect(Math.abs(factor - (truth.weekday[day] ?? 0) / mean), `weekday ${day}`).toBeLessThan(0.12)
  })
  for (const { key, beatsNaive, weekdays, coverage, errors, months } of forecasts) {
    expect([key, beatsNaive, weekdays.isSignificant]).toEqual([key, true, true])
    expect(coverage, key).toBeGreaterThan(0.7)
    expect(errors[0]?.rmsse, key).toBeLessThan(Math.min(...errors.slice(1).map(({ rmsse }) => rmsse)))
    // The garden is for spring, toys are for winter.
    if (key === 'garden') expect((months?.[5] ?? 0) / (months?.[11] ?? 1)).toBeGreaterThan(2)
    if (key === 'toys') expect((months?.[11] ?? 0) / (months?.[5] ?? 1)).toBeGreaterThan(2)
  }
  expect(categories).toHaveLength(truth.categories.length)
  const none = await analyseForecast(nothing, { levels: ['shop', 'category'] })
  expect(none.forecasts.filter(({ weekdays }) => weekdays.isSignificant)).toEqual([])
})

test('elasticities are within their intervals; prices that nobody minds are not called so', async () => {
  const { prices } = await analyseProducts(planted)
  expect(prices.products.map(({ item }) => item).sort()).toEqual(Object.keys(truth.elasticities).sort())
  const held = prices.products.filter(({ item, low, high }) => {
    const elasticity = truth.elasticities[item] ?? 0
    return low <= elasticity && elasticity <= high
  })
  // Of six 95 % intervals one may miss.
  expect(held.length).toBeGreaterThanOrEqual(5)
  const sure = prices.products.filter(({ isSignificant }) => isSignificant)
  expect(sure.map(({ item }) => item)).toContain('books-3')
  for (const { item, elasticity } of sure) expect(elasticity, item).toBeLessThan(0)
  for (const { item, priceLow, priceHigh, suggestion } of prices.products) {
    if (!suggestion) continue
    expect(suggestion.price, item).toBeGreaterThanOrEqual(priceLow - 0.01)
    expect(suggestion.price, item).toBeLessThanOrEqual(priceHigh + 0.01)
  }
  const none = await analyseProducts(nothing)
  expect(none.prices.judged).toBeGreaterThan(3)
  expect([none.prices.nSignificant, none.nPromote, none.nBury]).toEqual([0, 0, 0])
  expect(none.hasViews).toBe(true)
})
