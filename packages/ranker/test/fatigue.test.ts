import { EMPTY_PROFILE, type EventEnvelope, type EventType, type Profile } from '@endcap/core'
import { describe, expect, it } from 'vitest'
import { foldEvent, TASTE_HALF_LIFE_MS } from '../src/index.js'
import { fatigueFactor, foldShown, shownAt } from '../src/refine/fatigue.js'
import { createRefine } from '../src/refine/index.js'
import { answering, ask, ids, NOW, product } from './shop.js'

const event = (type: EventType, items: string[], more: Partial<EventEnvelope> = {}): EventEnvelope => ({
  id: 'e',
  type,
  ts: NOW,
  stream: 's',
  seq: 1,
  consent: { analytics: 'granted', personalization: 'granted' },
  items: items.map((item_id) => ({ item_id })),
  ...(type === 'view_item_list' && { list: { placement: 'row', requestId: 'r' } }),
  ...more,
})
const fold = (events: readonly EventEnvelope[], profile: Profile = EMPTY_PROFILE): Profile =>
  events.reduce((before, next) => foldShown(foldEvent(before, next), next), profile)
const seen = (times: number, id = 'a', ts = NOW) =>
  Array.from({ length: times }, () => event('view_item_list', [id], { ts }))

describe('what was seen without a click', () => {
  it('counts the lists that Endcap drew, and no others', () => {
    expect(fold(seen(3)).shown).toEqual({ a: { score: 3, ts: NOW } })
    expect(fold([event('view_item_list', ['a'], { list: undefined as never })])).toBe(EMPTY_PROFILE)
    expect(fold([event('widget_render', ['a'])])).toBe(EMPTY_PROFILE)
  })
  it('counts half after a fortnight', () => {
    const profile = fold(seen(4))
    expect(shownAt(profile, 'a', NOW + TASTE_HALF_LIFE_MS)).toBeCloseTo(2, 12)
    expect(shownAt(fold(seen(1, 'a', NOW + TASTE_HALF_LIFE_MS), profile), 'a', NOW + TASTE_HALF_LIFE_MS)).toBeCloseTo(
      3,
      12,
    )
  })
  it.each(['select_item', 'view_item', 'add_to_cart', 'add_to_wishlist', 'purchase'] as const)(
    'starts anew with %s',
    (type) => {
      expect(fold([...seen(5), event(type, ['a'])]).shown).toEqual({})
      expect(fold([...seen(5), event(type, ['b'])]).shown).toEqual({ a: { score: 5, ts: NOW } })
    },
  )
  it('survives other events, and is bounded: the ones seen longest ago go first', () => {
    const many = Array.from({ length: 130 }, (_, i) => event('view_item_list', [`i${i}`], { ts: NOW + i }))
    const { shown } = fold([...many, event('view_item', ['z'], { ts: NOW + 999 })])
    expect(Object.keys(shown!)).toHaveLength(100)
    expect(shown).not.toHaveProperty('i29')
    expect(shown).toHaveProperty('i30')
  })
})

describe('fatigue', () => {
  it('falls from 1 towards its floor, slowly at first', () => {
    expect(fatigueFactor(0)).toBe(1)
    expect(fatigueFactor(1)).toBeGreaterThan(0.95)
    expect(fatigueFactor(4)).toBeCloseTo(0.6, 12)
    expect(fatigueFactor(1e6)).toBeGreaterThanOrEqual(0.2)
    for (let times = 0; times < 40; times++) expect(fatigueFactor(times + 1)).toBeLessThan(fatigueFactor(times))
  })
  it('lets others come up until there is a click', () => {
    const on = createRefine(answering({ a: 1, b: 0.8 }), { products: [product('a'), product('b')] })
    const answer = (profile: Profile) => ids(on.recommend(ask({ profile })))
    expect(answer(fold(seen(1)))).toEqual(['a', 'b'])
    expect(answer(fold(seen(4)))).toEqual(['b', 'a'])
    expect(answer(fold([...seen(4), event('select_item', ['a'])]))).toEqual(['a', 'b'])
    expect(on.recommend(ask({ profile: fold(seen(4)) }))[1]!.reason.parts).toEqual([
      { step: 'fatigue', shown: 4, factor: expect.closeTo(0.6, 12) },
    ])
  })
})
