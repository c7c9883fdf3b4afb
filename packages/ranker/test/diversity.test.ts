import { describe, expect, it } from 'vitest'
import { createRefine } from '../src/refine/index.js'
import { answering, ask, ids, product } from './shop.js'

/** Twenty of one kind lead; ten of five other kinds follow closely. */
const products = Array.from({ length: 30 }, (_, i) =>
  product(
    `p${i}`,
    i < 20
      ? { categories: ['A', 'Mugs'], brand: 'Kiln' }
      : { categories: [`C${i % 5}`], brand: `B${i % 5}`, price: 100 },
  ),
)
const scores = Object.fromEntries(products.map(({ id }, i) => [id, 1 - i * 0.004]))
const on = createRefine(answering(scores), { products })
const kinds = (list: readonly { id: string }[]) =>
  new Set(list.map(({ id }) => products.find((entry) => entry.id === id)!.brand)).size
const answer = (diversity: number, more = {}) =>
  on.recommend(ask({ count: 6, placement: { id: 'row', rotate: false, diversity, ...more } }))

describe('diversity', () => {
  it('is the order of the scores at 0', () => {
    expect(ids(answer(0))).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5'])
    expect(answer(0).every(({ reason }) => reason.parts === undefined)).toBe(true)
  })
  it('brings in other kinds, more with more strength, and keeps the best first', () => {
    expect(kinds(answer(0))).toBe(1)
    expect(kinds(answer(0.2))).toBe(6)
    expect(kinds(answer(1))).toBe(6)
    expect(answer(0.2)[0]!.id).toBe('p0')
    expect(answer(0.2)[1]!.reason.parts).toEqual([{ step: 'diversity', from: 20, to: 1 }])
  })
  it('lets a clear lead stand', () => {
    const lead = createRefine(answering({ ...scores, p0: 4, p1: 3.9 }), { products })
    expect(ids(lead.recommend(ask({ count: 2, placement: { id: 'row', rotate: false } })))).toEqual(['p0', 'p1'])
  })
  it('minds what another strategy put above', () => {
    const chosen = [{ id: 'p7', score: 1, reason: { strategy: 'related', source: 'model' } as const }]
    const [first] = on.recommend(ask({ chosen, placement: { id: 'row', rotate: false, diversity: 0.2 } }))
    expect(first!.id).toBe('p20')
    expect(first!.reason.parts).toEqual([{ step: 'diversity', from: 21, to: 1 }])
  })
  it('is for similar only what the placement asks for', () => {
    const similar = (placement: object) =>
      kinds(on.recommend(ask({ strategy: 'similar', count: 6, placement: { id: 'row', rotate: false, ...placement } })))
    expect(similar({})).toBe(1)
    expect(similar({ diversity: 0.2 })).toBe(6)
  })
})

describe('caps', () => {
  it('hold for the narrowest category and for the brand, over all strategies of the list', () => {
    const names = (list: readonly { id: string }[]) => ids(list).filter((id) => Number(id.slice(1)) < 20).length
    expect(names(answer(0, { caps: { category: 2 } }))).toBe(2)
    expect(names(answer(0, { caps: { brand: 3 } }))).toBe(3)
    const chosen = [{ id: 'p7', score: 1, reason: { strategy: 'related', source: 'model' } as const }]
    const rest = on.recommend(
      ask({ count: 5, chosen, placement: { id: 'row', rotate: false, diversity: 0, caps: { brand: 2 } } }),
    )
    expect(names(rest)).toBe(1)
  })
  it('leave a list short rather than give way', () => {
    expect(on.recommend(ask({ count: 30, placement: { id: 'row', caps: { brand: 1 } } }))).toHaveLength(6)
  })
})
