import { type EventEnvelope, parseBatch } from '@endcap/core'
import { createFakeClock, type FakeClock } from '@endcap/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { startPixel } from '../../src/shopify-pixel/pixel.js'
import { SHOPIFY_ITEMS, shopifyCheckout } from '../fixtures/shopify-pages.js'
import { readBody, response, settle } from '../rig.js'

const { large, pot } = SHOPIFY_ITEMS
const NOW = Date.UTC(2026, 0, 1)
const ALLOWED = { analyticsProcessingAllowed: true, preferencesProcessingAllowed: true }
const DENIED = { analyticsProcessingAllowed: false, preferencesProcessingAllowed: false }
const HREF = 'https://shop.example/checkouts/cn/S3CR3T/thank-you?email=ann@example.org'

interface Pixel {
  readonly clock: FakeClock
  readonly bodies: string[]
  readonly reads: string[]
  readonly names: string[]
  /** Answers of the collector, by status; then it takes everything. 0: no answer. */
  readonly answers: number[]
  publish(name: string, data: unknown, more?: object): Promise<void>
  consent(customerPrivacy: unknown): Promise<void>
  events(): EventEnvelope[]
}

function start(customerPrivacy: unknown, { all = false, storage = {} as Record<string, string> } = {}): Pixel {
  const clock = createFakeClock()
  const listeners = new Map<string, (event: unknown) => void>()
  const [bodies, reads, answers]: [string[], string[], number[]] = [[], [], []]
  let count = 0
  let collect = (_: unknown) => {}
  startPixel({
    analytics: { subscribe: (name, listener) => listeners.set(name, listener) },
    browser: {
      localStorage: {
        async getItem(key) {
          reads.push(key)
          return storage[key] ?? null
        },
      },
    },
    init: { customerPrivacy },
    customerPrivacy: { subscribe: (_, listener) => (collect = listener) },
    key: 'shop',
    collector: 'https://collect.example/',
    all,
    env: {
      now: clock.now,
      wait: clock.after,
      id: () => `id-${String(++count).padStart(18, '0')}`,
      async fetch(url, init) {
        expect([url, init?.method, init?.keepalive, init?.credentials, init?.headers]).toEqual([
          'https://collect.example/v1/events',
          'POST',
          true,
          'omit',
          undefined,
        ])
        bodies.push(String(init?.body ?? ''))
        const status = answers.shift() ?? 202
        if (!status) throw new TypeError('offline')
        return response(status)
      },
    },
  })
  return {
    clock,
    bodies,
    reads,
    names: [...listeners.keys()],
    answers,
    async publish(name, data, more = {}) {
      const context = { document: { location: { href: HREF } } }
      listeners.get(name)?.({ name, data, context, timestamp: new Date(NOW - 5000).toISOString(), ...more })
      await settle()
    },
    async consent(value) {
      collect({ customerPrivacy: value })
      await settle()
    },
    events: () => bodies.flatMap(readBody),
  }
}

/** Every body must be one that the collector takes whole. */
function expectTaken(pixel: Pixel): void {
  for (const body of pixel.bodies) {
    const batch = parseBatch(JSON.parse(body))
    expect(batch.ok && batch.value.events.every(({ ok }) => ok)).toBe(true)
  }
}

const STORAGE = { 'endcap.visitor': 'visitor-1', 'endcap.session': `session-1.${NOW - 60_000}` }

describe('a checkout', () => {
  test('is told step by step, with the ids of the storefront and nothing of the person', async () => {
    const pixel = start(ALLOWED, { storage: STORAGE })
    const data = { checkout: shopifyCheckout() }
    await pixel.publish('checkout_started', data)
    await pixel.publish('checkout_shipping_info_submitted', data)
    await pixel.publish('payment_info_submitted', data)
    await pixel.publish('checkout_completed', { checkout: shopifyCheckout('gid://shopify/OrderIdentity/55') })
    await pixel.publish('checkout_completed', { checkout: shopifyCheckout('55') })
    const items = [
      { ...large, price: 6.45, discount: 0.5, quantity: 2 },
      { ...pot, quantity: 1 },
    ]
    const step = { items, currency: 'EUR', value: 33.9 }
    expect(pixel.events()).toMatchObject([
      { type: 'begin_checkout', seq: 1, ...step },
      { type: 'add_shipping_info', seq: 2, ...step, data: { shipping_tier: 'Standard' } },
      { type: 'add_payment_info', seq: 3, ...step, data: { payment_type: 'creditCard' } },
      {
        type: 'purchase',
        seq: 4,
        items,
        order: { transactionId: '55', value: 38.9, currency: 'EUR', tax: 6.2, shipping: 5, coupon: 'SPRING' },
      },
    ])
    for (const event of pixel.events()) {
      expect(event).toMatchObject({
        ts: NOW - 5000,
        stream: 'id-000000000000000001',
        visitor: 'visitor-1',
        session: 'session-1',
        consent: { analytics: 'granted', personalization: 'granted' },
        page: { url: 'https://shop.example/checkouts', kind: 'checkout' },
      })
    }
    expect(pixel.bodies.join()).not.toMatch(/ann@|Ann|Street|S3CR3T|c0ffee/)
    expectTaken(pixel)
  })

  test('what the storefront sees as well is subscribed to only when asked for', async () => {
    const merchandise = {
      id: '7002',
      title: 'Large',
      price: { amount: 6.95, currencyCode: 'EUR' },
      product: { id: '700', title: 'Blue Mug', vendor: 'Clay & Co', type: 'Mugs' },
    }
    const cart = { cost: { totalAmount: { amount: 13.9, currencyCode: 'EUR' } }, lines: [{ merchandise, quantity: 2 }] }
    expect(start(ALLOWED).names).not.toContain('product_viewed')
    const pixel = start(ALLOWED, { all: true })
    await pixel.publish('product_viewed', { productVariant: merchandise })
    await pixel.publish('product_added_to_cart', { cartLine: { merchandise, quantity: 2 } })
    await pixel.publish('product_removed_from_cart', { cartLine: null })
    await pixel.publish('cart_viewed', { cart })
    await pixel.publish('search_submitted', { searchResult: { query: 'mug ann@shop.example', productVariants: [] } })
    expect(pixel.events()).toMatchObject([
      { type: 'view_item', items: [large], currency: 'EUR', value: 6.95 },
      { type: 'add_to_cart', items: [{ ...large, quantity: 2 }], value: 13.9 },
      { type: 'view_cart', items: [{ ...large, quantity: 2 }], value: 13.9 },
      { type: 'search', search: { term: 'mug [email]' } },
    ])
    expectTaken(pixel)
  })

  test('a visitor whom the storefront does not know, and a session that is over, are left out', async () => {
    const pixel = start(ALLOWED, { storage: { 'endcap.session': `session-1.${NOW - 86_400_000}` } })
    await pixel.publish('checkout_started', { checkout: shopifyCheckout() })
    expect(pixel.events()[0]).not.toHaveProperty('visitor')
    expect(pixel.events()[0]).not.toHaveProperty('session')
  })
})

