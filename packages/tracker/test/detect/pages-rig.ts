import { type EventType, parseEvent } from '@endcap/core'
import { expect } from 'vitest'
import { SOURCES } from '../../src/detect/detector.js'
import type { Tracker, TrackerOptions } from '../../src/index.js'
import type { EventFields } from '../../src/tracker.js'
import type { FixturePage } from '../fixtures/page.js'
import { type Answers, announceRequest, openPage, type PlatformPage } from '../fixtures/platform-rig.js'
import { shopifyCart } from '../fixtures/shopify-pages.js'
import { wooCart } from '../fixtures/woocommerce-pages.js'
import { type Page, startPage } from '../page-rig.js'
import { createRig, type Rig, response, settle } from '../rig.js'

/** An event without what every event has. */
export type Own = readonly [type: EventType, fields: EventFields]

/** A page with everything that observes it, and what came of it. */
export interface WholePage extends Page {
  /** Lets time pass, with files and answers on their way arriving. */
  pass(ms: number): Promise<void>
  /** What the page was tracked for, without its views. */
  told(): Own[]
  /** The types and what they are about: ids of items, an order, a term. */
  plot(): string[]
  /** A request of the page's own scripts was answered. */
  requested(path: string): Promise<void>
  /** Goes away for good. */
  close(): Promise<void>
}

/** What a page is made of, beside its markup. */
export interface WholePageParts {
  readonly answers?: Answers
  readonly options?: Partial<TrackerOptions>
  readonly rig?: Partial<Rig>
}

const FILES = [
  import('../../src/capture/capture.js'),
  import('../../src/detect/shopify.js'),
  import('../../src/detect/woocommerce.js'),
  import('../../src/detect/adobe.js'),
  import('../../src/detect/data-layer.js'),
  import('../../src/detect/json-ld.js'),
  import('../../src/detect/microdata.js'),
  import('../../src/detect/open-graph.js'),
  import('../../src/detect/page.js'),
]

/** Opens a page as a browser does: what it holds is there, then the tracker starts. */
export async function openWhole(page: PlatformPage, { answers = {}, options, rig }: WholePageParts = {}) {
  await Promise.all(FILES)
  openPage(page)
  const own = createRig(rig)
  const { fetch } = own
  const started = await startPage(
    { consentTools: false, ...options },
    {
      ...own,
      async fetch(url, init) {
        const answer = answers[new URL(url).pathname]
        if (!answer) return url.includes('collect.example') ? fetch(url, init) : response(404)
        return response(200, structuredClone(typeof answer === 'function' ? answer() : answer))
      },
    },
  )
  const whole: WholePage = {
    ...started,
    async pass(ms) {
      const stepMs = Math.max(ms / 20, 50)
      for (let left = ms; left >= 0; left -= stepMs) {
        await arrived()
        await own.clock.advance(Math.min(left, stepMs))
      }
      await arrived()
    },
    told: () =>
      started
        .own()
        .map(({ type, items, list, order, currency, value, search, data }) => [
          type,
          JSON.parse(JSON.stringify({ items, list, order, currency, value, search, data })),
        ]),
    plot: () =>
      started
        .own()
        .map(({ type, items = [], order, search, data }) =>
          [
            type,
            ...items.map(({ item_id, quantity }) => (quantity ? `${item_id}×${quantity}` : item_id)),
            order?.transactionId ?? search?.term ?? data?.['method'] ?? '',
          ]
            .filter(Boolean)
            .join(' '),
        ),
    async requested(path) {
      announceRequest(path)
      await whole.pass(100)
    },
    async close() {
      window.dispatchEvent(new Event('pagehide'))
      await arrived()
      started.tracker.stop()
    },
  }
  await whole.pass(300)
  return whole
}

/** Files are read and answers arrive in tasks of their own. */
async function arrived(): Promise<void> {
  for (let i = 0; i < 3; i++) await settle()
}

/** A fixture of a source as a page. */
export function pageOf({ url, head = '', body = '', dataLayer }: FixturePage): PlatformPage {
  return { url, head, body, ...(dataLayer && { globals: { dataLayer: [...dataLayer] } }) }
}

/** What the tracker takes the page to be about: by the most trusted source. */
export function mainOf(tracker: Tracker) {
  const told = tracker.detected()?.products.flatMap((product) => [...product.told]) ?? []
  const mains = told.filter(([, { where }]) => where === 'page')
  return mains.sort(([a], [b]) => SOURCES.indexOf(a) - SOURCES.indexOf(b))[0]?.[1].id
}

/** The events of a page, exactly, after every late look. */
export async function expectOnly(page: WholePage, events: readonly Own[]): Promise<void> {
  await page.pass(9000)
  expect(page.told()).toEqual(events)
  expect(page.errors).toEqual([])
}

/** What a shop answers whose cart the test changes. */
export const shopify = (quantities: Record<string, number>) => ({ '/cart.js': () => shopifyCart(quantities) })
export const woo = (quantities: Record<string, number>) => ({ '/wp-json/wc/store/v1/cart': () => wooCart(quantities) })

/** Visits a page long enough for every late look, does something there, and goes away. Gives what was tracked. */
export async function visit(page: PlatformPage, answers: Answers, act: (whole: WholePage) => unknown = () => {}) {
  const whole = await openWhole(page, { answers })
  await whole.pass(9000)
  await act(whole)
  await whole.pass(300)
  await whole.close()
  expect(whole.errors).toEqual([])
  for (const event of whole.events) expect(parseEvent(event)).toMatchObject({ ok: true })
  return whole.plot()
}
