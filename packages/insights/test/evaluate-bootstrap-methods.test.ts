import { createSeededRandom } from '@endcap/testkit'
import { describe, expect, it } from 'vitest'
import { bootstrapMethods } from '../src/evaluate/bootstrap-methods.js'
import type { SessionSums } from '../src/evaluate/replay.js'
import { createRandom } from '../src/random.js'

/** Sums of sessions with `each` predictions, which hit with the probability of their session. */
function sumsOf(
  random: () => number,
  sessions: number,
  each: number,
  ratioOf: (session: number) => number,
): SessionSums {
  const hits = Float64Array.from({ length: sessions }, (_, session) => {
    const ratio = ratioOf(session)
    return Array.from({ length: each }, () => (random() < ratio ? 1 : 0)).reduce((sum: number, hit) => sum + hit, 0)
  })
  return { hr: hits, mrr: hits, ndcg: hits, predictions: new Float64Array(sessions).fill(each) }
}

describe('createRandom', () => {
  it('gives the numbers of the generator that the testkit holds', () => {
    const [ours, theirs] = [createRandom(42), createSeededRandom(42)]
    const drawn = Array.from({ length: 1000 }, () => ours())
    expect(drawn).toEqual(Array.from({ length: 1000 }, () => theirs.unit()))
    expect(createRandom(1)()).not.toBe(createRandom(2)())
  })
  it('falls evenly over a hundred bins', () => {
    const draw = createRandom(7)
    const bins = new Float64Array(100)
    for (let i = 0; i < 100_000; i++) bins[Math.floor(draw() * 100)]!++
    const chi = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    // 99 degrees of freedom: 99.9 % lie between 57 and 150.
    expect(chi).toBeGreaterThan(57)
    expect(chi).toBeLessThan(150)
  })
})

describe('bootstrap', () => {
  it('gives the same intervals for the same sums, others for another seed', () => {
    const sums = [sumsOf(createSeededRandom(1).unit, 200, 3, () => 0.4)]
    expect(bootstrapMethods(sums)).toEqual(bootstrapMethods(sums))
    expect(bootstrapMethods(sums, { seed: 5 }).intervals).not.toEqual(bootstrapMethods(sums).intervals)
  })
  it('covers the true hit rate in about 95 of 100 worlds, though predictions of a session are alike', () => {
    const { unit } = createSeededRandom(3)
    const worlds = 300
    let covered = 0
    for (let world = 0; world < worlds; world++) {
      // A session hits always or never: resampling predictions would give intervals far too narrow.
      const sums = sumsOf(unit, 150, 4, () => (unit() < 0.3 ? 1 : 0))
      const [low, high] = bootstrapMethods([sums], { draws: 300, seed: world }).intervals[0]!.hr
      if (low <= 0.3 && 0.3 <= high) covered++
    }
    // 95 % of 300 with its own error of 1.3 points, and the small sample's shortfall.
    expect(covered / worlds).toBeGreaterThan(0.9)
    expect(covered / worlds).toBeLessThan(0.985)
  })
  it('pairs: what always differs alike has no interval, though each method has one', () => {
    const own = sumsOf(createSeededRandom(9).unit, 300, 1, () => 0.5)
    const plus = { ...own, hr: own.hr.map((hits) => hits + 0.25) }
    const { intervals, differences } = bootstrapMethods([own, plus, own])
    expect(intervals[0]!.hr[1] - intervals[0]!.hr[0]).toBeGreaterThan(0.05)
    const { value, low, high } = differences[0]!.hr
    for (const bound of [value, low, high]) expect(bound).toBeCloseTo(-0.25, 10)
    expect(differences[1]!.hr).toEqual({ value: 0, low: 0, high: 0 })
  })
  it('weighs sessions by their predictions, and leaves out those without', () => {
    const sums = {
      hr: Float64Array.of(9, 0, 0),
      mrr: Float64Array.of(9, 0, 0),
      ndcg: Float64Array.of(9, 0, 0),
      predictions: Float64Array.of(9, 1, 0),
    }
    const [low, high] = bootstrapMethods([sums]).intervals[0]!.hr
    expect([low, high]).toEqual([0, 1])
    expect(bootstrapMethods([sums, { ...sums, hr: new Float64Array(3) }]).differences[0]!.hr.value).toBe(0.9)
  })
  it('is zero where nothing was asked', () => {
    const none = new Float64Array(2)
    const sums = { hr: none, mrr: none, ndcg: none, predictions: none }
    expect(bootstrapMethods([sums]).intervals[0]!.hr).toEqual([0, 0])
  })
})
