import type { Experiment } from '@endcap/core'
import { expect, test } from 'vitest'
import {
  type ExperimentData,
  type InterleavingSums,
  METRICS,
  type MetricDefinition,
  type MetricMoments,
  type MomentsByArm,
  readExperiment,
} from '../src/index.js'
import { explainVerdict } from '../src/report/verdict-words.js'
import { DAY_MS, START_MS } from './planted.js'

/** Visitors of whom mean and deviation are known, and of their past the same with a correlation. */
function moments(
  visitors: number,
  mean: number,
  deviation: number,
  past?: { mean: number; deviation: number; rho: number },
): MetricMoments {
  const { mean: before, deviation: spread, rho } = past ?? { mean: 0, deviation: 0, rho: 0 }
  const product = (a: number, b: number, covariance: number) => visitors * a * b + (visitors - 1) * covariance
  const one = past ? visitors : 0
  return {
    visitors,
    sums: [visitors * mean, visitors, visitors * before, one],
    products: [
      product(mean, mean, deviation ** 2),
      visitors * mean,
      product(mean, before, rho * deviation * spread),
      one * mean,
      visitors,
      visitors * before,
      one,
      product(before, before, spread ** 2),
      one * before,
      one,
    ],
  }
}

const GOAL = METRICS.find(({ id }) => id === 'conversion') as MetricDefinition
const REVENUE = METRICS.find(({ id }) => id === 'revenue_per_visitor') as MetricDefinition
const ERRORS: MetricDefinition = {
  id: 'errors',
  label: 'Errors per visitor',
  kind: 'mean',
  numerator: 'errors',
  unit: 'count',
  better: 'lower',
  role: 'guardrail',
}

const config: Experiment = {
  id: 'exp',
  placement: 'row',
  variants: [
    { id: 'control', weight: 0.5 },
    { id: 'test', weight: 0.5 },
  ],
}

interface Planted {
  readonly conversion?: number
  readonly revenue?: number
  readonly errors?: number
  readonly visitors?: number
}

const share = (visitors: number, value: number) => moments(visitors, value, Math.sqrt(value * (1 - value)))

function dataOf(
  arms: Readonly<Record<string, Planted>>,
  { days = 14, ...rest }: Partial<ExperimentData> & { readonly days?: number } = {},
): ExperimentData {
  const each = Object.entries(arms)
  return {
    experiment: 'exp',
    metrics: [ERRORS, REVENUE, GOAL],
    arms: each.map(([variant, { visitors = 10_000 }]) => {
      return { variant, visitors, impressions: 0, viewed: 0, clicks: 0 }
    }),
    moments: Object.fromEntries(
      each.map(([variant, { visitors = 10_000, conversion = 0.1, revenue = 5, errors = 0.2 }]) => [
        variant,
        {
          conversion: share(visitors, conversion),
          revenue_per_visitor: moments(visitors, revenue, 15),
          errors: moments(visitors, errors, 0.6),
        },
      ]),
    ),
    span: { fromMs: START_MS, toMs: START_MS + days * DAY_MS },
    mixedVisitors: 0,
    ...rest,
  }
}

test.each<[name: string, state: string, data: ExperimentData, words: string]>([
  ['nobody', 'empty', dataOf({}, { span: undefined }), 'Nobody has been exposed'],
  ['a broken split', 'broken', dataOf({ control: {}, test: { visitors: 9000, conversion: 0.2 } }), 'split is broken'],
  [
    'visitors of several arms',
    'mixed',
    dataOf({ control: {}, test: { conversion: 0.2 } }, { mixedVisitors: 1500 }),
    'met several variants',
  ],
  [
    'few visitors',
    'early',
    dataOf({ control: { visitors: 99 }, test: { visitors: 99, conversion: 0.9 } }),
    'Too early to say',
  ],
  ['few days', 'early', dataOf({ control: {}, test: { conversion: 0.13 } }, { days: 3 }), 'looks better so far'],
  ['a difference', 'better', dataOf({ control: {}, test: { conversion: 0.13 } }), 'test is better than control'],
  ['a loss', 'worse', dataOf({ control: {}, test: { conversion: 0.07 } }), 'Keep control'],
  ['less revenue', 'costly', dataOf({ control: {}, test: { conversion: 0.13, revenue: 3.5 } }), 'less revenue'],
  ['harm', 'harmful', dataOf({ control: {}, test: { conversion: 0.13, errors: 0.3 } }), 'Stop test'],
  [
    'harm on the first days',
    'harmful',
    dataOf({ control: {}, test: { errors: 0.3 } }, { days: 2 }),
    'Errors per visitor',
  ],
  ['a loss with harm', 'worse', dataOf({ control: {}, test: { conversion: 0.07, errors: 0.3 } }), 'Keep control'],
  ['no difference', 'open', dataOf({ control: {}, test: { conversion: 0.101 } }), 'No sure difference'],
])('%s: %s', (_, state, data, words) => {
  const result = readExperiment(data, config)
  expect(result.verdict.state).toBe(state)
  const { headline, detail } = explainVerdict(result, 'EUR')
  expect(`${headline} ${detail}`).toContain(words)
})

