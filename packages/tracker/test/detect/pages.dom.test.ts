import { describe, expect, test } from 'vitest'
import type { SourceName } from '../../src/detect/detector.js'
import { ADOBE_MUG, ADOBE_PRODUCT, adobeCart, adobeLine, createAdobeShop } from '../fixtures/adobe-pages.js'
import { DATA_LAYER_PAGES } from '../fixtures/data-layer-pages.js'
import { gtag, jsonLd } from '../fixtures/page.js'
import { click, type PlatformPage, submit } from '../fixtures/platform-rig.js'
import { SCHEMA_PAGES } from '../fixtures/schema-pages.js'
import { SHOPIFY_PRODUCT } from '../fixtures/shopify-pages.js'
import { createFakeQuery, WOO_CHECKOUT, WOO_PRODUCT, wooOrder } from '../fixtures/woocommerce-pages.js'
import { FakeIntersectionObserver } from '../page-rig.js'
import { expectOnly, mainOf, openWhole, pageOf, shopify, visit, woo } from './pages-rig.js'

describe('pages with one source', () => {
  test.each(DATA_LAYER_PAGES)('$name', async (fixture) => {
    const page = await openWhole(pageOf(fixture))
    await expectOnly(page, fixture.says['data-layer'] ?? [])
    const [first] = fixture.says['data-layer']?.[0]?.[1].items ?? []
    expect(mainOf(page.tracker)).toBe(/thank-you/.test(fixture.url) ? undefined : first?.item_id)
  })

  const cases = SCHEMA_PAGES.map(
    (fixture) => [fixture.name, fixture, Object.keys(fixture.says)[0] as SourceName] as const,
  )
  test.each(cases)('%s', async (_, fixture, source) => {
    const page = await openWhole(pageOf(fixture))
    await expectOnly(page, fixture.says[source] ?? [])
    expect(mainOf(page.tracker)).toBe(fixture.finds?.[source]?.find(({ where }) => where === 'page')?.id)
  })
})

/** GA4's push of a product under an id of the tag's own. */
const pushed = (event: string, item: object, more: object = {}) => ({
  event,
  ecommerce: { currency: 'EUR', ...more, items: [item] },
})
const queue = () => (window as unknown as { dataLayer: unknown[] }).dataLayer

