import type { Product } from '@endcap/core'
import type { BookEntry, FoundProduct, SourceName } from '@endcap/tracker'
import { describe, expect, it } from 'vitest'
import { compareProducts } from '../src/debug/differences.js'

const MUG: Product = { id: 'mug', title: 'Mug', url: '/mug', price: 10, currency: 'GBP' }

/** An entry of the book: what each source says, and the lines in the cart. */
function entry(
  told: Partial<Record<SourceName, Partial<FoundProduct>>>,
  inCart: Partial<Record<SourceName, Partial<FoundProduct>>> = {},
): BookEntry {
  const map = (parts: typeof told, where: FoundProduct['where']) =>
    new Map(
      Object.entries(parts).map(([source, found]) => [
        source as SourceName,
        { id: 'mug', where, ...found } as FoundProduct,
      ]),
    )
  return { names: new Set<string>(), told: map(told, 'page'), inCart: map(inCart, 'cart') }
}

const compare = (found: BookEntry, ...products: Product[]) =>
  compareProducts([found], (id) => products.find((product) => product.id === id))

/** The fields that differ, with what each side says of them. */
const fields = (found: BookEntry, ...products: Product[]) =>
  compare(found, ...products).differences.map(({ field, values }) => [field, values.map(({ value }) => value)])

describe('a difference between catalogue and page', () => {
  const onSale = { ...MUG, salePrice: 8 }
  it.each<[string, Product, Partial<FoundProduct>, unknown[]]>([
    ['none: the same price', MUG, { price: 10 }, []],
    ['none: rounding', MUG, { price: 9.995 }, []],
    ['none: the page says nothing of price', MUG, { title: 'Mug' }, []],
    ['none: currency in small letters', MUG, { price: 10, currency: 'gbp' }, []],
    ['none: the page says the price to be paid alone', onSale, { price: 8 }, []],
    ['none: in stock, which is the default of a catalogue', MUG, { availability: 'in_stock' }, []],
    ['none: a sale that is none', { ...MUG, salePrice: 10 }, { price: 10 }, []],
    ['a cent', MUG, { price: 10.01 }, [['price', [10, 10.01]]]],
    ['a sale in the catalogue only', onSale, { price: 10 }, [['offer', [8, 10]]]],
    ['a sale on the page only', MUG, { price: 10, salePrice: 7 }, [['offer', [10, 7]]]],
    ['another sale', onSale, { price: 10, salePrice: 7 }, [['salePrice', [8, 7]]]],
    ['the same sale of another price', onSale, { price: 12, salePrice: 8 }, [['price', [8, 8]]]],
    ['a price that is neither that of the sale nor that before it', onSale, { price: 9 }, [['price', [8, 9]]]],
    ['stock', MUG, { availability: 'out_of_stock' }, [['availability', ['in_stock', 'out_of_stock']]]],
    ['currency, whose amounts are not compared', MUG, { price: 12, currency: 'EUR' }, [['currency', ['GBP', 'EUR']]]],
    [
      'price and stock',
      { ...MUG, availability: 'preorder' },
      { price: 12, availability: 'in_stock' },
      [
        ['price', [10, 12]],
        ['availability', ['preorder', 'in_stock']],
      ],
    ],
  ])('%s', (_, product, found, expected) => {
    expect(fields(entry({ 'json-ld': found }), product)).toEqual(expected)
  })
})

describe('variants', () => {
  const sizes: Product = {
    ...MUG,
    variants: [
      { id: 'mug-s', price: 10 },
      { id: 'mug-l', price: 14, availability: 'out_of_stock' },
    ],
  }

  it('agree by any of them where the page does not say which one it shows', () => {
    expect(fields(entry({ shopify: { price: 14, availability: 'out_of_stock' } }), sizes)).toEqual([])
    expect(fields(entry({ shopify: { price: 13 } }), sizes)).toEqual([['price', [10, 13]]])
  })

  it('are held against the one that is named', () => {
    expect(fields(entry({ shopify: { price: 10, aliases: ['mug-l'] } }), sizes)).toEqual([['price', [14, 10]]])
    expect(fields(entry({ shopify: { price: 14, aliases: ['mug-l'] } }), sizes)).toEqual([])
  })

  it('that are products of the catalogue are told apart', () => {
    const [small, large] = [
      { ...MUG, id: 'mug-s' },
      { ...MUG, id: 'mug-l', price: 14 },
    ]
    const found = entry({ 'json-ld': { id: 'mug-s', price: 10 } }, { shopify: { id: 'mug-l', price: 14 } })
    expect(compare(found, small, large)).toEqual({ comparedCount: 1, differences: [] })
  })
})

it('sets the cart against the catalogue, and names every side', () => {
  const found = entry({ shopify: { price: 10, currency: 'GBP' } }, { shopify: { price: 9, title: 'Enamel mug' } })
  expect(compare(found, MUG).differences).toEqual([
    {
      id: 'mug',
      title: 'Mug',
      field: 'price',
      values: [
        { where: 'catalogue', value: 10, currency: 'GBP' },
        { where: 'page', source: 'shopify', value: 10, currency: 'GBP' },
        { where: 'cart', source: 'shopify', value: 9 },
      ],
    },
  ])
})

it('sets page and cart against each other where the catalogue does not know the product', () => {
  const [difference] = compare(entry({ 'json-ld': { price: 10, title: 'Mug' } }, { shopify: { price: 9 } })).differences
  expect(difference).toMatchObject({ id: 'mug', title: 'Mug', field: 'price' })
})

it('finds a product of the catalogue by another name of it', () => {
  const found = entry({ 'json-ld': { id: '8675309', aliases: ['mug'], price: 11 } })
  expect(compare(found, MUG).differences[0]).toMatchObject({ id: 'mug', field: 'price' })
})

it('counts what more than one side knows', () => {
  expect(compareProducts([entry({ 'json-ld': { id: 'jug' } })], () => undefined)).toEqual({
    comparedCount: 0,
    differences: [],
  })
  expect(compare(entry({ 'json-ld': { price: 10 } }), MUG).comparedCount).toBe(1)
})
