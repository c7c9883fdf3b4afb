import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeCatalogueFolder } from '@endcap/insights'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium } from './chromium.mjs'
import { startWidgetShop, type WidgetShop } from './widget-shop.mjs'

/** The row's space is there from the start: what comes late may then be drawn in sight. */
const RESERVED = '<link rel="stylesheet" href="/endcap/endcap.css">'
const products = Array.from({ length: 600 }, (_, i) => ({
  ...{ id: `p${i}`, title: `Oak board ${i}`, url: `/page?p=${i}`, price: 10 + i, currency: 'GBP' },
  ...{ image: `/img/${i}.svg`, categories: [`Room ${i % 12}`], variants: [{ id: `p${i}-s` }, { id: `p${i}-l` }] },
}))
const folder = mkdtempSync(join(tmpdir(), 'endcap-e2e-catalogue-'))
let shop: WidgetShop
let browser: Browser

beforeAll(async () => {
  await writeCatalogueFolder({ v: 1, products }, { folder, cardsPerFile: 25 })
  shop = await startWidgetShop()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await shop?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** A page whose catalogue is in shards; `broken` says which files of cards are not there. */
async function open(body: string, broken: (name: string) => boolean = () => false) {
  const context = await browser.newContext()
  const page = await context.newPage()
  const cards: string[] = []
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  await context.route('**/*.json', async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1)
    if (!name.startsWith('cards-')) return route.fulfill({ path: join(folder, 'index.json') })
    cards.push(name)
    return broken(name) ? route.fulfill({ status: 404 }) : route.fulfill({ path: join(folder, name) })
  })
  await page.goto(shop.page(body, { product: 'p13', head: RESERVED }))
  return { page, context, cards, faults }
}

it('draws a row from an index and the cards of what is in it', async () => {
  const { page, context, cards, faults } = await open('<endcap-row strategy="similar" heading="Row"></endcap-row>')
  const row = page.locator('endcap-row [role="list"]')
  await row.waitFor()
  const images = await row.locator('img').evaluateAll((all) => all.map((image) => image.getAttribute('src')))
  expect(images.length).toBeGreaterThan(5)
  expect(images.every((image) => /\/img\/\d+\.svg$/.test(image ?? ''))).toBe(true)
  // All of the room of the product, whose fifty cards lie in at most three files of 25.
  expect(images.every((image) => Number(/\d+/.exec(image!)?.[0]) % 12 === 1)).toBe(true)
  expect(new Set(cards).size).toBe(cards.length)
  expect(cards.length).toBeLessThanOrEqual(3)
  const { checks, errors } = await page.evaluate(() =>
    (
      window as never as {
        endcap: { doctor(): Promise<{ checks: { name: string; ok: boolean; detail: string }[]; errors: unknown[] }> }
      }
    ).endcap.doctor(),
  )
  expect(checks.find(({ name }) => name === 'Catalogue')).toMatchObject({ ok: true, detail: '600 products.' })
  expect(errors).toEqual([])
  expect(faults).toEqual([])
  await context.close()
})

it('fills the row without what has no card', async () => {
  const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as { shards: string[] }
  // Each room has two files, the first products of the catalogue in the first of them.
  const gone = new Set(index.shards.filter((_, i) => i % 4 === 0))
  const { page, context, cards, faults } = await open(
    '<endcap-row strategy="trending" heading="Row"></endcap-row>',
    (name) => gone.has(name),
  )
  await page.locator('endcap-row [role="list"]').waitFor()
  expect(cards.some((name) => gone.has(name))).toBe(true)
  expect(await page.locator('endcap-row [role="list"] img').count()).toBeGreaterThan(5)
  const told = await page.evaluate(() => {
    const { tracker } = (window as never as { endcap: { tracker: { errors(): { code: string }[] } } }).endcap
    return tracker.errors().map(({ code }) => code)
  })
  expect(new Set(told)).toEqual(new Set(['network-failed']))
  expect(faults).toEqual([])
  await context.close()
})