test('the deciding metric comes first, then goals, secondary metrics and guardrails', () => {
  const data = dataOf({ control: {}, test: {} })
  const ids = (result: ReturnType<typeof readExperiment>) => result.metrics.map(({ definition }) => definition.id)
  expect(ids(readExperiment(data, config))).toEqual(['conversion', 'revenue_per_visitor', 'errors'])
  const named = readExperiment(data, { ...config, metric: 'revenue_per_visitor' })
  expect(ids(named)).toEqual(['revenue_per_visitor', 'conversion', 'errors'])
  expect(named.verdict.metric).toBe('revenue_per_visitor')
})

test('several arms share alpha, and corrections know the whole family', () => {
  const two = readExperiment(dataOf({ control: {}, test: { conversion: 0.11 } }), config)
  const three = readExperiment(dataOf({ control: {}, test: { conversion: 0.11 }, other: {} }), {
    ...config,
    variants: ['control', 'test', 'other'].map((id) => ({ id, weight: 1 / 3 })),
  })
  const width = (result: typeof two) => {
    const { low, high } = result.metrics[0]?.comparisons[0]?.absolute ?? { low: 0, high: 0 }
    return high - low
  }
  expect(width(three)).toBeGreaterThan(width(two))
  const [own, adjusted] = [two.metrics[0]?.comparisons[0]?.absolute.p, two.metrics[0]?.comparisons[0]?.pAdjusted]
  // Two comparisons, goal and revenue; the guardrail is not among them.
  expect(adjusted).toBeCloseTo(2 * (own as number), 12)
  expect(two.correction).toBe('holm')
})

test('an arm of weight 0 is not waited for', () => {
  const variants = [...config.variants, { id: 'later', weight: 0 }]
  const data = dataOf({ control: {}, test: { conversion: 0.13 } })
  expect(readExperiment(data, { ...config, variants }).verdict.state).toBe('better')
})

test('CUPED narrows the interval by what the past explains', () => {
  const past = (shift = 0) => ({ mean: 5 + shift, deviation: 10, rho: 0.7 })
  const arms = (control: MetricMoments, own: MetricMoments): MomentsByArm => ({
    control: { revenue_per_visitor: control },
    test: { revenue_per_visitor: own },
  })
  const read = (by: MomentsByArm, cuped = true) =>
    readExperiment(dataOf({ control: {}, test: {} }, { metrics: [REVENUE], moments: by }), config, { cuped })
  const by = arms(moments(10_000, 5, 10, past()), moments(10_000, 5.4, 10, past()))
  const [adjusted, raw] = [read(by), read(by, false)].map((result) => result.metrics[0]?.comparisons[0])
  const width = (of: typeof raw) => (of?.absolute.high as number) - (of?.absolute.low as number)
  expect(adjusted?.cuped?.reduction).toBeCloseTo(0.49, 9)
  expect(adjusted?.cuped?.theta).toBeCloseTo(0.7, 9)
  expect(width(adjusted) / width(raw)).toBeCloseTo(Math.sqrt(0.51), 9)
  expect(raw?.cuped).toBeUndefined()
  expect(raw?.side).toBeUndefined()
  expect(adjusted?.side).toBe('better')
  // An arm that spent more before is given less credit, and the check of balance says so.
  const lucky = read(arms(moments(10_000, 5, 10, past()), moments(10_000, 5.7, 10, past(1))))
  expect(lucky.metrics[0]?.comparisons[0]?.absolute.value).toBeCloseTo(0, 9)
  expect(lucky.health.balance).toMatchObject([{ metric: 'revenue_per_visitor', variant: 'test', alarm: true }])
  expect(read(by).health.balance).toMatchObject([{ alarm: false }])
})

test('chance to win and expected loss speak of money a visitor, and of the visitors of a quarter', () => {
  const { metrics } = readExperiment(dataOf({ control: {}, test: { revenue: 5.3 } }), config)
  const decision = metrics.find(({ definition }) => definition === REVENUE)?.comparisons[0]?.decision
  expect(decision?.chanceToWin).toBeGreaterThan(0.9)
  expect(decision?.shipping.perVisitor).toBeLessThan(decision?.keeping.perVisitor as number)
  // What is lost by keeping control is about the difference, drawn a little to none by the prior.
  expect(decision?.keeping.perVisitor).toBeGreaterThan(0.25)
  expect(decision?.keeping.perVisitor).toBeLessThan(0.31)
  expect(decision?.visitorsToCome).toBeCloseTo((20_000 / 14) * 90, 6)
  expect(decision?.keeping.total).toBeCloseTo((decision?.keeping.perVisitor as number) * (20_000 / 14) * 90, 6)
})

