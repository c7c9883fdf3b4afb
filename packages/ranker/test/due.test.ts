import { describe, expect, it } from 'vitest'
import { dueFactor, intervalOf, purchasesOf } from '../src/refine/due.js'
import { DAY_MS, orders, product, profileOf } from './shop.js'

const of = (...list: Parameters<typeof orders>) => purchasesOf(profileOf({ orders: orders(...list) }), () => undefined)

describe('the interval of an article', () => {
  it('is the mean of the visitor’s own, from two orders on', () => {
    expect(intervalOf(of([10, 'a'], [30, 'a'], [70, 'a', 'a']).get('a')!)).toBe(30 * DAY_MS)
    expect(intervalOf(of([10, 'a'], [30, 'b']).get('a')!)).toBeUndefined()
  })
  it('is that of the catalogue where the visitor has none, orders of one day included', () => {
    const tea = product('a', { attributes: { reorder_days: '14' } })
    expect(intervalOf(of([10, 'a']).get('a')!, tea)).toBe(14 * DAY_MS)
    expect(intervalOf(of([10, 'a'], [10, 'a']).get('a')!, tea)).toBe(14 * DAY_MS)
    expect(intervalOf(of([10, 'a'], [15, 'a']).get('a')!, tea)).toBe(5 * DAY_MS)
  })
  it.each(['', 'soon', '-3', 'Infinity', '0'])('is unknown where the catalogue says %j', (reorder_days) => {
    expect(intervalOf(of([10, 'a']).get('a')!, product('a', { attributes: { reorder_days } }))).toBeUndefined()
  })
})

describe('what an order makes of a score', () => {
  it.each([
    [0, 0.2],
    [20, 1],
    [30, 2],
    [60, 1.5],
    [300, 1],
  ])('%d days after it, due after 30: %d', (days, expected) => {
    expect(dueFactor(days * DAY_MS, 30 * DAY_MS)).toBeCloseTo(expected, 1)
  })
  it('rises up to the due date and falls behind it', () => {
    const at = (days: number) => dueFactor(days * DAY_MS, 30 * DAY_MS)
    for (let day = 0; day < 30; day++) expect(at(day + 1)).toBeGreaterThan(at(day))
    for (let day = 30; day < 90; day++) expect(at(day + 1)).toBeLessThan(at(day))
  })
  it('never gains without an interval, and is forgotten by halves', () => {
    expect(dueFactor(0)).toBeCloseTo(0.2, 12)
    expect(dueFactor(30 * DAY_MS)).toBeCloseTo(0.6, 12)
    expect(dueFactor(3000 * DAY_MS)).toBe(1)
  })
  it('takes an order of the future for one of now', () => {
    expect(dueFactor(-5, 30 * DAY_MS)).toBe(0.2)
  })
})
