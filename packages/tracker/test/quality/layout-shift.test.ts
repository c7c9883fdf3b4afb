import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createShiftSum } from '../../src/quality/layout-shift.js'

/** A shift of `value` at `startTime` ms. */
type Shift = readonly [value: number, startTime: number, hadRecentInput?: boolean]

function sumOf(shifts: readonly Shift[]): number {
  const sum = createShiftSum()
  for (const [value, startTime, hadRecentInput = false] of shifts) sum.add({ value, startTime, hadRecentInput })
  return sum.value()
}

test.each<[string, readonly Shift[], number]>([
  ['no shift', [], 0],
  ['one', [[0.25, 100]], 0.25],
  [
    'those of one window together',
    [
      [0.25, 100],
      [0.5, 1099],
      [0.125, 2000],
    ],
    0.875,
  ],
  [
    'a gap of a second ends a window',
    [
      [0.25, 100],
      [0.5, 1100],
    ],
    0.5,
  ],
  [
    'so do five seconds without a gap',
    [[0.125, 0], ...Array.from({ length: 5 }, (_, i) => [0.125, 900 * (i + 1)] as const), [0.5, 5000]],
    0.75,
  ],
  [
    'the greatest window, not the last',
    [
      [0.5, 0],
      [0.5, 100],
      [0.125, 9000],
    ],
    1,
  ],
  [
    'none that the shopper caused, nor do they hold a window open',
    [
      [0.25, 0],
      [9, 600, true],
      [0.5, 1200],
    ],
    0.5,
  ],
])('%s', (_, shifts, expected) => {
  expect(sumOf(shifts)).toBe(expected)
})

test('is never less than the greatest shift, nor more than all together', () => {
  const shift = fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 0, max: 20_000 }))
  fc.assert(
    fc.property(fc.array(shift, { minLength: 1 }), (shifts) => {
      const inOrder = [...shifts].sort(([, a], [, b]) => a - b)
      const value = sumOf(inOrder)
      expect(value).toBeGreaterThanOrEqual(Math.max(...shifts.map(([one]) => one)))
      expect(value).toBeLessThanOrEqual(shifts.reduce((all, [one]) => all + one, 0))
    }),
  )
})
