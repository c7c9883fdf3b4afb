import { type Catalogue, EMPTY_PROFILE, type Product } from '@endcap/core'
import { expect, it } from 'vitest'
import type { GivenPlacement } from '../src/client.js'
import { rankFiles } from '../src/rank-files.js'

const product = (id: string, more: Partial<Product>): Product => ({ id, title: id, url: `/${id}`, ...more }) as Product

const products = [
  product('old', { brand: 'Falcon', publishedAt: '2026-01-01', categories: ['Mugs'] }),
  product('other', { brand: 'Kilner', publishedAt: '2026-04-01', categories: ['Mugs'] }),
  product('none', { publishedAt: '2026-05-01', categories: ['Mugs'] }),
  product('red', { brand: 'FALCON', publishedAt: '2026-03-01', groupId: 'jug' }),
  product('blue', { brand: 'Falcon', publishedAt: '2026-02-01', groupId: 'jug' }),
]
const { ranker } = rankFiles(
  { catalogue: { products } as unknown as Catalogue } as Parameters<typeof rankFiles>[0],
  { visitor: () => undefined, page: () => ({ kind: 'home' }), report: () => {} } as unknown as Parameters<
    typeof rankFiles
  >[1],
  { search: () => '' },
)
const ask = (placement: Partial<GivenPlacement>, exclude = new Set<string>()) =>
  ranker
    .recommend({
      strategy: 'trending',
      profile: EMPTY_PROFILE,
      count: 9,
      now: Date.UTC(2026, 5, 1),
      exclude,
      placement: { id: 'row', diversity: 0, ...placement } as GivenPlacement,
    })
    .map(({ id }) => id)
    .sort()

it('asks for all where the placement names no brand', () => {
  expect(ask({})).toEqual(['none', 'old', 'other', 'red'])
})

it('answers products of the brand alone, one of a group, whatever its letters', () => {
  expect(ask({ brand: 'falcon' })).toEqual(['old', 'red'])
  expect(ask({ brand: 'Kilner' })).toEqual(['other'])
  expect(ask({ brand: 'Unknown' })).toEqual([])
})

it('narrows by brand and category, and what is excluded stays so', () => {
  expect(ask({ brand: 'Falcon', category: 'Mugs' })).toEqual(['old'])
  expect(ask({ brand: 'Falcon' }, new Set(['jug']))).toEqual(['old'])
  expect(ask({ brand: 'Falcon' }, new Set(['old']))).toEqual(['red'])
})
