import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
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

const ROW = '<div id="rows"></div><endcap-row strategy="trending" heading="Row" id="own"></endcap-row>'
const config = (off: boolean) => ({ off, placements: [{ id: 'top', selector: '#rows', strategy: ['trending'] }] })

it('is off where the config says so: the page is whole, nothing is drawn, nothing is sent, then or later', async () => {
  const context = await browser.newContext()
  const sent: string[] = []
  const faults: string[] = []
  context.on('request', (request) => {
    if (request.url().includes('/v1/events')) sent.push(request.postData() ?? '')
  })
  await context.route('**/v1/events*', (route) =>
    route.fulfill({ status: 202, json: { accepted: 1, duplicates: 0, rejected: [], time: Date.now() } }),
  )
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(String(error)))
  const tag = `data-collector="${shop.url}"`
  const [off, on] = [true, false].map((isOff) => shop.page(ROW, { tag, config: config(isOff) })) as [string, string]
  const flush = () =>
    page.evaluate(async () => {
      const { endcap } = window as never as { endcap: { ready: Promise<void>; flush(): Promise<{ stored: number }> } }
      await endcap.ready
      return (await endcap.flush()).stored
    })

  await page.goto(off)
  await page.getByText('Below.').waitFor()
  expect(await flush()).toBe(0)
  await page.evaluate(() =>
    (window as never as { endcap: { track(type: string, fields: object): void } }).endcap.track('view_item', {
      items: [{ item_id: 'p1' }],
    }),
  )
  expect(await page.locator('#rows').innerHTML()).toBe('')
  // As where nothing was found: nothing to see, and what was in sight moves nothing.
  expect(await page.locator('#own section').getAttribute('data-endcap-state')).toBe('empty')
  expect(await page.locator('[data-endcap-item]').count()).toBe(0)

  // The same visitor once the script is on again: the row is drawn, and what is sent is of this page alone.
  await page.goto(on)
  await page.locator('#rows [data-endcap-item]').first().waitFor({ state: 'attached' })
  expect(await flush()).toBe(0)
  expect(sent.length).toBeGreaterThan(0)
  expect(sent.join()).toContain(new URL(on).pathname)
  expect(sent.join()).not.toContain(`${new URL(off).pathname}"`)
  expect(faults).toEqual([])
  await context.close()
})
