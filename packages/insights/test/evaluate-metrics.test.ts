import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createListMetrics, gini, summariseBytes } from '../src/evaluate/list-metrics.js'
import { createAccuracy, percentile, rankOf } from '../src/evaluate/metrics.js'
import { createTraitIndex } from '../src/evaluate/traits.js'

describe('createAccuracy', () => {
  const one = (list: number[], target: number, relevant: number[], k = 4) => {
    const accuracy = createAccuracy([k])
    accuracy.add(list, list.indexOf(target) + 1, relevant)
    return accuracy.finish()[k]!
  }
  it.each([
    ['first', [0, 1, 2, 3], 0, [0], { hr: 1, mrr: 1, ndcg: 1, precision: 1 / 4, recall: 1, f1: 0.4, map: 1 }],
    ['third', [1, 2, 0], 0, [0], { hr: 1, mrr: 1 / 3, ndcg: 0.5, precision: 1 / 4, recall: 1, map: 1 / 3 }],
    ['missed', [1, 2], 4, [4], { hr: 0, mrr: 0, ndcg: 0, precision: 0, recall: 0, f1: 0, map: 0 }],
    [
      'two of three',
      [1, 3, 0, 2],
      0,
      [0, 1, 4],
      { hr: 1, mrr: 1 / 3, precision: 1 / 2, recall: 2 / 3, map: (1 + 2 / 3) / 3 },
    ],
    ['repeats', [1, 0], 1, [1, 1, 0, 0], { precision: 1 / 2, recall: 1 / 2, map: 1 / 2 }],
    ['no list', [], 0, [0], { hr: 0, recall: 0 }],
  ])('agrees with the case worked by hand: %s', (_, list, target, relevant, expected) => {
    const found = one(list, target, relevant)
    for (const [name, value] of Object.entries(expected))
      expect(found[name as keyof typeof found], name).toBeCloseTo(value, 10)
  })
  it('cuts at k and averages over lists', () => {
    const accuracy = createAccuracy([1, 2])
    accuracy.add([0, 1], 2, [1])
    accuracy.add([1, 0], 1, [1])
    const { 1: first, 2: second } = accuracy.finish()
    expect([first!.hr, first!.mrr, second!.hr, second!.mrr]).toEqual([0.5, 0.5, 1, 0.75])
  })
  it('takes a fractional rank as it is', () => {
    const accuracy = createAccuracy([2, 3])
    accuracy.add([0, 1, 2], 2.5, [1])
    const { 2: two, 3: three } = accuracy.finish()
    expect([two!.hr, two!.recall, three!.hr, three!.mrr, three!.map]).toEqual([0, 0, 1, 0.4, 0.4])
    expect(three!.ndcg).toBeCloseTo(1 / Math.log2(3.5), 12)
  })
  it('is zero for no predictions', () => {
    expect(createAccuracy([5]).finish()[5]).toMatchObject({ hr: 0, f1: 0, map: 0 })
  })
  it('keeps every value between 0 and 1, and grows with k where it must', () => {
    const lists = fc.array(fc.tuple(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7]), fc.nat(9), fc.array(fc.nat(9))))
    fc.assert(
      fc.property(lists, (cases) => {
        const accuracy = createAccuracy([1, 3, 8])
        for (const [list, target, rest] of cases) accuracy.add(list, list.indexOf(target) + 1, [target, ...rest])
        const { 1: one, 3: three, 8: eight } = accuracy.finish()
        for (const at of [one!, three!, eight!]) {
          for (const value of Object.values(at)) expect(value >= 0 && value <= 1 + 1e-12).toBe(true)
          expect(at.mrr <= at.ndcg + 1e-12 && at.ndcg <= at.hr + 1e-12).toBe(true)
        }
        for (const metric of ['hr', 'mrr', 'ndcg', 'recall'] as const) {
          expect(one![metric] <= three![metric] + 1e-12 && three![metric] <= eight![metric] + 1e-12).toBe(true)
        }
      }),
    )
  })
})

describe('rankOf', () => {
  const answer = { items: [7, 3, 5, 1], scores: [4, 2, 2, 2] }
  it.each([
    ['as listed', 5, false, 3],
    ['the middle of three alike', 3, true, 3],
    ['the same for each of them', 1, true, 3],
    ['alone', 7, true, 1],
    ['not listed', 9, true, 0],
  ])('is %s', (_, target, isMiddle, rank) => expect(rankOf(answer, target, isMiddle)).toBe(rank))
  it('falls back on the order where there are no scores', () => {
    expect(rankOf({ items: [7, 3] }, 3, true)).toBe(2)
  })
})

