import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import type { SourceName, StartDetector } from '../../src/detect/detector.js'
import { startJsonLd } from '../../src/detect/json-ld.js'
import { startMicrodata } from '../../src/detect/microdata.js'
import { startOpenGraph } from '../../src/detect/open-graph.js'
import { jsonLd } from '../fixtures/page.js'
import { GRAPH_PRODUCT, SCHEMA_PAGES, TWO_BLOCKS } from '../fixtures/schema-pages.js'
import { createDetectRig, type DetectRig, expectValid, goTo, openPage } from './detect-rig.js'

const STARTS: Partial<Record<SourceName, StartDetector>> = {
  'json-ld': startJsonLd,
  microdata: startMicrodata,
  'open-graph': startOpenGraph,
}

const cases = SCHEMA_PAGES.flatMap((fixture) =>
  (Object.keys(fixture.says) as SourceName[]).map((source) => [fixture.name, source, fixture] as const),
)

test.each(cases)('%s, read from %s', async (_, source, fixture) => {
  openPage(fixture)
  const rig = createDetectRig()
  rig.run(STARTS[source]!).view?.()
  document.body.append('more')
  await rig.settled()
  expect(rig.said).toEqual(fixture.says[source])
  expect([...rig.found.values()]).toEqual(fixture.finds?.[source] ?? [])
  expectValid(rig.said)
})

test.each(cases)('%s, read from %s, is not read before its view nor after the stop', async (_, source, fixture) => {
  const rig = createDetectRig()
  const detector = rig.run(STARTS[source]!)
  openPage(fixture)
  await rig.settled()
  detector.stop()
  document.head.append(document.createElement('meta'), document.createElement('script'))
  await rig.settled()
  expect([rig.said, rig.found.size]).toEqual([[], 0])
})

function startWith(rig: DetectRig, thing: unknown) {
  openPage({ url: 'https://shop.example/p/1', head: jsonLd(thing) })
  const detector = rig.run(startJsonLd)
  detector.view?.()
  return detector
}
const ids = (rig: DetectRig) => rig.said.map(([, { items }]) => items?.[0]?.item_id)

test('a block that cannot be mended is told once', async () => {
  openPage(TWO_BLOCKS)
  const rig = createDetectRig()
  const detector = rig.run(startJsonLd)
  detector.view?.()
  detector.view?.()
  expect(rig.failed).toEqual(['json-ld'])
})

describe('offers', () => {
  test.each([
    [
      { price: '1,299.00', priceCurrency: 'usd' },
      { price: 1299, currency: 'USD' },
    ],
    [
      { price: 5, availability: 'http://schema.org/SoldOut' },
      { price: 5, availability: 'out_of_stock' },
    ],
    [
      {
        '@type': 'AggregateOffer',
        lowPrice: 3,
        highPrice: 9,
        priceCurrency: 'EUR',
        offers: [{ price: 9, availability: 'InStock' }],
      },
      { price: 3, currency: 'EUR', availability: 'in_stock' },
    ],
    [
      [
        { price: 5, availability: 'OutOfStock' },
        { price: 6, availability: 'InStock' },
      ],
      { price: 6, availability: 'in_stock' },
    ],
    [
      [
        { price: 5, availability: 'InStock' },
        { price: 6, url: '/p/1', availability: 'OutOfStock' },
      ],
      { price: 6, availability: 'out_of_stock' },
    ],
    [
      {
        priceSpecification: [
          { price: '7.00', priceCurrency: 'EUR' },
          { price: '9.00', priceType: 'https://schema.org/StrikethroughPrice' },
        ],
      },
      { price: 9, salePrice: 7, currency: 'EUR' },
    ],
    [{ priceSpecification: { price: 7, priceType: 'ListPrice', priceCurrency: 'EUR' } }, { price: 7, currency: 'EUR' }],
    [{ price: '' }, {}],
    [{ price: -1 }, {}],
    ['free', {}],
  ])('%j', (offers, fields) => {
    const rig = createDetectRig()
    startWith(rig, { '@type': 'Product', sku: 'a', offers })
    expect(rig.found.get('a')).toEqual({ id: 'a', aliases: [], where: 'page', ...fields })
  })
})

