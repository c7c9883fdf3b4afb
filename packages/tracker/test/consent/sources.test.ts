import { describe, expect, test } from 'vitest'
import { sniffConsent } from '../../src/consent/sniff.js'
import { installGtag } from './fakes/gtag.js'
import { installShopify } from './fakes/shopify.js'
import { installTcf } from './fakes/tcf.js'
import { installWp } from './fakes/wp.js'
import { both, createToolPage, PENDING, startAll } from './tool-rig.js'

const ALL = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
const GRANT = { analytics_storage: 'granted', personalization_storage: 'granted' }
const DENY = { analytics_storage: 'denied', personalization_storage: 'denied' }

describe('sniffing', () => {
  test('finds every tool, in no page that has none', () => {
    const page = createToolPage()
    expect(sniffConsent(page)).toEqual([])
    Object.assign(page, { Shopify: { shop: 'x' }, dataLayer: {} })
    expect(sniffConsent(page)).toEqual([])
    installTcf(page)
    installShopify(page)
    installWp(page)
    Object.assign(page, { dataLayer: undefined })
    installGtag(page)
    expect(sniffConsent(page)).toEqual(['tcf', 'shopify', 'wp', 'consent-mode'])
  })
})

describe('tools of the page', () => {
  test('have all answered when the start returns, each once', () => {
    const page = createToolPage()
    installTcf(page).load({ consents: ALL })
    installShopify(page, { isRequired: true })
    installWp(page)
    installGtag(page)('consent', 'default', GRANT)
    const { said } = startAll(page)
    expect(new Map(said)).toEqual(
      new Map([
        ['tcf', both('granted', true)],
        ['shopify', PENDING],
        ['wp', undefined],
        ['consent-mode', both('granted', false)],
      ]),
    )
    expect(said.filter(([source]) => source === 'consent-mode')).toHaveLength(1)
  })

  test('that queued a grant and took it back in one task never granted', async () => {
    const page = createToolPage()
    const gtag = installGtag(page)
    const { said, last } = startAll(page)
    gtag('consent', 'default', GRANT)
    gtag('consent', 'update', DENY)
    await Promise.resolve()
    expect(said.map(([, answer]) => answer?.analytics)).not.toContain('granted')
    expect(last('consent-mode')).toEqual(both('denied', true))
  })

  test('are believed at once when they say no, and after the task when they say yes', async () => {
    const page = createToolPage()
    const gtag = installGtag(page)
    const { last } = startAll(page)
    gtag('consent', 'update', GRANT)
    expect(last('consent-mode')).toBeUndefined()
    await Promise.resolve()
    expect(last('consent-mode')).toEqual(both('granted', true))
    gtag('consent', 'update', DENY)
    expect(last('consent-mode')).toEqual(both('denied', true))
  })
})

describe('tools that come late', () => {
  test.each<[string, (page: ReturnType<typeof createToolPage>) => void]>([
    ['parsed', (page) => page.document.dispatchEvent(new Event('DOMContentLoaded'))],
    ['loaded', (page) => page.dispatchEvent(new Event('load'))],
  ])('are found when the document is %s', async (_, happen) => {
    const page = createToolPage()
    const { said, last } = startAll(page)
    expect(said).toEqual([])
    installTcf(page).load({ consents: ALL })
    happen(page)
    await Promise.resolve()
    expect(last('tcf')).toEqual(both('granted', true))
  })

  test('are found by the events that they send', async () => {
    const page = createToolPage()
    const { last } = startAll(page)
    installShopify(page, { isRequired: true }).choose({ analytics: 'yes', preferences: 'yes' })
    const wp = installWp(page)
    wp.define('optin')
    wp.set('statistics', 'allow')
    await Promise.resolve()
    expect(last('shopify')).toEqual(both('granted', true))
    expect(last('wp')).toEqual({ analytics: 'granted', personalization: 'unknown', isChoice: true })
  })

  test('are found at a few moments, and not looked for for ever', async () => {
    const page = createToolPage()
    const { clock, said, last } = startAll(page)
    await clock.advance(4000)
    const gtag = installGtag(page)
    await clock.advance(1000)
    gtag('consent', 'update', GRANT)
    await clock.advance(10_000)
    expect(last('consent-mode')).toEqual(both('granted', true))
    expect(clock.pending()).toBe(0)
    installTcf(page)
    await clock.advance(60_000)
    expect(said.some(([source]) => source === 'tcf')).toBe(false)
  })

  test('are found once each', async () => {
    const page = createToolPage()
    const cmp = installTcf(page)
    const { clock } = startAll(page)
    cmp.load()
    await clock.advance(60_000)
    expect(cmp.listeners()).toBe(1)
  })
})

test('stopped, nothing is heard, looked for or waited for', async () => {
  const page = createToolPage()
  const gtag = installGtag(page)
  const { clock, said, stop } = startAll(page)
  gtag('consent', 'update', GRANT)
  const count = said.length
  stop()
  installTcf(page).load({ consents: ALL })
  page.dispatchEvent(new Event('load'))
  gtag('consent', 'update', DENY)
  await clock.advance(60_000)
  expect(said).toHaveLength(count)
  expect(clock.pending()).toBe(0)
})
