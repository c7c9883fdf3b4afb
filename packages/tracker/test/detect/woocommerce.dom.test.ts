import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { startWooCommerce } from '../../src/detect/woocommerce.js'
import { click, expectValid, type PlatformPage, startOn, submit } from '../fixtures/platform-rig.js'
import {
  createFakeQuery,
  WOO_BLOCK_ORDER,
  WOO_CART,
  WOO_CHECKOUT,
  WOO_ITEMS,
  WOO_LIST,
  WOO_PRODUCT,
  WOO_ROWS,
  WOO_VARIABLE,
  wooCart,
  wooOrder,
  wooPrice,
} from '../fixtures/woocommerce-pages.js'

const { mug, tee } = WOO_ITEMS
const CART = '/wp-json/wc/store/v1/cart'

function createShop(quantities: Record<string, number> = {}, currency = 'EUR') {
  return { quantities, answers: { [CART]: () => wooCart(quantities, currency) } }
}

/** A page with jQuery. */
function withQuery(page: PlatformPage) {
  const jQuery = createFakeQuery()
  return { page: { ...page, globals: { jQuery } }, jQuery }
}

/** A click that a script of the page takes over, as WooCommerce's does with ajax buttons. */
function clickTaken(selector: string): void {
  document.querySelector(selector)!.addEventListener('click', (event) => event.preventDefault(), { once: true })
  click(selector)
}

const blocks = (name: string, detail: object = {}) =>
  document.body.dispatchEvent(new CustomEvent(`wc-blocks_${name}`, { bubbles: true, detail }))

describe('pages', () => {
  test('a product page views the product, and tells of the related ones', async () => {
    const rig = await startOn(WOO_PRODUCT, startWooCommerce)
    expect(rig.said).toEqual([
      { type: 'view_item', fields: { items: [{ ...mug, item_category: 'Kitchen' }], currency: 'EUR', value: 4.95 } },
    ])
    expect(rig.found).toEqual([
      { id: '20', where: 'list', price: 10, currency: 'EUR' },
      {
        id: '12',
        where: 'page',
        aliases: ['MUG', 'blue-mug'],
        title: 'Blue Mug',
        price: 4.95,
        currency: 'EUR',
        categories: ['Kitchen', 'Mugs'],
      },
    ])
    expectValid(rig.said)
  })

  test('a range of prices is none; variations bring theirs', async () => {
    const rig = await startOn(WOO_VARIABLE, startWooCommerce)
    expect(rig.said[0]?.fields).toEqual({ items: [{ item_id: '20', item_name: 'Tee' }] })
    expect(rig.found[0]).toMatchObject({
      aliases: ['tee', '21', 'TEE-S', '22', 'TEE-L'],
      variants: [
        { id: '21', price: 10 },
        { id: '22', price: 12.5 },
      ],
    })
  })

  test('a list says nothing; a click of a block that views a product selects it', async () => {
    const rig = await startOn(WOO_LIST, startWooCommerce)
    blocks('product_list_rendered', { collection: 'woocommerce/product-collection/on-sale' })
    expect(rig.said).toEqual([])
    expect(rig.found.map(({ id, aliases, price }) => [id, aliases, price])).toEqual([
      ['12', ['MUG', 'blue-mug'], 4.95],
      ['20', ['tee'], 10],
    ])
    blocks('viewed_product', { productId: 12, collection: 'woocommerce/product-collection/on-sale' })
    expect(rig.said).toMatchObject([
      {
        type: 'select_item',
        fields: { items: [{ item_id: '12' }], list: { placement: 'woocommerce/product-collection/on-sale' } },
      },
    ])
    expectValid(rig.said)
  })

  test.each([
    [WOO_CART, 'view_cart'],
    [WOO_CHECKOUT, 'begin_checkout'],
  ])('page %# says %s with what is in the cart, or without when the shopper leaves first', async (page, type) => {
    const allowed = await startOn(page, startWooCommerce, createShop({ '12': 2 }))
    expect(allowed.said).toEqual([{ type, fields: { items: [{ ...mug, quantity: 2 }], currency: 'EUR', value: 9.9 } }])
    const denied = await startOn(page, startWooCommerce, { ...createShop({ '12': 2 }), allowed: false })
    expect([denied.said, denied.requests]).toEqual([[{ type, fields: {} }], []])
  })
})

