import { expect, test } from 'vitest'
import { liftOf } from '../src/index.js'

const WIDE = 1.959963984540054

test('the bounds are the lifts at which the difference is just excluded', () => {
  const [changed, control] = [
    { value: 1.3, variance: 0.02 },
    { value: 1, variance: 0.01 },
  ]
  const lift = liftOf(changed, control, WIDE)
  expect(lift?.value).toBeCloseTo(0.3, 12)
  for (const bound of [lift?.low ?? 0, lift?.high ?? 0]) {
    const difference = changed.value - (1 + bound) * control.value
    const error = Math.sqrt(changed.variance + (1 + bound) ** 2 * control.variance)
    expect(Math.abs(difference / error)).toBeCloseTo(WIDE, 9)
  }
})

test('zero is left out exactly when the plain difference leaves it out', () => {
  const control = { value: 1, variance: 0.01 }
  const edge = 1 + WIDE * Math.sqrt(0.03)
  expect(liftOf({ value: edge + 1e-6, variance: 0.02 }, control, WIDE)?.low).toBeGreaterThan(0)
  expect(liftOf({ value: edge - 1e-6, variance: 0.02 }, control, WIDE)?.low).toBeLessThan(0)
  expect(liftOf({ value: 2 - edge - 1e-6, variance: 0.02 }, control, WIDE)?.high).toBeLessThan(0)
})

test('a control that may be zero has no lift', () => {
  expect(liftOf({ value: 1, variance: 0.1 }, { value: 1, variance: 0.27 }, WIDE)).toBeUndefined()
  expect(liftOf({ value: 1, variance: 0.1 }, { value: 0, variance: 0 }, WIDE)).toBeUndefined()
})