describe('pages on which several speak', () => {
  test('Shopify, a data layer, JSON-LD and Open Graph', async () => {
    const quantities: Record<string, number> = {}
    const item = { item_id: 'shopify_DE_700_7002', item_name: 'Blue Mug', item_list_name: 'Kitchen', price: 6.95 }
    const head = `<meta property="og:type" content="product"><meta property="og:title" content="Blue Mug – Clay & Co">
      <meta property="product:price:amount" content="6.95">${jsonLd({
        '@type': 'ProductGroup',
        productGroupID: 'blue-mug',
        name: 'Blue Mug',
        offers: { price: 6.95, priceCurrency: 'EUR' },
      })}`
    const globals = { ...SHOPIFY_PRODUCT.globals, dataLayer: [{ event: 'gtm.js' }, pushed('view_item', item)] }
    const page = await openWhole({ ...SHOPIFY_PRODUCT, head, globals }, { answers: shopify(quantities) })
    await page.pass(9000)
    submit('form', true)
    queue().push(pushed('add_to_cart', { ...item, quantity: 2 }, { value: 13.9 }))
    quantities['7002'] = 2
    await page.requested('/cart/add.js')
    await page.pass(300)
    const large = {
      item_id: '700',
      item_name: 'Blue Mug',
      item_brand: 'Clay & Co',
      item_category: 'Mugs',
      item_variant: 'Large',
      item_list_name: 'Kitchen',
      price: 6.95,
    }
    const { item_list_name: _, ...main } = large
    expect(page.told()).toEqual([
      ['view_item', { items: [large], currency: 'EUR', value: 6.95 }],
      ['add_to_cart', { items: [{ ...large, quantity: 2 }], currency: 'EUR', value: 13.9 }],
    ])
    expect(main).toMatchObject({ item_id: mainOf(page.tracker) })
    // Nobody needed to ask the structured data.
    expect(
      page.tracker
        .detected()
        ?.sources.map(({ source }) => source)
        .sort(),
    ).toEqual(['data-layer', 'shopify'])
  })

  test('Shopify whose cart answers after the data layer was believed', async () => {
    const quantities: Record<string, number> = {}
    const globals = { ...SHOPIFY_PRODUCT.globals, dataLayer: [] }
    const page = await openWhole({ ...SHOPIFY_PRODUCT, globals }, { answers: shopify(quantities) })
    queue().push(pushed('add_to_cart', { item_id: '7002', item_name: 'Blue Mug', quantity: 2 }))
    await page.pass(3000)
    quantities['7002'] = 2
    await page.requested('/cart/add.js')
    await page.pass(300)
    expect(page.plot()).toEqual(['view_item 700', 'add_to_cart 7002×2'])
  })

  test('WooCommerce, a data layer and JSON-LD', async () => {
    const quantities: Record<string, number> = {}
    const answers = woo(quantities)
    const jQuery = createFakeQuery()
    const item = { item_id: 'MUG', item_name: 'Blue Mug', item_brand: 'Clay & Co', price: 4.95 }
    const head = jsonLd({ '@graph': [{ '@type': 'Product', sku: 12, name: 'Blue Mug', offers: { price: '4.95' } }] })
    const globals = { jQuery, dataLayer: [pushed('view_item', item)] }
    const product = await visit({ ...WOO_PRODUCT, head, globals }, answers, async ({ requested }) => {
      submit('form.cart', true)
      quantities['12'] = 2
      queue().push(pushed('add_to_cart', { ...item, quantity: 2 }))
      jQuery.trigger('added_to_cart', [{}, 'hash', undefined])
      await requested('/?wc-ajax=add_to_cart')
    })
    expect(product).toEqual(['view_item 12', 'add_to_cart 12×2', 'user_engagement 12'])
    const dataLayer = [pushed('begin_checkout', { ...item, quantity: 2 })]
    expect(await visit({ ...WOO_CHECKOUT, globals: { dataLayer } }, answers)).toEqual(['begin_checkout 12×2'])
  })

  test.each([
    ['number', '1077'],
    ['id', 77],
  ])('an order that WooCommerce and a data layer tell, by its %s', async (_, transaction_id) => {
    const items = [{ item_id: '12', item_name: 'Blue Mug', item_brand: 'Clay & Co', price: 4.95, quantity: 2 }]
    const purchase = { transaction_id, value: 1024.9, tax: 170.82, currency: 'EUR', items }
    const globals = { dataLayer: [gtag('event', 'purchase', purchase)] }
    const page = await openWhole({ ...wooOrder(), globals })
    await expectOnly(page, [
      [
        'purchase',
        {
          order: { transactionId: '1077', value: 1024.9, currency: 'EUR', tax: 170.82 },
          items: [
            { item_id: 'blue-mug', item_name: 'Blue Mug', item_brand: 'Clay & Co', price: 4.95, quantity: 2 },
            { item_id: 'oven', item_name: 'Oven', price: 1010, quantity: 1 },
          ],
        },
      ],
    ])
  })

  test('Adobe Commerce and a data layer, on an address that names no product', async () => {
    const shop = createAdobeShop({ ...ADOBE_PRODUCT, globals: { dataLayer: [] } })
    const item = { item_id: '41', item_name: 'Blue Mug', item_brand: 'Clay & Co' }
    const page = await openWhole(shop.page)
    queue().push(pushed('view_item', item))
    await page.pass(100)
    shop.context('productContext', ADOBE_MUG)
    shop.event('product-page-view')
    await page.pass(1000)
    const line = adobeLine(ADOBE_MUG, 1)
    shop.context('changedProductsContext', { items: [line] })
    shop.context('shoppingCartContext', adobeCart(line))
    shop.event('add-to-cart')
    queue().push(pushed('add_to_cart', { ...item, quantity: 1 }))
    await page.pass(1000)
    shop.event('shopping-cart-view')
    queue().push({ event: 'view_cart' })
    const mug = {
      item_id: 'MUG',
      item_name: 'Blue Mug',
      item_brand: 'Clay & Co',
      item_category: 'kitchen',
      item_category2: 'kitchen/mugs',
      price: 4.95,
    }
    const { item_brand: _, ...bare } = mug
    await expectOnly(page, [
      ['view_item', { items: [mug], currency: 'EUR', value: 4.95 }],
      ['add_to_cart', { items: [{ ...mug, quantity: 1 }], currency: 'EUR', value: 4.95 }],
      ['view_cart', { items: [{ ...bare, quantity: 1 }], currency: 'EUR', value: 4.95 }],
    ])
    expect(mainOf(page.tracker)).toBe('MUG')
  })

  test('markup and a data layer', async () => {
    const body = `<main data-endcap-product="a" data-endcap-name="Mug" data-endcap-price="5">
        <button data-endcap-action="add_to_cart">Add</button></main>
      <ul data-endcap-list="related"><li data-endcap-item="b"><a href="#b">B</a></li><li data-endcap-item="c"></li></ul>`
    const item = { item_id: 'SKU-A', item_name: 'Stoneware mug', item_brand: 'Kiln' }
    const list = { event: 'view_item_list', item_list_id: 'related', items: [{ item_id: 'b' }, { item_id: 'c' }] }
    const page = await openWhole({
      url: 'https://shop.example/mug',
      body,
      globals: { dataLayer: [pushed('view_item', item), list] },
    })
    FakeIntersectionObserver.show(document.querySelectorAll('li'), 1)
    await page.pass(2000)
    document.querySelector('button')?.addEventListener('click', () => queue().push(pushed('add_to_cart', item)))
    click('button')
    document
      .querySelector('a')
      ?.addEventListener('click', () =>
        queue().push({ event: 'select_item', item_list_id: 'related', items: [{ item_id: 'b' }] }),
      )
    click('a')
    await page.pass(9000)
    expect(page.plot()).toEqual(['view_item a', 'view_item_list b c', 'add_to_cart a', 'select_item b'])
    expect(mainOf(page.tracker)).toBe('a')
  })

  test('what the shop tracks itself and a data layer', async () => {
    const item = { item_id: 'SKU-A', item_name: 'Mug', price: 5 }
    const page = await openWhole({ url: 'https://shop.example/products/mug', body: '', globals: { dataLayer: [] } })
    page.tracker.track('view_item', { items: [{ item_id: 'a', item_name: 'Mug' }] })
    queue().push(pushed('view_item', item))
    await page.pass(1000)
    queue().push(pushed('add_to_cart', item))
    page.tracker.track('add_to_cart', { items: [{ item_id: 'a', item_name: 'Mug' }] })
    const order = { transactionId: 'T', value: 5, currency: 'EUR' }
    page.tracker.track('purchase', { order })
    queue().push(pushed('purchase', item, { transaction_id: 'T', value: 5 }))
    await page.pass(9000)
    expect(page.plot()).toEqual(['view_item a', 'add_to_cart a', 'purchase T'])
    expect(mainOf(page.tracker)).toBe('a')
  })
})

