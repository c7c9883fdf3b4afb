import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { startAdobe } from '../../src/detect/adobe.js'
import {
  ADOBE_HOME,
  ADOBE_INSTANCE,
  ADOBE_ITEMS,
  ADOBE_MUG,
  ADOBE_ORDER,
  ADOBE_POT,
  ADOBE_PRODUCT,
  adobeCart,
  adobeLine,
  adobeSection,
  createAdobeShop,
} from '../fixtures/adobe-pages.js'
import { expectValid, startOn, submit } from '../fixtures/platform-rig.js'

const { mug, pot } = ADOBE_ITEMS

/** Announces the private content as Hyvä does. */
function announce(data: unknown): void {
  window.dispatchEvent(new CustomEvent('private-content-loaded', { detail: { data } }))
}

describe('the data layer', () => {
  test('a product page told before the start is viewed once, with its sale price', async () => {
    const shop = createAdobeShop(ADOBE_PRODUCT)
    shop.context('productContext', ADOBE_MUG)
    shop.event('page-view')
    shop.event('product-page-view')
    const rig = await startOn(shop.page, startAdobe)
    shop.event('product-page-view')
    expect(rig.said).toEqual([{ type: 'view_item', fields: { items: [mug], currency: 'EUR', value: 4.95 } }])
    expect(rig.found).toEqual([
      {
        id: 'MUG',
        where: 'page',
        aliases: ['MUG-BLUE', '41'],
        title: 'Blue Mug',
        url: 'https://adobe.example/blue-mug.html',
        image: 'https://adobe.example/media/mug.jpg',
        price: 6,
        salePrice: 4.95,
        currency: 'EUR',
        categories: ['kitchen', 'kitchen/mugs'],
      },
    ])
    expectValid(rig.said)
  })

  test('a layer whose library is not there yet is asked to call back', async () => {
    const tasks: unknown[] = []
    await startOn({ ...ADOBE_HOME, globals: { adobeDataLayer: tasks } }, startAdobe)
    expect(tasks).toEqual([expect.any(Function)])
  })

  test('nothing is read before the first view', async () => {
    const shop = createAdobeShop(ADOBE_HOME)
    shop.event('sign-in')
    const say = vi.fn()
    const rig = await startOn(shop.page, (parts) => {
      const { view: _, ...detector } = startAdobe({ ...parts, say })
      return detector
    })
    expect([rig.said, say.mock.calls]).toEqual([[], []])
  })

  test('adds are told by the changed products', async () => {
    const shop = createAdobeShop(ADOBE_HOME)
    const rig = await startOn(shop.page, startAdobe)
    const line = adobeLine(ADOBE_MUG, 1, ['Blue', 'L'])
    shop.context('changedProductsContext', { items: [line] })
    shop.context('shoppingCartContext', adobeCart(line))
    shop.event('open-cart')
    shop.event('add-to-cart')
    expect(rig.said).toEqual([
      {
        type: 'add_to_cart',
        fields: { items: [{ ...mug, item_variant: 'Blue / L', quantity: 1 }], currency: 'EUR', value: 4.95 },
      },
    ])
  })

  test('without them by what the cart differs in, and at last by the product of the page', async () => {
    const shop = createAdobeShop(ADOBE_PRODUCT)
    const rig = await startOn(shop.page, startAdobe)
    shop.context('productContext', ADOBE_MUG)
    shop.event('product-page-view')
    shop.event('add-to-cart')
    shop.context('shoppingCartContext', adobeCart(adobeLine(ADOBE_MUG, 1)))
    shop.event('page-view')
    shop.context('shoppingCartContext', adobeCart(adobeLine(ADOBE_MUG, 1), adobeLine(ADOBE_POT, 2)))
    shop.event('add-to-cart')
    shop.context('shoppingCartContext', adobeCart(adobeLine(ADOBE_POT, 2)))
    shop.event('remove-from-cart')
    expect(rig.said.slice(1)).toEqual([
      { type: 'add_to_cart', fields: { items: [{ ...mug, quantity: 1 }], currency: 'EUR', value: 4.95 } },
      { type: 'add_to_cart', fields: { items: [{ ...pot, quantity: 2 }], currency: 'EUR', value: 40 } },
      { type: 'remove_from_cart', fields: { items: [{ ...mug, quantity: 1 }], currency: 'EUR', value: 4.95 } },
    ])
    expectValid(rig.said)
  })

  test('an update and the add that tells the same are one', async () => {
    const shop = createAdobeShop(ADOBE_HOME)
    const rig = await startOn(shop.page, startAdobe)
    shop.context('shoppingCartContext', adobeCart(adobeLine(ADOBE_POT, 1)))
    shop.event('page-view')
    shop.context('changedProductsContext', { items: [adobeLine(ADOBE_POT, 2)] })
    shop.context('shoppingCartContext', adobeCart(adobeLine(ADOBE_POT, 3)))
    shop.event('update-cart')
    shop.event('add-to-cart')
    expect(rig.said).toEqual([
      { type: 'add_to_cart', fields: { items: [{ ...pot, quantity: 2 }], currency: 'EUR', value: 40 } },
    ])
  })

  test('a removal of something unknown is told as a failure', async () => {
    const shop = createAdobeShop(ADOBE_HOME)
    const rig = await startOn(shop.page, startAdobe)
    shop.event('remove-from-cart')
    expect(rig.said).toEqual([])
    expect(rig.failures.map(({ detail }) => detail)).toEqual(['remove_from_cart: no product'])
  })

  test('an order says nothing of who ordered; without a currency it is none', async () => {
    const shop = createAdobeShop(ADOBE_HOME)
    const rig = await startOn(shop.page, startAdobe)
    shop.context('shoppingCartContext', adobeCart(adobeLine(ADOBE_POT, 1)))
    shop.context('orderContext', ADOBE_ORDER)
    shop.event('place-order')
    expect(rig.said).toEqual([
      {
        type: 'purchase',
        fields: {
          order: { transactionId: '000000012', value: 34.9, currency: 'EUR', tax: 5, shipping: 5, coupon: 'SPRING' },
          items: [{ ...pot, quantity: 1 }],
        },
      },
    ])
    expect(JSON.stringify(rig.said)).not.toContain('ann@')
    const bare = createAdobeShop(ADOBE_HOME, {})
    const none = await startOn(bare.page, startAdobe)
    bare.context('orderContext', ADOBE_ORDER)
    bare.event('place-order')
    expect(none.said).toEqual([])
    expect(none.failures).toHaveLength(1)
  })

  test('searches count by their answer, once, and not while typing', async () => {
    const shop = createAdobeShop(ADOBE_HOME)
    const rig = await startOn(shop.page, startAdobe)
    const search = (searchUnitId: string, phrase: string) => {
      const unit = { searchUnitId, searchRequestId: 'r1', phrase, pageSize: 12, currentPage: 1 }
      shop.context('searchInputContext', { units: [{ ...unit, searchUnitId: 'other' }, unit] })
      shop.event('search-request-sent', { searchUnitId })
      const products = [{ name: 'Blue Mug', sku: 'MUG', url: '', imageUrl: '', price: 4.95, rank: 1 }]
      shop.context('searchResultsContext', { units: [{ searchUnitId, searchRequestId: 'r1', products, page: 1 }] })
      shop.event('search-response-received', { searchUnitId })
    }
    search('livesearch-popover', 'mu')
    search('livesearch-plp', 'mug')
    search('livesearch-plp', 'mug')
    search('livesearch-plp', '')
    shop.event('search-product-click', { searchUnitId: 'livesearch-plp', sku: 'MUG' })
    expect(rig.said).toEqual([
      { type: 'search', fields: { search: { term: 'mug', results: 1 } } },
      {
        type: 'select_item',
        fields: {
          items: [{ item_id: 'MUG', item_name: 'Blue Mug', price: 4.95, index: 0 }],
          list: { placement: 'livesearch-plp', requestId: expect.any(String) },
        },
      },
    ])
    expectValid(rig.said)
  })

  test('rows of recommendations count when seen and clicked, as one list', async () => {
    const shop = createAdobeShop(ADOBE_HOME)
    const rig = await startOn(shop.page, startAdobe)
    const products = [
      { sku: 'MUG', productId: 41, name: 'Blue Mug', prices: { minimum: { final: 4.95 } } },
      { sku: 'POT', productId: 42, name: 'Tea Pot' },
    ]
    shop.context('recommendationsContext', { units: [{ unitId: 'u1', unitName: 'Also viewed', products }] })
    for (const event of [
      'recs-api-response-received',
      'recs-unit-impression-render',
      'recs-unit-view',
      'recs-unit-view',
    ])
      shop.event(event, { unitId: 'u1' })
    shop.event('recs-item-click', { unitId: 'u1', productId: 42 })
    shop.event('recs-item-add-to-cart-click', { unitId: 'u1', productId: 42 })
    shop.event('recs-item-click', { unitId: 'u2', productId: 42 })
    expect(rig.types()).toEqual(['view_item_list', 'select_item'])
    const [seen, selected] = rig.said
    expect(seen?.fields.items).toHaveLength(2)
    expect(selected?.fields).toEqual({
      items: [{ item_id: 'POT', item_name: 'Tea Pot', index: 1 }],
      list: seen?.fields.list,
    })
    expectValid(rig.said)
  })
})

