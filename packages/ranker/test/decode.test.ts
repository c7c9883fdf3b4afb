import { EndcapError } from '@endcap/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeModel } from '../src/index.js'
import { assemble, plantModel } from './model-file.js'

const file = plantModel({
  ids: ['mug', 'théière', 'spoon'],
  count: [5, 3, 1],
  trend: [0.5, 2, 0],
  view: {
    mug: [
      ['théière', 255],
      ['spoon', 51],
    ],
  },
  cart: { spoon: [['mug', 102]] },
})

const damage = (bytes: ArrayBuffer): string => {
  try {
    decodeModel(bytes)
  } catch (error) {
    expect(error).toBeInstanceOf(EndcapError)
    expect((error as EndcapError).code).toBe('model-damaged')
    return (error as Error).message
  }
  return ''
}

describe('decodeModel', () => {
  it('reads what was written, as views on the file', () => {
    const model = decodeModel(file)
    expect(model.ids).toEqual(['mug', 'théière', 'spoon'])
    expect(model.indexOf('spoon')).toBe(2)
    expect(model.indexOf('fork')).toBeUndefined()
    expect([...model.count]).toEqual([5, 3, 1])
    expect([...model.trend]).toEqual([0.5, 2, 0])
    expect([...model.tables.view.offsets]).toEqual([0, 2, 2, 2])
    expect([...model.tables.view.items]).toEqual([1, 2])
    expect([...model.tables.cart.weights]).toEqual([102])
    expect(model.tables.view.scale[255]).toBe(1)
    expect(model.tables.view.weights.buffer).toBe(file)
  })

  it.each([
    ['length', file.slice(0, 8)],
    ['length', file.slice(0, file.byteLength - 1)],
    ['checksum', file.slice(0, file.byteLength - 4)],
    ['magic', new ArrayBuffer(64)],
    ['header', assemble('[', new Uint8Array(4))],
    ['header', assemble('null', new Uint8Array(4))],
    ['ids', assemble('{"items":0,"sections":{}}', new Uint8Array(4))],
    ['ids', assemble('{"items":2,"sections":{"ids":{"offset":0,"length":4}}}', Uint8Array.of(97, 98, 99, 100))],
    ['ids', assemble('{"items":1,"sections":{"ids":{"offset":0,"length":400}}}', Uint8Array.of(97, 98, 99, 100))],
    ['count', assemble('{"items":1,"sections":{"ids":{"offset":0,"length":4}}}', Uint8Array.of(97, 98, 99, 100))],
    ['ids', assemble('{"items":"x","sections":{"ids":{"offset":0,"length":4}}}', Uint8Array.of(97, 10, 10, 10))],
  ])('names what is wrong: %s', (what, bytes) => {
    expect(damage(bytes)).toMatch(/^\[endcap\] model-damaged: /)
    expect(damage(bytes)).toContain(what)
  })

  it('refuses another format version', () => {
    const next = file.slice(0)
    new DataView(next).setUint32(4, 2, true)
    expect(damage(next)).toContain('version 2')
  })

  it('refuses any flipped bit, wherever it is', () => {
    fc.assert(
      fc.property(fc.nat(file.byteLength - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const copy = file.slice(0)
        new Uint8Array(copy)[at]! ^= mask
        expect(damage(copy)).not.toBe('')
      }),
      { numRuns: 500 },
    )
  })

  it('refuses a file cut anywhere', () => {
    for (let length = 0; length < file.byteLength; length++) expect(damage(file.slice(0, length))).not.toBe('')
  })
})
