import type { Experiment } from '@endcap/core'
import { createSeededRandom, readHashVectors } from '@endcap/testkit'
import { describe, expect, it } from 'vitest'
import { assign, bucketRanges, chooseVariant } from '../src/index.js'

const experiment: Experiment = {
  id: 'row-test',
  placement: 'home',
  variants: [
    { id: 'control', weight: 0.5 },
    { id: 'other', weight: 0.5 },
  ],
}

describe('bucket ranges', () => {
  const cases = readHashVectors().getBucketRange.filter(
    ({ weights, numVariations }) =>
      weights?.length === numVariations && Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1) < 0.01,
  )
  it.each(cases.map((entry) => [entry.name, entry] as const))('agrees with the peer: %s', (_, entry) => {
    const ranges = bucketRanges(entry.weights as number[], entry.coverage)
    ranges.flat().forEach((value, i) => {
      expect(value).toBeCloseTo(entry.expected.flat()[i] as number, 9)
    })
  })

  it.each(readHashVectors().chooseVariation.map((entry) => [entry.name, entry] as const))(
    'chooses as the peer does: %s',
    (_, { n, ranges, expected }) => {
      expect(chooseVariant(n, ranges)).toBe(expected)
    },
  )
})

describe('assign', () => {
  it('gives a visitor the same arm every time', () => {
    const first = assign(experiment, { visitor: 'v-1' })
    expect(assign(experiment, { visitor: 'v-1' })).toEqual(first)
    expect(first.by).toBe('hash')
  })

  it('splits visitors by the weights', () => {
    const random = createSeededRandom(1)
    const arms = Array.from({ length: 10_000 }, () => assign(experiment, { visitor: random.id() }).variant.id)
    const share = arms.filter((id) => id === 'control').length / arms.length
    expect(Math.abs(share - 0.5)).toBeLessThan(0.02)
  })

  it('never moves an enrolled visitor when coverage grows', () => {
    const random = createSeededRandom(2)
    for (let i = 0; i < 2000; i++) {
      const visitor = random.id()
      const before = assign({ ...experiment, coverage: 0.2 }, { visitor })
      if (before.by !== 'hash') continue
      expect(assign({ ...experiment, coverage: 0.9 }, { visitor })).toEqual(before)
    }
  })

  it.each([
    ['without a visitor id', experiment, { visitor: undefined }],
    ['when the experiment is stopped', { ...experiment, active: false }, { visitor: 'v-1' }],
    ['outside the coverage', { ...experiment, coverage: 0 }, { visitor: 'v-1' }],
  ])('shows control and does not enrol %s', (_, test, input) => {
    expect(assign(test, input)).toMatchObject({ by: 'not-enrolled', variant: { id: 'control' } })
  })

  it('lets a preview force a known variant, and ignores an unknown one', () => {
    expect(assign(experiment, { visitor: 'v-1', overrides: { 'row-test': 'other' } })).toMatchObject({
      by: 'override',
      variant: { id: 'other' },
    })
    expect(assign(experiment, { visitor: 'v-1', overrides: { 'row-test': 'nope' } }).by).toBe('hash')
    expect(assign({ ...experiment, id: 'toString' }, { visitor: 'v-1', overrides: {} }).by).toBe('hash')
  })
})
