/** The same events in DuckDB and in ClickHouse's engine: every number of an experiment has to be the same. */
import type { Config, Experiment } from '@endcap/core'
import { createSeededRandom, differences } from '@endcap/testkit'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  analyseExperiment,
  type BaselineOptions,
  type InterleavingOptions,
  listExperiments,
  METRICS,
  type MetricDefinition,
  queryBaseline,
  queryExperiment,
  queryInterleaving,
} from '../src/index.js'
import { type Engines, startEngines } from './engines.js'
import { makeInterleavedEvents, makeShopEvents } from './made-up-experiment.js'

// The engine plans each question anew, and on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000 })

let engines: Engines

beforeAll(async () => {
  const { unit } = createSeededRandom(7)
  engines = await startEngines([...makeShopEvents(unit), ...makeInterleavedEvents(unit)], { isRepeated: true })
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
    if (!('segments' in asked)) {
      const devices = expected.segments?.filter(({ by }) => by === 'device').map(({ value }) => value)
      expect(devices).toEqual(['mobile', 'tablet', 'desktop'])
    }
    expect(expected.arms.filter(({ visitors }) => visitors > 20).length).toBeGreaterThan(1)
    for (const { id } of expected.metrics)
      expect(expected.moments[expected.arms[0]?.variant ?? '']?.[id]?.sums[0], id).toBeGreaterThan(0)
  })
}

const RANK: Experiment = {
  id: 'rank',
  placement: 'row',
  interleave: true,
  variants: [
    { id: 'control', weight: 0.5 },
    { id: 'fresh', weight: 0.5, set: { strategy: ['recent'] } },
  ],
}

test.each<[string, Partial<InterleavingOptions>]>([
  ['all', {}],
  ['of a part of the time', { period: { fromMs: Date.UTC(2026, 10, 2), toMs: Date.UTC(2026, 10, 4) } }],
  ['of an experiment that nobody met', { experiment: { ...RANK, id: 'nobody' } }],
])('credits of an interleaved list, %s: the same of DuckDB and ClickHouse', async (title, more) => {
  const asked = { experiment: RANK, ...more }
  const expected = await queryInterleaving(engines.duckdb, asked)
  expect(differences(await queryInterleaving(engines.clickhouse, asked), expected)).toEqual([])
  if (title.includes('nobody')) return expect(expected).toMatchObject({ exposed: 0, span: undefined })
  // The comparison is of something, and the planted preference shows.
  expect(expected.exposed).toBeGreaterThan(100)
  expect(expected.clicks.neutral).toBeGreaterThan(10)
  expect(expected.clicks.test).toBeGreaterThan(1.3 * expected.clicks.control)
})

test('an interleaved experiment is judged alike', async () => {
  const config: Config = { v: 1, placements: [], experiments: [RANK] }
  const asked = { experiment: 'rank', config }
  const expected = await analyseExperiment(engines.duckdb, asked)
  expect(differences(await analyseExperiment(engines.clickhouse, asked), expected)).toEqual([])
  expect(expected.interleaving?.exposed).toBeGreaterThan(100)
})

test.each<[string, BaselineOptions]>([
  ['of all sales', { placement: 'row' }],
  ['in one currency, of the last days', { placement: 'row', days: 9, currency: 'EUR' }],
  ['of a placement that nobody saw', { placement: 'nowhere' }],
])('what a test is planned by, %s: the same of DuckDB and ClickHouse', async (_, asked) => {
  const expected = await queryBaseline(engines.duckdb, asked)
  expect(differences(await queryBaseline(engines.clickhouse, asked), expected)).toEqual([])
  if (asked.placement === 'nowhere') return expect(expected.visitors).toBe(0)
  expect(expected.visitors).toBeGreaterThan(100)
  for (const [metric, found] of Object.entries(expected.metrics)) expect(found?.mean, metric).toBeGreaterThan(0)
})

test('experiments are listed alike', async () => {
  expect(await listExperiments(engines.clickhouse)).toEqual(['exp', 'holdout', 'rank'])
  expect(await listExperiments(engines.duckdb)).toEqual(['exp', 'holdout', 'rank'])
})

test('what ClickHouse refuses is told', async () => {
  await expect(engines.clickhouse.query('SELECT nothing FROM nowhere')).rejects.toMatchObject({
    code: 'storage-failed',
  })
})