describe('adds and removals', () => {
  test.each([true, false])('jQuery and blocks tell of one add: it is said once (consent: %s)', async (allowed) => {
    const { page, jQuery } = withQuery(WOO_LIST)
    const shop = createShop()
    const rig = await startOn(page, startWooCommerce, { ...shop, allowed })
    clickTaken('.ajax_add_to_cart')
    shop.quantities['12'] = 1
    blocks('added_to_cart', { preserveCartData: false })
    jQuery.trigger('added_to_cart', [{}, 'hash', [document.querySelector('.ajax_add_to_cart')]])
    await rig.requested('/?wc-ajax=add_to_cart')
    await rig.pass()
    expect(rig.said).toEqual([
      allowed
        ? { type: 'add_to_cart', fields: { items: [{ ...mug, quantity: 1 }], currency: 'EUR', value: 4.95 } }
        : { type: 'add_to_cart', fields: { items: [{ item_id: '12', quantity: 1 }] } },
    ])
    expect(rig.requests.length > 0).toBe(allowed)
    expectValid(rig.said)
  })

  test('a script that adds without a click names its button', async () => {
    const { page, jQuery } = withQuery(WOO_LIST)
    const rig = await startOn(page, startWooCommerce, { allowed: false })
    jQuery.trigger('added_to_cart', [{}, 'hash', { 0: document.querySelector('.ajax_add_to_cart'), length: 1 }])
    await rig.pass()
    expect(rig.said).toEqual([{ type: 'add_to_cart', fields: { items: [{ item_id: '12', quantity: 1 }] } }])
  })

  test('jQuery that comes later is heard', async () => {
    const rig = await startOn(WOO_LIST, startWooCommerce, { allowed: false })
    const jQuery = createFakeQuery()
    Object.assign(window, { jQuery })
    window.dispatchEvent(new Event('load'))
    jQuery.trigger('added_to_cart', [{}, 'hash', [document.querySelector('.ajax_add_to_cart')]])
    await rig.pass()
    expect(rig.types()).toEqual(['add_to_cart'])
    Reflect.deleteProperty(window, 'jQuery')
  })

  test('a form that the browser sends is an add at once, with its quantity', async () => {
    const rig = await startOn(WOO_PRODUCT, startWooCommerce)
    submit('form.cart', false)
    expect(rig.said[1]).toEqual({
      type: 'add_to_cart',
      fields: { items: [{ ...mug, item_category: 'Kitchen', quantity: 2 }], currency: 'EUR', value: 9.9 },
    })
  })

  test('a form of variations adds the chosen one at its price; without a choice nothing', async () => {
    const rig = await startOn(WOO_VARIABLE, startWooCommerce)
    submit('form.cart', false)
    document.querySelector<HTMLInputElement>('[name="variation_id"]')!.value = '0'
    submit('form.cart', false)
    expect(rig.said.slice(1)).toEqual([{ type: 'add_to_cart', fields: { items: [{ ...tee, quantity: 1 }] } }])
  })

  test('a form of a group adds what has a quantity', async () => {
    const body = `<div id="product-30" class="product"><form class="cart grouped_form" method="post">
      <input name="quantity[12]" value="2"><input name="quantity[20]" value="0"><input name="add-to-cart" value="30"></form></div>`
    const rig = await startOn({ ...WOO_PRODUCT, body }, startWooCommerce)
    submit('form.cart', false)
    expect(rig.said[1]?.fields.items).toEqual([{ item_id: '12', quantity: 2 }])
  })

  test('a form that a script took over is said by the event that follows', async () => {
    const { page, jQuery } = withQuery(WOO_VARIABLE)
    const shop = createShop()
    const rig = await startOn(page, startWooCommerce, shop)
    submit('form.cart', true)
    shop.quantities['22'] = 1
    jQuery.trigger('added_to_cart', [{}, 'hash', undefined])
    await rig.pass()
    // The cart names the variation: it is told as its product.
    expect(rig.said.slice(1)).toEqual([
      { type: 'add_to_cart', fields: { items: [{ ...tee, quantity: 1 }], currency: 'EUR', value: 12.5 } },
    ])
  })

  test('links: to add is an add, to the options of a product is none', async () => {
    const rig = await startOn(WOO_LIST, startWooCommerce)
    click('[data-product_id="20"]')
    expect(rig.said).toEqual([])
    click('[data-product_id="12"]')
    expect(rig.said).toEqual([{ type: 'add_to_cart', fields: { items: [{ item_id: '12', quantity: 1 }] } }])
  })

  test.each([true, false])('a removal on the cart page is said once (consent: %s)', async (allowed) => {
    const { page, jQuery } = withQuery(WOO_CART)
    const shop = createShop({ '12': 2 })
    const rig = await startOn(page, startWooCommerce, { ...shop, allowed })
    clickTaken('.remove')
    shop.quantities['12'] = 0
    for (const type of ['updated_wc_div', 'wc_cart_emptied', 'updated_cart_totals']) jQuery.trigger(type)
    await rig.pass()
    expect(rig.said.slice(1)).toEqual([
      allowed
        ? { type: 'remove_from_cart', fields: { items: [{ ...mug, quantity: 2 }], currency: 'EUR', value: 9.9 } }
        : { type: 'remove_from_cart', fields: { items: [{ item_id: '12' }] } },
    ])
  })

  test('requests of the cart block are a reason to look; coupons and totals change nothing', async () => {
    const { page, jQuery } = withQuery(WOO_CART)
    const shop = createShop({ '12': 2 })
    const rig = await startOn(page, startWooCommerce, shop)
    shop.quantities['12'] = 5
    await rig.requested('/wp-json/wc/store/v1/batch?_locale=user')
    for (const type of ['applied_coupon', 'updated_checkout', 'updated_cart_totals']) jQuery.trigger(type)
    await rig.pass()
    expect(rig.said.slice(1)).toEqual([
      { type: 'add_to_cart', fields: { items: [{ ...mug, quantity: 3 }], currency: 'EUR', value: 14.85 } },
    ])
  })

  test.each([
    [
      'YITH',
      'added_to_wishlist',
      '<a class="add_to_wishlist" data-product-id="12">♥</a>',
      (a: Element) => [[a], {}],
      1,
    ],
    [
      'TI',
      'tinvwl_wishlist_added_status',
      '<a class="tinvwl_add_to_wishlist_button" data-tinv-wl-product="12">♥</a>',
      () => [{}, true],
      1,
    ],
    [
      'TI, refused',
      'tinvwl_wishlist_added_status',
      '<a class="tinvwl_add_to_wishlist_button" data-tinv-wl-product="12">♥</a>',
      () => [{}, false],
      0,
    ],
    ['a theme that counts', 'added_to_wishlist', '<a></a>', () => [], 0],
  ])('the wishlist of %s', async (_, type, body, args, count) => {
    const { page, jQuery } = withQuery({ ...WOO_LIST, body })
    const rig = await startOn(page, startWooCommerce)
    click('a')
    jQuery.trigger(type, args(document.querySelector('a')!))
    expect(rig.said).toEqual(Array(count).fill({ type: 'add_to_wishlist', fields: { items: [{ item_id: '12' }] } }))
    expectValid(rig.said)
  })
})

