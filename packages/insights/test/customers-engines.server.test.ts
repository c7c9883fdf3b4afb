/** Lifetime value and churn of a shop that is large enough to be fitted: the same of DuckDB and of ClickHouse's engine, fits included. */
import { createSyntheticShop } from '@endcap/testkit'
import { startChdb } from '@endcap/testkit/services/chdb'
import type { ClickHouseService } from '@endcap/testkit/services/clickhouse'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Database, type InsightName, openClickHouse, openWarehouseSource, runInsight } from '../src/index.js'
import { fillClickHouse, warehouseOfShop } from './shop-warehouse.js'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

let server: ClickHouseService
let clickhouse: Database & { close(): Promise<void> }
let duckdb: Database & { close(): void }
beforeAll(async () => {
  const shop = createSyntheticShop({ seed: 2, visitors: 700, days: 238 })
  server = await startChdb()
  await fillClickHouse(server, shop.events())
  clickhouse = await openClickHouse({ url: server.url })
  duckdb = await warehouseOfShop(shop)
})
afterAll(async () => {
  await clickhouse?.close()
  duckdb?.close()
  await server?.close()
})

/** Numbers that differ by more than 1e-9 of their size, and everything else that differs. */
function differences(found: unknown, expected: unknown, path = ''): string[] {
  if (typeof found === 'number' && typeof expected === 'number') {
    const size = Math.max(Math.abs(found), Math.abs(expected))
    return Math.abs(found - expected) <= 1e-9 * size ? [] : [`${path}: ${found}, not ${expected}`]
  }
  if (typeof found === 'object' && typeof expected === 'object' && found !== null && expected !== null) {
    const [own, other] = [found as Record<string, unknown>, expected as Record<string, unknown>]
    const keys = new Set([...Object.keys(own), ...Object.keys(other)])
    return [...keys].flatMap((key) => differences(own[key], other[key], `${path}/${key}`))
  }
  return found === expected ? [] : [`${path}: ${String(found)}, not ${String(expected)}`]
}

test.each([
  ['clv', {}],
  ['churn', { leaveDays: 40 }],
] as const)('%s: fits, tests and every customer', async (insight: InsightName, options) => {
  const answers: { readonly basis: unknown }[] = []
  for (const database of [clickhouse, duckdb]) {
    const source = await openWarehouseSource(database, { rates: { USD: 0.9, GBP: 1.15 } })
    answers.push((await runInsight(insight, source, options)) as { basis: unknown })
    await source.close()
  }
  const [found, expected] = answers.map(({ basis: _, ...answer }) => answer)
  expect(expected).not.toHaveProperty('refused')
  if (insight === 'churn') expect(expected).not.toHaveProperty('models.leaving.refused')
  expect(differences(found, expected).slice(0, 8)).toEqual([])
})
