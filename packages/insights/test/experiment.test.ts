import type { DeviceClass, Experiment } from '@endcap/core'
import { expect, test } from 'vitest'
import { analyseExperiment, queryExperiment, readExperiment } from '../src/index.js'
import { DAY_MS, eventOf, type PlantedArm, plantExperiment, START_MS, warehouseOf } from './planted.js'

const config: Experiment = {
  id: 'exp',
  placement: 'row',
  variants: [
    { id: 'control', weight: 0.5 },
    { id: 'test', weight: 0.5 },
  ],
}

async function read(arms: readonly PlantedArm[], days?: number) {
  const warehouse = await warehouseOf(plantExperiment(arms, days))
  const data = await queryExperiment(warehouse, { experiment: 'exp' })
  return readExperiment(data, config)
}

test('finds the planted difference and says so', async () => {
  const result = await read([
    { variant: 'control', visitors: 1000, clickRatio: 0.1 },
    { variant: 'test', visitors: 1000, clickRatio: 0.2 },
  ])
  const ctr = result.metrics[0]
  expect(ctr?.definition.id).toBe('ctr')
  expect(ctr?.arms[1]?.value).toBeCloseTo(0.2, 1)
  expect(ctr?.comparisons[0]?.absolute.low).toBeGreaterThan(0)
  expect(ctr?.comparisons[0]?.absolute.high).toBeGreaterThan(0.1)
  expect(result.verdict).toMatchObject({ state: 'better', metric: 'ctr', variant: 'test' })
  expect(result.health.sampleRatio.alarm).toBe(false)
})

test('finds nothing in the null experiment', async () => {
  const result = await read([
    { variant: 'control', visitors: 1500, clickRatio: 0.15, buyRatio: 0.05 },
    { variant: 'test', visitors: 1500, clickRatio: 0.15, buyRatio: 0.05 },
  ])
  expect(result.verdict.state).toBe('open')
  const comparisons = result.metrics.flatMap((metric) => metric.comparisons)
  expect(comparisons.length).toBeGreaterThan(2)
  for (const { absolute } of comparisons) expect(absolute.low * absolute.high).toBeLessThan(0)
})

test('alarms on the planted broken split and judges nothing', async () => {
  const result = await read([
    { variant: 'control', visitors: 1000, clickRatio: 0.1 },
    { variant: 'test', visitors: 800, clickRatio: 0.3 },
  ])
  expect(result.health.sampleRatio).toMatchObject({ alarm: true })
  expect(result.verdict).toMatchObject({ state: 'broken', variant: undefined })
})

test('waits for a whole week and for enough visitors', async () => {
  const arms = [
    { variant: 'control', visitors: 1000, clickRatio: 0.1 },
    { variant: 'test', visitors: 1000, clickRatio: 0.3 },
  ]
  expect((await read(arms, 3)).verdict).toMatchObject({ state: 'early', leaning: 'better', moreDays: 5 })
  const few = arms.map((arm) => ({ ...arm, visitors: 30 }))
  expect((await read(few)).verdict).toMatchObject({ state: 'early', leaning: undefined })
})

test('judges a hidden row by orders', async () => {
  const events = plantExperiment([
    { variant: 'control', visitors: 600, clickRatio: 0.1, buyRatio: 0.05 },
    { variant: 'test', visitors: 600, clickRatio: 0, buyRatio: 0.2 },
  ])
  const shown = events.filter(({ visitor, list }) => !(visitor?.startsWith('test') && list))
  const data = await queryExperiment(await warehouseOf(shown), { experiment: 'exp' })
  const { verdict, metrics } = readExperiment(data, config)
  expect(verdict).toMatchObject({ state: 'better', metric: 'conversion' })
  const ctr = metrics.find(({ definition }) => definition.id === 'ctr')
  expect(ctr?.arms[1]).toEqual({ variant: 'test', visitors: 600, value: undefined })
  expect(ctr?.comparisons).toEqual([])
})

test('counts sales after the exposure apart from those before it, and leaves out who met two variants', async () => {
  const order = (transactionId: string) => ({ transactionId, value: 50, currency: 'EUR' })
  const exposure = (id: string, visitor: string, variant: string) =>
    eventOf(id, { type: 'experiment_exposure', visitor, experiments: { exp: variant } })
  const warehouse = await warehouseOf([
    exposure('x1', 'a', 'test'),
    exposure('x2', 'b', 'test'),
    exposure('x3', 'c', 'test'),
    exposure('x4', 'c', 'control'),
    eventOf('p1', { type: 'purchase', visitor: 'a', ts: START_MS - DAY_MS, order: order('o1') }),
    eventOf('p2', { type: 'purchase', visitor: 'b', ts: START_MS + DAY_MS, order: order('o2') }),
    // The thank-you page again: another event, the same order.
    eventOf('p3', { type: 'purchase', visitor: 'b', ts: START_MS + DAY_MS + 1, order: order('o2') }),
  ])
  const data = await queryExperiment(warehouse, { experiment: 'exp' })
  expect(data.mixedVisitors).toBe(1)
  expect(data.arms).toHaveLength(1)
  expect(data.arms[0]).toMatchObject({ variant: 'test', visitors: 2 })
  expect(data.moments.test?.conversion).toMatchObject({ visitors: 2, sums: [1, 2, 1, 2] })
  expect(data.moments.test?.revenue_per_visitor).toMatchObject({ visitors: 2, sums: [50, 2, 50, 2] })
  expect(data.moments.test?.revenue_per_visitor?.products[0]).toBe(2500)
})

test('finds on which device the planted difference is, and says nothing of devices that nobody told', async () => {
  const of = (device: DeviceClass | undefined, clickRatio: number) =>
    plantExperiment([
      { variant: 'control', visitors: 1500, clickRatio: 0.1 },
      { variant: 'test', visitors: 1500, clickRatio },
    ]).map((event) => ({
      ...event,
      ...(device && { device }),
      id: `${device}-${event.id}`,
      visitor: `${device}-${event.visitor}`,
      ...(event.list && { list: { ...event.list, requestId: `${device}-${event.list.requestId}` } }),
    }))
  const warehouse = await warehouseOf([...of('mobile', 0.2), ...of('desktop', 0.1), ...of(undefined, 0.1)])
  const { segments } = await analyseExperiment(warehouse, {
    experiment: 'exp',
    metric: 'ctr',
    config: { v: 1, placements: [], experiments: [config] },
  })
  const found = segments.filter(({ by }) => by === 'device')
  expect(found.map(({ value, arms }) => [value, arms.map(({ visitors }) => visitors)])).toEqual([
    ['mobile', [1500, 1500]],
    ['desktop', [1500, 1500]],
  ])
  expect(found.map(({ comparisons }) => comparisons[0]?.side)).toEqual(['better', undefined])
  const untold = await analyseExperiment(await warehouseOf(of(undefined, 0.1)), { experiment: 'exp' })
  expect(untold.segments.filter(({ by }) => by === 'device')).toEqual([])
})
