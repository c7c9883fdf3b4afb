import { EndcapError } from '@endcap/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeModel } from '../src/index.js'
import { assemble, mutate, plantModel, takeApart } from './model-file.js'

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
  it('reads what was written', () => {
    const model = decodeModel(file)
    expect(model.ids).toEqual(['mug', 'théière', 'spoon'])
    expect(model.indexOf('spoon')).toBe(2)
    expect(model.indexOf('fork')).toBeUndefined()
    expect([...model.count]).toEqual([5, 3, 1])
    expect([...model.trend]).toEqual([0.5, 2, 0])
    expect([...model.tables.view.offsets]).toEqual([0, 2, 2, 2])
    expect([...model.tables.view.items]).toEqual([1, 2])
    expect([...model.tables.view.weights]).toEqual([1, Math.fround(0.2)])
    expect([...model.tables.cart.items]).toEqual([0])
    expect([...model.tables.cart.weights]).toEqual([Math.fround(0.4)])
  })

  const { header, body } = takeApart(file)
  const changed = (change: Record<string, unknown>) =>
    assemble(JSON.stringify({ ...JSON.parse(header), ...change }), body)
  it.each([
    ['length', file.slice(0, 8)],
    ['checksum', file.slice(0, file.byteLength - 1)],
    ['magic', new ArrayBuffer(64)],
    ['header', assemble('[', new Uint8Array(4))],
    ['header', assemble('null', new Uint8Array(4))],
    ['header', assemble('{"items":0}', new Uint8Array(4))],
    ['items', changed({ items: 4e9 })],
    ['items', changed({ items: 'x' })],
    ['items', changed({ foreign: 4 })],
    ['columns', changed({ columns: [4e9] })],
    ['items', changed({ scoring: {} })],
    ['ids', changed({ ids: ['one'] })],
    ['ids', changed({ ids: [1, 2, 3] })],
    ['ids', changed({ ids: { prefix: 'x', width: 1e9, from: 0, near: false } })],
    ['view', changed({ pairs: { view: 1, cart: 1 } })],
    ['view', changed({ pairs: { view: 4e9, cart: 1 } })],
    [
      'view',
      changed({ coding: { trend: [0], tables: { view: { scale: ['1'], rows: [1], codes: [] }, cart: 'same' } } }),
    ],
    ['columns', assemble(header, Uint8Array.of(...body, 0))],
  ])('names what is wrong: %s', (what, bytes) => {
    expect(damage(bytes)).toContain(`[endcap] model-damaged: ${what}`)
  })

  it('reads ids that are numbers', () => {
    const numeric = (ids: object, ...columns: number[][]) =>
      decodeModel(
        assemble(
          JSON.stringify({
            ...JSON.parse(header),
            ids,
            pairs: { view: 0, cart: 0 },
            columns: [...Array.from({ length: 7 }, (_, i) => columns[i]?.length ?? 0), 3, 3],
          }),
          Uint8Array.from([...columns.flat(), 1, 1, 1, 0, 0, 0]),
        ),
      ).ids
    expect(numeric({ prefix: 'SKU-', width: 5, from: 7, near: false }, [0, 5, 0], [0, 0, 1])).toEqual([
      'SKU-00007',
      'SKU-00012',
      'SKU-00263',
    ])
    expect(numeric({ prefix: '', width: 0, from: 2 ** 52, near: true }, [0, 2, 3])).toEqual([
      '4503599627370496',
      '4503599627370497',
      '4503599627370495',
    ])
  })

  it('refuses another format version', () => {
    const next = file.slice(0)
    new DataView(next).setUint32(4, 1, true)
    expect(damage(next)).toContain('version 1')
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

  it('refuses or reads whatever is made of a file, and scores with what it read', async () => {
    const { refused, read } = await mutate(file, 5000)
    expect(refused).toBeGreaterThan(2500)
    expect(read).toBeGreaterThan(10)
  }, 30_000)
})
