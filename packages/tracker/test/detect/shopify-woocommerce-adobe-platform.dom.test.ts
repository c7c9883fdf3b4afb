import { expect, test } from 'vitest'
import { detectPlatforms, type Platform } from '../../src/detect/platform.js'
import { ADOBE_HOME, ADOBE_PRODUCT, createAdobeShop } from '../fixtures/adobe-pages.js'
import { openPage, type PlatformPage } from '../fixtures/platform-rig.js'
import { SHOPIFY_CART_PAGE, SHOPIFY_LIST } from '../fixtures/shopify-pages.js'
import { WOO_BLOCK_ORDER, WOO_LIST } from '../fixtures/woocommerce-pages.js'

test.each<[string, PlatformPage, Platform[]]>([
  ['a Shopify list', SHOPIFY_LIST, ['shopify']],
  ['a Shopify cart', SHOPIFY_CART_PAGE, ['shopify']],
  ['a WooCommerce list', WOO_LIST, ['woocommerce']],
  ['a WooCommerce page of blocks', WOO_BLOCK_ORDER, ['woocommerce']],
  ['a Luma product', ADOBE_PRODUCT, ['adobe']],
  ['a page with the Adobe data layer', createAdobeShop(ADOBE_HOME).page, ['adobe']],
  ['a Hyvä page', { ...ADOBE_HOME, globals: { hyva: {} } }, ['adobe']],
  ['any other page', ADOBE_HOME, []],
])('%s is known as %j', (_, page, platforms) => {
  openPage(page)
  expect(detectPlatforms(window)).toEqual(platforms)
})

test('a getter that throws is no platform', () => {
  openPage(ADOBE_HOME)
  Object.defineProperty(window, 'Shopify', {
    configurable: true,
    get() {
      throw new Error('trap')
    },
  })
  expect(detectPlatforms(window)).toEqual([])
  Reflect.deleteProperty(window, 'Shopify')
})
