import { gunzipSync } from 'node:zlib'
import type { Experiment, ExperimentVariant } from '@endcap/core'
import { createPreviewKey, publicPreviewKey, signPreview } from '@endcap/insights'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from './chromium.mjs'
import { startWidgetShop, type WidgetShop } from './widget-shop.mjs'

let shop: WidgetShop
let browser: Browser
beforeAll(async () => {
  shop = await startWidgetShop()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await shop?.stop()
})

const KEY = createPreviewKey()
const ARMS: Record<string, ExperimentVariant['set']> = {
  control: undefined,
  heading: { heading: 'The other heading' },
  strategy: { strategy: ['recent', 'trending'], count: 6 },
  hidden: { hidden: true },
  grid: { widget: 'grid' },
}
/** A config whose visitors are all in one arm. */
const config = (arm: string, arms = ARMS, more: object = {}, test: Partial<Experiment> = {}) => ({
  placements: [{ id: 'row', selector: '#here', mode: 'before', heading: 'Control', strategy: ['trending'], count: 8 }],
  holdout: { share: 0 },
  previewKey: publicPreviewKey(KEY),
  experiments: [
    {
      id: 'test',
      placement: 'row',
      variants: Object.entries(arms).map(([id, set]) => ({ id, weight: id === arm ? 1 : 0, ...(set && { set }) })),
      ...test,
    },
  ],
  ...more,
})
// The policy of these pages allows no style in the markup: each of these is a little higher than the window.
const TALL = '<div class="tall"></div>'
const BODY = `${TALL}${TALL}<div id="top"></div>${TALL}<div id="here"></div>${TALL}${TALL}${TALL}`
const NEAR = `${TALL}<div id="here"></div>${TALL}`

type Exposure = Readonly<Record<string, string>>

/** A visitor's browser, with the exposures that a collector received of it. */
async function visit() {
  const context = await browser.newContext({ viewport: { width: 1000, height: 700 } })
  const exposures: Exposure[] = []
  const lists: { variant?: string; experiment?: string }[] = []
  await context.route('**/v1/events*', async (route) => {
    const body = route.request().postDataBuffer() ?? Buffer.of()
    const { events } = JSON.parse((route.request().url().endsWith('?z=gzip') ? gunzipSync(body) : body).toString())
    for (const { experiments, list } of events) {
      if (experiments) exposures.push(experiments)
      if (list) lists.push(list)
    }
    await route.fulfill({
      status: 202,
      json: { accepted: events.length, duplicates: 0, rejected: [], time: Date.now() },
    })
  })
  return { context, exposures, lists }
}
const put = (body: string, given: object) =>
  shop.page(body, { tag: `data-collector="${shop.url}" data-consent="granted"`, config: given })
const ready = (page: Page) =>
  page.evaluate(async () => {
    const { endcap } = window as never as { endcap: { ready: Promise<void>; flush(): Promise<unknown> } }
    await endcap.ready
    await endcap.flush()
  })
async function open(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(address)
  await ready(page)
  return page
}
/** How far the page is scrolled, in steps, when the exposure is logged; undefined: it never is. */
const scrolledAtExposure = (page: Page) =>
  page.evaluate(async () => {
    const { endcap } = window as never as { endcap: { tracker: { events(): readonly { type: string }[] } } }
    const isExposed = () => endcap.tracker.events().some(({ type }) => type === 'experiment_exposure')
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 20)))
    for (let top = 0; top < 3400; top += 50) {
      scrollTo(0, top)
      await frame()
      await frame()
      if (isExposed()) return top
    }
    return undefined
  })