test('an order without an id goes by a hash of the checkout, which opens nothing', async () => {
  const pixel = start(ALLOWED)
  await pixel.publish('checkout_completed', { checkout: shopifyCheckout() })
  expect(pixel.events()[0]?.order?.transactionId).toMatch(/^checkout-\w+$/)
  expect(pixel.bodies.join()).not.toContain('c0ffee')
})

describe('consent', () => {
  test('before an answer nothing is read or sent; a grant sends what waited under its own time', async () => {
    const pixel = start(DENIED, { storage: STORAGE })
    await pixel.publish('checkout_started', { checkout: shopifyCheckout() })
    expect([pixel.bodies, pixel.reads]).toEqual([[], []])
    await pixel.consent({ ...ALLOWED, preferencesProcessingAllowed: false })
    expect(pixel.events()).toMatchObject([
      { type: 'begin_checkout', ts: NOW - 5000, consent: { analytics: 'granted', personalization: 'denied' } },
    ])
  })

  test('a denial drops what waits and what follows; a later batch says how many', async () => {
    const pixel = start(undefined)
    await pixel.publish('checkout_started', { checkout: shopifyCheckout() })
    await pixel.consent(DENIED)
    await pixel.publish('payment_info_submitted', { checkout: shopifyCheckout() })
    expect([pixel.bodies, pixel.reads]).toEqual([[], []])
    await pixel.consent(ALLOWED)
    expect(pixel.bodies).toEqual([])
    await pixel.publish('checkout_completed', { checkout: shopifyCheckout('55') })
    expect(JSON.parse(pixel.bodies[0]!)).toMatchObject({ v: 1, key: 'shop', dropped: 2 })
    expect(pixel.events().map(({ type, seq }) => [type, seq])).toEqual([['purchase', 3]])
    expectTaken(pixel)
  })
})

test('a denial while the ids are being read sends nothing', async () => {
  const pixel = start(ALLOWED)
  const published = pixel.publish('checkout_started', { checkout: shopifyCheckout() })
  await pixel.consent(DENIED)
  await published
  expect(pixel.bodies).toEqual([])
})

describe('delivery', () => {
  test.each([
    ['no answer, twice', [0, 503], 3],
    ['no answer at all', [0, 0, 0, 0], 3],
    ['a refusal', [403], 1],
    ['too many', [429], 2],
  ])('%s: tried %j', async (_, answers, count) => {
    const pixel = start(ALLOWED)
    pixel.answers.push(...answers)
    await pixel.publish('checkout_started', { checkout: shopifyCheckout() })
    await pixel.clock.advance(60_000)
    expect(pixel.bodies).toHaveLength(count)
    // The same event under the same id, however often.
    expect(new Set(pixel.events().map(({ id }) => id)).size).toBe(1)
  })

  test('whatever the events hold, nothing is thrown and every body is taken', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), fc.anything(), async (value, more) => {
        const pixel = start(ALLOWED, { all: true })
        for (const name of pixel.names) {
          await pixel.publish(name, value, { timestamp: more })
          const checkout = {
            currencyCode: 'EUR',
            order: { id: value },
            totalPrice: { amount: more },
            lineItems: [value, { variant: { id: 1 }, quantity: more }],
          }
          await pixel.publish(
            name,
            { checkout, cartLine: { merchandise: value }, searchResult: { query: more } },
            { context: value },
          )
        }
        expectTaken(pixel)
      }),
      { numRuns: 25 },
    )
  }, 60_000)
})
