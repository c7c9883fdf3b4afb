import { type ContentEntry, EMPTY_PROFILE, type Product, type Profile } from '@endcap/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ContentQuestion, rankContent } from '../src/content.js'

const NOW = Date.UTC(2026, 5, 1)
const DAY_MS = 864e5
const entry = (id: string, more: Partial<ContentEntry> = {}): ContentEntry => ({
  id,
  kind: 'article',
  title: id,
  url: `/stories/${id}`,
  ...more,
})
const MUG: Product = {
  id: 'mug',
  title: 'Mug',
  url: '/mug',
  price: 10,
  currency: 'GBP',
  brand: 'Falcon',
  categories: ['Kitchen', 'Mugs'],
}
const likes = (...keys: string[]): Profile => ({
  ...EMPTY_PROFILE,
  affinities: keys.map((key) => ({ key, score: 3, ts: NOW })),
})
function ask(entries: unknown, question: Partial<ContentQuestion> = {}): string[] {
  const asked = { profile: EMPTY_PROFILE, context: {}, now: NOW, count: 10, ...question }
  return rankContent(entries, { product: (id) => (id === 'mug' ? MUG : undefined), ...asked }).map(({ id }) => id)
}

describe('rankContent', () => {
  it('puts what speaks of the page’s product first, then what is of its category and brand', () => {
    const entries = [
      entry('other'),
      entry('brand', { brand: 'Falcon' }),
      entry('category', { categories: ['Mugs'] }),
      entry('product', { products: ['x', 'mug'] }),
    ]
    expect(ask(entries, { context: { productId: 'mug' } })).toEqual(['product', 'category', 'brand', 'other'])
    expect(ask(entries, { context: { category: 'Mugs' } })[0]).toBe('category')
  })

  it('follows tastes of categories and brands as far as they have not faded, not those of price', () => {
    const entries = [entry('a'), entry('garden', { categories: ['Garden'] }), entry('falcon', { brand: 'Falcon' })]
    expect(ask(entries, { profile: likes('category:Garden') })[0]).toBe('garden')
    expect(ask(entries, { profile: likes('brand:Falcon', 'price:20') })[0]).toBe('falcon')
    const faded: Profile = {
      ...EMPTY_PROFILE,
      affinities: [
        { key: 'category:Garden', score: 3, ts: NOW - 60 * DAY_MS },
        { key: 'brand:Falcon', score: 1, ts: NOW },
      ],
    }
    expect(ask(entries, { profile: faded })[0]).toBe('falcon')
  })

  it('puts the newer first where nothing else differs, and nothing that is yet to come', () => {
    const at = (days: number) => new Date(NOW - days * DAY_MS).toISOString()
    const entries = [
      entry('undated'),
      entry('old', { publishedAt: at(400) }),
      entry('new', { publishedAt: at(2) }),
      entry('future', { publishedAt: at(-20) }),
    ]
    expect(ask(entries)).toEqual(['new', 'old', 'undated', 'future'])
  })

  it('lets kinds take turns', () => {
    const kinds = ['article', 'article', 'article', 'guide', 'video'] as const
    expect(ask(kinds.map((kind, i) => entry(`${kind}${i}`, { kind })))).toEqual([
      'article0',
      'guide3',
      'video4',
      'article1',
      'article2',
    ])
  })

  it('leaves out what was opened', () => {
    expect(ask([entry('a'), entry('b')], { profile: { ...EMPTY_PROFILE, opened: ['a'] } })).toEqual(['b'])
  })

  it.each([[undefined], [null], [{}], ['x'], [[null, 3, {}, entry('a', { kind: 'poem' as never }), { id: 'b' }]]])(
    'passes over what is no entry: %j',
    (entries) => {
      expect(ask(entries)).toEqual([])
    },
  )

  it('gives each entry once, no more than wanted, and the same each time, whatever it is given', () => {
    const any = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      kind: fc.constantFrom('article', 'guide', 'video', 'poem'),
      title: fc.constant('T'),
      url: fc.constant('/'),
      categories: fc.oneof(fc.array(fc.constantFrom('Mugs', 'Garden')), fc.constant('Mugs')),
      publishedAt: fc.constantFrom('2026-01-01', 'soon', undefined),
    })
    fc.assert(
      fc.property(fc.array(any), fc.nat(6), (entries, count) => {
        const ids = ask(entries, { count, profile: likes('category:Garden'), context: { productId: 'mug' } })
        expect(ids.length).toBeLessThanOrEqual(count)
        expect(new Set(ids).size).toBe(ids.length)
        expect(ask(entries, { count, profile: likes('category:Garden'), context: { productId: 'mug' } })).toEqual(ids)
      }),
    )
  })
})
