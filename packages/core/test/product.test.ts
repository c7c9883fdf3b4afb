import { describe, expect, it } from 'vitest'
import { currentPrice, formatMoney, parseCatalogue } from '../src/index.js'

const mug = { id: 'p1', title: 'Mug', url: '/p1', price: 4, currency: 'GBP' }

describe('parseCatalogue', () => {
  it('reads products and lends them the currency of the catalogue', () => {
    const { currency, ...bare } = mug
    const read = parseCatalogue({ v: 1, currency, products: [bare] })
    expect(read).toEqual({ catalogue: { v: 1, currency: 'GBP', products: [mug] }, problems: [] })
  })

  it('reads a bare array', () => {
    expect(parseCatalogue([mug]).catalogue.products).toEqual([mug])
  })

  it('leaves bad and repeated products out and names them', () => {
    const read = parseCatalogue({ v: 1, products: [mug, { ...mug, id: 'p2', price: -1 }, mug, 3] })
    expect(read.catalogue.products).toEqual([mug])
    expect(read.problems.map(({ code, path }) => [code, path])).toEqual([
      ['value-invalid', '/products/1/price'],
      ['id-duplicate', '/products/2/id'],
      ['type-wrong', '/products/3'],
    ])
  })

  it('reads content beside the products, and names what is wrong with it', () => {
    const guide = { id: 'g1', kind: 'guide', title: 'How to care for enamel', url: '/guides/enamel', minutes: 4 }
    const read = parseCatalogue({
      v: 1,
      products: [mug],
      content: [guide, { ...guide, id: 'g2', kind: 'poem' }, guide, { ...guide, id: 'g3', url: '' }, 'x'],
    })
    expect(read.catalogue).toEqual({ v: 1, products: [mug], content: [guide] })
    expect(read.problems.map(({ code, path }) => [code, path])).toEqual([
      ['value-invalid', '/content/1/kind'],
      ['id-duplicate', '/content/2/id'],
      [expect.any(String), '/content/3/url'],
      ['type-wrong', '/content/4'],
    ])
    expect(parseCatalogue({ v: 1, products: [], content: {} }).problems).toMatchObject([{ path: '/content' }])
  })

  it.each([[null], [{ v: 3, products: [] }], [{ v: 1 }]])('answers no products and a problem for %j', (value) => {
    const read = parseCatalogue(value)
    expect(read.catalogue.products).toEqual([])
    expect(read.problems.length).toBeGreaterThan(0)
  })
})

describe('prices', () => {
  it('counts a sale price only when it is lower', () => {
    expect(currentPrice({ ...mug, salePrice: 3 })).toBe(3)
    expect(currentPrice({ ...mug, salePrice: 5 })).toBe(4)
  })

  it('formats money, and an unknown currency too', () => {
    expect(formatMoney(4.5, 'GBP', 'en-GB')).toBe('£4.50')
    expect(formatMoney(4.5, '??', 'en-GB')).toBe('4.50 ??')
  })
})
