import { describe, expect, it } from 'vitest'
import { parseOverrides } from '../src/index.js'

describe('parseOverrides', () => {
  it.each([
    ['', {}],
    ['?a=1', {}],
    ['?endcap_variant=row:other', { row: 'other' }],
    ['?x=1&endcap_variant=row%3Aother%2Cgrid%3Ab', { row: 'other', grid: 'b' }],
    ['?endcap_variant=row', {}],
    ['?endcap_variant=row:', {}],
    ['?endcap_variant=a:b:c,row:other', { row: 'other' }],
    ['?endcap_variant=%E0%A4%A', {}],
    ['?not_endcap_variant=row:other', {}],
  ])('reads %j as %j', (search, expected) => {
    expect(parseOverrides(search)).toEqual(expected)
  })
})
