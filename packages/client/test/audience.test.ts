import { type Audience, EMPTY_PROFILE, type Product, type Profile, type RecentItem, segmentHash } from '@endcap/core'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { type AudienceFacts, isInAudience, lowPriceOf } from '../src/audience.js'

const NOW = Date.UTC(2026, 10, 22, 12)
const MINUTE_MS = 6e4
const HOUR_MS = 36e5
const DAY_MS = 864e5

const PRODUCTS = new Map(
  Array.from({ length: 9 }, (_, i): [string, Product] => [
    `p${i}`,
    {
      id: `p${i}`,
      title: '',
      url: '/',
      price: 10 * (i + 1),
      currency: 'GBP',
      // p6 to p8: dear, and on sale.
      ...(i > 5 && { salePrice: 10 * i }),
    },
  ]),
)
const met = (id: string, ago: number): RecentItem => ({ id, ts: NOW - ago, kind: 'view', count: 1 })
const ordered = (value: number, ago: number) => ({ transactionId: `${ago}`, ts: NOW - ago, value, items: [] })
const profile = (more: Partial<Profile> = {}): Profile => ({ ...EMPTY_PROFILE, ...more })
const facts = (more: Partial<AudienceFacts> = {}): AudienceFacts => ({
  now: NOW,
  profile: profile(),
  member: {},
  page: 'home',
  width: 800,
  channel: 'email',
  lowPrice: lowPriceOf([...PRODUCTS.values()]),
  product: (id) => PRODUCTS.get(id),
  visitor: 'v1',
  segments: undefined,
  ...more,
})

const longAgo = profile({ recent: [met('p0', 5 * MINUTE_MS), met('p1', 61 * DAY_MS)] })
const today = profile({ recent: [met('p0', 5 * MINUTE_MS), met('p1', 29 * MINUTE_MS), met('p2', 50 * MINUTE_MS)] })
const leftCart = profile({
  recent: [met('p3', 2 * MINUTE_MS), met('p0', 26 * HOUR_MS)],
  cart: [{ id: 'p0', quantity: 2 }],
})

