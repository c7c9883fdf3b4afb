/** The same shop in DuckDB and in ClickHouse's engine: every table that insights read, and every insight, has to be the same. */
import { factsDdl } from '@endcap/core'
import { createSeededRandom, differences } from '@endcap/testkit'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  INSIGHT_TABLES,
  type InsightName,
  type InsightTable,
  runInsight,
  type WarehouseSourceOptions,
} from '../src/index.js'
import { type Engines, startEngines } from './engines.js'
import { makeShopEvents } from './made-up-experiment.js'

// The engine plans each question anew, and on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let engines: Engines

beforeAll(async () => {
  engines = await startEngines(makeShopEvents(createSeededRandom(7).unit), { isRepeated: true })
  for (const statement of factsDdl('clickhouse')) await engines.server.query(statement)
  for (const statement of FACTS) {
    await engines.server.query(statement)
    await engines.duckdb.query(statement)
  }
})
afterAll(() => engines?.close())

/** What imports tell, in both. */
const FACTS = [
  ...Array.from(
    { length: 30 },
    (_, at) => `INSERT INTO channel_costs VALUES (${20_000 + at}, 'email', '', ${at / 7}, 'USD', NULL, ${at})`,
  ),
  ...Array.from({ length: 30 }, (_, at) => `INSERT INTO stock_levels VALUES ('p${at}', 20000, ${at * 3}, NULL)`),
  ...Array.from(
    { length: 30 },
    (_, at) => `INSERT INTO customer_attributes VALUES ('c${at}', 'tier', 'gold', 'shop', 5)`,
  ),
  ...Array.from(
    { length: 30 },
    (_, at) => `INSERT INTO message_responses VALUES ('c${at}', 'spring', 'email', ${at}, NULL, NULL, NULL)`,
  ),
]

const SHOPS: readonly { readonly title: string; readonly options: WarehouseSourceOptions }[] = [
  { title: 'as it is', options: {} },
  { title: 'in a zone, with rates', options: { zone: 'America/New_York', currency: 'EUR', rates: { USD: 0.92 } } },
  {
    title: 'a part of the time',
    options: { period: { fromMs: Date.UTC(2026, 10, 5), toMs: Date.UTC(2026, 10, 20) }, lookBackDays: 3 },
  },
]

for (const { title, options } of SHOPS) {
  for (const name of Object.keys(INSIGHT_TABLES) as InsightTable[]) {
    test(`${name}, ${title}: the same rows`, async () => {
      const columns = INSIGHT_TABLES[name]
      const [found, expected] = await engines.both(options, async (source) =>
        source.ask<object>(`SELECT ${columns} FROM ${await source.table(name)} AS t ORDER BY ${columns}`),
      )
      expect(expected.length).toBeGreaterThan(20)
      expect(differences(found.map(plain).sort(), expected.map(plain).sort()).slice(0, 5)).toEqual([])
    })
  }
}

/** Booleans are 0 and 1 in one of them, and rows of equal keys come in any order. */
const plain = (row: object): string =>
  JSON.stringify(
    Object.values(row).map((cell) =>
      typeof cell === 'boolean' ? Number(cell) : typeof cell === 'number' ? Number(cell.toPrecision(9)) : cell,
    ),
  )

/** Every insight with what it is asked. */
const CASES: readonly { readonly insight: InsightName; readonly options: object }[] = [
  { insight: 'cohorts', options: {} },
  { insight: 'cohorts', options: { unit: 'week' } },
  { insight: 'feedback', options: { unit: 'week' } },
  { insight: 'segments', options: { k: 3, withVisitors: true } },
  { insight: 'segments', options: { day: 20_770, k: 0 } },
  { insight: 'rfm', options: {} },
  { insight: 'attribution', options: { draws: 10 } },
  { insight: 'paths', options: {} },
  { insight: 'channels', options: { keptDays: 5, activeDays: 5, windowDays: 2 } },
  {
    insight: 'budget',
    options: {
      costs: ['direct', 'display'].map((channel) => ({ channel, fromDay: 20_700, toDay: 20_800, cost: 5000 })),
      draws: 200,
    },
  },
  { insight: 'changes', options: { days: 7 } },
  { insight: 'rules', options: { minCount: 2, support: 0 } },
  { insight: 'sequences', options: { minCount: 2 } },
  { insight: 'forecast', options: { horizon: 3 } },
  { insight: 'products', options: { stock: { i1: 3 } } },
  { insight: 'describe', options: { table: 'sessions', columns: ['channel', 'carts', 'revenue'] } },
  { insight: 'correlate', options: { table: 'sessions', columns: ['channel', 'hour', 'carts', 'revenue'] } },
  { insight: 'quality', options: {} },
  { insight: 'quality', options: { mostCards: 3000 } },
  { insight: 'watch', options: { days: 5 } },
  { insight: 'regress', options: { table: 'sessions', formula: 'revenue ~ carts + hour + channel' } },
  { insight: 'regress', options: { table: 'sessions', formula: 'orders ~ hour + carts', family: 'linear' } },
  { insight: 'churn', options: { leaveDays: 3, buyDays: 2 } },
  { insight: 'clv', options: {} },
]

for (const { insight, options } of CASES) {
  test(`${insight} ${JSON.stringify(options)}: the same of DuckDB and ClickHouse`, async () => {
    const [found, expected] = await engines.both({}, async (source) => {
      const { basis: _, ...result } = (await runInsight(insight, source, options)) as { basis: unknown }
      return result
    })
    expect(differences(found, expected).slice(0, 5)).toEqual([])
  })
}
