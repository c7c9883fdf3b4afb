import { describe, expect, it, vi } from 'vitest'
import { readCatalogue, readConfig } from '../src/read.js'

const row = { id: 'row', selector: '#rows' }
const mug = { id: 'p1', title: 'Mug', url: '/p1', price: 4, currency: 'GBP' }

describe('readConfig', () => {
  it.each([
    ['a placement without selector', { v: 1, placements: [row, { id: 'x' }] }, 'value-invalid', '/placements/1'],
    ['a null entry', { v: 1, placements: [row, null] }, 'value-invalid', '/placements/1'],
    [
      'one arm only',
      { v: 1, placements: [row], experiments: [{ id: 't', placement: 'row', variants: [{}] }] },
      'value-invalid',
      '/experiments/0',
    ],
    ['no placements', { v: 1 }, 'type-wrong', '/placements'],
    ['a later version', { v: 2, placements: [row] }, 'version-unknown', '/v'],
    ['null', null, 'version-unknown', '/v'],
  ])('reports %s and keeps the rest', (_, value, code, path) => {
    const report = vi.fn()
    const config = readConfig(value, report)
    expect(report).toHaveBeenCalledWith(code, path)
    expect(config.placements.every((entry) => entry === row)).toBe(true)
  })
})

describe('readCatalogue', () => {
  it('reads a catalogue and a bare list, and lends the currency', () => {
    const report = vi.fn()
    const { currency, ...bare } = mug
    expect(readCatalogue({ v: 1, currency, products: [bare] }, report).products).toEqual([mug])
    expect(readCatalogue([mug], report).products).toEqual([mug])
    expect(report).not.toHaveBeenCalled()
  })

  it.each([
    ['a script as address', { ...mug, url: ' JavaScript:alert(1)' }],
    ['a missing title', { ...mug, title: undefined }],
    ['a price that is no number', { ...mug, price: 'much' }],
    ['an id that is no text', { ...mug, id: 7 }],
  ])('leaves out and reports a product with %s', (_, product) => {
    const report = vi.fn()
    expect(readCatalogue({ v: 1, products: [mug, product] }, report).products).toEqual([mug])
    expect(report).toHaveBeenCalledWith('value-invalid', '/products/1')
  })
})