describe('Luma without the data layer', () => {
  test('its form is an add; with an option left open it is none', async () => {
    const rig = await startOn(ADOBE_PRODUCT, startAdobe, { allowed: false })
    const read = vi.fn()
    vi.stubGlobal('localStorage', { getItem: read })
    submit('form', true)
    document.querySelector<HTMLInputElement>('[name^="super"]')!.value = ''
    submit('form', true)
    expect(rig.said).toEqual([
      {
        type: 'add_to_cart',
        fields: { items: [{ item_id: 'MUG', item_name: 'Blue Mug', quantity: 2 }], currency: 'EUR' },
      },
    ])
    expect(read).not.toHaveBeenCalled()
    expectValid(rig.said)
  })

  test.each([true, false])(
    'its storage is read with consent only, and tells what is in the cart (%s)',
    async (allowed) => {
      const storage = JSON.stringify({ cart: adobeSection({ POT: 1 }), customer: {} })
      const [read, write] = [vi.fn(() => storage), vi.fn()]
      vi.stubGlobal('localStorage', { getItem: read, setItem: write })
      const rig = await startOn(ADOBE_PRODUCT, startAdobe, { allowed })
      expect(read.mock.calls).toEqual(allowed ? [['mage-cache-storage']] : [])
      expect(write).not.toHaveBeenCalled()
      const found = [{ id: 'POT', where: 'cart', aliases: ['42'], title: 'Tea Pot', price: 20 }]
      expect(rig.found).toEqual(allowed ? found : [])
      expect(rig.said).toEqual([])
    },
  )

  test('storage that cannot be read is told', async () => {
    vi.stubGlobal('localStorage', { getItem: () => '{' })
    const rig = await startOn(ADOBE_PRODUCT, startAdobe)
    expect(rig.failures.map(({ detail }) => detail)).toEqual(['mage-cache-storage'])
  })
})

