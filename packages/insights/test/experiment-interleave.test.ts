import { expect, test } from 'vitest'
import { type InterleavingSums, readInterleaving, signTest } from '../src/index.js'

const WEEK = { fromMs: 0, toMs: 7 * 86_400_000 }

/** Sums of visitors who each clicked on one item: all for control or all for the other. */
function sumsOf(control: number, test: number, span = WEEK): InterleavingSums {
  const credited = control + test
  return {
    exposed: credited * 5,
    credited,
    sum: test - control,
    sumSquares: credited,
    prefers: { control, test, neither: 0 },
    clicks: { control, test, neutral: 10 },
    span,
  }
}

test('a clear preference is found, on either side', () => {
  expect(readInterleaving(sumsOf(200, 400), ['a', 'b'])).toMatchObject({ state: 'test', teams: ['a', 'b'] })
  expect(readInterleaving(sumsOf(400, 200), ['a', 'b']).state).toBe('control')
  expect(readInterleaving(sumsOf(300, 310), ['a', 'b']).state).toBe('open')
})

test('the mean, its t test and its sign test agree with the textbook', () => {
  const { preference, fixed, signP } = readInterleaving(sumsOf(3, 7), ['a', 'b'])
  expect(preference?.value).toBeCloseTo(0.4, 12)
  // t = 0.4 ÷ √(0.9333 ÷ 10) on 9 degrees; scipy.stats.ttest_1samp and binomtest.
  expect(fixed?.p).toBeCloseTo(0.22286835013352, 9)
  expect(fixed?.high).toBeCloseTo(1.0911004288272876, 9)
  expect(signP).toBeCloseTo(0.34375, 12)
})

test('few visitors, a short week and nobody are told apart', () => {
  expect(readInterleaving(sumsOf(10, 40), ['a', 'b']).state).toBe('early')
  expect(readInterleaving(sumsOf(200, 400, { fromMs: 0, toMs: 1000 }), ['a', 'b']).state).toBe('early')
  expect(readInterleaving({ ...sumsOf(0, 0), span: undefined }, ['a', 'b'])).toMatchObject({
    state: 'empty',
    preference: undefined,
    fixed: undefined,
    signP: 1,
  })
})

test('visitors of one mind have no interval', () => {
  expect(readInterleaving(sumsOf(0, 300), ['a', 'b'])).toMatchObject({ preference: undefined, state: 'open' })
  expect(signTest(0, 300)).toBeLessThan(1e-80)
})
