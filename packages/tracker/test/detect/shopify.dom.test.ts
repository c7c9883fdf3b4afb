import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { startShopify } from '../../src/detect/shopify.js'
import { click, expectValid, type PlatformPage, startOn, submit } from '../fixtures/platform-rig.js'
import {
  SHOPIFY_CART_PAGE,
  SHOPIFY_ITEMS,
  SHOPIFY_LIST,
  SHOPIFY_PRODUCT,
  SHOPIFY_SEARCH,
  shopifyCart,
  shopifyGlobals,
} from '../fixtures/shopify-pages.js'

const { large, pot } = SHOPIFY_ITEMS
const EMPTY: PlatformPage = { url: 'https://shop.example/', body: '<main></main>', globals: shopifyGlobals({}) }
const PRODUCT_EVENT = {
  context: 'page',
  product: {
    id: 'gid://shopify/Product/700',
    title: 'Blue Mug',
    handle: 'blue-mug',
    vendor: 'Clay & Co',
    selectedVariant: {
      id: 'gid://shopify/ProductVariant/7002',
      title: 'Large',
      price: { amount: '6.95', currencyCode: 'EUR' },
    },
  },
}

/** Dispatches a standard event as Shopify's library does: fields as properties. */
function standard(name: string, fields: object, target: EventTarget = document.body): void {
  target.dispatchEvent(Object.assign(new Event(`shopify:${name}`, { bubbles: true }), fields))
}

/** A shop whose cart the test changes. */
function createShop(quantities: Record<string, number> = {}) {
  return { quantities, answers: { '/cart.js': () => shopifyCart(quantities) } }
}

describe('pages', () => {
  test('a product page views the chosen variant; a reload of the view counts again', async () => {
    const rig = await startOn(SHOPIFY_PRODUCT, startShopify)
    const view = { type: 'view_item', fields: { items: [large], currency: 'EUR', value: 6.95 } }
    expect(rig.said).toEqual([view])
    expect(rig.found).toEqual([
      {
        id: '700',
        where: 'page',
        aliases: ['gid://shopify/Product/700', '7001', 'MUG-S', '7002', 'MUG-L'],
        title: 'Blue Mug',
        brand: 'Clay & Co',
        categories: ['Mugs'],
        price: 6.95,
        currency: 'EUR',
        variants: [
          { id: '7001', title: 'Small', price: 4.95 },
          { id: '7002', title: 'Large', price: 6.95 },
        ],
      },
    ])
    rig.detector.view?.()
    expect(rig.said).toEqual([view, view])
    expectValid(rig.said)
  })

  test('a list tells of its products and says nothing: being drawn is no impression', async () => {
    const rig = await startOn(SHOPIFY_LIST, startShopify)
    await rig.pass()
    expect(rig.said).toEqual([])
    expect(rig.found.map(({ id, where, price }) => [id, where, price])).toEqual([
      ['700', 'list', 4.95],
      ['800', 'list', 20],
    ])
  })

  test('a search page says the term', async () => {
    const rig = await startOn(SHOPIFY_SEARCH, startShopify)
    expect(rig.said).toEqual([{ type: 'search', fields: { search: { term: 'Blue Mug' } } }])
  })

  test('data that a navigation within the document left behind is no view', async () => {
    const rig = await startOn(SHOPIFY_PRODUCT, startShopify)
    history.pushState(null, '', '/pages/about')
    rig.detector.view?.()
    expect(rig.types()).toEqual(['view_item'])
  })

  test('currencies without cents are in hundredths too', async () => {
    const product = { id: 1, variants: [{ id: 2, price: 100000, name: 'Tea' }] }
    const globals = { ...shopifyGlobals({ product, currency: 'JPY' }) }
    const rig = await startOn({ ...EMPTY, globals }, startShopify)
    expect(rig.said[0]?.fields).toEqual({
      items: [{ item_id: '1', item_name: 'Tea', price: 1000 }],
      currency: 'JPY',
      value: 1000,
    })
  })

  test('the theme editor hears nothing', async () => {
    const listens = vi.spyOn(document, 'addEventListener')
    const page = { ...SHOPIFY_PRODUCT, globals: { ...SHOPIFY_PRODUCT.globals, Shopify: { designMode: true } } }
    const rig = await startOn(page, startShopify, createShop())
    standard('product:view', PRODUCT_EVENT)
    await rig.requested('/cart/add.js')
    expect([rig.said, rig.found, rig.requests]).toEqual([[], [], []])
    expect(listens).not.toHaveBeenCalled()
  })

  test('a customer who appears has logged in; one who was there has not', async () => {
    const customer = { page: { customerId: 12 } }
    const rig = await startOn(EMPTY, startShopify)
    const known = await startOn({ ...EMPTY, globals: shopifyGlobals(customer) }, startShopify)
    rig.detector.view?.()
    known.detector.view?.()
    expect(rig.types()).toEqual(['login'])
    expect(known.types()).toEqual([])
  })
})

