import { expect, test } from 'vitest'
import {
  checkMixed,
  checkSampleRatio,
  differ,
  estimateMean,
  posterior,
  surround,
  surroundOneSided,
} from '../src/index.js'

test('a handful of visitors is not judged', () => {
  expect(checkSampleRatio([12, 0], [0.5, 0.5])).toEqual({ p: undefined, alarm: false })
})

test('a mean and its variance agree with the textbook', () => {
  const estimate = estimateMean({ visitors: 4, sum: 10, sumSquares: 30 })
  expect(estimate?.value).toBe(2.5)
  expect(estimate?.variance).toBeCloseTo(5 / 3 / 4, 12)
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

test('the one-sided bound is nearer than the two-sided one, and its p crosses alpha where it leaves zero', () => {
  const at = (value: number) => surroundOneSided({ value, variance: 1 }, 2000)
  const edge = at(0)?.high as number
  expect(edge).toBeLessThan(surround({ value: 0, variance: 1 }, 2000)?.high as number)
  expect(at(0)?.low).toBe(-edge)
  expect(at(edge)?.p).toBeCloseTo(0.05, 9)
  expect(at(edge * 1.01)?.low).toBeGreaterThan(0)
  expect(at(edge * 1.01)?.p).toBeLessThan(0.05)
  // Of the other side nothing is claimed.
  expect(at(-5)?.p).toBe(1)
  expect(surroundOneSided({ value: 1, variance: 0 }, 2000)).toBeUndefined()
})

test('a prior draws a lift to none, the more the less is known', () => {
  const prior = { deviation: 0.3 }
  expect(posterior({ value: 0.3, variance: 0.09 }, prior).mean).toBeCloseTo(0.15, 12)
  expect(posterior({ value: 0.3, variance: 1e-6 }, prior).mean).toBeCloseTo(0.3, 5)
  expect(posterior({ value: 0.3, variance: 0.09 }).mean).toBeCloseTo(0.3, 12)
})

test.each([
  [0, 0, undefined, false, false],
  [9, 50, 9 / 59, false, false],
  [10, 990, 0.01, false, false],
  [20, 980, 0.02, true, false],
  [60, 940, 0.06, true, true],
])('%i of several variants beside %i of one', (mixed, kept, share, warning, alarm) => {
  expect(checkMixed(mixed, kept)).toEqual({ visitors: mixed, share, warning, alarm })
})
