import { createSeededRandom } from '@endcap/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cupedReduction, cupedTheta, cupedVariance } from '../src/experiment/cuped.js'
import { absoluteEffect, effectVariance, liftEstimate, sidesOf } from '../src/experiment/effect.js'
import { type Linear, linearise } from '../src/experiment/linearise.js'
import { addMoments, momentsOf, NO_MOMENTS } from '../src/experiment/moments.js'
import { liftOf } from '../src/index.js'

type Row = readonly [y: number, d: number, x: number, w: number]

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const covariance = (a: readonly number[], b: readonly number[]) => {
  const [ma, mb] = [mean(a), mean(b)]
  return a.reduce((sum, value, index) => sum + (value - ma) * ((b[index] as number) - mb), 0) / (a.length - 1)
}
const linear = (rows: readonly Row[]): Linear => linearise(momentsOf(rows)) as Linear

/** Visitors who clicked and looked, before and after; `tie` is how much of the past stays, 0–1. */
function draw(seed: number, count: number, lift = 0, tie = 0.8): Row[] {
  const { unit } = createSeededRandom(seed)
  return Array.from({ length: count }, () => {
    const taste = unit()
    const d = 1 + Math.floor(unit() * 6)
    const w = 1 + Math.floor(unit() * 6)
    const now = tie * taste + (1 - tie) * unit()
    return [d * (now * (1 + lift)), d, w * taste, w]
  })
}

test('moments of parts add up to those of the whole', () => {
  const value = fc.integer({ min: -1000, max: 1000 })
  const rows = fc.array(fc.tuple(value, value, value, value), { maxLength: 20 })
  fc.assert(
    fc.property(rows, rows, (a, b) => {
      expect(addMoments(momentsOf(a), momentsOf(b))).toEqual(momentsOf([...a, ...b]))
    }),
  )
  expect(momentsOf([])).toEqual(NO_MOMENTS)
})

test('a ratio is a mean of linearised numbers, before and after', () => {
  const rows = draw(1, 200)
  const own = linear(rows)
  const ratio = mean(rows.map(([y]) => y)) / mean(rows.map(([, d]) => d))
  const past = mean(rows.map(([, , x]) => x)) / mean(rows.map(([, , , w]) => w))
  const numbers = rows.map(([y, d]) => (y - ratio * d) / mean(rows.map((row) => row[1])))
  const before = rows.map(([, , x, w]) => (x - past * w) / mean(rows.map((row) => row[3])))
  expect(own.value).toBeCloseTo(ratio, 12)
  expect(own.variance).toBeCloseTo(covariance(numbers, numbers), 10)
  expect(own.before?.value).toBeCloseTo(past, 12)
  expect(own.before?.variance).toBeCloseTo(covariance(before, before), 10)
  expect(own.before?.covariance).toBeCloseTo(covariance(numbers, before), 10)
})

test('a variance keeps four digits beside a mean a thousand times the deviation', () => {
  const rows = Array.from({ length: 200_000 }, (_, index) => [1000.1 + (index % 3)] as const)
  const exact = (2 / 3) * (200_000 / 199_999)
  expect(Math.abs((linearise(momentsOf(rows))?.variance as number) / exact - 1)).toBeLessThan(1e-4)
})

test('nothing is said of one visitor, of a ratio over nothing, or of a past that nobody knows', () => {
  expect(linearise(momentsOf([[1]]))).toBeUndefined()
  expect(
    linearise(
      momentsOf([
        [0, 0],
        [0, 0],
      ]),
    ),
  ).toBeUndefined()
  const own = linearise(momentsOf([[1], [2]])) as Linear
  expect(own.before).toBeUndefined()
  expect(cupedTheta([own, own])).toBeUndefined()
})

test('CUPED by moments is CUPED by visitor', () => {
  const [test, control] = [draw(2, 500, 0.1), draw(3, 400)].map((rows) =>
    // A metric per visitor.
    rows.map(([y, , x]) => [y, 1, x, 1] as const),
  ) as [Row[], Row[]]
  const [own, base] = [linear(test), linear(control)]
  const theta = cupedTheta([own, base]) as number
  const adjusted = (rows: readonly Row[]) => rows.map(([y, , x]) => y - theta * x)
  const effect = absoluteEffect(own, base, theta)
  expect(effect.value).toBeCloseTo(mean(adjusted(test)) - mean(adjusted(control)), 10)
  const variance = (rows: readonly Row[]) => covariance(adjusted(rows), adjusted(rows)) / rows.length
  expect(effectVariance(effect)).toBeCloseTo(variance(test) + variance(control), 12)
})

test('CUPED takes away ρ² of the variance, of a ratio as of a mean', () => {
  for (const seed of [4, 5]) {
    const [own, base] = [linear(draw(seed, 4000)), linear(draw(seed + 10, 4000))]
    const theta = cupedTheta([own, base]) as number
    const rho = ({ variance, before }: Linear) =>
      (before as NonNullable<Linear['before']>).covariance ** 2 /
      variance /
      (before as NonNullable<Linear['before']>).variance
    const theory = (rho(own) + rho(base)) / 2
    expect(theory).toBeGreaterThan(0.3)
    expect(cupedReduction(own, base, theta)).toBeCloseTo(theory, 1)
    // No other θ does better.
    for (const other of [theta * 0.8, theta * 1.2]) {
      const both = (at: number) => cupedVariance(own, at) + cupedVariance(base, at)
      expect(both(other)).toBeGreaterThan(both(theta))
    }
  }
})

test('the lift by the delta method has the textbook variance, and CUPED’s is that of the visitors drawn anew', () => {
  const [own, base] = [linear(draw(6, 300, 0.2)), linear(draw(7, 300))]
  const { value, variance } = liftEstimate(sidesOf(own, base))
  const [vt, vc] = [own.variance / 300, base.variance / 300]
  expect(value).toBeCloseTo(own.value / base.value - 1, 12)
  expect(variance).toBeCloseTo(vt / base.value ** 2 + (vc * own.value ** 2) / base.value ** 4, 12)

  const theta = cupedTheta([own, base]) as number
  const lifts = Array.from({ length: 600 }, (_, run) => {
    const pair = [linear(draw(1000 + run, 300, 0.2)), linear(draw(5000 + run, 300))] as const
    return liftEstimate(sidesOf(...pair, theta)).value
  })
  const simulated = covariance(lifts, lifts)
  const told = liftEstimate(sidesOf(own, base, theta)).variance
  // The deviation of a variance of 600 runs is 6 % of it; four of them.
  expect(Math.abs(told / simulated - 1)).toBeLessThan(0.24)
  expect(told).toBeLessThan(variance)
})

test('a lift leaves out zero exactly when the difference does, with CUPED too', () => {
  for (let seed = 20; seed < 60; seed++) {
    const [own, base] = [linear(draw(seed, 150, 0.06)), linear(draw(seed + 500, 150))]
    const theta = cupedTheta([own, base]) as number
    const effect = absoluteEffect(own, base, theta)
    const half = 2.5 * Math.sqrt(effectVariance(effect))
    const { test: changed, control, covariance: shared } = sidesOf(own, base, theta)
    const lift = liftOf(changed, control, 2.5, shared)
    expect((lift?.low as number) > 0, `seed ${seed}`).toBe(effect.value - half > 0)
    expect((lift?.high as number) < 0, `seed ${seed}`).toBe(effect.value + half < 0)
    expect(lift?.value).toBeCloseTo(effect.value / control.value, 10)
  }
})