test.each([
  ['a crumb of the same address', { name: 'Mug (blue)', item: 'https://shop.example/p/1' }],
  ['a crumb of the same name', { name: 'Mug', item: 'https://shop.example/elsewhere' }],
])('%s at the end is the product', (_, crumb) => {
  const rig = createDetectRig()
  const itemListElement = [{ name: 'Kitchen', item: '/k' }, { name: 'Mugs', item: { '@id': '/k/mugs' } }, crumb]
  startWith(rig, [
    { '@type': 'BreadcrumbList', itemListElement },
    { '@type': 'Product', name: 'Mug', sku: 'a' },
  ])
  expect(rig.found.get('a')?.categories).toEqual(['Kitchen', 'Mugs'])
})

test('a category of its own is split', () => {
  const rig = createDetectRig()
  startWith(rig, { '@type': 'Product', sku: 'a', category: 'Home &gt; Mugs > Blue' })
  expect(rig.found.get('a')?.categories).toEqual(['Home', 'Mugs', 'Blue'])
})

describe('over time', () => {
  const product = (sku: string) => ({ '@type': 'Product', sku })

  test('a block that comes late is read, and a product is viewed once a page view', async () => {
    const rig = createDetectRig()
    const detector = startWith(rig, { '@type': 'Organization' })
    document.body.insertAdjacentHTML('beforeend', `<div>${jsonLd(product('a'))}</div>`)
    await rig.settled()
    document.body.insertAdjacentHTML('beforeend', jsonLd({ ...product('a'), name: 'A' }))
    await rig.settled()
    expect(ids(rig)).toEqual(['a'])
    expect(rig.found.get('a')).toMatchObject({ title: 'A' })
    detector.view?.()
    expect(ids(rig)).toEqual(['a', 'a'])
  })

  test('mutations without a script are not looked at', async () => {
    const rig = createDetectRig()
    startWith(rig, product('a'))
    const look = vi.spyOn(document, 'querySelectorAll')
    document.body.innerHTML = '<p>text<b>more</b></p>'
    await rig.settled()
    expect(look).not.toHaveBeenCalled()
  })

  test('after a navigation within the document the product of the page before waits to be replaced', async () => {
    const rig = createDetectRig()
    const detector = startWith(rig, product('a'))
    goTo('https://shop.example/p/2')
    rig.found.clear()
    detector.view?.()
    expect([ids(rig), rig.found.size]).toEqual([['a'], 0])
    document.querySelector('script')!.textContent = JSON.stringify(product('b'))
    await rig.settled()
    expect(ids(rig)).toEqual(['a', 'b'])
  })

  test('what names no address is still stale at a second view of the new page, and counts after the way back', () => {
    const rig = createDetectRig()
    const detector = startWith(rig, product('a'))
    for (const path of ['/cart', '/cart', '/p/1']) {
      goTo(`https://shop.example${path}`)
      detector.view?.()
    }
    expect(ids(rig)).toEqual(['a', 'a'])
  })

  test('what names the new address counts at once, and again after the way back', () => {
    const rig = createDetectRig()
    const things = [1, 2].map((n) => ({ ...product(`${n}`), url: `https://shop.example/p/${n}` }))
    const detector = startWith(rig, things)
    for (const path of ['/p/2', '/p/1']) {
      goTo(`https://shop.example${path}`)
      detector.view?.()
    }
    expect(ids(rig)).toEqual(['1', '2', '1'])
  })

  test('Open Graph that a router rewrites is read anew', async () => {
    openPage({
      url: 'https://shop.example/p/1',
      head: '<meta property="og:type" content="product"><meta property="product:retailer_item_id" content="a">',
    })
    const rig = createDetectRig()
    const detector = rig.run(startOpenGraph)
    detector.view?.()
    goTo('https://shop.example/p/2')
    detector.view?.()
    document.querySelectorAll('meta')[1]!.setAttribute('content', 'b')
    await rig.settled()
    expect(ids(rig)).toEqual(['a', 'b'])
  })
})

