import type { Experiment } from '@endcap/core'
import { expect, test } from 'vitest'
import { queryExperiment, readExperiment } from '../src/index.js'
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
  const { value, difference } = result.arms[1]?.metrics.ctr ?? {}
  expect(value).toBeCloseTo(0.2, 1)
  expect(difference?.low).toBeGreaterThan(0)
  expect(difference?.high).toBeGreaterThan(0.1)
  expect(result.verdict).toMatchObject({ state: 'better', metric: 'ctr', variant: 'test' })
  expect(result.sampleRatio.alarm).toBe(false)
})

test('finds nothing in the null experiment', async () => {
  const result = await read([
    { variant: 'control', visitors: 1500, clickRatio: 0.15, buyRatio: 0.05 },
    { variant: 'test', visitors: 1500, clickRatio: 0.15, buyRatio: 0.05 },
  ])
  expect(result.verdict.state).toBe('open')
  for (const metric of Object.values(result.arms[1]?.metrics ?? {})) {
    if (metric.difference) expect(metric.difference.low * metric.difference.high).toBeLessThan(0)
  }
})

test('alarms on the planted broken split and judges nothing', async () => {
  const result = await read([
    { variant: 'control', visitors: 1000, clickRatio: 0.1 },
    { variant: 'test', visitors: 800, clickRatio: 0.3 },
  ])
  expect(result.sampleRatio).toMatchObject({ alarm: true })
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
  const { verdict, arms } = readExperiment(data, config)
  expect(verdict).toMatchObject({ state: 'better', metric: 'conversion' })
  expect(arms[1]?.metrics.ctr.value).toBeUndefined()
})

test('counts sales after the exposure only, and leaves out who met two variants', async () => {
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
  expect(data.arms[0]).toMatchObject({
    variant: 'test',
    visitors: 2,
    conversion: { visitors: 2, sum: 1, sumSquares: 1 },
    revenue: { visitors: 2, sum: 50, sumSquares: 2500 },
  })
})