describe('structured data', () => {
  const og = '<meta property="og:type" content="product"><meta property="og:title" content="Mug">'
  const microdata = '<main itemscope itemtype="https://schema.org/Product"><meta itemprop="sku" content="M"></main>'
  const article = jsonLd({ '@type': 'Article', name: 'Glazes' })

  test.each([
    ['alone, at once', og, '', 0],
    ['behind JSON-LD that tells of none', og + article, '', 600],
    [
      'behind microdata of a list as well',
      og + article,
      `<ul itemscope itemtype="https://schema.org/ItemList">${microdata}</ul>`,
      1500,
    ],
    ['behind a data layer of something else', og, '', 600],
  ])('Open Graph %s', async (name, head, body, ms) => {
    const globals = /layer/.test(name) ? { dataLayer: [{ event: 'gtm.js' }] } : {}
    const page = await openWhole({ url: 'https://shop.example/products/mug', head, body, globals })
    const begun = page.rig.clock.now() - 300
    await page.pass(9000)
    expect(page.plot()).toEqual(['view_item /products/mug'])
    expect(page.own()[0]!.ts - begun).toBeGreaterThanOrEqual(ms)
    expect(page.own()[0]!.ts - begun).toBeLessThan(ms + 100)
  })

  test('is not asked where a better source came in time', async () => {
    const page = await openWhole({
      url: 'https://shop.example/products/mug',
      head: og + jsonLd({ '@type': 'Product', sku: 'M', name: 'Mug' }),
      body: microdata,
      globals: { dataLayer: [] },
    })
    queue().push(pushed('view_item', { item_id: 'DL' }))
    await page.pass(9000)
    expect(page.plot()).toEqual(['view_item DL'])
    expect(page.tracker.detected()?.sources.map(({ source }) => source)).toEqual(['data-layer'])
  })

  test('told first, and then by a data layer that came late, is one view', async () => {
    const page = await openWhole({
      url: 'https://shop.example/products/mug',
      head: jsonLd({ '@type': 'Product', sku: 'M', name: 'Mug' }),
      body: '',
    })
    await page.pass(1000)
    Object.assign(window, { dataLayer: [pushed('view_item', { item_id: 'DL' })] })
    await page.pass(9000)
    Reflect.deleteProperty(window, 'dataLayer')
    expect(page.plot()).toEqual(['view_item M'])
    expect(page.tracker.detected()?.sources).toEqual([
      { source: 'json-ld', said: { view_item: 1 }, counted: 1, problems: [] },
      { source: 'data-layer', said: { view_item: 1 }, counted: 0, problems: [] },
    ])
  })
})

