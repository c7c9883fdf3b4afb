import { type FunctionCases, readStatisticsVectors } from '@endcap/testkit'
import betainc from '@stdlib/math-base-special-betainc'
import betaln from '@stdlib/math-base-special-betaln'
import gammainc from '@stdlib/math-base-special-gammainc'
import gammaln from '@stdlib/math-base-special-gammaln'
import hyp2f1 from '@stdlib/math-base-special-hyp2f1'
import { expect, test } from 'vitest'
import {
  chiSquareAbove,
  normalBelow,
  normalQuantile,
  studentBelow,
  studentQuantile,
} from '../src/experiment/distribution.js'
import { checkSampleRatio, correctP, linearise, momentsOf, posterior, welch } from '../src/index.js'

const vectors = readStatisticsVectors()

/** Within the relative tolerance, however small the value; Student's median is 0 where scipy says 8e-17. */
const near = (value: number | undefined, expected: number, tolerance = 1e-9) => {
  if (value === expected || (value === 0 && Math.abs(expected) < 1e-15)) return
  expect(Math.abs((value as number) / expected - 1), `${value} for ${expected}`).toBeLessThanOrEqual(tolerance)
}

test.each<[name: string, cases: FunctionCases, of: (...at: number[]) => number, tolerance: number]>([
  ['normal distribution', vectors.normal_cdf, normalBelow, 1e-9],
  ['normal quantiles', vectors.normal_quantile, normalQuantile, 1e-9],
  ["Student's distribution", vectors.student_t_cdf, studentBelow as (...at: number[]) => number, 1e-9],
  ["Student's quantiles", vectors.student_t_quantile, studentQuantile as (...at: number[]) => number, 1e-8],
  ['chi-square tail', vectors.chi2_sf, chiSquareAbove as (...at: number[]) => number, 1e-9],
  ['log gamma', vectors.log_gamma, gammaln, 1e-9],
  ['log beta', vectors.log_beta, betaln as (...at: number[]) => number, 1e-9],
  [
    'incomplete beta',
    vectors.regularised_incomplete_beta,
    (x, a, b) => betainc(x as number, a as number, b as number, true, false),
    1e-9,
  ],
  [
    'incomplete gamma',
    vectors.regularised_lower_incomplete_gamma,
    (a, x) => gammainc(x as number, a as number, true, false),
    1e-9,
  ],
  ["Gauss's 2F1", vectors.gauss_2f1, hyp2f1 as (...at: number[]) => number, 1e-8],
])('%s agrees with scipy in every case', (_, cases, of, tolerance) => {
  expect(cases.length).toBeGreaterThan(4)
  for (const row of cases) near(of(...row.slice(0, -1)), row.at(-1) as number, tolerance)
})

test('the sample-ratio check agrees with scipy', () => {
  for (const { observed, weights, p } of vectors.srm) {
    const checked = checkSampleRatio(observed, weights)
    near(checked.p, p)
    expect(checked.alarm).toBe(p < 0.001)
  }
})

test("Welch's test agrees with scipy", () => {
  for (const { a, b, t, df, p } of vectors.welch_t_test) {
    const [first, second] = [a, b].map((values) => linearise(momentsOf(values.map((value) => [value]))))
    if (!first || !second) throw new Error('too few')
    const variances = [first.variance / a.length, second.variance / b.length] as const
    const value = second.value - first.value
    const read = welch({ value, variances, visitors: [a.length, b.length] })
    near(value / Math.sqrt(variances[0] + variances[1]), t)
    near(read?.degrees, df)
    near(read?.p, p)
  }
})

test('corrections agree with statsmodels, whatever the order', () => {
  const { p, holm, benjamini_hochberg, bonferroni } = vectors.multiple_testing
  const turned = [...p].reverse()
  for (const [method, expected] of [
    ['holm', holm],
    ['benjamini-hochberg', benjamini_hochberg],
    ['bonferroni', bonferroni],
  ] as const) {
    for (const [index, value] of correctP(p, method).entries()) near(value, expected[index] as number)
    expect(correctP(turned, method).reverse()).toEqual(correctP(p, method))
  }
})

test('chance to win and expected losses agree with scipy', () => {
  for (const { mean, sd, ...expected } of vectors.normal_posterior_decision) {
    const { chanceToWin, lossOfShipping, lossOfKeeping } = posterior({ value: mean, variance: sd * sd })
    near(chanceToWin, expected.chance_to_win)
    near(lossOfShipping, expected.expected_loss_if_ship)
    near(lossOfKeeping, expected.expected_loss_if_keep)
  }
})

test('the ratio of totals agrees with the delta method', () => {
  for (const { clicks, impressions, ratio, se_delta } of vectors.ratio_delta_method) {
    const own = linearise(momentsOf(clicks.map((value, index) => [value, impressions[index]])))
    near(own?.value, ratio)
    near(Math.sqrt((own?.variance as number) / clicks.length), se_delta)
  }
})
