import type { Experiment } from '@endcap/core'
import { expect, test } from 'vitest'
import { banditWeights, type ExperimentData, METRICS, momentsOf, readExperiment } from '../src/index.js'
import { explainVerdict } from '../src/report/verdict-words.js'
import { DAY_MS, START_MS } from './planted.js'

const EXPERIMENT: Experiment = {
  id: 'exp',
  placement: 'row',
  metric: 'conversion',
  bandit: { floor: 0.1 },
  variants: [
    { id: 'control', weight: 0.5 },
    { id: 'test', weight: 0.5 },
  ],
}

/** Arms of which so many visitors bought. */
function dataOf(arms: Readonly<Record<string, readonly [visitors: number, buyers: number]>>): ExperimentData {
  const entries = Object.entries(arms)
  return {
    experiment: 'exp',
    metrics: METRICS.filter(({ id }) => id === 'conversion'),
    arms: entries.map(([variant, [visitors]]) => ({ variant, visitors, impressions: 0, viewed: 0, clicks: 0 })),
    moments: Object.fromEntries(
      entries.map(([variant, [visitors, buyers]]) => [
        variant,
        { conversion: momentsOf(Array.from({ length: visitors }, (_, n) => [n < buyers ? 1 : 0])) },
      ]),
    ),
    span: { fromMs: START_MS, toMs: START_MS + 14 * DAY_MS },
    mixedVisitors: 0,
  }
}

test('weights follow the metric of the experiment', () => {
  const { arms, metric, moved } = banditWeights(dataOf({ control: [1000, 20], test: [1000, 80] }), EXPERIMENT)
  expect([metric, moved]).toEqual(['conversion', true])
  expect(arms.map(({ weight }) => weight)).toEqual([expect.closeTo(0.1, 6), expect.closeTo(0.9, 6)])
  expect(banditWeights(dataOf({ test: [1000, 80] }), EXPERIMENT)).toMatchObject({
    moved: false,
    reason: expect.stringContaining('control has 0 visitors'),
  })
})

test('what is no bandit, or shares one list, or was not read, has no weights', () => {
  const data = dataOf({ control: [1000, 20], test: [1000, 80] })
  const { bandit: _, ...plain } = EXPERIMENT
  expect(() => banditWeights(data, plain)).toThrow('has no "bandit"')
  expect(() => banditWeights(data, { ...EXPERIMENT, interleave: true })).toThrow('its weights do not count')
  expect(() => banditWeights(data, { ...EXPERIMENT, metric: 'ctr' })).toThrow('the metric ctr of exp was not read')
})

test('uneven arms of a bandit raise no alarm, and its verdict says that effects are biased', () => {
  const data = dataOf({ control: [300, 15], test: [2700, 135] })
  const { bandit: _, ...plain } = EXPERIMENT
  expect(readExperiment(data, plain).verdict.state).toBe('broken')
  const result = readExperiment(data, EXPERIMENT)
  expect(result.health.sampleRatio).toEqual({ p: undefined, alarm: false })
  expect(result.verdict.state).toBe('open')
  expect(explainVerdict(result, 'EUR').detail).toContain('the effects of arms are biased')
})
