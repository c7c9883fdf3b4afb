import { expect, test } from 'vitest'
import {
  estimatePositionBias,
  featuresFrom,
  fitReweighting,
  type Impression,
  learnWeights,
  scoreFeatures,
  toWeightsFile,
} from '../src/index.js'
import { FEATURES, plantedFeatures, plantShop } from './learn-shop.js'

const EXAMINATION = [1, 0.7, 0.5, 0.35, 0.25]
const WEIGHTS = { mark: 1.5, taste: 1, price: -1 }

const biasOf = (rows: readonly Impression[]) => {
  const bias = estimatePositionBias(rows)
  if (bias.state === 'refused') throw new Error(bias.reason)
  return bias
}
const fittedOn = (rows: readonly Impression[]) => {
  const fitted = fitReweighting(rows, plantedFeatures, { bias: biasOf(rows) })
  if (fitted.state === 'refused') throw new Error(fitted.reason)
  return fitted
}

test('finds the examination that was planted, within its intervals', () => {
  const bias = biasOf(plantShop({ seed: 1, weights: WEIGHTS }))
  expect(bias.method).toBe('harvested')
  bias.positions.forEach(({ value, low, high }, position) => {
    const truth = EXAMINATION[position] as number
    expect(Math.abs(value - truth)).toBeLessThan(0.08)
    expect(low).toBeLessThanOrEqual(truth)
    expect(high).toBeGreaterThanOrEqual(truth)
  })
})

test('a ranker that puts up what each visitor wants does not pass for position bias where chance swapped items', () => {
  const options = { seed: 3, weights: { taste: 3 }, base: 0.03, ranker: 'truth' } as const
  const rows = plantShop({ ...options, shuffled: 0.4, lists: 12_000 })
  const last = (found: readonly Impression[]) => biasOf(found).positions.at(-1)?.value as number
  expect(Math.abs(last(rows) - 0.25)).toBeLessThan(0.06)
  // Without its propensities the same log shows a bias far too steep.
  const blind = rows.map((row) => ({ ...row, propensity: null }))
  expect(biasOf(blind).method).toBe('observed')
  expect(last(blind)).toBeLessThan(0.17)
})

test('finds the planted weights, within their intervals', () => {
  const { features } = fittedOn(plantShop({ seed: 5, weights: WEIGHTS, lists: 8000 }))
  for (const name of FEATURES) {
    const { weight, low, high } = features[name]!
    expect(Math.abs(weight - WEIGHTS[name])).toBeLessThan(0.35)
    expect(low).toBeLessThanOrEqual(WEIGHTS[name])
    expect(high).toBeGreaterThanOrEqual(WEIGHTS[name])
    expect(low > 0 || high < 0).toBe(true)
  }
})

test('an order that follows a feature does not lend that feature a weight', () => {
  const rows = plantShop({ seed: 6, shuffled: 0.3, lists: 12_000 })
  const { price } = fittedOn(rows).features
  expect(price!.low).toBeLessThanOrEqual(0)
  expect(price!.high).toBeGreaterThanOrEqual(0)
  // As if every position were looked at alike, the same log says that dear items draw.
  const naive = fitReweighting(rows, plantedFeatures, { bias: { ...biasOf(rows), at: () => 1 } })
  expect(naive.state === 'fitted' && naive.features['price']!.low).toBeGreaterThan(0.3)
})

test('intervals leave zero out about as often as they say where nothing draws', { timeout: 60_000 }, () => {
  let found = 0
  const RUNS = 50
  for (let seed = 0; seed < RUNS; seed++) {
    const rows = plantShop({ seed: 100 + seed, lists: 1200 })
    const bias = estimatePositionBias(rows, { draws: 2 })
    if (bias.state === 'refused') throw new Error(bias.reason)
    const fitted = fitReweighting(rows, plantedFeatures, { bias })
    if (fitted.state === 'refused') throw new Error(fitted.reason)
    found += Object.values(fitted.features).filter(({ low, high }) => low > 0 || high < 0).length
  }
  // 150 intervals of 95 %: 7.5 expected, 4 standard deviations are 10.7.
  expect(found).toBeGreaterThan(0)
  expect(found).toBeLessThanOrEqual(18)
})

test('publishes what the held-out days prove, and the file holds the table', () => {
  const learned = learnWeights({ impressions: plantShop({ seed: 8, weights: WEIGHTS }), featuresOf: plantedFeatures })
  expect(learned.reason).toMatch(/^better than the order in use: \+/)
  expect(learned.published).toBe(true)
  expect(learned.evaluation?.weights.mean.value).toBeCloseTo(1, 1)
  expect(toWeightsFile(learned)).toMatchObject({
    v: 1,
    version: expect.stringMatching(/^[0-9a-f]{8}$/),
    features: { mark: { weight: expect.any(Number), low: expect.any(Number), high: expect.any(Number) } },
  })
})

test('says the gain that a run of the new order then shows', () => {
  const impressions = plantShop({ seed: 9, weights: WEIGHTS, lists: 12_000 })
  const learned = learnWeights({ impressions, featuresOf: plantedFeatures })
  const rate = (rows: readonly Impression[]) => rows.filter(({ clicked }) => clicked).length / rows.length
  const truth = plantShop({ seed: 10, weights: WEIGHTS, lists: 12_000, shuffled: 0, ranker: 'truth' })
  const gain = rate(truth) - rate(impressions)
  const { value, low, high } = learned.evaluation!.gains.doublyRobust
  expect(Math.abs(value / gain - 1)).toBeLessThan(0.25)
  expect(low).toBeLessThan(gain)
  expect(high).toBeGreaterThan(gain * 0.9)
})