describe('orders', () => {
  const items = [
    { item_id: 'blue-mug', item_name: 'Blue Mug', price: 4.95, quantity: 2 },
    { item_id: 'oven', item_name: 'Oven', price: 1010, quantity: 1 },
  ]

  test('the classic page says the order, once however often it is viewed', async () => {
    const rig = await startOn(wooOrder(), startWooCommerce)
    rig.detector.view?.()
    await rig.pass()
    expect(rig.said).toEqual([
      { type: 'purchase', fields: { order: { transactionId: '1077', value: 1024.9, currency: 'EUR' }, items } },
    ])
    expect(JSON.stringify(rig.said)).not.toContain('example.org')
    expectValid(rig.said)
  })

  test('the blocks say it as well: the last sum is the total', async () => {
    const rig = await startOn(WOO_BLOCK_ORDER, startWooCommerce)
    expect(rig.said).toEqual([
      {
        type: 'purchase',
        fields: { order: { transactionId: '78', value: 13.4, currency: 'EUR' }, items: items.slice(0, 1) },
      },
    ])
  })

  test.each<[string, PlatformPage, boolean, string | undefined, string[]]>([
    [
      'a dollar is told by the settings',
      { ...wooOrder('5.00', '$', ''), globals: { wcSettings: { currency: { code: 'CAD', decimalSeparator: '.' } } } },
      false,
      'CAD',
      [],
    ],
    ['or by the cart, with consent', wooOrder('5.00', '$', ''), true, 'USD', []],
    ['else it is no purchase', wooOrder('5.00', '$', ''), false, undefined, ['order: currency not readable']],
    ['a total without a number is none', wooOrder('free', '€', ''), false, undefined, ['order: total not readable']],
    [
      'a failed payment is none',
      { ...wooOrder(), body: '<p class="woocommerce-thankyou-order-failed"></p>' },
      false,
      undefined,
      [],
    ],
  ])('%s', async (_, page, allowed, currency, problems) => {
    const rig = await startOn(page, startWooCommerce, { ...createShop({}, 'USD'), allowed })
    await rig.pass()
    expect(rig.said.map(({ fields }) => fields.order?.currency)).toEqual(currency ? [currency] : [])
    expect(rig.failures.map(({ detail }) => detail)).toEqual(problems)
  })

  test.each<[string, number | undefined, string?]>([
    ['1,024.90', 1024.9],
    ['1 024,90', 1024.9],
    ["1'024.90", 1024.9],
    ['12', 12],
    ['1.024', 1024],
    ['1.024', undefined, 'KWD'],
    ['1.024,5', 1024.5, 'KWD'],
  ])('a total of %s is %s', async (text, value, symbol = '€') => {
    const body = `<li class="woocommerce-order-overview__order"><strong>1</strong></li>
      <li class="woocommerce-order-overview__total">${wooPrice(text, symbol)}</li>`
    const rig = await startOn({ ...wooOrder(), body }, startWooCommerce)
    expect(rig.said[0]?.fields.order?.value).toBe(value)
  })
})

