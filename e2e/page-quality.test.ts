/** What a page tells of its own quality: real layout shifts, paints, clicks and errors, as a real collector receives them. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCollector } from '@endcap/collector'
import type { StoredEvent } from '@endcap/core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { launchChromium } from './chromium.mjs'

const DIST = new URL('../packages/widgets/dist/', import.meta.url)
const CONFIG = {
  v: 1,
  placements: [{ id: 'row', selector: '#rows', strategy: ['trending'], count: 2, min: 1 }],
  experiments: [
    {
      id: 'heading',
      placement: 'row',
      variants: [
        { id: 'control', weight: 0.5 },
        { id: 'other', weight: 0.5, set: { heading: 'Other' } },
      ],
    },
  ],
}
const PRODUCTS = [1, 2].map((n) => ({ id: `p${n}`, title: `Mug ${n}`, url: `/p${n}`, price: n, currency: 'GBP' }))
const pageOf = (
  config: string,
) => `<!doctype html><html lang="en"><head><title>Shop</title><link rel="icon" href="data:,">
<script src="/endcap.js" data-key="demo" data-collector="/" data-config="/${config}" data-catalog="/catalog.json" data-consent="granted" defer></script>
</head><body style="margin:0"><h1 id="title">A shop</h1><p id="text" style="height:300px;background:#eee">Words.</p>
<button onclick="for (const end = performance.now() + 120; performance.now() < end;);">Work</button><div id="rows"></div></body></html>`

const folder = mkdtempSync(join(tmpdir(), 'endcap-quality-'))
const site = join(folder, 'site')
const received: StoredEvent[] = []
let collector: ReturnType<typeof createCollector>
let browser: Browser
let url = ''

beforeAll(async () => {
  cpSync(DIST, site, { recursive: true, filter: (source) => !/\.(map|ts)$/.test(source) })
  const files = {
    'index.html': pageOf('config.json'),
    'off.html': pageOf('off.json'),
    'config.json': JSON.stringify(CONFIG),
    'off.json': JSON.stringify({ ...CONFIG, pageQuality: false }),
    'catalog.json': JSON.stringify({ v: 1, products: PRODUCTS }),
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(site, name), text)
  collector = createCollector({
    dataDir: join(folder, 'data'),
    keys: ['demo'],
    port: 0,
    logger: 'silent',
    sinks: [],
    staticFiles: { '/': site },
  })
  ;({ url } = await collector.listen())
  collector.on('accepted', (events) => received.push(...events))
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await collector?.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  received.length = 0
})

/** A page whose scripts have come, the one that measures with them where `isMeasured`. */
async function open(path: string, isMeasured = true): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 800, height: 600 } })).newPage()
  const script = isMeasured && page.waitForResponse(/page-quality\.js/)
  await page.goto(url + path)
  await script
  await page.evaluate(() => (window as never as { endcap: { ready: Promise<void> } }).endcap.ready)
  await page.locator('[data-endcap-slot="row"] [data-endcap-item]').first().waitFor()
  return page
}

/** Two frames: a shift is told of after the one that shows it. */
const painted = (page: Page) =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))

/** The words of 300 pixels move down by 100, in a window of 600 by 800: at least .3 of it, by a sixth, are shifted. */
async function shift(page: Page): Promise<void> {
  await painted(page)
  await page.evaluate(() => {
    document.querySelector('#title')!.insertAdjacentHTML('beforebegin', '<div style="height:100px">News</div>')
  })
  await painted(page)
}

/** One error of the shop, a promise that nobody catches, and an error of a file of Endcap. */
const fail = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        setTimeout(() => {
          throw new Error('of the shop')
        })
        Promise.reject(new Error('nobody catches it'))
        const own = new ErrorEvent('error', { filename: `${location.origin}/chunks/card.js`, message: 'of Endcap' })
        window.dispatchEvent(own)
        setTimeout(resolve, 20)
      }),
  )

const told = () => received.filter(({ type }) => type === 'page_quality')

it('tells shifts, paint, delay and errors once, when the page is left', async () => {
  const page = await open('/')
  const cls = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as never as { value: number }).value
          resolve(sum)
        }).observe({ type: 'layout-shift' })
      }),
  )
  await shift(page)
  await fail(page)
  await page.getByRole('button', { name: 'Work' }).click()
  await painted(page)
  expect(told()).toEqual([])
  const expected = await cls
  await page.goto('about:blank')
  await expect.poll(told, { timeout: 10_000 }).toHaveLength(1)
  const { data, page: where, visitor } = told()[0]!
  expect(where?.url).toBe(`${url}/`)
  // Of the same visitor as all else on the page.
  expect(visitor).toMatch(/^[\w-]{21}$/)
  expect(new Set(received.map((event) => event.visitor))).toEqual(new Set([visitor]))
  expect(expected).toBeGreaterThan(0.05)
  expect(data).toEqual({
    cls: expect.closeTo(expected, 3),
    lcp: expect.any(Number),
    inp: expect.any(Number),
    errors: 3,
    endcap_errors: 1,
  })
  expect(data!['inp']).toBeGreaterThanOrEqual(120)
  await page.context().close()
})

it('tells each page view within the document by itself', async () => {
  const page = await open('/')
  await fail(page)
  await page.evaluate(() => history.pushState(null, '', '/p1'))
  await page.waitForFunction(
    () =>
      (window as never as { endcap: { tracker: { events(): readonly { type: string }[] } } }).endcap.tracker
        .events()
        .filter(({ type }) => type === 'page_view').length === 2,
  )
  await shift(page)
  await page.goto('about:blank')
  await expect.poll(told, { timeout: 10_000 }).toHaveLength(2)
  const [first, second] = told().sort((a, b) => a.seq - b.seq)
  expect(first?.page?.url).toBe(`${url}/`)
  expect(first?.data).toMatchObject({ errors: 3 })
  expect(second?.page?.url).toBe(`${url}/p1`)
  expect(second?.data).toMatchObject({ errors: 0 })
  expect(second?.data?.['cls']).toBeGreaterThan(0.05)
  expect(second?.data).not.toHaveProperty('lcp')
  await page.context().close()
})

it('says nothing where the config says so', async () => {
  const page = await open('/off.html', false)
  await shift(page)
  await fail(page)
  const { events } = await page.evaluate(async () => {
    const { endcap } = window as never as {
      endcap: { flush(): Promise<unknown>; tracker: { events(): readonly { id: string }[] } }
    }
    await endcap.flush()
    return { events: endcap.tracker.events().map(({ id }) => id) }
  })
  await page.goto(`${url}/off.html`)
  await page.evaluate(() => (window as never as { endcap: { flush(): Promise<unknown> } }).endcap.flush())
  expect(received.map(({ id }) => id)).toEqual(expect.arrayContaining(events))
  expect(told()).toEqual([])
  await page.context().close()
})
