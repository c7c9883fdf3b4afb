import { createSeededRandom } from '@endcap/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boostedClassifier, growTrees } from '../src/customers/churn/boost.js'
import { calibrate } from '../src/customers/churn/calibrate.js'
import { chanceOf } from '../src/customers/churn/classifier.js'
import { fitLogistic } from '../src/customers/churn/logistic.js'
import { areaUnderCurve, scoreChances } from '../src/customers/churn/probability-score.js'
import { findSilent } from '../src/customers/churn/silence.js'

const { unit } = createSeededRandom(8)
/** Three columns: the first counts in logarithms, the second only together with the third. */
const rows = Array.from({ length: 4000 }, () => [Math.exp(3 * unit()) - 1, unit(), unit()])
const truth = ([a = 0, b = 0, c = 0]: readonly number[]) => Math.log1p(a) - 1.5 + (b > 0.5 === c > 0.5 ? 1 : -1)
const labels = rows.map((row) => (unit() < chanceOf(truth(row)) ? 1 : 0))
const [train, test_] = [rows.slice(0, 3000), rows.slice(3000)]
const trainLabels = labels.slice(0, 3000)
const testLabels = labels.slice(3000)

test('a logistic regression finds a slope in logarithms', () => {
  const linear = rows.map(([a = 0]) => (unit() < chanceOf(2 * Math.log1p(a) - 3) ? 1 : 0))
  const model = fitLogistic({ rows, labels: linear })
  const at = (a: number) => model.score([a, 0.5, 0.5])
  expect((at(Math.expm1(2)) - at(Math.expm1(1))) / 2).toBeCloseTo(1, 0)
  expect(Math.abs(at(Math.expm1(1.5)))).toBeLessThan(0.25)
})

test('a column of chances counts by its odds', () => {
  const chances = rows.map(([, b = 0]) => [0.02 + 0.96 * b])
  const answers = chances.map(([chance = 0]) => (unit() < chance ? 1 : 0))
  const model = fitLogistic({ rows: chances, labels: answers }, [0])
  for (const chance of [0.1, 0.5, 0.9]) expect(Math.abs(chanceOf(model.score([chance])) - chance)).toBeLessThan(0.03)
})

test('boosted trees see what columns do together, which a line cannot', () => {
  const boosted = boostedClassifier(growTrees({ rows: train, labels: trainLabels }), 3)
  const line = fitLogistic({ rows: train, labels: trainLabels })
  const auc = (score: (row: readonly number[]) => number) => areaUnderCurve(test_.map(score), testLabels).auc
  const best = auc(truth)
  expect(auc(boosted.score)).toBeGreaterThan(auc(line.score) + 0.05)
  expect(auc(boosted.score)).toBeGreaterThan(best - 0.03)
})

test('contributions add up to the score less that of the mean row', () => {
  const trees = growTrees({ rows: train, labels: trainLabels })
  const boosted = boostedClassifier(trees, 3)
  const sum = (row: readonly number[]) => boosted.contributions(row).reduce((total, value) => total + value, 0)
  // What is left when nothing is known: the mean over the rows that the trees grew on.
  const base = train.reduce((total, row) => total + boosted.score(row), 0) / train.length
  for (const row of test_.slice(0, 20)) expect(sum(row)).toBeCloseTo(boosted.score(row) - base, 6)
  const alone = boostedClassifier(growTrees({ rows: train.map(([a = 0]) => [a, 0.5, 0.5]), labels: trainLabels }), 3)
  for (const row of test_.slice(0, 20)) expect(alone.contributions(row).slice(1)).toEqual([0, 0])
})

test.each(['platt', 'isotonic'] as const)('%s mends chances that are too sure, and is never sure', (name) => {
  const scores = rows.map(truth)
  const calibrated = calibrate(
    name,
    scores.slice(0, 3000).map((score) => 3 * score + 1),
    trainLabels,
  )
  const told = scores.slice(3000).map((score) => calibrated(3 * score + 1))
  expect(scoreChances(told, testLabels, 0.5).calibration_error).toBeLessThan(0.05)
  fc.assert(
    fc.property(
      fc.double({ min: -50, max: 50, noNaN: true }),
      fc.double({ min: 0, max: 5, noNaN: true }),
      (at, more) => {
        expect(calibrated(at + more)).toBeGreaterThanOrEqual(calibrated(at) - 1e-12)
        expect(calibrated(at)).toBeGreaterThan(0)
        expect(calibrated(at)).toBeLessThan(1)
      },
    ),
  )
})

test('the area under the curve counts pairs, equal ones half, and its interval is DeLong’s', () => {
  expect(areaUnderCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]).auc).toBe(0.75)
  expect(areaUnderCurve([0.5, 0.5, 0.5, 0.5], [0, 1, 0, 1]).auc).toBe(0.5)
  expect(areaUnderCurve([1, 2], [1, 1])).toEqual({ auc: 0.5, standardError: 0 })
  // By hand: structural components (1, 1/2) and (1/2, 1): variances 1/8 and 1/8, over 2 each.
  expect(areaUnderCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]).standardError).toBeCloseTo(Math.sqrt(1 / 8), 12)
})

test('a score of chances beside one chance for all', () => {
  const score = scoreChances([0.9, 0.8, 0.2, 0.1], [1, 1, 0, 0], 0.5)
  expect(score).toMatchObject({ n: 4, rate: 0.5, auc: 1 })
  expect(score.brier).toBeCloseTo(0.025, 12)
  expect(score.brier_skill).toBeCloseTo(0.9, 12)
  expect(score.log_loss).toBeCloseTo((-2 * Math.log(0.9) - 2 * Math.log(0.8)) / 4, 12)
})

test('as many are said to have left as keep the share of wrong ones at 5 %', () => {
  expect(findSilent([0.5, 0.01, 0.1, 0.03])).toEqual([false, true, true, true])
  expect(findSilent([0.5, 0.01, 0.14, 0.03])).toEqual([false, true, false, true])
  expect(findSilent([0.9, 0.06])).toEqual([false, false])
})