describe('a whole story', () => {
  test('list, product, add, cart, removal, checkout, order: each once', async () => {
    const shop = createShop({ '22': 1 })
    const list = await startOn(WOO_LIST, startWooCommerce, shop)
    list.detector.leave?.()
    list.detector.stop()
    const product = await startOn(WOO_PRODUCT, startWooCommerce, shop)
    submit('form.cart', false)
    shop.quantities['12'] = 2
    product.detector.leave?.()
    product.detector.stop()
    const { page, jQuery } = withQuery(WOO_CART)
    const cart = await startOn(page, startWooCommerce, shop)
    shop.quantities['22'] = 0
    jQuery.trigger('updated_wc_div')
    await cart.pass()
    cart.detector.stop()
    const checkout = await startOn(WOO_CHECKOUT, startWooCommerce, shop)
    checkout.detector.stop()
    shop.quantities['12'] = 0
    const order = await startOn(
      wooOrder('9,90', '€', WOO_ROWS.split('<tr')[1]!.replace(/^/, '<tr')),
      startWooCommerce,
      shop,
    )
    const all = [list, product, cart, checkout, order]
    expect(all.map((rig) => rig.types())).toEqual([
      [],
      ['view_item', 'add_to_cart'],
      ['view_cart', 'remove_from_cart'],
      ['begin_checkout'],
      ['purchase'],
    ])
    for (const rig of all) {
      expect(rig.failures).toEqual([])
      expectValid(rig.said)
    }
  })

  test('after stop nothing is heard', async () => {
    const { page, jQuery } = withQuery(WOO_LIST)
    const rig = await startOn(page, startWooCommerce)
    rig.detector.stop()
    click('[data-product_id="12"]')
    jQuery.trigger('added_to_cart', [{}, '', [document.querySelector('.ajax_add_to_cart')]])
    blocks('added_to_cart')
    await rig.pass()
    expect(rig.said).toEqual([])
    expect(rig.clock.pending()).toBe(0)
  })
})

describe('foreign data', () => {
  test('whatever events and answers hold, nothing is thrown and what is said is valid', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), fc.anything(), fc.array(fc.anything()), async (detail, item, args) => {
        const { page, jQuery } = withQuery(WOO_VARIABLE)
        document.body.dataset['x'] = ''
        const rig = await startOn({ ...page, globals: { ...page.globals, wcSettings: detail } }, startWooCommerce, {
          answers: {
            [CART]: { items: [item, { id: 3, prices: item, variation: args, quantity: detail }], totals: item },
          },
        })
        for (const name of ['added_to_cart', 'removed_from_cart', 'viewed_product', 'product_list_rendered']) {
          blocks(name, detail as object)
          blocks(name, { productId: item, collection: detail })
        }
        for (const type of ['added_to_cart', 'removed_from_cart', 'added_to_wishlist', 'wc_cart_emptied'])
          jQuery.trigger(type, args)
        await rig.pass()
        rig.detector.leave?.()
        rig.detector.stop()
        expectValid(rig.said)
      }),
      { numRuns: 25 },
    )
  }, 60_000)
})