describe('a navigation within the document', () => {
  test('counts the new product, told before the navigation is noticed, on its own page', async () => {
    const page = await openWhole({
      url: 'https://shop.example/products/mug',
      body: '',
      globals: { dataLayer: [pushed('view_item', { item_id: 'mug' })] },
    })
    await page.pass(2000)
    history.pushState(null, '', '/products/pot')
    queue().push(pushed('view_item', { item_id: 'pot' }), { event: 'view_cart' })
    await page.pass(9000)
    expect(
      page.events.map(({ type, page, items }) => [type, page?.url.split('/').at(-1), items?.[0]?.item_id]),
    ).toEqual([
      ['page_view', 'mug', undefined],
      ['view_item', 'mug', 'mug'],
      ['user_engagement', 'mug', 'mug'],
      ['page_view', 'pot', undefined],
      ['view_item', 'pot', 'pot'],
      ['view_cart', 'pot', undefined],
    ])
    expect(mainOf(page.tracker)).toBe('pot')
  })

  test('looks again for structured data that comes with it', async () => {
    const page = await openWhole({ url: 'https://shop.example/', body: '' })
    await page.pass(9000)
    history.pushState(null, '', '/products/pot')
    await page.pass(200)
    document.head.innerHTML = jsonLd({ '@type': 'Product', sku: 'POT', name: 'Pot' })
    await page.pass(2000)
    expect(page.plot()).toEqual(['view_item POT'])
  })
})