describe('Hyvä', () => {
  const page = { ...ADOBE_PRODUCT, globals: { hyva: {} } }

  test('what it announces is compared: the first is the beginning', async () => {
    const rig = await startOn(page, startAdobe)
    announce({ cart: adobeSection({ POT: 1 }), customer: {} })
    submit('form', false)
    announce({ cart: adobeSection({ POT: 1, MUG: 2 }), customer: {} })
    announce({ cart: adobeSection({ MUG: 2 }), customer: { firstname: 'Ann' } })
    announce({ cart: adobeSection({ MUG: 2 }), customer: { firstname: 'Ann' } })
    const { item_category: _, ...item } = mug
    expect(rig.said).toEqual([
      { type: 'add_to_cart', fields: { items: [{ ...item, quantity: 2 }], currency: 'EUR', value: 9.9 } },
      { type: 'remove_from_cart', fields: { items: [{ ...pot, quantity: 1 }], currency: 'EUR', value: 20 } },
      { type: 'login', fields: {} },
    ])
    expect(JSON.stringify([rig.said, rig.found])).not.toContain('Ann')
    expectValid(rig.said)
  })

  test('a shopper who is known from the start has not logged in', async () => {
    const rig = await startOn(page, startAdobe)
    announce({ customer: { firstname: 'Ann' } })
    expect(rig.said).toEqual([])
  })

  test('where the data layer tells, it alone does', async () => {
    const shop = createAdobeShop(page)
    const rig = await startOn(shop.page, startAdobe)
    shop.event('page-view')
    announce({ cart: adobeSection({}), customer: {} })
    announce({ cart: adobeSection({ MUG: 1 }), customer: { firstname: 'Ann' } })
    const line = adobeLine(ADOBE_MUG, 1)
    shop.context('changedProductsContext', { items: [line] })
    shop.event('add-to-cart')
    shop.event('sign-in')
    expect(rig.types()).toEqual(['add_to_cart', 'login'])
  })

  test('a data layer of something else keeps it silent about nothing', async () => {
    const shop = createAdobeShop(page, {})
    const rig = await startOn(shop.page, startAdobe)
    shop.event('cmp:show', { path: 'component.hero' })
    announce({ cart: adobeSection({}) })
    announce({ cart: adobeSection({ MUG: 1 }) })
    expect(rig.types()).toEqual(['add_to_cart'])
  })
})

