/** A shop with prices, views, categories and stock in DuckDB and in ClickHouse's engine: what is said of the catalogue has to be the same. */
import { createSyntheticShop } from '@endcap/testkit'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type InsightName, runInsight } from '../src/index.js'
import { type Engines, startEngines } from './engines.js'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const shop = createSyntheticShop({ seed: 5, visitors: 500, days: 126 })
let engines: Engines

beforeAll(async () => {
  engines = await startEngines([...shop.events()])
})
afterAll(() => engines?.close())

/** Numbers to nine digits: sums of doubles depend on their order in the last ones. */
const digits = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value

const CASES: readonly { readonly insight: InsightName; readonly options: object; readonly least: string }[] = [
  { insight: 'rules', options: { minCount: 5 }, least: 'nRules' },
  { insight: 'rules', options: { minCount: 5, level: 'category' }, least: 'nRules' },
  { insight: 'sequences', options: { minCount: 3 }, least: 'nSequences' },
  { insight: 'forecast', options: { limit: 20 }, least: 'nSeries' },
  { insight: 'products', options: { stock: { 'shoes-1': 1 }, costs: { 'home-3': 1 } }, least: 'nRestock' },
]

for (const { insight, options, least } of CASES) {
  test(`${insight} ${JSON.stringify(options)}: the same of DuckDB and ClickHouse`, async () => {
    const [found, expected] = await engines.both({ currency: 'EUR', rates: shop.truth.rates }, async (source) => {
      const { basis: _, ...result } = await runInsight(insight, source, options)
      return JSON.parse(JSON.stringify(result, digits)) as Record<string, unknown>
    })
    expect(expected?.[least]).toBeGreaterThan(0)
    expect(found).toEqual(expected)
  })
}
