import { describe, expect, it } from 'vitest'
import { createRowWriter } from '../src/train/rows.js'
import { seeded } from './train-data.js'

describe('createRowWriter', () => {
  it('keeps the heaviest of each row, by falling weight, then rising index, as sorting all would', () => {
    const random = seeded(5)
    const writer = createRowWriter(500)
    const expected: [item: number, weight: number][][] = []
    for (let row = 0; row < 60; row++) {
      const sums = new Map<number, number>()
      for (let i = 0; i < row * 12; i++) {
        // Few weights, so that many tie; some are 0.
        const [item, weight] = [Math.floor(random() * 500), Math.floor(random() * 4)]
        writer.add(item, weight)
        sums.set(item, (sums.get(item) ?? 0) + weight)
      }
      const most = 1 + (row % 50)
      writer.close(most)
      const positive = [...sums].filter(([, weight]) => weight > 0)
      expected.push(positive.sort(([a, one], [b, two]) => two - one || a - b).slice(0, most))
    }
    const { offsets, items, weights } = writer.finish()
    expected.forEach((row, i) => {
      const pairs = [...items.subarray(offsets[i], offsets[i + 1])].map((item, at) => [
        item,
        weights[offsets[i]! + at]!,
      ])
      expect(pairs).toEqual(row)
    })
  })

  it('adds stretches of other rows, and weighs a row before it closes', () => {
    const rows = { offsets: Uint32Array.of(0, 3), items: Uint32Array.of(2, 0, 1), weights: Float64Array.of(3, 2, 1) }
    const writer = createRowWriter(3)
    writer.add(1, 4)
    writer.addPairs(rows, 0, 3, 2, 0)
    writer.weigh((item, weight) => (item === 2 ? 0 : weight / 2))
    writer.close(5)
    writer.addPairs(rows, 1, 3, 1)
    writer.close(5)
    writer.close(5)
    const { offsets, items, weights } = writer.finish()
    expect([[...offsets], [...items], [...weights]]).toEqual([
      [0, 1, 3, 3],
      [1, 0, 1],
      [3, 2, 1],
    ])
  })
})
