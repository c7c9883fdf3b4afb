import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

/** What Endcap left in the browser: its databases, its storage keys and its cookies. */
const traces = (page: Page) =>
  page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name),
    keys: [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((key) => key.startsWith('endcap')),
    cookies: document.cookie,
  }))

async function openShop() {
  const context = await browser.newContext()
  const page = await context.newPage()
  const posts: string[] = []
  const headers: Record<string, string>[] = []
  context.on('request', (request) => {
    if (request.method() !== 'GET') posts.push(request.url())
    headers.push(request.headers())
  })
  await page.goto(`${demo.url}/`)
  await page.locator('[data-endcap-slot] [data-endcap-item]').first().waitFor()
  return { context, page, posts, headers }
}

describe('consent', () => {
  it('draws a row, stores nothing and sends nothing before the visitor answers', async () => {
    const { context, page, posts, headers } = await openShop()
    await page.goto(`${demo.url}/cart.html`)
    await page.goto(`${demo.url}/`)
    await page.locator('[data-endcap-slot] [data-endcap-item]').first().waitFor()
    expect(posts).toEqual([])
    expect(await traces(page)).toEqual({ databases: [], keys: [], cookies: '' })
    expect(headers.filter(({ cookie }) => cookie)).toEqual([])
    await context.close()
  })

  it('stays silent when the visitor says no', async () => {
    const { context, page, posts } = await openShop()
    await page.getByRole('button', { name: /only necessary/i }).click()
    await page.goto(`${demo.url}/`)
    await page.locator('[data-endcap-slot] [data-endcap-item]').first().waitFor()
    expect(posts).toEqual([])
    expect(await traces(page)).toEqual({ databases: [], keys: [], cookies: '' })
    await context.close()
  })

  it('sends what happened on this page once the visitor says yes', async () => {
    const { context, page, posts } = await openShop()
    await page.getByRole('button', { name: /accept all/i }).click()
    const flushed = await page.evaluate(() => (window as never as { endcap: { flush(): unknown } }).endcap.flush())
    expect(flushed).toMatchObject({ stored: 0, dropped: 0 })
    expect((flushed as { delivered: number }).delivered).toBeGreaterThan(0)
    expect(posts.length).toBeGreaterThan(0)
    expect((await traces(page)).databases.sort()).toEqual(['endcap', 'endcap-profile'])
    await context.close()
  })

  it('forgets the visitor when a yes is taken back', async () => {
    const { context, page } = await openShop()
    await page.getByRole('button', { name: /accept all/i }).click()
    await page.evaluate(() => (window as never as { endcap: { flush(): unknown } }).endcap.flush())
    await page.evaluate(() =>
      (window as never as { endcap: { consent(update: object): void } }).endcap.consent({
        analytics: 'denied',
        personalization: 'denied',
      }),
    )
    await expect
      .poll(() =>
        page.evaluate(async () => {
          const read = (database: string, store: string) =>
            new Promise<number>((resolve) => {
              const open = indexedDB.open(database)
              open.onsuccess = () => {
                const count = open.result.transaction(store).objectStore(store).count()
                count.onsuccess = () => resolve(count.result)
              }
            })
          return (await read('endcap', 'outbox')) + (await read('endcap-profile', 'profile'))
        }),
      )
      .toBe(0)
    expect((await traces(page)).keys).toEqual([])
    await context.close()
  })
})
