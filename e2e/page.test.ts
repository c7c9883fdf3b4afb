import { gunzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBarriers } from './barriers.js'
import { launchChromium } from './chromium.mjs'
import { startDemo } from './demo.mjs'

let demo: Awaited<ReturnType<typeof startDemo>>
let browser: Browser

beforeAll(async () => {
  demo = await startDemo()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  await demo.stop()
  demo.remove()
})

const STRICT_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; " +
  "base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

describe('on the host page', () => {
  it('works under a strict content security policy with Trusted Types, without one violation', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    const violations: string[] = []
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    await context.exposeFunction('noteViolation', (text: string) => violations.push(text))
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        ;(window as never as { noteViolation(text: string): void }).noteViolation(
          `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
        )
      })
    })
    await page.route(
      (url) => url.pathname.endsWith('.html') || url.pathname === '/',
      async (route) => {
        const response = await route.fetch()
        await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': STRICT_CSP } })
      },
    )
    await page.goto(`${demo.url}/`)
    await page.locator('[data-endcap-slot] [data-endcap-item]').first().waitFor()
    await page.getByRole('button', { name: /accept all/i }).click()
    await page.locator('a[href*="category/"]').first().click()
    await page.locator('[data-endcap-item] a').first().click()
    await page.locator('[data-endcap-slot] [data-endcap-item]').first().waitFor()
    await page.goto(`${page.url()}?endcap=debug`)
    await page.locator('endcap-debug').getByRole('tab', { name: 'Detected' }).click()
    await page.locator('endcap-debug').getByText('Products on this page: 1').waitFor()
    expect(violations).toEqual([])
    expect(errors).toEqual([])
    await context.close()
  })

  it.each([
    ['home', '/', 'light', 1280],
    ['home', '/', 'dark', 390],
    ['product', '/product/85123A.html', 'light', 390],
    ['product', '/product/85123A.html', 'dark', 1280],
    ['cart', '/cart.html', 'light', 390],
    ['overlay', '/product/85123A.html?endcap=debug', 'light', 1280],
    ['overlay', '/product/85123A.html?endcap=debug', 'dark', 390],
  ] as const)('has no accessibility violation: %s %s, %s at %i px', async (_, path, colorScheme, width) => {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme })
    const page = await context.newPage()
    await page.goto(`${demo.url}${path}`)
    if (path !== '/cart.html') await page.locator('[data-endcap-slot] [data-endcap-item]').first().waitFor()
    if (path.includes('endcap=debug')) await page.locator('endcap-debug').getByRole('tabpanel').waitFor()
    expect(await findBarriers(page)).toEqual([])
    await context.close()
  })

  it('leaves the shop as it was when every file of Endcap fails', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    await page.route(/config\.json|catalog\.json|model\.bin|v1\/events/, (route) =>
      route.fulfill({ status: 500, body: 'no' }),
    )
    await page.goto(`${demo.url}/`)
    await page.waitForFunction(() => 'flush' in ((window as never as { endcap?: object }).endcap ?? {}))
    await page.evaluate(() => (window as never as { endcap: { ready: Promise<void> } }).endcap.ready)
    await page.locator('a[href*="category/"]').first().click()
    await page.locator('[data-endcap-item] a').first().click()
    await page.locator('main [data-endcap-action="add_to_cart"]').first().click()
    expect(errors).toEqual([])
    await context.close()
  })

  it('previews a variant by its link, and logs no exposure for it', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    const bodies: string[] = []
    context.on('request', (request) => {
      const body = request.postDataBuffer() ?? Buffer.of()
      bodies.push((request.url().endsWith('?z=gzip') ? gunzipSync(body) : body).toString())
    })
    await page.goto(`${demo.url}/`)
    await page.getByRole('button', { name: /accept all/i }).click()
    for (const variant of ['control', 'together']) {
      await page.goto(`${demo.url}/product/85123A.html?endcap_variant=product-row:${variant}`)
      const heading = page.locator('[data-endcap-slot="product-related"] .endcap-heading')
      await heading.waitFor()
      const text = await heading.textContent()
      expect(text === 'Often bought together').toBe(variant === 'together')
      await heading.scrollIntoViewIfNeeded()
    }
    await page.evaluate(() => (window as never as { endcap: { flush(): unknown } }).endcap.flush())
    expect(bodies.join()).toContain('widget_render')
    expect(bodies.join()).not.toContain('experiment_exposure')
    await context.close()
  })
})
