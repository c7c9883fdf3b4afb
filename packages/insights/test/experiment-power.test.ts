import { readStatisticsVectors } from '@endcap/testkit'
import { expect, test } from 'vitest'
import {
  detectableLift,
  fixedSampleSize,
  liftSpread,
  type PowerQuestion,
  shareSpread,
  standardErrorsWide,
  visitorsNeeded,
} from '../src/index.js'

const SHARE: PowerQuestion = { baseline: shareSpread(0.1), shape: 'share', alpha: 0.05, power: 0.8, reading: 'fixed' }

test('the sample sizes of two shares agree with scipy, unpooled and pooled', () => {
  const rows = readStatisticsVectors().sample_size_per_arm_two_proportions.rows as readonly [
    number,
    number,
    number,
    number,
    number,
    number,
  ][]
  for (const [share, lift, alpha, power, unpooled, pooled] of rows) {
    const [control, test] = [shareSpread(share), liftSpread(shareSpread(share), lift, 'share')]
    const size = fixedSampleSize(control, test, { alpha, power })
    expect(Math.abs(size / unpooled - 1)).toBeLessThan(1e-9)
    expect(Math.abs(fixedSampleSize(control, test, { alpha, power, pooled: true }) / pooled - 1)).toBeLessThan(1e-9)
    const question: PowerQuestion = { ...SHARE, baseline: control, alpha, power }
    expect(visitorsNeeded(question, lift)).toBe(Math.ceil(unpooled))
  }
})

test('more visitors are needed to look every day, by the width of the interval', () => {
  const fixed = visitorsNeeded(SHARE, 0.1) as number
  const sequential = visitorsNeeded({ ...SHARE, reading: 'always-valid' }, 0.1) as number
  const strength = 0.8416212335729143
  expect(sequential / fixed).toBeCloseTo(
    ((standardErrorsWide(2 * sequential) + strength) / (1.959963984540054 + strength)) ** 2,
    3,
  )
  expect(sequential / fixed).toBeGreaterThan(1.5)
})

test('the least lift and the visitors for it belong together', () => {
  for (const reading of ['fixed', 'always-valid'] as const) {
    for (const form of ['absolute', 'relative'] as const) {
      const question: PowerQuestion = { baseline: { mean: 2.5, variance: 90 }, reading, form }
      const lift = detectableLift(question, 20_000) as number
      const needed = visitorsNeeded(question, lift) as number
      expect(needed).toBeLessThanOrEqual(20_000)
      expect(needed).toBeGreaterThan(19_990)
    }
  }
})

test('three arms need more than two, a loss less than a gain of the same size', () => {
  const two = visitorsNeeded(SHARE, 0.1) as number
  expect(visitorsNeeded({ ...SHARE, arms: 3 }, 0.1)).toBeGreaterThan(two)
  expect(visitorsNeeded(SHARE, -0.1)).toBeLessThan(two)
})

test('what no shop can wait for has no number', () => {
  expect(visitorsNeeded(SHARE, 1e-9)).toBeUndefined()
  expect(detectableLift({ baseline: { mean: 1, variance: 1000 } }, 100)).toBeUndefined()
})

test.each([
  [{ ...SHARE, baseline: { mean: 0, variance: 1 } }, 0.1, 'mean and a variance above 0'],
  [{ ...SHARE, power: 1 }, 0.1, 'alpha and power'],
  [{ ...SHARE, arms: 1 }, 0.1, 'two arms'],
  [SHARE, 0, 'not 0'],
  [{ ...SHARE, baseline: shareSpread(0.9) }, 0.5, 'above 1'],
])('%j with a lift of %f is refused', (question, lift, message) => {
  expect(() => visitorsNeeded(question as PowerQuestion, lift)).toThrow(message)
})
