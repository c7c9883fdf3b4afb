import { expect, test } from 'vitest'
import { planExperiment, shareSpread } from '../src/index.js'

const PLAN = { baseline: shareSpread(0.06), shape: 'share', lift: 0.2, visitorsPerDay: 1000 } as const

test('a plan says visitors, days and whole weeks, and tests with the planned lift end by then', () => {
  const plan = planExperiment(PLAN)
  const { perArm, total, days } = plan.alwaysValid
  expect(total).toBe(2 * (perArm as number))
  expect(days).toBe(Math.ceil((perArm as number) / 500))
  expect(plan.weeks).toBe(Math.ceil((days as number) / 7))
  expect(plan.fixed.perArm).toBeLessThan(perArm as number)
  // A test read every day may end before its last one, so the power is a little more than was asked.
  expect(plan.stopping?.decidedRatio).toBeGreaterThan(0.89)
  expect(plan.stopping?.decidedRatio).toBeLessThan(0.96)
  expect(plan.stopping?.medianDay).toBeLessThan(0.75 * (days as number))
})

test('the lifts of the table shrink with time, and agree with the plan', () => {
  const { detectable, alwaysValid } = planExperiment(PLAN)
  const lifts = detectable.map(({ alwaysValid: lift }) => lift as number)
  expect(lifts).toEqual([...lifts].sort((a, b) => b - a))
  const before = detectable.findLast(({ perArm }) => perArm < (alwaysValid.perArm as number))
  const after = detectable.find(({ perArm }) => perArm >= (alwaysValid.perArm as number))
  expect(before?.alwaysValid).toBeGreaterThan(0.2)
  expect(after?.alwaysValid).toBeLessThanOrEqual(0.2)
})

test('what is known from before the exposure shortens the test', () => {
  const plain = planExperiment(PLAN).fixed.perArm as number
  const narrowed = planExperiment({ ...PLAN, correlation: 0.6 }).fixed.perArm as number
  expect(narrowed / plain).toBeCloseTo(1 - 0.36, 2)
})

test('a large lift still takes a week and a hundred visitors an arm', () => {
  const plan = planExperiment({ ...PLAN, lift: 10, visitorsPerDay: 5000 })
  expect(plan.alwaysValid).toMatchObject({ perArm: 100, days: 7 })
  expect(plan.weeks).toBe(1)
})

test('a plan beyond patience says so, and wrong input is refused', () => {
  const plan = planExperiment({ ...PLAN, lift: 1e-9 })
  expect(plan.alwaysValid).toEqual({ perArm: undefined, total: undefined, days: undefined })
  expect(plan.stopping).toBeUndefined()
  expect(() => planExperiment({ ...PLAN, visitorsPerDay: 0 })).toThrow('visitorsPerDay')
  expect(() => planExperiment({ ...PLAN, correlation: 1 })).toThrow('correlation')
})
