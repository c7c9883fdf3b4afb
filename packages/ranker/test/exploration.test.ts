import { describe, expect, it } from 'vitest'
import type { RankedPlacement, Recommendation } from '../src/index.js'
import { createRefine } from '../src/refine/index.js'
import { answering, ask, DAY_MS, ids, NOW, product } from './shop.js'

const SEEDS = 10_000
// Two near-ties, a lone one, three near-ties of which the cut takes two.
const scores = { a: 1, b: 0.97, c: 0.8, d: 0.6, e: 0.59, f: 0.58 }
const products = Object.keys(scores).map((id) => product(id))
const on = createRefine(answering(scores), { products })

const draw = (placement: Partial<RankedPlacement>, visitor: string, now = NOW): readonly Recommendation[] => {
  const query = ask({ count: 5, visitor, now, placement: { id: 'row', diversity: 0, ...placement } })
  return on.explore(on.recommend(query), query)
}

/** How often each item stood at each place among the lists with the same items, and the propensities logged there. */
function tally(placement: Partial<RankedPlacement>) {
  const sets = new Map<string, { lists: number; times: Map<string, number>; logged: Map<string, Set<number>> }>()
  for (let i = 0; i < SEEDS; i++) {
    const list = draw(placement, `visitor-${i}`)
    const key = ids(list).sort().join('')
    const set = sets.get(key) ?? { lists: 0, times: new Map(), logged: new Map() }
    sets.set(key, set)
    set.lists++
    list.forEach(({ id, reason }, position) => {
      const cell = `${id}${position}`
      set.times.set(cell, (set.times.get(cell) ?? 0) + 1)
      set.logged.set(cell, (set.logged.get(cell) ?? new Set()).add(reason.propensity as number))
    })
  }
  return sets
}

describe.each([
  ['rotation alone', { explore: 0 }],
  ['exploration alone', { explore: 0.3, rotate: false }],
  ['both', { explore: 0.3 }],
  ['a share that is raised', { explore: 0.01 }],
])('%s', (_, placement) => {
  const sets = tally(placement)
  it('logs the one probability with which an item of the list stands at a place', () => {
    for (const { lists, times, logged } of sets.values()) {
      for (const [cell, propensities] of logged) {
        expect(propensities.size).toBe(1)
        const [propensity] = propensities as unknown as [number]
        const slack = 4.5 * Math.sqrt((propensity * (1 - propensity)) / lists)
        expect(Math.abs(times.get(cell)! / lists - propensity), `${cell} of ${lists}`).toBeLessThanOrEqual(
          slack + 1e-12,
        )
      }
    }
  })
  it('gives each item probabilities that sum to 1 over the places', () => {
    for (const { logged } of sets.values()) {
      const sums = new Map<string, number>()
      for (const [cell, [propensity]] of [...logged].map(([key, value]) => [key, [...value]] as const)) {
        sums.set(cell[0]!, (sums.get(cell[0]!) ?? 0) + propensity!)
      }
      for (const sum of sums.values()) expect(sum).toBeCloseTo(1, 12)
    }
  })
  it('logs none under 0.01', () => {
    for (const { logged } of sets.values()) {
      for (const [propensity] of logged.values()) expect(propensity).toBeGreaterThanOrEqual(0.01 - 1e-12)
    }
  })
})

describe('rotation', () => {
  it('moves near-ties alone, also across the cut', () => {
    const at = (position: number) => new Set(Array.from({ length: 300 }, (_, i) => draw({}, `v${i}`)[position]!.id))
    expect([...at(0)].sort()).toEqual(['a', 'b'])
    expect([...at(1)].sort()).toEqual(['a', 'b'])
    expect([...at(2)]).toEqual(['c'])
    expect([...at(3)].sort()).toEqual(['d', 'e', 'f'])
  })
  it('is the same all day and from page to page, and another the next day or in another placement', () => {
    const day = Math.floor(NOW / DAY_MS) * DAY_MS
    const order = (now: number, id = 'row') =>
      Array.from({ length: 40 }, (_, i) => ids(draw({ id }, `v${i}`, now)).join('')).join()
    expect(order(day)).toBe(order(day + DAY_MS - 1))
    expect(order(day)).not.toBe(order(day + DAY_MS))
    expect(order(day)).not.toBe(order(day, 'other'))
  })
  it('is off where the placement says so', () => {
    expect(ids(draw({ rotate: false }, 'v'))).toEqual(['a', 'b', 'c', 'd', 'e'])
  })
  it('keeps the others in their order when one goes', () => {
    const tied = Object.fromEntries('abcdefgh'.split('').map((id) => [id, 1]))
    const all = createRefine(answering(tied), { products: 'abcdefgh'.split('').map((id) => product(id)) })
    const query = ask({ visitor: 'v', placement: { id: 'row', diversity: 0 } })
    const whole = ids(all.recommend(query))
    expect(ids(all.recommend({ ...query, exclude: new Set(['d']) }))).toEqual(whole.filter((id) => id !== 'd'))
  })
})

describe('without consent to measurement', () => {
  it('nothing is left to chance, and the propensity is 1', () => {
    const query = ask({ count: 5, placement: { id: 'row', diversity: 0, explore: 0.5 } })
    const list = on.explore(on.recommend(query), query)
    expect(ids(list)).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(list.every(({ reason }) => reason.propensity === 1)).toBe(true)
  })
})

describe('a list of several strategies', () => {
  it('is explored as a whole', () => {
    const query = ask({ count: 2, visitor: 'v7', placement: { id: 'row', diversity: 0, explore: 0.5 } })
    const firsts = new Set<string>()
    for (let i = 0; i < 400; i++) {
      const asked = { ...query, visitor: `v${i}` }
      const above = on.recommend(asked)
      const below = on.recommend({ ...asked, count: 3, chosen: above, exclude: new Set(ids(above)) })
      const list = on.explore([...above, ...below], asked)
      firsts.add(list[0]!.id)
      const mean = list.reduce((sum, { reason }) => sum + reason.propensity!, 0)
      expect(mean).toBeGreaterThan(0)
    }
    expect([...firsts].sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })
})