describe('standard events', () => {
  test('a product view says the product once, beside the data of the page', async () => {
    const rig = await startOn(SHOPIFY_PRODUCT, startShopify)
    standard('product:view', PRODUCT_EVENT)
    standard('product:view', PRODUCT_EVENT)
    expect(rig.types()).toEqual(['view_item'])
  })

  test.each([
    ['page', ['view_item'], ['page']],
    ['dialog', ['view_item'], ['list']],
    ['collection', [], ['list']],
    ['search', [], ['list']],
    ['recommendation', [], []],
  ])('context %s: said %j, found %j', async (context, types, where) => {
    const rig = await startOn(EMPTY, startShopify)
    standard('product:view', { ...PRODUCT_EVENT, context })
    expect(rig.types()).toEqual(types)
    expect(rig.found.map((product) => product.where)).toEqual(where)
  })

  test('fields in the detail are read as well', async () => {
    const rig = await startOn(EMPTY, startShopify)
    document.body.dispatchEvent(new CustomEvent('shopify:product:view', { bubbles: true, detail: PRODUCT_EVENT }))
    const { item_category: _, ...item } = large
    expect(rig.said).toEqual([{ type: 'view_item', fields: { items: [item], currency: 'EUR', value: 6.95 } }])
  })

  test('inside a slot of Endcap nothing is heard', async () => {
    const rig = await startOn({ ...EMPTY, body: '<div data-endcap-slot="row"><p></p></div>' }, startShopify)
    standard('product:view', PRODUCT_EVENT, document.querySelector('p')!)
    expect(rig.said).toEqual([])
  })

  test('a search says its results; a change of its filters is no new one, nor is the page of results', async () => {
    const rig = await startOn(EMPTY, startShopify)
    const search = { query: 'mug', productFilters: [], sortKey: 'RELEVANCE' }
    standard('search:update', { search, promise: Promise.resolve({ totalCount: 3 }) })
    await rig.pass()
    standard('search:update', { search, promise: Promise.reject(new Error('aborted')) })
    await rig.pass()
    standard('search:update', { search: { ...search, query: 'pot' }, promise: Promise.reject(new Error('down')) })
    await rig.pass()
    expect(rig.said.map(({ fields }) => fields.search)).toEqual([{ term: 'mug', results: 3 }, { term: 'pot' }])
  })

  test('a drawer views the cart each time, a cart page once', async () => {
    const cart = { cost: { totalAmount: { amount: '13.90', currencyCode: 'EUR' } }, lines: [] }
    const drawer = await startOn(EMPTY, startShopify, { allowed: false })
    standard('cart:view', { context: 'dialog', cart })
    await drawer.pass()
    standard('cart:view', { context: 'dialog', cart: null })
    await drawer.pass()
    expect(drawer.said).toEqual([
      { type: 'view_cart', fields: { currency: 'EUR', value: 13.9 } },
      { type: 'view_cart', fields: {} },
    ])
    const page = await startOn(SHOPIFY_CART_PAGE, startShopify, { allowed: false })
    standard('cart:view', { context: 'page', cart })
    await page.pass()
    expect(page.types()).toEqual(['view_cart'])
  })

  describe('of cart lines', () => {
    const lines = [{ merchandiseId: 'gid://shopify/ProductVariant/7002', quantity: 2 }]

    test.each([true, false])(
      'an add is said once, with the request and the form beside it (consent: %s)',
      async (allowed) => {
        const shop = createShop()
        const rig = await startOn(SHOPIFY_PRODUCT, startShopify, { ...shop, allowed })
        let done = (_: unknown) => {}
        const promise = new Promise((resolve) => (done = resolve))
        submit('form', true)
        standard('cart:lines-update', { action: 'add', context: 'product', lines, promise })
        await rig.pass()
        expect(rig.types()).toEqual(['view_item'])
        shop.quantities['7002'] = 2
        await rig.requested('/cart/add.js')
        done({ cart: {}, userErrors: [] })
        await rig.pass()
        await rig.pass()
        expect(rig.said.slice(1)).toEqual([
          { type: 'add_to_cart', fields: { items: [{ ...large, quantity: 2 }], currency: 'EUR', value: 13.9 } },
        ])
        expect(rig.requests.length > 0).toBe(allowed)
        expectValid(rig.said)
      },
    )

    test.each([
      ['declined', async () => ({ cart: {}, userErrors: [{ message: 'sold out' }] })],
      ['failed', () => Promise.reject(new Error('offline'))],
    ])('an add that was %s is none', async (_, ask) => {
      const rig = await startOn(SHOPIFY_PRODUCT, startShopify, { allowed: false })
      standard('cart:lines-update', { action: 'add', lines, promise: ask() })
      await rig.pass()
      expect(rig.types()).toEqual(['view_item'])
    })

    test('a removal and an update are what the cart differs in', async () => {
      const shop = createShop({ '7002': 3, '8001': 1 })
      const rig = await startOn(EMPTY, startShopify, shop)
      delete shop.quantities['8001']
      standard('cart:lines-update', {
        action: 'remove',
        lines: [{ id: 'gid://shopify/CartLine/1' }],
        promise: Promise.resolve({}),
      })
      await rig.pass()
      shop.quantities['7002'] = 1
      standard('cart:lines-update', { action: 'update', lines: [{ id: 'gid://shopify/CartLine/2', quantity: 1 }] })
      await rig.pass()
      expect(rig.said).toEqual([
        { type: 'remove_from_cart', fields: { items: [{ ...pot, quantity: 1 }], currency: 'EUR', value: 20 } },
        { type: 'remove_from_cart', fields: { items: [{ ...large, quantity: 2 }], currency: 'EUR', value: 13.9 } },
      ])
    })

    test('leaving says an add that waits for its look, and the answer adds nothing to it', async () => {
      const shop = createShop()
      const rig = await startOn(SHOPIFY_PRODUCT, startShopify, shop)
      standard('cart:lines-update', { action: 'add', lines, promise: Promise.resolve({}) })
      await Promise.resolve()
      shop.quantities['7002'] = 2
      await rig.clock.advance(0)
      rig.detector.leave?.()
      expect(rig.types()).toEqual(['view_item', 'add_to_cart'])
      await rig.pass()
      expect(rig.types()).toEqual(['view_item', 'add_to_cart'])
    })
  })
})