describe('a whole story', () => {
  test('product, add, cart, removal, checkout, order: each once', async () => {
    const shop = createAdobeShop(ADOBE_PRODUCT)
    const rig = await startOn(shop.page, startAdobe)
    shop.context('shoppingCartContext', adobeCart(adobeLine(ADOBE_POT, 1)))
    shop.event('page-view')
    shop.context('productContext', ADOBE_MUG)
    shop.event('product-page-view')
    submit('form', true)
    shop.context('shoppingCartContext', adobeCart(adobeLine(ADOBE_POT, 1), adobeLine(ADOBE_MUG, 2)))
    shop.event('add-to-cart')
    shop.event('shopping-cart-view')
    shop.context('shoppingCartContext', adobeCart(adobeLine(ADOBE_MUG, 2)))
    shop.event('remove-from-cart')
    shop.event('initiate-checkout')
    shop.context('orderContext', ADOBE_ORDER)
    shop.event('place-order')
    const items = [{ ...mug, quantity: 2 }]
    expect(rig.said).toMatchObject([
      { type: 'view_item', fields: { items: [mug] } },
      { type: 'add_to_cart', fields: { items, value: 9.9 } },
      { type: 'view_cart', fields: { items: [{ ...pot, quantity: 1 }, ...items], value: 29.9 } },
      { type: 'remove_from_cart', fields: { items: [{ ...pot, quantity: 1 }] } },
      { type: 'begin_checkout', fields: { items, currency: 'EUR', value: 9.9 } },
      { type: 'purchase', fields: { items, order: { transactionId: '000000012' } } },
    ])
    expect(rig.said).toHaveLength(6)
    expect(rig.failures).toEqual([])
    expectValid(rig.said)
    rig.detector.stop()
    shop.event('add-to-cart')
    submit('form', false)
    expect(rig.said).toHaveLength(6)
  })
})

describe('foreign data', () => {
  const events = [
    'product-page-view',
    'add-to-cart',
    'update-cart',
    'place-order',
    'search-response-received',
    'recs-unit-view',
    'recs-item-click',
  ]
  const names = [
    'productContext',
    'shoppingCartContext',
    'changedProductsContext',
    'orderContext',
    'searchInputContext',
    'recommendationsContext',
  ]

  test('whatever contexts and announcements hold, nothing is thrown and what is said is valid', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), fc.anything(), fc.constantFrom(...names), async (value, more, name) => {
        const plain = <T>(data: T): T => {
          try {
            return structuredClone(data)
          } catch {
            return undefined as T
          }
        }
        const shop = createAdobeShop(ADOBE_PRODUCT, { ...ADOBE_INSTANCE, [name]: plain(value) })
        const rig = await startOn(shop.page, startAdobe)
        const line = { product: { sku: plain(more), name: plain(value) }, quantity: plain(more), prices: plain(value) }
        shop.context('shoppingCartContext', { items: [plain(value), line, adobeLine(ADOBE_POT, 1)] })
        shop.context('recommendationsContext', { units: [{ unitId: 1, products: [plain(value), line.product] }] })
        for (const event of events) shop.event(event, { unitId: 1, productId: plain(more), searchUnitId: plain(value) })
        announce(value)
        announce({ cart: { items: [value, more, { product_id: 1, qty: value, options: more }] }, customer: more })
        announce({ cart: { items: [more] } })
        expectValid(rig.said)
        rig.detector.stop()
      }),
      { numRuns: 25 },
    )
  }, 60_000)
})
