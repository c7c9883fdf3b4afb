import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Catalogue,
  type CatalogueIndex,
  EndcapError,
  encodeCatalogue,
  isIndex,
  joinCatalogue,
  openIndex,
  type Product,
} from '../src/index.js'

let named = 0
const OPTIONS = { generatedAt: Date.UTC(2026, 10, 1), nameOf: () => `cards-${++named}.json` }
const encode = (products: readonly Product[], cardsPerFile?: number) =>
  encodeCatalogue({ v: 1, products }, { ...OPTIONS, cardsPerFile })

/** As a server gives it and a browser reads it. */
const sent = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value))
const join = ({ index, files }: ReturnType<typeof encode>): Promise<Catalogue> =>
  joinCatalogue(sent(index), async (name) => JSON.parse(files.get(name)!))

const PRODUCTS: Product[] = [
  {
    id: 'mug',
    groupId: 'mugs',
    title: 'Mug | ~ blue',
    url: '/shop/mug',
    image: '/mug.jpg',
    price: 4.5,
    salePrice: 4,
    currency: 'GBP',
    availability: 'out_of_stock',
    brand: 'Potter',
    categories: ['Kitchen', 'Mugs'],
    attributes: { colour: 'blue', volume_ml: '300' },
    tags: ['gift'],
    variants: [{ id: 'mug-s', price: 3 }],
    rating: { value: 4.2, count: 7 },
    publishedAt: '2026-10-01',
  },
  { id: 'bare', title: 'Bare', url: '/shop/bare', price: 0, currency: 'GBP' },
  { id: 'lists', title: 'Lists', url: '/shop/lists', price: 1, currency: 'EUR', tags: [], categories: [''], brand: '' },
]

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '|', '-', ' ', '\n'),
)
const money = fc.double({ min: 0, max: 1e9, noNaN: true }).map((value) => value + 0)
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })
const odd = fc
  .record({
    id: text.filter((id) => id !== ''),
    groupId: maybe(text.filter((id) => id !== '')),
    title: text,
    url: text,
    image: maybe(text),
    price: money,
    salePrice: maybe(money),
    currency: fc.constantFrom('EUR', 'JPY'),
    availability: maybe(fc.constantFrom('in_stock', 'out_of_stock', 'preorder')),
    brand: maybe(text),
    categories: maybe(fc.array(text, { maxLength: 3 })),
    attributes: maybe(fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true })),
    tags: maybe(fc.array(text, { maxLength: 3 })),
    variants: maybe(fc.array(fc.record({ id: text, price: money }), { maxLength: 2 })),
    rating: maybe(fc.record({ value: fc.double({ min: 0, max: 5, noNaN: true }), count: fc.nat() })),
    publishedAt: maybe(text.filter((date) => date !== '')),
  })
  .map((product) => sent(product) as Product)

