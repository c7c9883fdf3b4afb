import { expect, test } from 'vitest'
import { type Comparison, compareMetric, createShop, type MetricDefinition, TRAFFIC } from '../src/index.js'

/** Small studies of what `npm run bench -- experiments` does at length. Seeds and bounds were set before the first run. */
const RUNS = 100
const SEED = 20_261_122
const METRICS = ['ctr', 'conversion', 'revenue_per_visitor', 'revenue_per_session'] as const
const traffic = { ...TRAFFIC, days: 40 }

const guardrail = (id: string): MetricDefinition => ({
  id,
  label: id,
  kind: 'ratio',
  numerator: 'revenue',
  unit: 'count',
  better: 'lower',
  role: 'guardrail',
})

type Sight = (comparison: Comparison) => boolean

/** Share of runs in which each sight was seen at any look, by metric. */
function sharesOfRuns<Name extends string>(lift: number, sights: Readonly<Record<Name, Sight>>) {
  const shop = createShop(traffic, [{}, { clicks: lift, orders: lift }])
  const names = Object.keys(sights) as Name[]
  const runs = Object.fromEntries(
    names.map((name) => [name, Object.fromEntries(METRICS.map((id) => [id, 0]))]),
  ) as Record<Name, Record<(typeof METRICS)[number], number>>
  for (let run = 0; run < RUNS; run++) {
    const seen = new Set<string>()
    shop.run(SEED + run, (_, arms) => {
      for (const id of METRICS) {
        const by = arms.map(({ visitors, metrics }) => ({ [id]: { ...metrics[id], visitors } }))
        const moments = Object.fromEntries(by.map((arm, index) => [index === 0 ? 'control' : 'test', arm]))
        const [comparison] = compareMetric(guardrail(id), ['control', 'test'], moments).comparisons
        for (const name of names) {
          if (!comparison || seen.has(`${name} ${id}`) || !sights[name](comparison)) continue
          seen.add(`${name} ${id}`)
          runs[name][id] += 1 / RUNS
        }
      }
      return undefined
    })
  }
  return runs
}

test('in a shop where nothing differs, at most 5 % of experiments that are read every day see something', () => {
  const { fixed, ...valid } = sharesOfRuns(0, {
    difference: ({ side }) => side !== undefined,
    lift: ({ relative }) => relative !== undefined && (relative.low > 0 || relative.high < 0),
    harm: ({ guardrail: read }) => read?.state === 'harmed',
    fixed: (comparison) => comparison.fixed.absolute.p < 0.05,
  })
  for (const [name, shares] of Object.entries(valid))
    for (const [metric, share] of Object.entries(shares)) expect(share, `${name} ${metric}`).toBeLessThanOrEqual(0.05)
  // The interval for one look, read as often.
  for (const share of Object.values(fixed)) expect(share).toBeGreaterThan(0.15)
})

test('an interval of the lift misses the planted one in at most 5 % of experiments', () => {
  const { missed } = sharesOfRuns(0.2, {
    missed: ({ relative }) => relative !== undefined && (relative.low > 0.2 || relative.high < 0.2),
  })
  expect(missed.ctr).toBeLessThanOrEqual(0.05)
  expect(missed.revenue_per_session).toBeLessThanOrEqual(0.05)
})
