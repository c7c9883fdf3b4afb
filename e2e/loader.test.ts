import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium } from './chromium.mjs'
import { startDemo } from './demo.mjs'

let demo: Awaited<ReturnType<typeof startDemo>>

beforeAll(async () => {
  demo = await startDemo()
})
afterAll(async () => {
  await demo.stop()
  demo.remove()
})

it('starts Endcap after the page has loaded, with the options of its own tag and the calls queued before', async () => {
  const browser = await launchChromium()
  const page = await browser.newPage()
  const order: string[] = []
  page.on('load', () => order.push('load'))
  page.on('request', (request) => {
    const path = new URL(request.url()).pathname
    if (path === '/endcap.js' || path === '/config.json') order.push(path)
  })
  await page.route(`${demo.url}/`, async (route) => {
    const response = await route.fetch()
    const body = (await response.text()).replace('src="/endcap.js"', 'src="/loader.js"')
    await route.fulfill({ response, body })
  })
  await page.goto(`${demo.url}/`)
  await page.getByRole('button', { name: /accept all/i }).click()
  await page.locator('[data-endcap-slot] [data-endcap-item]').first().waitFor()
  expect(order).toEqual(['load', '/endcap.js', '/config.json'])
  const consent = await page.evaluate(() =>
    (window as never as { endcap: { consentState(): unknown } }).endcap.consentState(),
  )
  expect(consent).toEqual({ analytics: 'granted', personalization: 'granted' })
  await browser.close()
})
