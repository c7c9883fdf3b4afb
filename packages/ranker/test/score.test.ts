import { describe, expect, it } from 'vitest'
import { createScorer, decodeModel } from '../src/index.js'
import { plantModel } from './model-file.js'

const model = decodeModel(
  plantModel({
    ids: ['a', 'b', 'c', 'd', 'e'],
    count: [9, 2, 3, 3, 1],
    view: {
      a: [
        ['a', 255],
        ['b', 102],
        ['c', 102],
        ['d', 102],
      ],
      b: [
        ['c', 51],
        ['e', 51],
      ],
    },
    cart: { a: [['e', 255]] },
    steps: [1, 0.5],
    own: [0.25, 0.125],
  }),
)
const score = createScorer(model)
const ids = (list: readonly { index: number }[]) => list.map(({ index }) => model.ids[index])

describe('createScorer', () => {
  it('sums step weight times neighbour weight and says what gave most', () => {
    const answer = score([1, 0])
    expect(ids(answer)).toEqual(['a', 'c', 'd', 'b', 'e'])
    expect(answer[1]!.score).toBeCloseTo(0.2 + 0.5 * 0.4, 6)
    expect(answer.find(({ index }) => index === 4)!.from).toBe(0)
  })
  it('orders equal scores by count, then by index', () => {
    expect(ids(score([0]))).toEqual(['a', 'c', 'd', 'b'])
  })
  it('answers at most count, without the item left out', () => {
    expect(ids(score([0], { count: 2 }))).toEqual(['a', 'c'])
    expect(ids(score([0], { count: 2, without: 0 }))).toEqual(['c', 'd'])
  })
  it('cuts to the same head whatever the count', () => {
    const all = ids(score([1, 0]))
    for (let count = 1; count < 6; count++) expect(ids(score([1, 0], { count }))).toEqual(all.slice(0, count))
  })
  it('never answers a zero score, and nothing for unknown or no items', () => {
    expect(score([])).toEqual([])
    expect(score([-1])).toEqual([])
    expect(score([0], { weights: [0] })).toEqual([])
  })
  it('keeps the step of an unknown item', () => {
    expect(score([-1, 0])[0]!.score).toBeCloseTo(0.5, 6)
  })
  it('adds the own bonus only when asked', () => {
    expect(ids(score([4]))).toEqual([])
    expect(score([4], { own: true })).toEqual([{ index: 4, score: 0.25, from: 0 }])
  })
  it('reads the cart table', () => {
    expect(ids(score([0], { table: 'cart' }))).toEqual(['e'])
  })
  it('leaves no trace of a call in the next one', () => {
    const first = score([0])
    score([1, 0])
    expect(score([0])).toEqual(first)
  })
})
