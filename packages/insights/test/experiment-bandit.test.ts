import { expect, test } from 'vitest'
import { type BanditArm, createRandom, thompsonShares } from '../src/index.js'

const arm = (variant: string, value: number, deviation = 0.01, visitors = 1000, weight = 0.5): BanditArm => ({
  variant,
  weight,
  visitors,
  estimate: { value, variance: deviation ** 2 },
})

test('arms that look alike get the same share', () => {
  const { moved, arms } = thompsonShares([arm('a', 0.1), arm('b', 0.1), arm('c', 0.1)])
  expect(moved).toBe(true)
  for (const { weight } of arms) expect(weight).toBeCloseTo(1 / 3, 12)
})

test('the chance of two arms is that of their difference', () => {
  // P(N(0.12 − 0.1, 2 × 0.01²) > 0) = Φ(√2), to the digits of the reference.
  const { arms } = thompsonShares([arm('a', 0.1), arm('b', 0.12)], { floor: 0 })
  expect(arms[1]?.weight).toBeCloseTo(0.9213503964748574, 6)
})

test('no arm falls below the floor, and the shares sum to 1', () => {
  const { arms } = thompsonShares([arm('a', 0.1), arm('b', 0.5), arm('c', 0.2)], { floor: 0.1 })
  expect(arms.map(({ weight }) => weight.toFixed(6))).toEqual(['0.100000', '0.800000', '0.100000'])
  const lower = thompsonShares([arm('a', 0.1), arm('b', 0.5)], { better: 'lower' })
  expect(lower.arms[0]?.weight).toBeCloseTo(0.95, 6)
})

test('three arms agree with drawing from their posteriors', () => {
  const arms = [arm('a', 0.1, 0.02), arm('b', 0.11, 0.01), arm('c', 0.09, 0.04)]
  const random = createRandom(7)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const wins = [0, 0, 0]
  const draws = 200_000
  for (let draw = 0; draw < draws; draw++) {
    const values = arms.map(({ estimate }) => (estimate?.value ?? 0) + normal() * Math.sqrt(estimate?.variance ?? 0))
    const best = values.indexOf(Math.max(...values))
    wins[best] = (wins[best] ?? 0) + 1
  }
  thompsonShares(arms, { floor: 0 }).arms.forEach(({ weight }, index) => {
    // Four standard errors of the draws.
    expect(Math.abs(weight - (wins[index] as number) / draws)).toBeLessThan(4 * Math.sqrt(0.25 / draws))
  })
})

test('nothing moves before every arm has its visitors, or while an arm says nothing', () => {
  const early = thompsonShares([arm('a', 0.1), arm('b', 0.5, 0.01, 99)])
  expect(early).toMatchObject({ moved: false, reason: expect.stringContaining('b has 99 visitors') })
  expect(early.arms.map(({ weight }) => weight)).toEqual([0.5, 0.5])
  expect(thompsonShares([arm('a', 0.1), arm('b', 0, 0)]).moved).toBe(false)
})

test('an arm of weight 0 stays out', () => {
  const { arms } = thompsonShares([arm('a', 0.1), arm('b', 0.1), arm('c', 0.9, 0.01, 1000, 0)])
  expect(arms[2]).toEqual({ variant: 'c', chanceBest: undefined, weight: 0 })
})

test('a floor that leaves nothing to move is refused, and so is one arm', () => {
  expect(() => thompsonShares([arm('a', 0.1), arm('b', 0.1)], { floor: 0.6 })).toThrow(
    'floor is a number from 0 to 0.5',
  )
  expect(() => thompsonShares([arm('a', 0.1)])).toThrow('two arms')
})
