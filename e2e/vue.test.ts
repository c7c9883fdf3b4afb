/** The Vue examples, built and served as their READMEs say, in a real browser: what is drawn, and what a collector received. */
import type { Route } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { findBarriers } from './barriers.js'
import { addTag, ENDS, idsOf as ids, itemIds, useExamples } from './examples.js'
import { readWitness } from './witness.mjs'

const examples = useExamples()
const { site, url, received, build, serve, open, receive } = examples

/** A page in a low window whose catalogue is answered by `answer`. */
const openWith = (address: string, answer: (route: Route) => unknown) =>
  open(address, (page) => page.route('**/catalog.json', answer), { viewport: { width: 1280, height: 400 } })

describe('examples/vue', () => {
  beforeAll(async () => {
    await build('vue', '--outDir', site)
  })

  it('draws its rows without a shift, and logs what is seen, chosen and added', async () => {
    const { page, said, close } = await open(`${url()}/index.html`)
    const row = page.locator('[data-endcap-slot="home-popular"]')
    await row.locator('[data-endcap-item] h3 a').first().waitFor()
    await page.locator('[data-endcap-slot="home-new"] .endcap-link .endcap-price').first().waitFor()
    const drawn = await ids(page, 'home-popular')
    expect(drawn).toHaveLength(6)
    expect(drawn.filter((id) => id && new Set(drawn).has(id))).toHaveLength(6)
    const shelf = await ids(page, 'home-shelf')
    expect(shelf.sort()).toEqual(['bowl', 'mug', 'plate', 'teapot'])

    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Yes' }).click()
    await row.getByRole('button', { name: 'Add' }).first().click()
    await row.locator('[role=status]', { hasText: /^Added to cart: / }).waitFor()
    expect(await page.locator('output').textContent()).toBe('1')
    await row.locator('[data-endcap-item] h3 a').nth(1).click()

    const selected = await receive('select_item', 'home-popular')
    expect(itemIds(selected)).toEqual([drawn[1]])
    const rendered = await receive('widget_render', 'home-popular')
    expect(itemIds(rendered)).toEqual(drawn)
    expect(selected.list?.requestId).toBe(rendered.list?.requestId)
    expect((await receive('add_to_cart', 'home-popular')).items?.[0]).toMatchObject({ item_id: drawn[0], quantity: 1 })
    await receive('view_item_list', 'home-popular')
    expect((await receive('widget_render', 'home-shelf')).list?.widget).toBe('reorder')
    expect(received.filter(({ type }) => type === 'select_item')).toHaveLength(1)
    expect((await readWitness(page)).shifts).toEqual([])
    expect(said).toEqual([])
    await close()
  })

  it('moves nothing when the catalogue is late', async () => {
    let release = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const { page, close } = await openWith(`${url()}/index.html`, async (route) => {
      await gate
      await route.continue()
    })
    await page.locator('[data-endcap-slot="home-popular"] .endcap-skeleton').first().waitFor()
    await page.locator('[data-endcap-slot="home-popular"] img').first().scrollIntoViewIfNeeded()
    release()
    await page.locator('[data-endcap-slot="home-new"] [data-endcap-item]').first().waitFor()
    expect((await readWitness(page)).shifts).toEqual([])
    await close()
  })

  it.each([
    ['empty', (route: Route) => route.fulfill({ json: { v: 1, products: [] } })],
    ['not to be had', (route: Route) => route.fulfill({ status: 500 })],
  ])('moves nothing when the catalogue is %s: only rows below the window give their place back', async (_, answer) => {
    const { page, close } = await openWith(`${url()}/index.html`, answer)
    const rows = page.locator('section[data-endcap-state="empty"]')
    const hidden = () => rows.evaluateAll((all) => all.map((row) => (row as HTMLElement).hidden))
    await expect.poll(hidden).toEqual([false, true])
    expect(await rows.first().evaluate((row) => row.clientHeight)).toBeGreaterThan(200)
    await page.mouse.move(300, 100)
    for (let i = 0; i < 10; i++) await page.mouse.wheel(0, 100)
    await page.locator('footer').getByRole('button', { name: 'No' }).click()
    expect(await hidden()).toEqual([false, true])
    expect((await readWitness(page)).shifts).toEqual([])
    await close()
  })

  it('has whole cards and arrows that turn pages', async () => {
    const { page, close } = await open(`${url()}/index.html`)
    const row = page.locator('[data-endcap-slot="home-new"]')
    await row.locator('[data-endcap-item]').first().waitFor()
    await page.setViewportSize({ width: 500, height: 900 })
    const track = row.locator('ul')
    await expect.poll(() => row.locator('.endcap-next').getAttribute('aria-disabled')).toBe('false')
    await row.locator('.endcap-next').click()
    await expect.poll(() => track.evaluate((list) => list.scrollLeft)).toBeGreaterThan(100)
    await expect.poll(() => row.locator('.endcap-previous').getAttribute('aria-disabled')).toBe('false')
    await close()
  })
})

describe('examples/vue-ssr', () => {
  let shop: string

  beforeAll(async () => {
    await build('vue-ssr', '--outDir', 'dist/client')
    await build('vue-ssr', '--outDir', 'dist/server', '--ssr', 'src/entry-server.ts')
    shop = await serve('vue-ssr')
  })

  it('has its rows in the HTML', async () => {
    const html = await (await fetch(shop)).text()
    expect(html.match(/data-endcap-item="[\w-]+"/g)).toHaveLength(12)
    expect(html).not.toContain('endcap-skeleton')
  })

  it('is taken over without a warning, a shift or a request of its own, and logs what was drawn', async () => {
    const { page, said, asked, close } = await open(shop)
    const drawn = await ids(page, 'home-popular')
    await page.waitForLoadState('networkidle')
    const rendered = await receive('widget_render', 'home-popular')
    expect(itemIds(rendered)).toEqual(drawn)
    expect(await ids(page, 'home-popular')).toEqual(drawn)

    expect(await findBarriers(page)).toEqual([])
    await page.locator('[data-endcap-slot="home-new"] .endcap-link').first().click()
    const selected = await receive('select_item', 'home-new')
    expect(itemIds(selected)).toEqual((await ids(page, 'home-new')).slice(0, 1))

    // The page, its style, scripts and pictures; then only events.
    const data = asked.filter((request) => !/^GET (\/|\/endcap\.css|\/(assets|img)\/[\w.-]+)$/.test(request))
    expect(data.filter((request) => request !== 'POST /v1/events')).toEqual([])
    expect((await readWitness(page)).shifts).toEqual([])
    expect(said).toEqual([])
    await close()
  })

  it.each(ENDS)('moves nothing that is painted when the page is read up to %s first', async (end) => {
    expect(await examples.shiftsInParts(shop, end)).toEqual([])
  })

  it('is hydrated without a warning beside the script tag, whose row inside of it comes after', async () => {
    let early: () => number | undefined = () => undefined
    const { page, said, close } = await open(shop, async (page) => {
      early = await addTag(page, 'vue-ssr/data')
    })
    await page.locator('main h1 + endcap-row [data-endcap-item]').first().waitFor({ state: 'attached' })
    expect(early()).toBe(0)
    await page.locator('[data-endcap-slot="home-new"] [data-endcap-item]').first().waitFor()
    expect(await page.locator('endcap-row').count()).toBe(1)
    expect(await ids(page, 'home-popular')).toHaveLength(6)
    expect((await readWitness(page)).shifts).toEqual([])
    expect(said).toEqual([])
    await close()
  })
})
