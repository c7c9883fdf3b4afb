import { expect, test } from 'vitest'
import { chiSquareAbove } from '../src/experiment/srm.js'
import { checkSampleRatio, differ, estimateMean, estimateRatio } from '../src/index.js'
import reference from './vectors/stats-reference.json' with { type: 'json' }

const near = (value: number, expected: number) =>
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1e-12, Math.abs(expected)))

test('the chi-square tail agrees with scipy, far out too', () => {
  for (const [x, degrees, expected] of reference.chi2_sf as [number, number, number][])
    near(chiSquareAbove(x, degrees), expected)
})

test('the sample-ratio check agrees with scipy', () => {
  for (const { observed, weights, p } of reference.srm) {
    const checked = checkSampleRatio(observed, weights)
    near(checked.p as number, p)
    expect(checked.alarm).toBe(p < 0.001)
  }
})

test('a handful of visitors is not judged', () => {
  expect(checkSampleRatio([12, 0], [0.5, 0.5])).toEqual({ p: undefined, alarm: false })
})

test('the ratio of totals agrees with the delta method', () => {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  for (const { clicks, impressions, ratio, se_delta } of reference.ratio_delta_method) {
    const estimate = estimateRatio({
      visitors: clicks.length,
      top: sum(clicks),
      topSquares: sum(clicks.map((value) => value * value)),
      bottom: sum(impressions),
      bottomSquares: sum(impressions.map((value) => value * value)),
      products: sum(clicks.map((value, index) => value * (impressions[index] as number))),
    })
    near(estimate?.value as number, ratio)
    near(Math.sqrt(estimate?.variance as number), se_delta)
  }
})

test('a mean and its variance agree with the textbook', () => {
  const estimate = estimateMean({ visitors: 4, sum: 10, sumSquares: 30 })
  expect(estimate?.value).toBe(2.5)
  near(estimate?.variance as number, 5 / 3 / 4)
  expect(estimateMean({ visitors: 1, sum: 1, sumSquares: 1 })).toBeUndefined()
})

// research/experiments-insight.md 1.3: width of the sequence against 1.96 standard errors.
test.each([
  [1000, 1.72],
  [5000, 1.55],
  [10_000, 1.56],
  [50_000, 1.65],
])('the interval for %i visitors is %f times the fixed one', (visitors, ratio) => {
  const difference = differ({ value: 0.1, variance: 0.5 }, { value: 0.1, variance: 0.5 }, visitors)
  expect((difference?.high as number) / 1.959964).toBeCloseTo(ratio, 2)
})

test('the p-value crosses alpha where the interval leaves zero', () => {
  const at = (value: number) => differ({ value, variance: 0.5 }, { value: 0, variance: 0.5 }, 2000)
  const edge = at(0)?.high as number
  expect(at(edge)?.p).toBeCloseTo(0.05, 9)
  expect(at(edge * 1.01)?.low).toBeGreaterThan(0)
  expect(at(edge * 1.01)?.p).toBeLessThan(0.05)
})

test('without any variation nothing is said', () => {
  expect(differ({ value: 0, variance: 0 }, { value: 0, variance: 0 }, 100)).toBeUndefined()
})