describe('the cart of themes without standard events', () => {
  test('is compared around the requests of the page', async () => {
    const shop = createShop({ '8001': 1 })
    const rig = await startOn(SHOPIFY_PRODUCT, startShopify, shop)
    expect(rig.requests).toEqual([{ url: 'https://shop.example/cart.js', init: { credentials: 'same-origin' } }])
    Object.assign(shop.quantities, { '7002': 1, '8001': 3 })
    await rig.requested('/cart/add.js')
    await rig.requested('/cart/update.js')
    shop.quantities['8001'] = 0
    await rig.requested('/en/cart/change')
    await rig.requested('https://other.example/cart/add.js')
    await rig.requested('/cart.js')
    expect(rig.said.slice(1)).toEqual([
      {
        type: 'add_to_cart',
        fields: {
          items: [
            { ...large, quantity: 1 },
            { ...pot, quantity: 2 },
          ],
          currency: 'EUR',
          value: 46.95,
        },
      },
      { type: 'remove_from_cart', fields: { items: [{ ...pot, quantity: 3 }], currency: 'EUR', value: 60 } },
    ])
    expectValid(rig.said)
  })

  test('nothing is asked for without consent: the form that a script took over tells, unless the shop refused', async () => {
    const rig = await startOn(SHOPIFY_PRODUCT, startShopify, { ...createShop(), allowed: false })
    submit('form', true)
    await rig.requested('/cart/add.js', 422)
    expect(rig.types()).toEqual(['view_item'])
    await rig.requested('/cart/add.js')
    await rig.requested('/cart/add.js')
    expect(rig.requests).toEqual([])
    expect(rig.said.slice(1)).toEqual([
      { type: 'add_to_cart', fields: { items: [{ ...large, quantity: 2 }], currency: 'EUR', value: 13.9 } },
    ])
  })

  test('a form that the browser sends is an add at once', async () => {
    const rig = await startOn(SHOPIFY_PRODUCT, startShopify, createShop())
    submit('form', false)
    expect(rig.types()).toEqual(['view_item', 'add_to_cart'])
  })

  test('an answer that is no cart is told, and what the form said is said', async () => {
    const rig = await startOn(SHOPIFY_PRODUCT, startShopify, { answers: { '/cart.js': { items: 'none' } } })
    submit('form', true)
    await rig.requested('/cart/add.js')
    expect(rig.types()).toEqual(['view_item', 'add_to_cart'])
    expect(rig.failures.map(({ detail }) => detail)).toEqual(['cart', 'cart'])
  })

  test('the root of the routes is kept, another origin is not asked', async () => {
    const at = (root: string) => ({ ...EMPTY, globals: shopifyGlobals({}, { routes: { root } }) })
    const local = await startOn(at('/de/'), startShopify)
    const foreign = await startOn(at('//evil.example/'), startShopify)
    expect(local.requests[0]?.url).toBe('https://shop.example/de/cart.js')
    expect(foreign.requests).toEqual([])
  })

  test('consent that comes later makes the next look the first', async () => {
    const shop = createShop({ '8001': 1 })
    const rig = await startOn(EMPTY, startShopify, { ...shop, allowed: false })
    rig.allow(true)
    await rig.requested('/cart/change.js')
    shop.quantities['8001'] = 2
    await rig.requested('/cart/change.js')
    expect(rig.said).toEqual([
      { type: 'add_to_cart', fields: { items: [{ ...pot, quantity: 1 }], currency: 'EUR', value: 20 } },
    ])
  })
})