describe('detect', () => {
  const everything = (): PlatformPage => ({
    ...SHOPIFY_PRODUCT,
    head: jsonLd({ '@type': 'Product', sku: 'LD', name: 'Blue Mug' }),
    globals: { ...SHOPIFY_PRODUCT.globals, dataLayer: [pushed('view_item', { item_id: 'DL' })] },
  })

  test('false detects nothing; markup is read still', async () => {
    const page = await openWhole(everything(), { options: { detect: false } })
    document.body.insertAdjacentHTML('beforeend', '<p data-endcap-product="p"></p>')
    await page.pass(9000)
    expect(page.plot()).toEqual(['view_item p'])
    expect(page.tracker.detected()?.sources.map(({ source }) => source)).toEqual(['markup'])
  })

  test('names the sources that are wanted', async () => {
    const page = await openWhole(everything(), { options: { detect: ['data-layer'] } })
    click('h1')
    await page.pass(9000)
    expect(page.plot()).toEqual(['view_item DL'])
    expect(page.tracker.detected()?.sources).toEqual([
      { source: 'data-layer', said: { view_item: 1 }, counted: 1, problems: [] },
    ])
  })

  test('reports what was read, by whom, and what could not be', async () => {
    const page = await openWhole({
      url: 'https://shop.example/products/vase',
      head: jsonLd('{"@type":"Product", broken'),
      body: jsonLd({ '@type': 'Product', sku: 'V', name: 'Vase', offers: { price: 5, priceCurrency: 'EUR' } }),
      globals: { dataLayer: [{ event: 'add_to_cart', items: [] }] },
    })
    await page.pass(2000)
    expect(page.tracker.detected()).toEqual({
      sources: [
        { source: 'data-layer', said: {}, counted: 0, problems: ['dataLayer: add_to_cart says too little'] },
        { source: 'json-ld', said: { view_item: 1 }, counted: 1, problems: ['json-ld'] },
      ],
      products: [
        {
          names: new Set(['V']),
          told: new Map([
            ['json-ld', { id: 'V', aliases: [], where: 'page', title: 'Vase', price: 5, currency: 'EUR' }],
          ]),
          inCart: new Map(),
        },
      ],
    })
  })
})

describe('a page whose data throws everywhere', () => {
  const trap = () => {
    throw new Error('trap')
  }
  const traps = (): object => new Proxy({}, { get: trap, has: trap, ownKeys: trap, getOwnPropertyDescriptor: trap })
  const names = ['Shopify', 'ShopifyAnalytics', 'adobeDataLayer', 'hyva', 'wcSettings', 'jQuery']

  test('is a page without data, and nothing is thrown into it', async () => {
    const thrown: unknown[] = []
    const listener = (event: Event) => thrown.push(event)
    window.addEventListener('error', listener)
    const globals = { ...Object.fromEntries(names.map((name) => [name, traps()])), dataLayer: [traps()] }
    const page = await openWhole(
      {
        ...WOO_PRODUCT,
        body: `<form class="cart" action="/cart/add"><input name="id" value="7"></form>`,
        head: jsonLd('{"@type":"Product'),
        globals,
      },
      { options: { consentTools: true, describe: trap } },
    )
    await page.pass(9000)
    submit('form', true)
    queue().push(traps(), pushed('add_to_cart', { item_id: 'good' }))
    await page.pass(300)
    await page.close()
    window.removeEventListener('error', listener)
    expect(page.plot()).toContain('add_to_cart good')
    expect([thrown, page.errors]).toEqual([[], []])
  })

  test('by getters of the window', async () => {
    for (const name of [...names, 'dataLayer']) Object.defineProperty(window, name, { configurable: true, get: trap })
    const page = await openWhole({ ...WOO_PRODUCT, globals: {} })
    await page.pass(9000)
    for (const name of [...names, 'dataLayer']) Reflect.deleteProperty(window, name)
    expect(page.plot()).toEqual(['view_item 12'])
    expect(page.errors).toEqual([])
  })
})
