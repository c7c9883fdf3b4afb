/** Shoppers who look at the row of the shop once and click by chance: through the client itself in Node, and through real pages. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@endcap/client'
import { createMemoryStore, createSeededRandom } from '@endcap/testkit'
import { Window } from 'happy-dom'
import { after, CATALOG, CHOSEN, CONFIG, KEY, PHONE, PLACEMENT } from './shop.mjs'

/** @typedef {{ seed: number, atMs: number, lot: number, look: number }} Shopper of his ids; when; what decides about the click; what decides which card */

/**
 * What the client needs of a browser beside its own `env`. One for all shoppers: a device is made of its storage.
 * @param {string} url of the shop
 */
export function openNodePages(url) {
  const window = new Window({ url })
  // Who plays a shopper is a program, and says so; here it is not to.
  Object.defineProperty(window.navigator, 'webdriver', { value: false })
  const give = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  give('window', window)
  for (const name of ['document', 'location', 'navigator', 'sessionStorage', 'innerWidth']) give(name, window[name])
  for (const name of ['addEventListener', 'removeEventListener']) give(name, window[name].bind(window))
  return () => window.happyDOM.close()
}

/**
 * One visitor, one page, in Node.
 * @param {string} url of the shop
 * @param {Shopper} shopper
 * @param {(variant: string | undefined) => number} rateOf chance of a click
 */
export async function shopInNode(url, { seed, atMs, lot, look }, rateOf) {
  const random = createSeededRandom(seed)
  const storage = new Map()
  const began = performance.now()
  const clock = { now: () => atMs + (performance.now() - began), after }
  const client = createClient({
    key: KEY,
    collector: url,
    config: CONFIG,
    catalogue: CATALOG,
    consent: { analytics: 'granted', personalization: 'granted' },
    page: 'home',
    detect: false,
    consentTools: false,
    env: {
      clock,
      random,
      store: createMemoryStore(),
      parsed: async () => {},
      tracker: {
        clock,
        random,
        store: createMemoryStore(),
        storage: {
          get: (key) => storage.get(key),
          set: (key, value) => void storage.set(key, value),
          remove: (key) => void storage.delete(key),
          keys: () => [...storage.keys()],
        },
        beacon: () => false,
        later: () => undefined,
        gzip: async () => undefined,
        lock: async (_, task) => {
          await task()
          return true
        },
      },
    },
  })
  const slot = client.slot(PLACEMENT)
  await client.ready
  await filled(slot)
  const { items, variant } = slot.snapshot()
  slot.rendered()
  slot.exposed()
  slot.viewed(items)
  if (lot < rateOf(variant)) slot.selected(items[Math.floor(look * items.length)])
  let { stored, dropped } = await client.flush()
  // A collector that is pressed says later.
  for (let attempt = 0; stored && attempt < 30; attempt++) {
    await sleep(500)
    ;({ stored, dropped } = await client.flush())
  }
  client.stop()
  if (stored || dropped) throw new Error(`of a shopper ${stored + dropped} events did not arrive`)
}

function filled(slot) {
  if (slot.snapshot().items.length) return undefined
  return new Promise((resolve) => {
    const stop = slot.subscribe(() => {
      if (!slot.snapshot().items.length) return
      stop()
      resolve()
    })
  })
}

/**
 * One visitor in a browser of his own, from the page with the row to that of a product.
 * @param {import('playwright-core').Browser} browser
 * @param {string} url of the shop
 * @param {Shopper} shopper
 * @param {(variant: string) => number} rateOf chance of a click
 */
export async function shopInBrowser(browser, url, { atMs, lot, look }, rateOf) {
  const context = await browser.newContext({ viewport: { width: 800, height: 600 }, userAgent: PHONE })
  try {
    await context.addInitScript((offsetMs) => {
      const now = Date.now.bind(Date)
      Date.now = () => now() + offsetMs
      Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false })
    }, atMs - Date.now())
    const page = await context.newPage()
    await page.goto(url)
    const cards = page.locator(`[data-endcap-slot="${PLACEMENT}"] [data-endcap-item]`)
    await cards.first().waitFor()
    await page.waitForFunction(() => window.endcap.tracker.events().some(({ type }) => type === 'view_item_list'))
    const isChosen = await page.getByRole('heading', { name: CHOSEN }).count()
    if (lot < rateOf(isChosen ? 'chosen' : 'control')) {
      await cards
        .nth(Math.floor(look * (await cards.count())))
        .locator('a')
        .first()
        .click()
      await page.waitForURL(/\/p\//)
      await page.waitForFunction(() => window.endcap?.flush)
    }
    await page.evaluate(() => window.endcap.flush())
  } finally {
    await context.close()
  }
}