describe('createListMetrics', () => {
  const counts = [8, 4, 2, 1, 1]
  it('agrees with a case worked by hand', () => {
    const lists = createListMetrics(2, counts)
    lists.add([0, 1, 4], [3], 2, false)
    lists.add([2], [1, -1], 3, true)
    lists.add([], [0], 4, false)
    const found = lists.finish()
    expect(found).toMatchObject({ coverage: 3 / 5, short_share: 2 / 3, cold_predictions: 3, cold_item_hr: 1 / 3 })
    // Items 1 (4) and 2 (2) are below 5; item 4 is beyond k.
    expect(found.cold_item_share).toBeCloseTo(2 / 3, 12)
    expect(found.popularity).toBeCloseTo(((8 + 4) / 2 / 8 + 2 / 8) / 2, 12)
    expect(found.popularity_lift).toBeCloseTo((6 + 2) / (1 + 4), 12)
    expect(found.novelty).toBeCloseTo(((1 + 2) / 2 + 3) / 2, 12)
    expect(found).not.toHaveProperty('calibration')
  })
  it('is zero for no lists', () => {
    expect(createListMetrics(2, counts).finish()).toMatchObject({ coverage: 0, gini: 0, popularity_lift: 0 })
  })
  it('gives the Gini of known spreads', () => {
    expect(gini(Float64Array.of(3, 3, 3))).toBe(0)
    expect(gini(Float64Array.of(0, 0, 0, 5))).toBe(0.75)
    expect(gini(Float64Array.of(1, 3))).toBe(0.25)
    expect(gini(new Float64Array(3))).toBe(0)
  })
  it('sums bytes up', () => {
    expect(summariseBytes([10, 20, 30])).toEqual({ mean: 20, p95: 30 })
    expect(summariseBytes([])).toEqual({ mean: 0, p95: 0 })
  })
  it('takes percentiles by rank', () => {
    expect(percentile([4, 1, 3, 2], 0.5)).toBe(3)
    expect(percentile([], 0.5)).toBe(0)
  })
})

describe('createTraitIndex', () => {
  const traits = new Map([
    ['a', { categories: ['Cups', 'Red'], brand: 'X', price: 1, attributes: [] }],
    ['b', { categories: ['cups', 'Blue'], brand: 'Y', price: 100, attributes: [] }],
    ['c', { categories: ['Cups', 'Red'], brand: 'X', price: 1, attributes: [] }],
    ['d', { attributes: ['Cups'] }],
  ])
  const index = createTraitIndex(['a', 'b', 'c', 'd', 'e'], traits)
  it('measures pairs by what both have', () => {
    expect(index.known).toBe(4)
    expect(index.diversity([0, 2])).toBe(0)
    // One of three labels is shared; the brands differ; of three prices, 1 is above no cut, 100 above three.
    expect(index.diversity([0, 1])).toBeCloseTo((2 / 3 + 1 + 3 / 4) / 3, 12)
    expect(index.diversity([0, 3])).toBe(0.5)
    expect(index.diversity([0, 4])).toBeUndefined()
    expect(index.diversity([0])).toBeUndefined()
  })
  it('spreads an item over its categories', () => {
    const mix = index.categoryMix([0, 3, 4])!
    expect([...mix.values()].sort()).toEqual([0.25, 0.75])
    expect(index.categoryMix([4])).toBeUndefined()
  })
  it('is calibrated at 0 for a list like the history, and worse the further apart', () => {
    const measure = (list: number[], asked: number[]) => {
      const lists = createListMetrics(2, [1, 1, 1, 1, 1], index)
      lists.add(list, asked, 0, false)
      return lists.finish()
    }
    expect(measure([2], [0]).calibration).toBeCloseTo(0, 12)
    const near = measure([1], [0]).calibration!
    const far = measure([1], [3]).calibration!
    // History: Cups ½, Red ½; list: Cups ½, Blue ½.
    expect(near).toBeCloseTo(0.5 * Math.log(1 / 1) + 0.5 * Math.log(0.5 / (0.01 * 0.5)), 10)
    expect(far).toBeCloseTo(Math.log(1 / (0.99 * 0.5 + 0.01)), 10)
    expect(measure([4], [0])).not.toHaveProperty('calibration')
  })
})
