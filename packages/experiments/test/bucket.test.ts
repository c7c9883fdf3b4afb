import { readHashVectors } from '@endcap/testkit'
import { describe, expect, it } from 'vitest'
import { bucketOf, bucketRanges, chooseVariant, equalWeights, isInGroup } from '../src/index.js'

const vectors = readHashVectors()
const near = (numbers: readonly number[], expected: readonly number[]) => {
  expect(numbers).toHaveLength(expected.length)
  numbers.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 8)
  })
}

describe('every case of the peer', () => {
  it.each(vectors.hash)('hashes $value under $seed by version $version to $expected', (entry) => {
    expect(bucketOf(entry.seed, entry.value, entry.version) ?? null).toBe(entry.expected)
  })

  it.each(vectors.getEqualWeights)('gives %i arms the weights %j', (count, weights) => {
    near(equalWeights(count), weights)
  })

  it.each(vectors.getBucketRange)('cuts the range: $name', ({ numVariations, coverage, weights, expected }) => {
    near(bucketRanges(numVariations, coverage, weights ?? undefined).flat(), expected.flat())
  })

  it.each(vectors.chooseVariation)('chooses: $name', ({ n, ranges, expected }) => {
    expect(chooseVariant(n, ranges)).toBe(expected)
  })

  it.each(vectors.inNamespace)('knows the group: $name', ({ id, namespace: [group, start, end], expected }) => {
    expect(isInGroup(id, group, [start, end])).toBe(expected)
  })
})

it('takes weights that are no numbers for none', () => {
  expect(bucketRanges(2, 1, [Number.NaN, 0.5])).toEqual([
    [0, 0.5],
    [0.5, 1],
  ])
})
