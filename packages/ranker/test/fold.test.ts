import {
  EMPTY_PROFILE,
  EVENT_TYPES,
  type EventEnvelope,
  type EventType,
  type Product,
  type Profile,
} from '@endcap/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decay, foldEvent, TASTE_HALF_LIFE_MS } from '../src/index.js'

const NOW = Date.UTC(2026, 5, 1)
const event = (type: EventType, items: string[], more: Partial<EventEnvelope> = {}): EventEnvelope => ({
  id: 'e',
  type,
  ts: NOW,
  stream: 's',
  seq: 1,
  consent: { analytics: 'granted', personalization: 'granted' },
  items: items.map((item_id) => ({ item_id })),
  ...more,
})
const fold = (events: readonly EventEnvelope[], productOf?: (id: string) => Product | undefined): Profile =>
  events.reduce((profile, next) => foldEvent(profile, next, productOf), EMPTY_PROFILE)
const order = (transactionId: string) => ({ transactionId, value: 30, currency: 'EUR' })

describe('foldEvent', () => {
  it('puts the newest first, once, with its count and strongest kind', () => {
    const profile = fold([
      event('view_item', ['a'], { ts: 1 }),
      event('add_to_cart', ['b'], { ts: 2 }),
      event('add_to_cart', ['a'], { ts: 3 }),
      event('view_item', ['a'], { ts: 4 }),
    ])
    expect(profile.recent).toEqual([
      { id: 'a', ts: 4, kind: 'cart', count: 3 },
      { id: 'b', ts: 2, kind: 'cart', count: 1 },
    ])
  })
  it('keeps the order of time when an event arrives late', () => {
    const profile = fold([event('view_item', ['a'], { ts: 9 }), event('view_item', ['b'], { ts: 5 })])
    expect(profile.recent.map((item) => item.id)).toEqual(['a', 'b'])
  })
  it('follows the cart', () => {
    const two = { items: [{ item_id: 'a', quantity: 2 }] }
    const filled = fold([event('add_to_cart', [], two), event('add_to_cart', ['a', 'b'])])
    expect(filled.cart).toEqual([
      { id: 'a', quantity: 3 },
      { id: 'b', quantity: 1 },
    ])
    const less = foldEvent(foldEvent(filled, event('remove_from_cart', ['b'])), event('remove_from_cart', [], two))
    expect(less.cart).toEqual([{ id: 'a', quantity: 1 }])
    expect(foldEvent(filled, event('purchase', ['a'], { order: order('t') })).cart).toEqual([{ id: 'b', quantity: 1 }])
    expect(filled.cart).toHaveLength(2)
  })
  it('keeps an order once, however often the thank-you page is loaded', () => {
    const bought = event('purchase', ['a'], { order: order('t1') })
    const once = fold([bought])
    expect(once.orders).toEqual([{ transactionId: 't1', ts: NOW, value: 30, items: ['a'] }])
    expect(foldEvent(once, { ...bought, ts: NOW + 5 })).toBe(once)
  })
  it('collects tastes from the catalogue, else from the event', () => {
    const mug: Product = {
      id: 'a',
      title: 'Mug',
      url: '/',
      price: 12,
      salePrice: 9,
      currency: 'EUR',
      brand: 'Kiln',
      categories: ['Kitchen', 'Mugs'],
    }
    const known = fold([event('add_to_cart', ['a'])], () => mug)
    expect(known.affinities.map(({ key }) => key)).toEqual([
      'category:Kitchen',
      'category:Mugs',
      'brand:Kiln',
      'price:5',
    ])
    expect(known.affinities[2]).toEqual({ key: 'brand:Kiln', score: 3, ts: NOW })
    const item = { item_id: 'x', item_brand: 'Loom', item_category: 'Home', item_category2: 'Rugs', price: 250 }
    const unknown = fold([event('view_item', [], { items: [item] })])
    expect(unknown.affinities.map(({ key }) => key)).toEqual([
      'category:Home',
      'category:Rugs',
      'brand:Loom',
      'price:200',
    ])
  })
  it('halves a taste in a fortnight', () => {
    const item = { item_id: 'x', item_brand: 'Loom' }
    const twice = fold([
      event('view_item', [], { items: [item] }),
      event('view_item', [], { items: [item], ts: NOW + TASTE_HALF_LIFE_MS }),
    ])
    expect(twice.affinities[0]!.score).toBeCloseTo(1.5, 12)
  })
  it('leaves the profile as it is for events that say nothing', () => {
    expect(fold([event('view_item_list', ['a']), event('page_view', [])])).toBe(EMPTY_PROFILE)
  })
  it('remembers what was dismissed', () => {
    expect(fold([event('dismiss', ['a']), event('dismiss', ['b']), event('dismiss', ['a'])]).dismissed).toEqual([
      'a',
      'b',
    ])
  })

  const anyEvent = fc.record({
    type: fc.constantFrom(...EVENT_TYPES),
    ts: fc.nat(1e9).map((n) => NOW + n),
    items: fc.array(
      fc.record({
        item_id: fc.nat(120).map((n) => `i${n}`),
        item_brand: fc.nat(90).map((n) => `b${n}`),
        quantity: fc.nat(5),
      }),
      { maxLength: 60 },
    ),
    order: fc.option(
      fc.nat(60).map((n) => order(`t${n}`)),
      { nil: undefined },
    ),
  })
  it('stays bounded, sorted and the same for the same events', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (list) => {
        const events = list.map((part) => event(part.type, [], part as Partial<EventEnvelope>))
        const profile = fold(events)
        expect(profile.recent.length).toBeLessThanOrEqual(50)
        expect(profile.affinities.length).toBeLessThanOrEqual(60)
        expect(profile.cart.length).toBeLessThanOrEqual(50)
        expect(profile.orders.length).toBeLessThanOrEqual(20)
        expect(profile.dismissed.length).toBeLessThanOrEqual(50)
        expect(new Set(profile.recent.map((item) => item.id)).size).toBe(profile.recent.length)
        const times = profile.recent.map((item) => item.ts)
        expect(times).toEqual([...times].sort((a, b) => b - a))
        expect(profile.cart.every((line) => line.quantity > 0)).toBe(true)
        expect(JSON.stringify(fold(events))).toBe(JSON.stringify(profile))
      }),
      { numRuns: 60 },
    )
  })
})

describe('decay', () => {
  it.each([
    [0, 1],
    [-5, 1],
    [100, 0.5],
    [200, 0.25],
    [50, Math.SQRT1_2],
    [1e9, 0],
    [Number.POSITIVE_INFINITY, 0],
  ])('of age %d at a half-life of 100 is %d', (age, expected) => {
    expect(decay(age, 100)).toBeCloseTo(expected, 12)
  })
})
