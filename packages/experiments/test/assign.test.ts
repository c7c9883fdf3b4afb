import type { Experiment } from '@endcap/core'
import { createSeededRandom } from '@endcap/testkit'
import { describe, expect, it } from 'vitest'
import { assign, createAssigner, isHeldOut } from '../src/index.js'

const experiment: Experiment = {
  id: 'row-test',
  placement: 'home',
  variants: [
    { id: 'control', weight: 0.5 },
    { id: 'other', weight: 0.5 },
  ],
}

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

  it.each([
    ['when the experiment is a draft', { status: 'draft' }, {}],
    ['when the experiment was stopped', { status: 'stopped' }, {}],
    ['who is held out of everything', {}, { isHeldOut: true }],
    ['outside the part of its group', { group: { id: 'g', range: [0, 0] } }, {}],
    ['outside audience or schedule', {}, { isEligible: () => false }],
  ] as const)('shows control and does not enrol %s', (_, more, input) => {
    const test: Experiment = { ...experiment, ...more }
    expect(assign(test, { visitor: 'v-1', ...input })).toMatchObject({ by: 'not-enrolled', variant: { id: 'control' } })
    const kept = assign({ ...test, sticky: true }, { visitor: 'v-1', kept: 'other', ...input })
    expect(kept.by).toBe('not-enrolled')
  })

  it('keeps the arm of a sticky experiment though weights and coverage change, and of no other', () => {
    const all: Experiment = {
      ...experiment,
      coverage: 0,
      variants: [
        { id: 'control', weight: 1 },
        { id: 'other', weight: 0 },
      ],
    }
    expect(assign({ ...all, sticky: true }, { visitor: 'v-1', kept: 'other' })).toMatchObject({
      by: 'sticky',
      variant: { id: 'other' },
    })
    expect(assign(all, { visitor: 'v-1', kept: 'other' }).by).toBe('not-enrolled')
    expect(assign({ ...experiment, sticky: true }, { visitor: 'v-1', kept: 'gone' }).by).toBe('hash')
  })

  it('gives every enrolled visitor of an interleaved experiment both variants', () => {
    const random = createSeededRandom(3)
    const decide = createAssigner({ ...experiment, interleave: true, coverage: 0.5 })
    const found = Array.from({ length: 4000 }, () => decide({ visitor: random.id() }))
    const enrolled = found.filter(({ by }) => by === 'hash')
    expect(new Set(enrolled.map(({ variant }) => variant.id))).toEqual(new Set(['interleaved']))
    expect(Math.abs(enrolled.length / found.length - 0.5)).toBeLessThan(0.03)
    expect(decide({ visitor: 'v', overrides: { 'row-test': 'other' } }).variant.id).toBe('other')
  })

  it('never puts a visitor into two experiments of one group with ranges apart', () => {
    const random = createSeededRandom(4)
    const first = createAssigner({ ...experiment, id: 'a', group: { id: 'g', range: [0, 0.5] } })
    const second = createAssigner({ ...experiment, id: 'b', group: { id: 'g', range: [0.5, 1] } })
    let count = 0
    for (let i = 0; i < 2000; i++) {
      const visitor = random.id()
      const [a, b] = [first({ visitor }).by, second({ visitor }).by]
      expect([a, b].filter((by) => by === 'hash')).toHaveLength(1)
      if (a === 'hash') count++
    }
    expect(Math.abs(count / 2000 - 0.5)).toBeLessThan(0.04)
  })

  it('holds the same visitors out whatever is tested, 5 % unless said otherwise, and splits the others evenly', () => {
    const random = createSeededRandom(5)
    const decide = createAssigner(experiment)
    let held = 0
    let control = 0
    for (let i = 0; i < 20_000; i++) {
      const visitor = random.id()
      const isOut = isHeldOut(undefined, visitor)
      if (isOut) held++
      else if (decide({ visitor }).variant.id === 'control') control++
      // Growing the share lets nobody out.
      if (isOut) expect(isHeldOut({ share: 0.1 }, visitor)).toBe(true)
    }
    expect(Math.abs(held / 20_000 - 0.05)).toBeLessThan(0.006)
    expect(Math.abs(control / (20_000 - held) - 0.5)).toBeLessThan(0.015)
    expect(isHeldOut({ share: 1 }, undefined)).toBe(false)
    expect(isHeldOut({ share: 0 }, 'v-1')).toBe(false)
  })

  it('assigns 100,000 visitors in far less than a second', () => {
    const random = createSeededRandom(6)
    const visitors = Array.from({ length: 100_000 }, () => random.id())
    const decide = createAssigner(experiment)
    const startMs = performance.now()
    for (const visitor of visitors) decide({ visitor, isHeldOut: isHeldOut(undefined, visitor) })
    expect(performance.now() - startMs).toBeLessThan(1000)
  })
})