describe('a catalogue in shards', () => {
  it('is put together again as it was, whatever its texts hold', { timeout: 30_000 }, async () => {
    const lists = fc.uniqueArray(odd, { selector: ({ id }) => id, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(lists, fc.integer({ min: 1, max: 5 }), async (products, cardsPerFile) => {
        const encoded = encode(products, cardsPerFile)
        expect(isIndex(sent(encoded.index))).toBe(true)
        expect((await join(encoded)).products).toEqual(sent(products))
      }),
      { numRuns: 100 },
    )
  })

  it('carries content along, as it is', async () => {
    const content = [{ id: 'care', kind: 'guide', title: 'How to care for mugs', url: '/care' }] as const
    const { index, files } = encodeCatalogue({ v: 1, products: PRODUCTS, content }, OPTIONS)
    const joined = await joinCatalogue(sent(index), async (name) => JSON.parse(files.get(name)!))
    expect(joined.content).toEqual(content)
  })

  it('has in its index what ranking asks for, and no cards', () => {
    const { image, variants, rating, ...ranked } = PRODUCTS[0]!
    const reader = openIndex(sent(encode(PRODUCTS).index))
    expect(reader.read(0, 3)).toEqual([ranked, PRODUCTS[1], PRODUCTS[2]])
    expect(reader.read(1, 2)).toEqual([PRODUCTS[1]])
    expect([0, 1, 2].map(reader.shardOf)).toEqual([0, undefined, undefined])
  })

  it('keeps the cards of one category and brand together, and the order of the products', () => {
    const products = Array.from({ length: 40 }, (_, i) => ({
      ...PRODUCTS[0]!,
      id: `p${i}`,
      categories: [i % 2 ? 'Lamps' : 'Mugs'],
    }))
    const { index, files } = encode(products, 10)
    const reader = openIndex(index)
    expect(files.size).toBe(4)
    expect(reader.read(0, 40).map(({ id }) => id)).toEqual(products.map(({ id }) => id))
    const shardsOf = (rest: number) => new Set(products.flatMap((_, i) => (i % 2 === rest ? reader.shardOf(i)! : [])))
    expect([...shardsOf(1)]).toEqual([0, 1])
    expect([...shardsOf(0)]).toEqual([2, 3])
  })

  it('reads no whole catalogue as an index', () => {
    for (const value of [null, [], { v: 1, products: [] }, { shards: 'x' }]) expect(isIndex(value)).toBe(false)
  })

  const index = sent(encode(PRODUCTS).index) as CatalogueIndex & { [field: string]: unknown }
  const damages: [what: string, value: object, told: string][] = [
    ['a later version', { v: 2 }, 'version-unknown: /v'],
    ['a count that is none', { count: -1 }, 'value-invalid: /count'],
    ['no separator', { separator: '' }, 'value-invalid: /separator'],
    ['no prefix', { urlPrefix: undefined }, 'type-wrong: /urlPrefix'],
    ['a moment that is none', { generatedAt: 'today' }, 'value-invalid: /generatedAt'],
    ['a file in another folder', { shards: ['../x.json'] }, 'value-invalid: /shards/0'],
    ['a column that is cut off', { texts: { ...index.texts, title: 'Mug' } }, 'value-invalid: /texts/title: 1 of 3'],
    ['a column that is not there', { texts: { ...index.texts, url: undefined } }, 'type-wrong: /texts/url'],
    ['no columns', { texts: undefined }, 'type-wrong: /texts/id'],
    ['no words', { words: { ...index.words, brand: { at: '' } } }, 'type-wrong: /words/brand/of'],
    ['no places of cards', { cards: undefined }, 'type-wrong: /cards'],
  ]
  it.each(damages)('refuses %s', (_, damage, told) => {
    expect(() => openIndex({ ...index, ...damage })).toThrow(`[endcap] ${told}`)
  })

  it('refuses a word that is not there when it comes to it', () => {
    const { brand } = index.words
    const reader = openIndex({ ...index, words: { ...index.words, brand: { of: [], at: brand!.at } } })
    expect(() => reader.read(0, 1)).toThrow('value-invalid: /words/brand/at: 0 at 0')
  })

  it.each([
    ['is none', { cards: 3 }, /cards-\d+\.json: no card file/],
    ['lacks a card', { v: 1, cards: [null, { id: 'other' }] }, /cards-\d+\.json: no card of mug/],
  ])('is not put together with a card file that %s', async (_, file, told) => {
    const joining = joinCatalogue(encode(PRODUCTS).index, async () => file)
    await expect(joining).rejects.toThrow(told)
    await expect(joining).rejects.toBeInstanceOf(EndcapError)
  })

  it('takes from a card file only what belongs to a card', async () => {
    const card = { id: 'mug', image: '/new.jpg', url: 'javascript:alert(1)', rating: null }
    const { products } = await joinCatalogue(encode(PRODUCTS).index, async () => ({ v: 1, cards: [card] }))
    expect(products[0]).toMatchObject({ image: '/new.jpg', url: '/shop/mug' })
    expect(products[0]).not.toHaveProperty('rating')
  })
})
