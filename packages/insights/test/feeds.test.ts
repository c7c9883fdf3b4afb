import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { convertCatalogue, readCatalogueText, readRates, writeCatalogueFolder } from '../src/index.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-feeds-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const MUG = {
  ...{ id: 'm1', title: 'Mug & saucer', url: 'https://shop.example/m1', image: 'https://cdn.example/m1.jpg' },
  ...{ price: 19.99, salePrice: 15.5, currency: 'EUR', availability: 'in_stock', brand: 'Potter' },
  ...{ categories: ['Kitchen', 'Mugs'], attributes: { color: 'blue' } },
}
const FIELDS = `<g:id>m1</g:id><g:image_link>https://cdn.example/m1.jpg</g:image_link><g:price>19.99 EUR</g:price>
<g:sale_price>15.50 EUR</g:sale_price><g:availability>in_stock</g:availability><g:brand>Potter</g:brand>
<g:product_type>Kitchen &gt; Mugs</g:product_type><g:color>blue</g:color>`

describe('readCatalogueText', () => {
  it.each([
    [
      'RSS',
      `<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel><title>Shop</title>
<item><title><![CDATA[Mug & saucer]]></title><link>https://shop.example/m1</link>${FIELDS}</item></channel></rss>`,
    ],
    [
      'Atom',
      `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><title>Shop</title>
<entry><title>Mug &amp; saucer</title><link rel="alternate" href="https://shop.example/m1"/>${FIELDS}</entry></feed>`,
    ],
  ])('reads Google Merchant as %s', (_, text) => {
    const { catalogue, problems } = readCatalogueText(text, 'feed.xml')
    expect([problems, catalogue.products]).toEqual([[], [MUG]])
  })

  it('names bad items by their number, and what is no feed', () => {
    const item = (id: string, price: string) =>
      `<item><id>${id}</id><title>T</title><link>/t</link><price>${price}</price></item>`
    const text = `<rss><channel>${item('a', '5 EUR')}${item('b', 'much')}</channel></rss>`
    const { catalogue, problems } = readCatalogueText(text, 'feed.xml')
    expect(catalogue.products).toHaveLength(1)
    expect(problems[0]?.place).toBe('item 2, price')
    expect(() => readCatalogueText('<html></html>', 'feed.xml')).toThrow(/neither RSS/)
    expect(() => readCatalogueText('<rss', 'feed.xml')).toThrow(/file-unreadable|neither/)
  })

  it('reads products.json of Shopify', () => {
    const products = [
      {
        ...{ id: 11, title: 'Mug', handle: 'mug', vendor: 'Potter', product_type: 'Mugs', tags: ['new'] },
        ...{ published_at: '2026-01-02T03:04:05+01:00', images: [{ src: 'https://cdn.example/1.jpg' }] },
        variants: [
          { id: 1, title: 'S', price: '20.00', compare_at_price: '25.00', available: true },
          { id: 2, title: 'L', price: '10.00', compare_at_price: null, available: false },
        ],
      },
      { id: 12, title: 'Jug', handle: 'jug', variants: [{ id: 3, price: '5.00', available: false }] },
    ]
    const hints = { currency: 'EUR', shop: 'https://shop.example/' }
    const { catalogue, problems } = readCatalogueText(JSON.stringify({ products }), 'products.json', hints)
    expect(problems).toEqual([])
    expect(catalogue.products).toMatchObject([
      {
        ...{ id: '11', url: 'https://shop.example/products/mug', price: 25, salePrice: 20, currency: 'EUR' },
        ...{ availability: 'in_stock', brand: 'Potter', categories: ['Mugs'] },
        variants: [
          { id: '1', availability: 'in_stock' },
          { id: '2', price: 10, availability: 'out_of_stock' },
        ],
      },
      { id: '12', price: 5, availability: 'out_of_stock' },
    ])
  })

  it('reads the Store API of WooCommerce', () => {
    const products = [
      {
        ...{ id: 7, name: 'Salt &amp; pepper &#8217;n&#8217; more', permalink: 'https://shop.example/salt/' },
        prices: { price: '1550', regular_price: '1999', currency_code: 'EUR', currency_minor_unit: 2 },
        ...{ is_in_stock: true, categories: [{ name: 'Kitchen' }], average_rating: '4.5', review_count: 3 },
        images: [{ src: 'https://shop.example/salt.jpg' }],
      },
    ]
    const { catalogue, problems } = readCatalogueText(JSON.stringify(products), 'products', { format: 'json' })
    expect(problems).toEqual([])
    expect(catalogue.products).toMatchObject([
      {
        ...{ id: '7', title: 'Salt & pepper ’n’ more', price: 19.99, salePrice: 15.5, currency: 'EUR' },
        ...{ rating: { value: 4.5, count: 3 }, availability: 'in_stock' },
      },
    ])
  })
})

describe('rates', () => {
  const ECB = `<?xml version="1.0"?><gesmes:Envelope><Cube><Cube time='2026-11-20'>
<Cube currency='USD' rate='1.25'/><Cube currency='JPY' rate='160.5'/></Cube></Cube></gesmes:Envelope>`
  const product = (fields: object) => ({ id: 'a', title: 'A', url: '/a', price: 10, currency: 'EUR', ...fields })

  it('convert prices to one currency, rounded to its smallest coin', () => {
    const rates = readRates(ECB, 'rates.xml')
    expect(rates).toMatchObject({ date: '2026-11-20', base: 'EUR', rates: { EUR: 1, USD: 1.25 } })
    const products = [
      product({ salePrice: 9.99, variants: [{ id: 'v', price: 10 }, { id: 'w' }] }),
      product({ id: 'b', currency: 'USD', price: 12.5 }),
      product({ id: 'c', currency: 'XXX' }),
      product({ id: 'd', currency: 'JPY', price: 1605 }),
    ]
    const { catalogue, problems } = convertCatalogue({ v: 1, products }, 'JPY', rates)
    expect(catalogue.products.map(({ id, price, salePrice }) => [id, price, salePrice])).toEqual([
      ['a', 1605, 1603],
      ['b', 1605, undefined],
      ['d', 1605, undefined],
    ])
    expect(catalogue.products[0]?.variants).toEqual([{ id: 'v', price: 1605 }, { id: 'w' }])
    expect(problems).toEqual([{ place: 'product c', code: 'value-invalid', detail: 'no rate from XXX to JPY' }])
  })

  it.each(['', '{}', '<Cube/>', '{"date":"2026-11-20","base":"EUR","rates":{"USD":-1}}'])('refuses %j', (text) => {
    expect(() => readRates(text, 'rates')).toThrow(/value-invalid/)
  })
})

it('keeps cards that no index names for as long as it is told', async () => {
  let time = 0
  const write = (n: number) => {
    const products = [{ id: 'a', title: 'A', url: '/a', price: 1, currency: 'EUR', image: `/${n}.jpg` }]
    return writeCatalogueFolder({ v: 1, products }, { folder, keepMs: 1000, now: () => time })
  }
  const cards = () => readdirSync(folder).filter((name) => name.startsWith('cards-')).length
  for (const n of [1, 2, 3, 4]) await write(n)
  expect(cards()).toBe(4)
  time = 999
  expect((await write(5)).removed).toBe(0)
  time = 1000
  // Of those that were retired at 0 all go but for the one that the index before still names.
  expect((await write(6)).removed).toBe(3)
  expect(cards()).toBe(3)
})