describe('an experiment in the page', () => {
  it('is exposed at the same place of the page in every arm, whatever it shows', async () => {
    const places: Record<string, unknown> = {}
    for (const arm of Object.keys(ARMS)) {
      const { context, exposures } = await visit()
      const page = await open(context, put(BODY, config(arm)))
      places[arm] = await scrolledAtExposure(page)
      await ready(page)
      expect(exposures).toEqual([{ test: arm }])
      await context.close()
    }
    // Three blocks of 770 px are above the place, the window is 700 px high.
    expect(places['control']).toBeGreaterThan(1600)
    expect(new Set(Object.values(places)).size, JSON.stringify(places)).toBe(1)
  })

  it('is exposed at the first place of all where the arms stand in different ones', async () => {
    const arms = { control: undefined, up: { selector: '#top', mode: 'after' } as const }
    const places: unknown[] = []
    for (const arm of Object.keys(arms)) {
      const { context, exposures } = await visit()
      const page = await open(context, put(BODY, config(arm, arms)))
      await page.locator('endcap-row').waitFor({ state: 'attached' })
      const isUp = await page.evaluate(
        () => document.querySelector('#top')!.nextElementSibling?.localName === 'endcap-row',
      )
      expect(isUp).toBe(arm === 'up')
      places.push(await scrolledAtExposure(page))
      await ready(page)
      expect(exposures).toEqual([{ test: arm }])
      await context.close()
    }
    expect(places[0]).toBeGreaterThan(800)
    expect(places[0]).toBeLessThan(1200)
    expect(places[1]).toBe(places[0])
  })

  it.each(['control', 'heading', 'grid'])('is decided before anything of it is painted: %s', async (arm) => {
    const { context } = await visit()
    const page = await context.newPage()
    await page.addInitScript(() => {
      const seen = new Set<string>()
      const look = () => {
        const row = document.querySelector('[data-endcap-slot="row"]')
        const heading = row?.querySelector('.endcap-heading')?.textContent?.trim()
        const cards = row?.querySelectorAll('[data-endcap-item]').length ?? 0
        if (heading || cards) seen.add(`${row?.className.match(/endcap-(row|grid)/)?.[0]} ${heading} ${cards > 0}`)
      }
      // What a frame paints is what stands when its callbacks have run; mutations are looked at too.
      const loop = () => {
        look()
        requestAnimationFrame(loop)
      }
      loop()
      new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true })
      let shift = 0
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shift += (entry as never as { value: number }).value
      }).observe({ type: 'layout-shift', buffered: true })
      Object.assign(window, { seen, shift: () => shift })
    })
    await page.goto(put(NEAR, config(arm)))
    await page.locator('[data-endcap-slot="row"] [data-endcap-item]').first().waitFor({ state: 'attached' })
    await page.evaluate(() => scrollTo(0, 400))
    await page.locator('[data-endcap-slot="row"] [data-endcap-item]').last().waitFor()
    const found = await page.evaluate(() => {
      const { seen, shift } = window as never as { seen: Set<string>; shift(): number }
      return { seen: [...seen], shift: shift() }
    })
    const heading = arm === 'heading' ? 'The other heading' : 'Control'
    expect(found.seen.filter((state) => !state.includes(` ${heading} `))).toEqual([])
    expect(found.seen.length).toBeGreaterThan(0)
    expect(found.shift).toBe(0)
    await context.close()
  })

  it('is exposed once for a session, over pages and tabs', async () => {
    const { context, exposures } = await visit()
    const address = put(NEAR, config('heading'))
    for (const page of [await open(context, address), await open(context, address)]) {
      await page.evaluate(() => scrollTo(0, 400))
      await page.waitForFunction(() => localStorage.getItem('endcap.tests'))
      // What a page sends as it goes away is not seen here.
      await ready(page)
      await page.goto(address)
      await ready(page)
      await page.evaluate(() => scrollTo(0, 400))
      await page.locator('[data-endcap-slot="row"] [data-endcap-item]').first().waitFor()
      await ready(page)
    }
    expect(exposures).toEqual([{ test: 'heading' }])
    await context.close()
  })

  it('ends at the next page view where it is switched off', async () => {
    const { context, exposures } = await visit()
    const page = await open(context, put(NEAR, config('heading')))
    await page.getByText('The other heading').waitFor({ state: 'attached' })
    await page.goto(put(NEAR, config('heading', ARMS, {}, { active: false })))
    await page.getByText('Control').waitFor({ state: 'attached' })
    await ready(page)
    expect(exposures.length).toBeLessThanOrEqual(1)
    expect(await page.getByText('The other heading').count()).toBe(0)
    await context.close()
  })

  it('shows who is held out control, and tells both sides of the holdout alike', async () => {
    const places: unknown[] = []
    for (const share of [1, 1e-9]) {
      const { context, exposures } = await visit()
      const page = await open(context, put(BODY, config('hidden', ARMS, { holdout: { share } })))
      places.push(await scrolledAtExposure(page))
      await ready(page)
      expect(exposures).toEqual([share === 1 ? { holdout: 'held-out' } : { holdout: 'open', test: 'hidden' }])
      expect((await page.locator('[data-endcap-slot="row"] [data-endcap-item]').count()) > 0).toBe(share === 1)
      await context.close()
    }
    expect(places[0]).toBeGreaterThan(1600)
    expect(places[1]).toBe(places[0])
  })

  it('is shown by a signed link to everybody who has it, without being counted, and in that tab alone', async () => {
    const { context, exposures, lists } = await visit()
    const token = signPreview(KEY, { experiments: { test: 'heading' }, until: Date.now() + 60_000 })
    const address = put(NEAR, config('control', ARMS, {}, { status: 'draft' }))
    const page = await open(context, `${address}?endcap_preview=${token}`)
    await page.getByText('The other heading').waitFor({ state: 'attached' })
    await page.goto(address)
    await page.getByText('The other heading').waitFor({ state: 'attached' })
    await page.locator('.endcap-preview').waitFor()
    await page.evaluate(() => scrollTo(0, 400))
    await page.locator('[data-endcap-slot="row"] [data-endcap-item]').first().waitFor()
    await ready(page)
    const other = await open(context, address)
    await other.getByText('Control').waitFor({ state: 'attached' })
    await page.getByText('End preview').click()
    await page.getByText('Control').waitFor({ state: 'attached' })
    expect(await page.locator('.endcap-preview').count()).toBe(0)
    await ready(page)
    expect(exposures).toEqual([])
    expect(lists.length).toBeGreaterThan(0)
    expect(lists.filter(({ experiment }) => experiment)).toEqual([])
    await context.close()
  })

  it('costs a page without experiments not a byte', async () => {
    const { context } = await visit()
    const asked: string[] = []
    context.on('request', (request) => asked.push(request.url()))
    const page = await open(context, put(NEAR, config('control', ARMS, { experiments: [] })))
    await page.locator('[data-endcap-slot="row"] [data-endcap-item]').first().waitFor({ state: 'attached' })
    expect(asked.join()).toContain('refine.js')
    expect(asked.filter((address) => /experiment|preview|quality/.test(address))).toEqual([])
    await context.close()
  })
})
