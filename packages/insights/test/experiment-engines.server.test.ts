/** The same events in DuckDB and in ClickHouse's engine: every number of an experiment has to be the same. */
import { type StoredEvent, toWarehouseRows, warehouseMigration } from '@endcap/core'
import { createSeededRandom } from '@endcap/testkit'
import { startChdb } from '@endcap/testkit/services/chdb'
import type { ClickHouseService } from '@endcap/testkit/services/clickhouse'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  appendEvents,
  type Database,
  listExperiments,
  METRICS,
  type MetricDefinition,
  openClickHouse,
  openWarehouse,
  queryExperiment,
} from '../src/index.js'
import { makeShopEvents } from './made-up-experiment.js'

// The engine plans each question anew, and on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000 })

let server: ClickHouseService
let clickhouse: Database & { close(): Promise<void> }
let duckdb: Database & { close(): void }

beforeAll(async () => {
  server = await startChdb()
  const events = makeShopEvents(createSeededRandom(7).unit)
  clickhouse = await openClickHouse({ url: server.url })
  await fill(events)
  const warehouse = await openWarehouse({ path: ':memory:' })
  await appendEvents(warehouse, events)
  // What the sink may do: the same event again. `appendEvents` would not.
  await warehouse.query('INSERT INTO raw_events SELECT * FROM raw_events WHERE seq % 5 = 0')
  await warehouse.query(
    'INSERT INTO raw_event_items SELECT i.* FROM raw_event_items i JOIN raw_events e USING (event_id) WHERE e.seq % 7 = 0',
  )
  duckdb = warehouse
})
afterAll(async () => {
  await clickhouse?.close()
  duckdb?.close()
  await server?.close()
})

/** As the collector's sink does: raw rows, some of them twice. */
async function fill(events: readonly StoredEvent[]): Promise<void> {
  const run = (sql: string) => server.query(sql)
  for (const statement of warehouseMigration('clickhouse', () => false)) await run(statement)
  const rows = [...events, ...events.filter(({ seq }) => seq % 5 === 0)].map((event) => toWarehouseRows(event))
  const insert = (table: string, values: readonly object[]) =>
    run(`INSERT INTO ${table} FORMAT JSONEachRow ${values.map((value) => JSON.stringify(value)).join('\n')}`)
  await insert(
    'raw_events',
    rows.map(({ event }) => ({ ...event, precedence: 1 })),
  )
  await insert(
    'raw_event_items',
    rows.flatMap(({ items }) => items.map((item) => ({ ...item, precedence: 1 }))),
  )
}

/** Sums of doubles depend on their order in the last digits: a relative 1e-9 of the larger, as the statistics vectors have it. */
const TOLERANCE = 1e-9

/** Where two answers differ; nothing when they are the same. */
function differences(found: unknown, expected: unknown, path = ''): string[] {
  if (typeof found === 'number' && typeof expected === 'number') {
    const isSame = Math.abs(found - expected) <= TOLERANCE * Math.max(Math.abs(found), Math.abs(expected))
    return isSame ? [] : [`${path}: ${found}, not ${expected}`]
  }
  if (typeof found === 'object' && found !== null && typeof expected === 'object' && expected !== null) {
    const [own, other] = [found as Record<string, unknown>, expected as Record<string, unknown>]
    const keys = new Set([...Object.keys(own), ...Object.keys(other)])
    return [...keys].flatMap((key) => differences(own[key], other[key], `${path}/${key}`))
  }
  return found === expected ? [] : [`${path}: ${String(found)}, not ${String(expected)}`]
}

const OWN: readonly MetricDefinition[] = [
  {
    id: 'wishes',
    label: 'Wishes',
    kind: 'mean',
    numerator: { event: 'add_to_wishlist' },
    unit: 'count',
    better: 'higher',
    role: 'goal',
  },
  {
    id: 'wished',
    label: 'Worth of wishes a session, in a week',
    kind: 'ratio',
    numerator: { event: 'add_to_wishlist', sum: 'value' },
    denominator: 'sessions',
    unit: 'money',
    better: 'higher',
    role: 'secondary',
    windowMs: 7 * 86_400_000,
    capQuantile: 0.95,
  },
]

const CASES = [
  { title: 'all metrics', options: {} },
  { title: 'one currency', options: { currency: 'EUR' } },
  { title: 'nothing of before, no segments', options: { beforeDays: 0, segments: false } },
  { title: 'a part of the time', options: { period: { fromMs: Date.UTC(2026, 10, 7), toMs: Date.UTC(2026, 10, 15) } } },
  { title: 'metrics of the shop', options: { metrics: [...OWN, ...METRICS] } },
  { title: 'the holdout', options: { experiment: 'holdout' } },
  { title: 'an experiment that nobody met', options: { experiment: 'nobody' } },
] as const

for (const { title, options } of CASES) {
  test(`${title}: the same of DuckDB and ClickHouse`, async () => {
    const asked = { experiment: 'exp', ...options }
    const expected = await queryExperiment(duckdb, asked)
    const found = await queryExperiment(clickhouse, asked)
    expect(differences(found, expected)).toEqual([])
    if (asked.experiment === 'nobody') return
    // The comparison is of something.
    expect(expected.arms.filter(({ visitors }) => visitors > 20).length).toBeGreaterThan(1)
    for (const { id } of expected.metrics)
      expect(expected.moments[expected.arms[0]?.variant ?? '']?.[id]?.sums[0], id).toBeGreaterThan(0)
  })
}

test('experiments are listed alike', async () => {
  expect(await listExperiments(clickhouse)).toEqual(['exp', 'holdout'])
  expect(await listExperiments(duckdb)).toEqual(['exp', 'holdout'])
})

test('what ClickHouse refuses is told', async () => {
  await expect(clickhouse.query('SELECT nothing FROM nowhere')).rejects.toMatchObject({ code: 'storage-failed' })
})
