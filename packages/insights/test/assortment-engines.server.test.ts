/** A shop with prices, views, categories and stock in DuckDB and in ClickHouse's engine: what is said of the catalogue has to be the same. */
import { type StoredEvent, toWarehouseRows, warehouseMigration } from '@endcap/core'
import { createSyntheticShop } from '@endcap/testkit'
import { startChdb } from '@endcap/testkit/services/chdb'
import type { ClickHouseService } from '@endcap/testkit/services/clickhouse'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  appendEvents,
  type Database,
  type InsightName,
  openClickHouse,
  openWarehouse,
  openWarehouseSource,
  runInsight,
} from '../src/index.js'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const shop = createSyntheticShop({ seed: 5, visitors: 500, days: 126 })
let server: ClickHouseService
let clickhouse: Database & { close(): Promise<void> }
let duckdb: Database & { close(): void }

beforeAll(async () => {
  const events: StoredEvent[] = [...shop.events()]
  server = await startChdb()
  clickhouse = await openClickHouse({ url: server.url })
  for (const statement of warehouseMigration('clickhouse', () => false)) await server.query(statement)
  const rows = events.map((event) => toWarehouseRows(event))
  const insert = async (table: string, values: readonly object[]) => {
    for (let at = 0; at < values.length; at += 5000) {
      const lines = values.slice(at, at + 5000).map((value) => JSON.stringify({ ...value, precedence: 1 }))
      await server.query(`INSERT INTO ${table} FORMAT JSONEachRow ${lines.join('\n')}`)
    }
  }
  await insert(
    'raw_events',
    rows.map(({ event }) => event),
  )
  await insert(
    'raw_event_items',
    rows.flatMap(({ items }) => items),
  )
  const warehouse = await openWarehouse({ path: ':memory:' })
  await appendEvents(warehouse, events)
  duckdb = warehouse
})
afterAll(async () => {
  await clickhouse?.close()
  duckdb?.close()
  await server?.close()
})

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
    const answers: Record<string, unknown>[] = []
    for (const database of [clickhouse, duckdb]) {
      const source = await openWarehouseSource(database, { currency: 'EUR', rates: shop.truth.rates })
      const { basis: _, ...result } = await runInsight(insight, source, options)
      await source.close()
      answers.push(JSON.parse(JSON.stringify(result, digits)))
    }
    const [found, expected] = answers
    expect(expected?.[least]).toBeGreaterThan(0)
    expect(found).toEqual(expected)
  })
}