describe('an audience', () => {
  const cases: [string, Audience, Profile, boolean][] = [
    ['new: nothing is known', { visitor: 'new' }, profile(), true],
    ['new: all in one visit', { visitor: 'new' }, today, true],
    ['not new: half an hour passed', { visitor: 'new' }, profile({ recent: [met('p0', 31 * MINUTE_MS)] }), false],
    [
      'new: met at a time that the clock was set back from',
      { visitor: 'new' },
      profile({ recent: [met('p0', -DAY_MS)] }),
      true,
    ],
    ['returning', { visitor: 'returning' }, longAgo, true],
    ['returning: an order is enough', { visitor: 'returning' }, profile({ orders: [ordered(1, DAY_MS)] }), true],
    [
      'returning: a card that was seen is enough',
      { visitor: 'returning' },
      profile({ shown: { p0: { score: 1, ts: NOW - DAY_MS } } }),
      true,
    ],
    ['not returning on the first visit', { visitor: 'returning' }, today, false],
    ['dormant', { visitor: 'dormant' }, longAgo, true],
    ['dormant by other days', { dormantDays: 60 }, longAgo, true],
    ['not dormant by more days', { visitor: 'dormant', dormantDays: 61 }, longAgo, false],
    ['not dormant when new', { visitor: 'dormant' }, profile(), false],
    [
      'high value',
      { spent: { min: 500 } },
      profile({ orders: [ordered(300, DAY_MS), ordered(200, 2 * DAY_MS)] }),
      true,
    ],
    ['not of high value', { spent: { min: 500 } }, profile({ orders: [ordered(300, DAY_MS)] }), false],
    ['a count of orders', { orders: { min: 1, max: 1 } }, profile({ orders: [ordered(300, DAY_MS)] }), true],
    ['looks at sales', { priceSensitive: true }, profile({ recent: [met('p6', 0), met('p7', 0), met('p4', 0)] }), true],
    [
      'looks at what is cheap',
      { priceSensitive: true },
      profile({ recent: [met('p0', 0), met('p2', 0), met('p4', 0)] }),
      true,
    ],
    [
      'looks at neither',
      { priceSensitive: true },
      profile({ recent: [met('p3', 0), met('p4', 0), met('p5', 0)] }),
      false,
    ],
    ['has not looked at enough', { priceSensitive: true }, profile({ recent: [met('p6', 0), met('gone', 0)] }), false],
    ['nor the contrary', { priceSensitive: false }, profile({ recent: [met('p4', 0), met('gone', 0)] }), false],
    [
      'the cart by what is paid',
      { cartValue: { min: 60, max: 60 } },
      profile({
        cart: [
          { id: 'p6', quantity: 1 },
          { id: 'gone', quantity: 9 },
        ],
      }),
      true,
    ],
    ['an abandoned cart', { cartAbandonedHours: 24 }, leftCart, true],
    ['not so long', { cartAbandonedHours: 48 }, leftCart, false],
    ['an empty cart is not abandoned', { cartAbandonedHours: 24 }, { ...leftCart, cart: [] }, false],
    [
      'a cart of this visit is not',
      { cartAbandonedHours: 24 },
      { ...leftCart, cart: [{ id: 'p3', quantity: 1 }] },
      false,
    ],
    ['all fields of a test', { visitor: 'returning', spent: { min: 1 } }, longAgo, false],
    ['all', { all: [{ visitor: 'returning' }, { dormantDays: 30 }] }, longAgo, true],
    ['any', { any: [{ visitor: 'new' }, { dormantDays: 30 }] }, longAgo, true],
    ['none of any', { any: [{ visitor: 'new' }, { spent: { min: 1 } }] }, longAgo, false],
    ['not', { not: { visitor: 'new' } }, longAgo, true],
    ['the width', { width: { max: 800 } }, profile(), true],
    ['another width', { width: { max: 799 } }, profile(), false],
    ['the page', { pages: ['cart', 'home'] }, profile(), true],
    ['the channel', { channels: ['paid_search'] }, profile(), false],
    ['a field of another version', { moon: 'full' } as unknown as Audience, profile(), false],
  ]
  it.each(cases)('%s', (_, audience, known, is) => {
    expect(isInAudience(audience, facts({ profile: known }))).toBe(is)
  })

  it.each([
    ['of the tier', { tiers: ['gold'] }, { tier: 'gold' }, true],
    ['of another tier', { tiers: ['gold'] }, { tier: 'tin' }, false],
    ['signed in', { signedIn: true }, { signedIn: true }, true],
    ['not signed in', { signedIn: false }, { signedIn: false }, true],
    ['not told', { signedIn: false }, {}, false],
    ['not told, by not', { not: { tiers: ['gold'] } }, {}, false],
  ])('a member that is %s', (_, audience, member, is) => {
    expect(isInAudience(audience, facts({ member }))).toBe(is)
  })

  it.each([
    [{ visitor: 'new' }],
    [{ visitor: 'returning' }],
    [{ dormantDays: 3 }],
    [{ spent: { max: 9 } }],
    [{ orders: { max: 9 } }],
    [{ priceSensitive: false }],
    [{ cartValue: { max: 9 } }],
    [{ cartAbandonedHours: 0 }],
  ] as [Audience][])('is nobody’s without consent to a profile: %j, nor the contrary', (audience) => {
    const unknown = facts({ profile: undefined })
    expect([isInAudience(audience, unknown), isInAudience({ not: audience }, unknown)]).toEqual([false, false])
    expect(isInAudience({ any: [audience, { pages: ['home'] }] }, unknown)).toBe(true)
    expect(isInAudience({ not: { all: [audience, { pages: ['cart'] }] } }, unknown)).toBe(true)
  })

  it('obeys De Morgan, whatever is known', () => {
    const leaf: fc.Arbitrary<Audience> = fc.constantFrom<Audience>(
      { pages: ['home'] },
      { pages: ['cart'] },
      { visitor: 'new' },
      { tiers: ['gold'] },
      { signedIn: true },
    )
    const { audience } = fc.letrec<{ audience: Audience }>((tie) => ({
      audience: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('audience'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
        fc.array(tie('audience'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
        tie('audience').map((not) => ({ not })),
      ),
    }))
    const known = fc.record({
      profile: fc.constantFrom(undefined, profile(), longAgo),
      member: fc.constantFrom({}, { tier: 'gold' }, { signedIn: true }),
    })
    fc.assert(
      fc.property(audience, audience, known, (a, b, more) => {
        const at = facts(more)
        expect(isInAudience({ not: { any: [a, b] } }, at)).toBe(isInAudience({ all: [{ not: a }, { not: b }] }, at))
        expect(isInAudience({ not: { not: a } }, at)).toBe(isInAudience(a, at))
        // Nobody is both in and out.
        expect(isInAudience(a, at) && isInAudience({ not: a }, at)).toBe(false)
      }),
    )
  })
})

it('knows what a third of the catalogue costs at most', () => {
  expect([lowPriceOf([...PRODUCTS.values()]), lowPriceOf([])]).toEqual([30, undefined])
})

describe('days since the last order, and segments', () => {
  const buyer = profile({ orders: [ordered(50, 10.5 * DAY_MS), ordered(50, 40 * DAY_MS)] })
  const segments: AudienceFacts['segments'] = [
    { id: 'rfm-loyal', audience: { orders: { min: 2 }, orderedDays: { max: 30 } } },
    { id: 'tier-top', visitors: [segmentHash('tier-top', 'v1')] },
  ]
  test.each([
    ['10 days and a half are 10', { orderedDays: { min: 10, max: 10 } }, buyer, true],
    ['of the last order', { orderedDays: { min: 11 } }, buyer, false],
    ['without an order', { orderedDays: { min: 0 } }, profile(), false],
    ['by rule', { segments: ['rfm-loyal'] }, buyer, true],
    ['not by rule', { segments: ['rfm-loyal'] }, profile(), false],
    ['by list', { segments: ['rfm-loyal', 'tier-top'] }, profile(), true],
    ['one that the config does not have', { segments: ['gone'] }, buyer, false],
  ] as const)('%s', (_, audience, known, is) => {
    expect(isInAudience(audience, facts({ profile: known, segments }))).toBe(is)
  })
  test('a list has nobody else in it', () => {
    expect(isInAudience({ segments: ['tier-top'] }, facts({ segments, visitor: 'v2' }))).toBe(false)
  })
  test('without consent to personalisation nobody is meant, not by not either', () => {
    for (const audience of [{ orderedDays: { min: 0 } }, { segments: ['tier-top'] }, { segments: ['rfm-loyal'] }]) {
      const unknown = facts({ profile: undefined, segments })
      expect([isInAudience(audience, unknown), isInAudience({ not: audience }, unknown)]).toEqual([false, false])
    }
  })
})
