import { readHashVectors } from '@endcap/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checksum32, fnv1a32, hashToUnit } from '../src/index.js'

describe('hashToUnit', () => {
  const cases = readHashVectors().hash.filter(({ version }) => version === 2)
  it.each(cases.map(({ seed, value, expected }) => [seed, value, expected] as const))(
    'puts seed %j and value %j in the bucket of the peer',
    (seed, value, expected) => {
      expect(hashToUnit(seed, value)).toBe(expected)
    },
  )
})

it('hashes the decimal text of the first hash, whatever was hashed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (seed, value) => {
      expect(hashToUnit(seed, value)).toBe((fnv1a32(String(fnv1a32(seed + value))) % 10000) / 10000)
    }),
  )
})

describe('fnv1a32 and checksum32', () => {
  it('agree with the published test values for ASCII', () => {
    expect(fnv1a32('')).toBe(0x811c9dc5)
    expect(fnv1a32('a')).toBe(0xe40c292c)
    expect(fnv1a32('foobar')).toBe(0xbf9cf968)
    expect(checksum32(new TextEncoder().encode('foobar'))).toBe(0xbf9cf968)
  })
})
