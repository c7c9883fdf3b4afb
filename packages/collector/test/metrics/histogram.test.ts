import fc from 'fast-check'
import { Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { createHistogram } from '../../src/metrics/histogram.js'

const buckets = [0.001, 0.25, 1, 4]
const about = { name: 'a_seconds', help: 'How long it took.', buckets }

test('says to a scrape what the histogram of the library says', async () => {
  const drawn = fc.array(fc.tuple(fc.constantFrom('/a', '/b'), fc.constantFrom(0, 0.001, 0.25, 0.3, 1, 3, 4, 4.5)))
  await fc.assert(
    fc.asyncProperty(drawn, async (values) => {
      const [ours, theirs] = [new Registry(), new Registry()]
      const light = createHistogram(ours, about)
      const heavy = new Histogram({ ...about, labelNames: ['route'], registers: [theirs] })
      const observe = new Map<string, (value: number) => void>()
      for (const [route, value] of values) {
        if (!observe.has(route)) observe.set(route, light.labels({ route }))
        observe.get(route)?.(value)
        heavy.observe({ route }, value)
      }
      const lines = (text: string) =>
        text.split('\n').map((line) => line.replace(/\{(.*)\}/, (_, all) => `{${all.split(',').sort()}}`))
      expect(lines(await ours.metrics())).toEqual(lines(await theirs.metrics()))
    }),
    { numRuns: 200 },
  )
})

test('without labels it shows from the start, and what is no number is left out', async () => {
  const registry = new Registry()
  const observe = createHistogram(registry, about).labels({})
  observe(Number.NaN)
  expect(await registry.metrics()).toContain('a_seconds_count 0')
  observe(2)
  expect(await registry.metrics()).toContain('a_seconds_bucket{le="4"} 1')
  registry.resetMetrics()
  expect(await registry.metrics()).toContain('a_seconds_count 0')
})
