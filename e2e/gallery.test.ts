/** Every kind of widget in four shops, both directions and two widths: nothing moves, and the strictest policy is kept. */
import type { Browser, Route } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGallery } from '../examples/theme-gallery/server.mjs'
import { THEMES } from '../examples/theme-gallery/themes.mjs'
import { launchChromium } from './chromium.mjs'
import { type Look, visitGallery } from './gallery.js'

let gallery: Awaited<ReturnType<typeof startGallery>>
let browser: Browser

beforeAll(async () => {
  gallery = await startGallery()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  await gallery.stop()
})

const LATE_MS = 3000

/** What becomes of the catalogue, and whether all of the page is read then. */
const STATES: readonly (readonly [state: string, answer: (route: Route) => unknown, isRead: boolean])[] = [
  ['it comes', (route) => route.fallback(), true],
  ['it is three seconds late', (route) => setTimeout(() => route.fallback(), LATE_MS), false],
  ['it is empty', (route) => route.fulfill({ json: { v: 1, products: [] } }), true],
  ['it fails', (route) => route.fulfill({ status: 500, body: 'no' }), false],
]

describe('the layout shifts by exactly 0, under the strictest policy', () => {
  it.concurrent.each(Object.keys(THEMES))(
    '%s, both directions, at 1280 and 390 px',
    { timeout: 300_000 },
    async (theme) => {
      const looks = (['ltr', 'rtl'] as const).flatMap((dir) =>
        [1280, 390].map((width): Look => ({ theme, dir, width })),
      )
      for (const look of looks) {
        const visit = await visitGallery(browser, gallery.url, look)
        for (const [state, answer, isRead] of STATES) {
          const which = `${look.dir}, ${look.width} px, the catalogue: ${state}`
          await visit.open(answer)
          if (isRead) await visit.scrollThrough()
          else await visit.jumpThrough()
          expect(await visit.faults(), which).toEqual([])
          const reports = (await visit.reports()).join()
          if (state === 'it fails') expect(reports, which).toContain('catalogue')
          else expect(reports, which).toBe('')
        }
        await visit.context.close()
      }
    },
  )
})