describe('a whole story', () => {
  test('list, product, add, cart, removal, checkout: each once', async () => {
    const shop = createShop({ '8001': 1 })
    const list = await startOn(SHOPIFY_LIST, startShopify, shop)
    list.detector.leave?.()
    const product = await startOn(SHOPIFY_PRODUCT, startShopify, shop)
    list.detector.stop()
    submit('form', true)
    shop.quantities['7002'] = 2
    await product.requested('/cart/add.js')
    product.detector.leave?.()
    product.detector.stop()
    const cart = await startOn(SHOPIFY_CART_PAGE, startShopify, shop)
    await cart.pass()
    shop.quantities['8001'] = 0
    await cart.requested('/cart/change.js')
    click('[name="checkout"]')
    click('[name="checkout"]')
    cart.detector.leave?.()
    const items = [{ ...large, quantity: 2 }]
    expect([list.said, product.said, cart.said]).toEqual([
      [],
      [
        { type: 'view_item', fields: { items: [large], currency: 'EUR', value: 6.95 } },
        { type: 'add_to_cart', fields: { items, currency: 'EUR', value: 13.9 } },
      ],
      [
        { type: 'view_cart', fields: { items: [...items, { ...pot, quantity: 1 }], currency: 'EUR', value: 33.9 } },
        { type: 'remove_from_cart', fields: { items: [{ ...pot, quantity: 1 }], currency: 'EUR', value: 20 } },
        { type: 'begin_checkout', fields: { items, currency: 'EUR', value: 13.9 } },
      ],
    ])
    expect([...list.failures, ...product.failures, ...cart.failures]).toEqual([])
    for (const rig of [product, cart]) expectValid(rig.said)
  })

  test('after stop nothing is said, asked or waited for', async () => {
    const shop = createShop()
    const rig = await startOn(SHOPIFY_PRODUCT, startShopify, shop)
    rig.detector.stop()
    const before = [rig.said.length, rig.requests.length]
    standard('product:view', { ...PRODUCT_EVENT, product: { id: '5' } })
    standard('cart:lines-update', { action: 'add', lines: [] })
    submit('form', false)
    await rig.requested('/cart/add.js')
    expect([rig.said.length, rig.requests.length]).toEqual(before)
    expect(rig.clock.pending()).toBe(0)
  })
})

describe('foreign data', () => {
  test('a getter that throws costs only what it holds', async () => {
    const trap = {
      get price(): never {
        throw new Error('trap')
      },
      id: 7001,
      name: 'Blue Mug - Small',
      public_title: 'Small',
    }
    const product = {
      id: 700,
      variants: [trap, null, { id: 7002, price: '695', name: 'Blue Mug - Large', public_title: 'Large' }],
    }
    const rig = await startOn({ ...SHOPIFY_PRODUCT, globals: shopifyGlobals({ product }) }, startShopify)
    expect(rig.said[0]?.fields.items).toEqual([
      { item_id: '700', item_name: 'Blue Mug', item_variant: 'Large', price: 6.95 },
    ])
  })

  test('whatever the page holds, nothing is thrown and what is said is valid', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything({ maxDepth: 5 }), fc.anything(), fc.anything(), async (meta, cart, fields) => {
        const near = fc.sample(fc.constantFrom('page', 'product', 'products', 'id', 'items'), 1)[0]!
        const globals = { Shopify: { routes: fields }, ShopifyAnalytics: { meta: { [near]: meta, product: cart } } }
        const rig = await startOn({ ...SHOPIFY_PRODUCT, globals }, startShopify, {
          answers: { '/cart.js': { items: [cart, { product_id: 1, variant_id: 2, quantity: meta }] } },
        })
        for (const name of ['product:view', 'product:select', 'search:update', 'cart:view', 'cart:lines-update']) {
          standard(name, {
            product: meta,
            lines: [fields, { merchandiseId: cart }],
            action: 'add',
            search: { query: meta },
          })
          standard(name, { detail: fields })
        }
        await rig.requested('/cart/add.js')
        rig.detector.leave?.()
        rig.detector.stop()
        expectValid(rig.said)
      }),
      { numRuns: 25 },
    )
  }, 60_000)
})