describe('foreign data', () => {
  const deep = (open: string, close: string) => open.repeat(10_000) + close.repeat(10_000)
  test.each([
    ['deep arrays', deep('[', ']')],
    ['deep objects', `${'{"mainEntity":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['deep products', `${'{"@type":"Product","name":"a","hasVariant":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    [
      'keys of prototypes',
      '{"@type":"Product","sku":"__proto__","__proto__":{"name":1},"offers":{"__proto__":{"price":1}}}',
    ],
    [
      'values of wrong kinds',
      '{"@type":"Product","sku":{"a":1},"name":[[1]],"offers":[null,1,"x",[]],"image":{},"brand":[],"aggregateRating":"5","url":"::"}',
    ],
    [
      'long texts',
      JSON.stringify({
        '@type': 'Product',
        sku: 'x'.repeat(5000),
        name: 'y'.repeat(5000),
        brand: 'z'.repeat(5000),
        category: 'c'.repeat(5000),
      }),
    ],
    [
      'huge lists',
      JSON.stringify({
        '@type': 'ItemList',
        itemListElement: Array.from({ length: 50_000 }, (_, i) => ({ url: `/p/${i}` })),
      }),
    ],
  ])('%s', (_, text) => {
    const rig = createDetectRig()
    expect(() => startWith(rig, text)).not.toThrow()
    expect(rig.found.size).toBeLessThanOrEqual(200)
    expectValid(rig.said)
  })

  test('microdata that refers to itself ends', () => {
    openPage({
      url: 'https://shop.example/p/1',
      body: `<div id="a" itemscope itemtype="https://schema.org/Product" itemref="a b"><meta itemprop="sku" content="s">
        <div id="b" itemprop="isRelatedTo" itemscope itemref="a b"><p itemprop="x" itemscope itemref="a"></p></div></div>`,
    })
    const rig = createDetectRig()
    rig.run(startMicrodata).view?.()
    expect(ids(rig)).toEqual(['s'])
  })

  const key = fc.constantFrom(
    '@type',
    '@id',
    '@graph',
    'name',
    'sku',
    'offers',
    'price',
    'priceCurrency',
    'url',
    'image',
    'brand',
    'hasVariant',
    'itemListElement',
    'item',
    'position',
    'aggregateRating',
    'ratingValue',
    'mainEntity',
    'category',
    'isVariantOf',
    '__proto__',
  )
  const type = fc.constantFrom(
    'Product',
    'ProductGroup',
    'ItemList',
    'BreadcrumbList',
    'ListItem',
    ['Product', 1],
    'https://schema.org/Product',
  )
  const { thing } = fc.letrec((tie) => ({
    thing: fc.oneof(
      { maxDepth: 5 },
      fc.oneof(fc.jsonValue({ maxDepth: 1 }), type, fc.webUrl(), fc.double({ noNaN: true })),
      fc.dictionary(key, tie('thing'), { maxKeys: 8 }),
      fc
        .tuple(type, fc.dictionary(key, tie('thing'), { maxKeys: 8 }))
        .map(([name, own]) => ({ ...own, '@type': name })),
      fc.array(tie('thing'), { maxLength: 4 }),
    ),
  }))

  test('any garbage is either a valid event or none, and never throws', () => {
    fc.assert(
      fc.property(thing, (value) => {
        const rig = createDetectRig()
        startWith(rig, JSON.stringify(value).replaceAll('<', '\\u003c')).stop()
        expect(rig.failed).toEqual([])
        expectValid(rig.said)
      }),
      { numRuns: 100 },
    )
  }, 60_000)
})

test('the page is left as it was', async () => {
  openPage(GRAPH_PRODUCT)
  const before = document.documentElement.outerHTML
  for (const start of Object.values(STARTS)) createDetectRig().run(start).view?.()
  expect(document.documentElement.outerHTML).toBe(before)
})
