import { expect, test } from 'vitest'
import { startShopify } from '../../src/consent/shopify.js'
import { installShopify, type ShopifyOptions } from './fakes/shopify.js'
import { both, createToolPage, PENDING, startAdapter } from './tool-rig.js'

function start(options: ShopifyOptions = {}) {
  const page = createToolPage()
  const shopify = installShopify(page, options)
  return { page, shopify, rig: startAdapter(startShopify, page) }
}
const YES = { analytics: 'yes', preferences: 'yes' } as const
const NO = { analytics: 'no', preferences: 'no' } as const

test.each<[string, ShopifyOptions, object]>([
  ['consent required and not given', { isRequired: true }, PENDING],
  ['consent required and given', { isRequired: true, words: YES }, both('granted', true)],
  ['consent required and refused', { isRequired: true, words: NO }, both('denied', true)],
  ['consent not required: allowed, by no choice', {}, both('granted', false)],
  ['consent not required, and refused all the same', { words: NO }, both('denied', true)],
  [
    'one purpose given, the other not asked',
    { words: { analytics: 'yes' } },
    { analytics: 'granted', personalization: 'unknown', isChoice: true },
  ],
  ['an older API that allows', { isOld: true }, both('granted', false)],
  ['an older API that does not', { isOld: true, isRequired: true }, PENDING],
])('%s', (_, options, wanted) => {
  expect(start(options).rig.answers).toEqual([wanted])
})

test('the banner is due although the platform says true already', () => {
  const page = createToolPage()
  const isAllowed = () => true
  const words = { analytics: '', preferences: '' }
  const customerPrivacy = {
    analyticsProcessingAllowed: isAllowed,
    preferencesProcessingAllowed: isAllowed,
    currentVisitorConsent: () => words,
    shouldShowBanner: () => true,
  }
  Object.assign(page, { Shopify: { customerPrivacy } })
  expect(startAdapter(startShopify, page).last()).toEqual(PENDING)
})

test.each([false, true])('hears a choice and its withdrawal; older API: %s', (isOld) => {
  const { shopify, rig } = start({ isRequired: true, isOld })
  shopify.choose(YES)
  expect(rig.last()).toEqual(both('granted', true))
  shopify.choose(NO)
  expect(rig.last()).toEqual(both('denied', true))
})

test('selling no data is no choice of ours', () => {
  const { shopify, rig } = start()
  shopify.choose({ sale_of_data: 'no' })
  expect(rig.last()).toEqual(both('granted', false))
})

test('asks the platform to load its API where it is absent, and waits for it', () => {
  const { shopify, rig } = start({ isLazy: true, isRequired: true, words: YES })
  expect(shopify.asked).toEqual(['consent-tracking-api'])
  expect(rig.answers).toEqual([PENDING])
  shopify.finishLoading()
  expect(rig.last()).toEqual(both('granted', true))
})

test('an API that cannot be loaded leaves the answer open', () => {
  const { shopify, rig } = start({ isLazy: true })
  shopify.finishLoading(new Error('blocked'))
  expect(rig.answers).toEqual([PENDING])
})

test('an API that is there is not asked for', () => {
  expect(start().shopify.asked).toEqual([])
})

test('stopped, it hears nothing', () => {
  const { shopify, rig } = start({ isLazy: true, isRequired: true })
  rig.stop()
  shopify.finishLoading()
  shopify.choose(YES)
  expect(rig.answers).toHaveLength(1)
})

test.each([
  ['whose functions throw', { analyticsProcessingAllowed: fail, currentVisitorConsent: fail }],
  ['without functions', {}],
])('an API %s leaves the answer open', (_, customerPrivacy) => {
  const page = createToolPage()
  Object.assign(page, { Shopify: { customerPrivacy } })
  expect(startAdapter(startShopify, page).answers).toEqual([PENDING])
})

function fail(): never {
  throw new Error('broken')
}