test('a guardrail where less is better wins by less', () => {
  const guardrail = (errors: number) =>
    readExperiment(dataOf({ control: {}, test: { errors } }), config).metrics.at(-1)?.comparisons[0]
  expect(guardrail(0.3)).toMatchObject({ side: 'worse', guardrail: { state: 'harmed' } })
  expect(guardrail(0.15)).toMatchObject({ side: 'better', guardrail: { state: 'safe' } })
  expect(guardrail(0.2)?.guardrail?.state).toBe('open')
  expect(guardrail(0.3)?.decision?.chanceToWin).toBeLessThan(0.01)
  const wide = readExperiment(dataOf({ control: {}, test: {} }), config, { guardrailMargin: 0.5 })
  expect(wide.metrics.at(-1)?.comparisons[0]?.guardrail?.state).toBe('safe')
})

test('segments share alpha, are corrected together, and thin ones compare nothing', () => {
  const segment = (value: string, visitors: number, conversion: number) => ({
    by: 'device',
    value,
    moments: { control: { conversion: share(visitors, 0.1) }, test: { conversion: share(visitors, conversion) } },
  })
  const segments = [segment('phone', 5000, 0.15), segment('desktop', 5000, 0.1), segment('tablet', 50, 0.5)]
  const result = readExperiment(dataOf({ control: {}, test: {} }, { segments }), config)
  expect(result.segments.map(({ value, comparisons }) => [value, comparisons[0]?.side])).toEqual([
    ['phone', 'better'],
    ['desktop', undefined],
    ['tablet', undefined],
  ])
  expect(result.segments[2]?.comparisons).toEqual([])
  expect(result.segments[2]?.arms[1]).toMatchObject({ visitors: 50, value: 0.5 })
  const alone = readExperiment(dataOf({ control: {}, test: {} }, { segments: segments.slice(1, 2) }), config)
  expect(result.segments[1]?.comparisons[0]?.absolute.low).toBeLessThan(
    alone.segments[0]?.comparisons[0]?.absolute.low as number,
  )
})

test('an effect that wears off is warned of, one that lasts is not', () => {
  // y is later, x the first week; a mean of what a visitor spends.
  const halves = (later: number): MomentsByArm => ({
    control: { conversion: moments(20_000, 5, 5, { mean: 5, deviation: 5, rho: 0.5 }) },
    test: { conversion: moments(20_000, later, 5, { mean: 6, deviation: 5, rho: 0.5 }) },
  })
  const day = (lift: number): MomentsByArm => ({
    control: { conversion: moments(20_000, 1, 3) },
    test: { conversion: moments(20_000, 1 + lift, 3) },
  })
  const read = (later: number) =>
    readExperiment(
      dataOf({ control: {}, test: {} }, { novelty: { halves: halves(later), byDay: [day(0.4), day(0)] } }),
      config,
    ).health.novelty[0]
  const gone = read(5)
  expect(gone).toMatchObject({ variant: 'test', visitors: 40_000, warning: true })
  expect(gone?.first).toBeCloseTo(0.2, 9)
  expect(gone?.later).toBeCloseTo(0, 9)
  expect(gone?.change.high).toBeLessThan(0)
  expect(gone?.byDay[0]?.low).toBeGreaterThan(0)
  expect(gone?.byDay[1]?.low).toBeLessThan(0)
  expect(read(6)?.warning).toBe(false)
})

test('the holdout tells what the whole programme is worth', () => {
  const data = dataOf(
    { 'held-out': { visitors: 1000 }, open: { visitors: 19_000, conversion: 0.16 } },
    { experiment: 'holdout' },
  )
  const result = readExperiment(data)
  expect(result).toMatchObject({ isHoldout: true, configured: false })
  expect(result.arms.map(({ variant, share: planned }) => [variant, planned])).toEqual([
    ['held-out', 0.05],
    ['open', 0.95],
  ])
  expect(result.verdict.state).toBe('better')
  expect(explainVerdict(result, 'EUR').headline).toBe('The whole programme earns its keep')
  expect(readExperiment(data, undefined, { holdout: { share: 0.1 } }).verdict.state).toBe('broken')
})