test('publishes noise in at most one of twenty shops where nothing draws', { timeout: 120_000 }, () => {
  const RUNS = 200
  let published = 0
  let judged = 0
  for (let seed = 0; seed < RUNS; seed++) {
    const impressions = plantShop({ seed: 1000 + seed, lists: 800, base: 0.2 })
    const learned = learnWeights({ impressions, featuresOf: plantedFeatures, seed, draws: 200 })
    if (learned.evaluation?.verdict === 'sound') judged++
    if (learned.published) published++
  }
  expect(judged).toBe(RUNS)
  expect(published / RUNS).toBeLessThanOrEqual(0.05)
})

test('the same impressions and seed give the same result', () => {
  const impressions = plantShop({ seed: 11, weights: WEIGHTS, lists: 1500 })
  const run = () => JSON.stringify(learnWeights({ impressions, featuresOf: plantedFeatures, draws: 100 }))
  expect(run()).toBe(run())
})

test.each([
  ['too few clicks', plantShop({ seed: 12, lists: 60 }), /clicks are too few for position bias/],
  [
    'a log without chance',
    plantShop({ seed: 13, shuffled: 0, base: 0.2 }),
    /no list of the held-out days was ordered by/,
  ],
  [
    'propensities of other lists',
    plantShop({ seed: 14, weights: WEIGHTS }).map((row) => ({ ...row, propensity: (row.propensity ?? 1) / 8 })),
    /the mean weight is \d.* too small for these lists/,
  ],
  [
    'chance in one slot alone',
    plantShop({ seed: 15, weights: WEIGHTS, lists: 20_000 }).map((row) => ({
      ...row,
      propensity: row.position === 4 ? 0.2 : 1,
    })),
    /would show what the log never showed/,
  ],
  [
    'items that never change places',
    plantShop({ seed: 16, base: 0.2 }).map((row) => ({ ...row, item: `only-${row.position}` })),
    /no clicked item was shown at several positions/,
  ],
])('refuses %s, in words', (_, impressions, reason) => {
  const learned = learnWeights({ impressions, featuresOf: plantedFeatures, draws: 100 })
  expect(learned.published).toBe(false)
  expect(learned.reason).toMatch(reason)
  expect(() => toWeightsFile(learned)).toThrow('option-invalid')
})

test('features that are the same within lists are named and dropped', () => {
  const rows = plantShop({ seed: 17, weights: WEIGHTS, lists: 2000 })
  const featuresOf = featuresFrom([
    { name: 'mark', means: 'the planted mark', value: (row) => plantedFeatures(row)['mark'] ?? 0 },
    { name: 'weekday', means: 'the same for a whole list', value: ({ ts }) => Math.floor(ts / 86_400_000) % 7 },
  ])
  const fitted = fitReweighting(rows, featuresOf, { bias: biasOf(rows) })
  expect(fitted).toMatchObject({ state: 'fitted', dropped: ['weekday'] })
  expect(Object.keys(fitted.state === 'fitted' ? fitted.features : {})).toEqual(['mark'])
})

test.each([
  ['not a number', () => ({ mark: Number.NaN }), 'value-invalid'],
  ['endless', () => ({ mark: Number.POSITIVE_INFINITY }), 'value-invalid'],
  ['badly named', () => ({ __proto__x: 1 }), 'option-invalid'],
  ['too many', () => Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`f${n}`, 1])), 'option-invalid'],
])('a feature that is %s is wrong use', (_, featuresOf, code) => {
  const rows = plantShop({ seed: 18, lists: 1000 })
  expect(() => fitReweighting(rows, featuresOf, { bias: biasOf(rows) })).toThrow(code)
})

test('survives foreign positions, propensities and two identical features', () => {
  const rows = plantShop({ seed: 19, weights: WEIGHTS })
  const foreign = [-1, 1e9, 0.5, Number.NaN].map((position, n) => ({ ...rows[n]!, position, requestId: `x${n}` }))
  const wrong = [0, -1, 2, Number.NaN].map((propensity, n) => ({ ...rows[n]!, propensity, requestId: `y${n}` }))
  const bias = biasOf([...rows, ...foreign, ...wrong])
  expect(bias.positions).toHaveLength(5)
  const twice = (row: Impression) => {
    const mark = plantedFeatures(row)['mark'] ?? 0
    return { mark, twin: mark }
  }
  const fitted = fitReweighting(rows, twice, { bias })
  const { mark, twin } = fitted.state === 'fitted' ? fitted.features : {}
  expect(mark!.weight).toBeCloseTo(twin!.weight, 6)
  expect(mark!.weight + twin!.weight).toBeGreaterThan(1)
})

test('late positions with few clicks share a value', () => {
  const rows = plantShop({ seed: 20, base: 0.05, lists: 1500, examination: [1, 0.5, 0.02, 0.02, 0.01] })
  const { positions, at } = biasOf(rows)
  expect(positions[4]?.value).toBe(positions[3]?.value)
  expect(at(40)).toBe(positions[4]?.value)
})

test('a score sums in one order, whatever the order of the values', () => {
  const weights = { a: { weight: 0.1 }, b: { weight: 0.2 }, c: { weight: 0.3 } }
  expect(scoreFeatures({ c: 1, b: 1, a: 1, unknown: 9 }, weights)).toBe(scoreFeatures({ a: 1, b: 1, c: 1 }, weights))
})

test('wrong use throws', () => {
  expect(() => learnWeights({ impressions: [], featuresOf: plantedFeatures })).toThrow('input-empty')
  const impressions = plantShop({ seed: 21, lists: 10 })
  expect(() => learnWeights({ impressions, featuresOf: plantedFeatures, holdoutDays: 0 })).toThrow('option-invalid')
})
