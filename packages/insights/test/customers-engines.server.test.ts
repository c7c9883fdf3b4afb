/** Lifetime value and churn of a shop that is large enough to be fitted: the same of DuckDB and of ClickHouse's engine, fits included. */
import { createSyntheticShop, differences } from '@endcap/testkit'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type InsightName, runInsight } from '../src/index.js'
import { type Engines, startEngines } from './engines.js'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

let engines: Engines
beforeAll(async () => {
  engines = await startEngines([...createSyntheticShop({ seed: 2, visitors: 700, days: 238 }).events()])
})
afterAll(() => engines?.close())

test.each([
  ['clv', {}],
  ['churn', { leaveDays: 40 }],
] as const)('%s: fits, tests and every customer', async (insight: InsightName, options) => {
  const [found, expected] = await engines.both({ rates: { USD: 0.9, GBP: 1.15 } }, async (source) => {
    const { basis: _, ...answer } = (await runInsight(insight, source, options)) as { readonly basis: unknown }
    return answer
  })
  expect(expected).not.toHaveProperty('refused')
  if (insight === 'churn') expect(expected).not.toHaveProperty('models.leaving.refused')
  expect(differences(found, expected).slice(0, 8)).toEqual([])
})
