import { EMPTY_PROFILE, type StatedTaste } from '@endcap/core'
import { describe, expect, it } from 'vitest'
import { prefer } from '../src/prefer.js'

const NOW = 1e12
const tastesAfter = (...tastes: StatedTaste[]) =>
  prefer(EMPTY_PROFILE, [], tastes, NOW)[0].affinities.map(({ key, score }) => [key, score])

describe('prefer', () => {
  it('raises categories, brand and price band, once unless more is said', () => {
    expect(
      tastesAfter({ categories: ['Mugs'], brand: 'Falcon', price: 12 }, { categories: ['Mugs'], weight: 4 }),
    ).toEqual([
      ['brand:Falcon', 1],
      ['price:10', 1],
      ['category:Mugs', 5],
    ])
  })

  it('passes over what would spoil the other tastes', () => {
    const bad = [
      null,
      { categories: 'Mugs' },
      { brand: 'a', weight: '5' },
      { brand: 'a', weight: -1 },
      { brand: 'a', weight: NaN },
    ]
    expect(tastesAfter(...(bad as unknown as StatedTaste[]), { brand: 'b' })).toEqual([['brand:b', 1]])
  })
})
