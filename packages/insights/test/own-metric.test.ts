import { parseConfig } from '@endcap/core'
import { expect, test } from 'vitest'
import { METRICS, metricsOf } from '../src/index.js'

test('metrics of the shop follow those that all experiments have', () => {
  const { config, problems } = parseConfig({
    v: 1,
    placements: [],
    metrics: [
      { id: 'wishes', label: 'Wishes', event: 'add_to_wishlist' },
      { id: 'worth', label: 'Worth', event: 'add_to_wishlist', sum: 'value', per: 'session', role: 'guardrail' },
    ],
  })
  expect(problems).toEqual([])
  expect(metricsOf(config.metrics).slice(METRICS.length)).toEqual([
    {
      id: 'wishes',
      label: 'Wishes',
      kind: 'mean',
      numerator: { event: 'add_to_wishlist', sum: 'count' },
      unit: 'count',
      better: 'higher',
      role: 'secondary',
    },
    {
      id: 'worth',
      label: 'Worth',
      kind: 'ratio',
      numerator: { event: 'add_to_wishlist', sum: 'value' },
      denominator: 'sessions',
      unit: 'money',
      better: 'higher',
      role: 'guardrail',
    },
  ])
})

test('a metric of an unknown event is told, and one whose id is taken is refused', () => {
  const { config, problems } = parseConfig({
    v: 1,
    placements: [],
    metrics: [{ id: 'x', label: 'X', event: 'nothing' }],
  })
  expect(problems).toMatchObject([{ path: '/metrics/0/event' }])
  expect(config.metrics).toBeUndefined()
  expect(() => metricsOf([{ id: 'ctr', label: 'Mine', event: 'share' }])).toThrow(/option-invalid/)
})
