import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from './chromium.mjs'
import { startDemo } from './demo.mjs'
import { readWarehouse } from './warehouse.mjs'
import { installWitness, readWitness } from './witness.mjs'

let demo: Awaited<ReturnType<typeof startDemo>>
let browser: Browser

beforeAll(async () => {
  demo = await startDemo()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  demo.remove()
})

type Endcap = { track(type: string, fields: object): void; flush(): Promise<{ delivered: number; stored: number }> }
const track = (count: number, from: number) => {
  for (let i = 0; i < count; i++) {
    ;(window as never as { endcap: Endcap }).endcap.track('custom', { data: { n: from + i } })
  }
}

describe('delivery', () => {
  it('keeps events through an outage and a reload, and delivers each once when the collector is back', async () => {
    const context = await browser.newContext()
    await installWitness(context)
    const page = await context.newPage()
    await page.goto(`${demo.url}/`)
    await page.getByRole('button', { name: /accept all/i }).click()
    await page.evaluate(() => (window as never as { endcap: Endcap }).endcap.flush())

    await context.route('**/v1/events*', (route) => route.abort())
    await page.evaluate(`(${track})(20, 0)`)
    await page.reload()
    await page.waitForFunction(() => 'flush' in ((window as never as { endcap?: object }).endcap ?? {}))
    await context.unroute('**/v1/events*')
    await expect
      .poll(
        () => page.evaluate(() => (window as never as { endcap: Endcap }).endcap.flush().then(({ stored }) => stored)),
        {
          timeout: 20_000,
        },
      )
      .toBe(0)

    // Leaving at once: what was tracked in the same task as the navigation arrives too.
    await page.evaluate(`(${track})(5, 100); location.href = '${demo.url}/privacy.html'`)
    await page.waitForURL(/privacy/)
    await page.evaluate(() => (window as never as { endcap: Endcap }).endcap.flush())
    const { ids } = await readWitness(page)
    await context.close()
    await demo.stop()

    const stored = await readWarehouse(demo.data, (query) =>
      query("SELECT event_id, CAST(data->>'n' AS INTEGER) AS n FROM raw_events WHERE type = 'custom' ORDER BY n"),
    )
    expect(stored.map(({ n }) => Number(n))).toEqual([
      ...Array.from({ length: 20 }, (_, i) => i),
      ...Array.from({ length: 5 }, (_, i) => 100 + i),
    ])
    expect(stored.every(({ event_id }) => ids.has(event_id))).toBe(true)
  }, 90_000)
})