test('the days that are left are those in which the interval shrinks off zero', () => {
  const result = readExperiment(dataOf({ control: {}, test: { conversion: 0.113 } }), config)
  expect(result.verdict.state).toBe('open')
  const more = result.verdict.moreDays as number
  const visitors = Math.ceil(10_000 * (1 + more / 14))
  const later = dataOf({ control: { visitors }, test: { visitors, conversion: 0.113 } }, { days: 14 + more })
  expect(readExperiment(later, config).verdict.state).toBe('better')
  expect(more).toBeGreaterThan(0)
  const hopeless = readExperiment(dataOf({ control: {}, test: { conversion: 0.1001 } }), config)
  expect(hopeless.verdict.moreDays).toBeUndefined()
})

test('the course tells the deciding difference at the end of each day', () => {
  const cumulative = [1, 2].map((day) => {
    const visitors = 1000 * day
    const moments = { control: { conversion: share(visitors, 0.1) }, test: { conversion: share(visitors, 0.12) } }
    return { toMs: START_MS + day * DAY_MS, moments }
  })
  const { course } = readExperiment(dataOf({ control: {}, test: {} }, { cumulative }), config)
  expect(course.map(({ toMs }) => (toMs - START_MS) / DAY_MS)).toEqual([1, 2])
  const [first, second] = course.map(({ differences }) => differences.test)
  expect(first?.value).toBeCloseTo(0.02, 9)
  expect((second?.high as number) - 0.02).toBeLessThan((first?.high as number) - 0.02)
})

test('an interleaved experiment is judged by what shoppers chose', () => {
  const interleaved: Experiment = { ...config, interleave: true }
  const sums = (control: number, own: number, days = 14): InterleavingSums => ({
    exposed: 2000,
    credited: control + own,
    sum: own - control,
    sumSquares: control + own,
    prefers: { control, test: own, neither: 0 },
    clicks: { control, test: own, neutral: 10 },
    span: { fromMs: START_MS, toMs: START_MS + days * DAY_MS },
  })
  const read = (interleaving: InterleavingSums, mixedVisitors = 0) => {
    const data = dataOf({ interleaved: { visitors: 2000 } }, { interleaving, mixedVisitors })
    return readExperiment(data, interleaved)
  }
  const cases = [
    [read(sums(300, 500)), 'better', 'Shoppers choose from test'],
    [read(sums(500, 300)), 'worse', 'Shoppers choose from control'],
    [read(sums(400, 405)), 'open', 'prefer neither'],
    [read(sums(300, 500, 3)), 'early', 'wait 4 days more'],
    [read(sums(30, 50)), 'early', 'below 100'],
    [read(sums(300, 500), 500), 'mixed', 'met several'],
  ] as const
  for (const [result, state, words] of cases) {
    expect(result.verdict).toMatchObject({ state, metric: 'preference' })
    expect(Object.values(explainVerdict(result, 'EUR')).join(' ')).toContain(words)
  }
})

test('without a config control is the arm of that name, and shares are equal', () => {
  const result = readExperiment(dataOf({ a: {}, control: {} }))
  expect(result.arms.map(({ variant, share: planned }) => [variant, planned])).toEqual([
    ['control', 0.5],
    ['a', 0.5],
  ])
})

test('a deciding metric that the data have not is refused by name, of the options and of the config', () => {
  const data = dataOf({ control: {}, test: {} })
  const words = /option-invalid.*experiment exp: metric luck is none of errors, revenue_per_visitor, conversion/
  expect(() => readExperiment(data, config, { metric: 'luck' })).toThrow(words)
  expect(() => readExperiment(data, { ...config, metric: 'luck' })).toThrow(words)
  expect(readExperiment(data, { ...config, metric: 'luck' }, { metric: 'errors' }).metrics[0]?.definition.id).toBe(
    'errors',
  )
})

test.each([
  { alpha: 0 },
  { alpha: 1 },
  { alpha: Number.NaN },
  { horizonDays: 0 },
  { tuning: -1 },
  { guardrailMargin: -0.1 },
  { prior: { deviation: 0 } },
])('refuses %o', (options) => {
  const [name] = Object.keys(options) as [string]
  expect(() => readExperiment(dataOf({ control: {} }), config, options)).toThrow(new RegExp(name))
})

test('an arm that is surely better goes before one that only looks so', () => {
  const variants = ['control', 'sure', 'vague'].map((id, index) => ({
    id,
    weight: [0.49, 0.49, 0.02][index] as number,
  }))
  const data = dataOf({
    control: { visitors: 9800 },
    sure: { visitors: 9800, conversion: 0.13 },
    vague: { visitors: 400, conversion: 0.135 },
  })
  expect(readExperiment(data, { ...config, variants }).verdict).toMatchObject({ state: 'better', variant: 'sure' })
})
