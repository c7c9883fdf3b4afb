import { describe, expect, it } from 'vitest'
import { ENGLISH, explain } from '../src/explain/index.js'
import type { RankReason } from '../src/index.js'
import { DAY_MS, product } from './shop.js'

const MUG = product('mug', { title: 'Blue mug' })
const tell = (reason: RankReason, more = {}) =>
  explain({ id: 'cup', reason }, { product: (id) => (id === 'mug' ? MUG : undefined), ...more }).text

describe('explain', () => {
  it.each([
    [{ strategy: 'related', source: 'model', seed: 'mug' }, 'Often viewed after Blue mug.'],
    [{ strategy: 'bought-together', source: 'model', seed: 'gone' }, 'Often bought together with gone.'],
    [{ strategy: 'similar', source: 'content', seed: 'mug' }, 'Like Blue mug in category, brand, price or words.'],
    [{ strategy: 'for-you', source: 'content' }, 'Fits what this visitor likes.'],
    [{ strategy: 'trending', source: 'content' }, 'New in the shop.'],
    [{ strategy: 'trending', source: 'popular' }, 'In demand now.'],
    [{ strategy: 'recent', source: 'history' }, 'Viewed before by this visitor.'],
    [{ strategy: 'buy-again', source: 'history' }, 'Bought before by this visitor.'],
    [{ strategy: 'related', source: 'content', parts: [{ step: 'search', ratio: 1 }] }, 'Matches the search.'],
  ] satisfies [RankReason, string][])('%j: %s', (reason, expected) => {
    expect(tell(reason)).toBe(expected)
  })
  it('says what each step did, in order', () => {
    const keys = [
      { key: 'category:Mugs', share: 0.5 },
      { key: 'price:20', share: 0.1 },
    ]
    const reason: RankReason = {
      strategy: 'trending',
      source: 'popular',
      parts: [
        { step: 'taste', keys, factor: 1.3 },
        { step: 'repeat', ageMs: 2 * DAY_MS, factor: 0.25 },
        { step: 'repeat', ageMs: 31 * DAY_MS, intervalMs: 30 * DAY_MS, factor: 1.9 },
        { step: 'weights', from: 4, to: 0 },
        { step: 'fatigue', shown: 3.2, factor: 0.6 },
        { step: 'diversity', from: 8, to: 1, like: 'mug' },
        { step: 'rotation', from: 1, to: 3 },
        { step: 'exploration', ratio: 0.2, drawn: true },
      ],
    }
    expect(tell(reason)).toBe(
      'In demand now; raised 30% for interest in Mugs, prices from 20; lowered to 25%, since it was bought 2 days ago; ' +
        'due again: bought 31 days ago, usual after 30; moved from place 5 to 1 by the learned weights; ' +
        'lowered to 60%, since it was seen without a click (4 ×); moved from place 9 to 2 for variety; ' +
        'shares places 2 to 4 with products as good, by the day’s lot; in an order by lot, so that other orders can be judged.',
    )
    expect(explain({ id: 'cup', reason }).reason).toBe(reason)
  })
  it('speaks other languages from another table', () => {
    const words = { ...ENGLISH, popular: 'Gerade gefragt', fatigue: 'auf {percent} gesenkt' }
    const parts = [{ step: 'fatigue' as const, shown: 4, factor: 0.6 }]
    expect(tell({ strategy: 'trending', source: 'popular', parts }, { words, locale: 'de' })).toBe(
      'Gerade gefragt; auf 60\u00a0% gesenkt.',
    )
  })
})
