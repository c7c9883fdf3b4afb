/** The same events in DuckDB and in ClickHouse's engine: every number of an experiment has to be the same. */
import { createSeededRandom } from '@endcap/testkit'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { listExperiments, METRICS, type MetricDefinition, queryExperiment } from '../src/index.js'
import { differences, type Engines, startEngines } from './engines.js'
import { makeShopEvents } from './made-up-experiment.js'

// The engine plans each question anew, and on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000 })

let engines: Engines

beforeAll(async () => {
  engines = await startEngines(makeShopEvents(createSeededRandom(7).unit), { isRepeated: true })
})
afterAll(() => engines?.close())

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
    const expected = await queryExperiment(engines.duckdb, asked)
    const found = await queryExperiment(engines.clickhouse, asked)
    expect(differences(found, expected)).toEqual([])
    if (asked.experiment === 'nobody') return
    // The comparison is of something.
    expect(expected.arms.filter(({ visitors }) => visitors > 20).length).toBeGreaterThan(1)
    for (const { id } of expected.metrics)
      expect(expected.moments[expected.arms[0]?.variant ?? '']?.[id]?.sums[0], id).toBeGreaterThan(0)
  })
}

test('experiments are listed alike', async () => {
  expect(await listExperiments(engines.clickhouse)).toEqual(['exp', 'holdout'])
  expect(await listExperiments(engines.duckdb)).toEqual(['exp', 'holdout'])
})

test('what ClickHouse refuses is told', async () => {
  await expect(engines.clickhouse.query('SELECT nothing FROM nowhere')).rejects.toMatchObject({
    code: 'storage-failed',
  })
})
