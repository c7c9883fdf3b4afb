import { describe, expect, test } from 'vitest'
import {
  ADOBE_MUG,
  ADOBE_ORDER,
  ADOBE_POT,
  ADOBE_PRODUCT,
  adobeCart,
  adobeLine,
  adobeSection,
  createAdobeShop,
} from '../fixtures/adobe-pages.js'
import { click, submit } from '../fixtures/platform-rig.js'
import { SHOPIFY_CART_PAGE, SHOPIFY_LIST, SHOPIFY_PRODUCT, SHOPIFY_SEARCH } from '../fixtures/shopify-pages.js'
import {
  createFakeQuery,
  WOO_BLOCK_ORDER,
  WOO_CART,
  WOO_CHECKOUT,
  WOO_LIST,
  WOO_PRODUCT,
  wooOrder,
} from '../fixtures/woocommerce-pages.js'
import { mainOf, shopify, visit, woo } from './pages-rig.js'

/** What lies in the cart, one announcement after the other. */
const CARTS: readonly Readonly<Record<string, number>>[] = [{ POT: 1 }, { POT: 1, MUG: 2 }, { MUG: 2 }]

describe('a visit, each happening once', () => {
  test('of Shopify', async () => {
    const quantities: Record<string, number> = { '8001': 1 }
    const answers = shopify(quantities)
    expect(await visit(SHOPIFY_LIST, answers)).toEqual([])
    expect(await visit(SHOPIFY_SEARCH, answers)).toEqual(['search Blue Mug'])
    const product = await visit(SHOPIFY_PRODUCT, answers, async ({ tracker, requested }) => {
      expect(mainOf(tracker)).toBe('700')
      submit('form', true)
      quantities['7002'] = 2
      await requested('/cart/add.js')
    })
    expect(product).toEqual(['view_item 700', 'add_to_cart 700×2', 'user_engagement 700'])
    const cart = await visit(SHOPIFY_CART_PAGE, answers, async ({ requested }) => {
      quantities['8001'] = 0
      await requested('/cart/change.js')
      click('[name="checkout"]')
      submit('form', true)
    })
    expect(cart).toEqual(['view_cart 700×2 800×1', 'remove_from_cart 800×1', 'begin_checkout 700×2'])
  })

  test('of WooCommerce, classic and of blocks', async () => {
    const quantities: Record<string, number> = { '12': 1 }
    const answers = woo(quantities)
    const jQuery = createFakeQuery()
    const list = await visit({ ...WOO_LIST, globals: { jQuery } }, answers, async ({ requested }) => {
      const button = document.querySelector('[data-product_id="12"]') as HTMLElement
      button.addEventListener('click', (event) => event.preventDefault())
      button.click()
      quantities['12'] = 2
      jQuery.trigger('added_to_cart', [{}, 'hash', [button]])
      await requested('/?wc-ajax=add_to_cart')
    })
    expect(list).toEqual(['add_to_cart 12×1'])
    const product = await visit(WOO_PRODUCT, answers, ({ tracker }) => {
      expect(mainOf(tracker)).toBe('12')
      submit('form.cart', false)
      quantities['12'] = 4
    })
    expect(product).toEqual(['view_item 12', 'add_to_cart 12×2', 'user_engagement 12'])
    const blocks = await visit(WOO_LIST, answers, async ({ requested }) => {
      quantities['22'] = 1
      document.body.dispatchEvent(new CustomEvent('wc-blocks_added_to_cart', { bubbles: true }))
      await requested('/wp-json/wc/store/v1/batch')
    })
    expect(blocks).toEqual(['add_to_cart 22×1'])
    const body = `${WOO_CART.body}<a class="checkout-button" href="/checkout/">Check out</a>`
    const cart = await visit({ ...WOO_CART, body }, answers, async ({ requested }) => {
      quantities['12'] = 1
      await requested('/wp-json/wc/store/v1/batch')
      document.querySelector('.checkout-button')?.addEventListener('click', (event) => event.preventDefault())
      click('.checkout-button')
    })
    expect(cart).toEqual(['view_cart 12×4 22×1', 'remove_from_cart 12×3'])
    expect(await visit(WOO_CHECKOUT, answers)).toEqual(['begin_checkout 12×1 22×1'])
    expect(await visit(wooOrder(), answers)).toEqual(['purchase blue-mug×2 oven×1 1077'])
    expect(await visit(WOO_BLOCK_ORDER, answers)).toEqual(['purchase blue-mug×2 78'])
  })

  test('of Adobe Commerce with its data layer', async () => {
    const shop = createAdobeShop(ADOBE_PRODUCT)
    const plot = await visit(shop.page, {}, async ({ tracker, pass }) => {
      shop.context('productContext', ADOBE_MUG)
      shop.event('product-page-view')
      shop.context('shoppingCartContext', adobeCart(adobeLine(ADOBE_POT, 1)))
      shop.event('page-view')
      await pass(300)
      expect(mainOf(tracker)).toBe('MUG')
      submit('form', true)
      shop.context('shoppingCartContext', adobeCart(adobeLine(ADOBE_POT, 1), adobeLine(ADOBE_MUG, 2)))
      shop.event('add-to-cart')
      shop.event('shopping-cart-view')
      await pass(2000)
      shop.event('initiate-checkout')
      shop.context('orderContext', ADOBE_ORDER)
      shop.event('place-order')
    })
    expect(plot).toEqual([
      'view_item MUG',
      'add_to_cart MUG×2',
      'view_cart POT×1 MUG×2',
      'begin_checkout POT×1 MUG×2',
      'purchase POT×1 MUG×2 000000012',
      'user_engagement MUG',
    ])
  })

  test("of Adobe Commerce without it: Luma's form", async () => {
    expect(await visit(ADOBE_PRODUCT, {}, () => submit('form', true))).toEqual(['add_to_cart MUG×2'])
  })

  test('of Hyvä', async () => {
    const plot = await visit({ ...ADOBE_PRODUCT, globals: { hyva: {} } }, {}, () => {
      submit('form', false)
      for (const quantities of CARTS) {
        const detail = { data: { cart: adobeSection(quantities), customer: {} } }
        window.dispatchEvent(new CustomEvent('private-content-loaded', { detail }))
      }
    })
    expect(plot).toEqual(['add_to_cart MUG×2', 'remove_from_cart POT×1'])
  })
})
