import { describe, expect, it } from 'vitest'
import { pageLeft, trackEnds } from '../src/scroll.js'

describe('trackEnds', () => {
  it.each([
    ['at rest, left to right', 0, { atStart: true, atEnd: false }],
    ['in the middle', 300, { atStart: false, atEnd: false }],
    ['at the end', 600, { atStart: false, atEnd: true }],
    ['at the end, rounded by zoom', 598.7, { atStart: false, atEnd: true }],
    ['in the middle, right to left', -300, { atStart: false, atEnd: false }],
    ['at the end, right to left', -600, { atStart: false, atEnd: true }],
  ])('knows where the track stands: %s', (_, scrollLeft, ends) => {
    expect(trackEnds({ scrollLeft, clientWidth: 400, scrollWidth: 1000 })).toEqual(ends)
  })

  it('touches both ends when everything fits', () => {
    expect(trackEnds({ scrollLeft: 0, clientWidth: 400, scrollWidth: 400 })).toEqual({ atStart: true, atEnd: true })
  })
})

describe('pageLeft', () => {
  const five = { clientWidth: 1200, stepPx: 243.2, gapPx: 16 }
  it.each([
    ['five whole cards on', { ...five, direction: 1 as const, rtl: false }, 5 * 243.2],
    ['five whole cards back', { ...five, direction: -1 as const, rtl: false }, -5 * 243.2],
    ['onwards is to the left, right to left', { ...five, direction: 1 as const, rtl: true }, -5 * 243.2],
    ['two of 2.3 cards', { clientWidth: 358, stepPx: 162.5, gapPx: 16, direction: 1 as const, rtl: false }, 325],
    [
      'one card, though it is wider than the track',
      { clientWidth: 100, stepPx: 200, gapPx: 16, direction: 1 as const, rtl: false },
      200,
    ],
  ])('goes %s', (_, page, left) => {
    expect(pageLeft(page)).toBeCloseTo(left)
  })
})
