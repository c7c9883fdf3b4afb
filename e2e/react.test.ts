/** The React examples, built and served as their READMEs say, in a real browser: what is drawn, and what a collector received. */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { findBarriers } from './barriers.js'
import { addTag, ENDS, idsOf as ids, itemIds, useExamples } from './examples.js'
import { readWitness } from './witness.mjs'

const examples = useExamples()
const { site, url, received, build, serve, open, receive } = examples

const count = (type: string, placement: string) =>
  received.filter((event) => event.type === type && event.list?.placement === placement).length

it('@endcap/react is built as a module of the client', () => {
  const built = readFileSync(new URL('../packages/react/dist/index.js', import.meta.url), 'utf8')
  expect(built.startsWith('"use client";')).toBe(true)
})

describe('examples/react', () => {
  beforeAll(async () => {
    await build('react', '--outDir', site)
  })

  it('draws its rows without a shift, and logs what is seen, chosen and added', async () => {
    const { page, said, close } = await open(`${url()}/index.html`)
    const row = page.locator('[data-endcap-slot="home-popular"]')
    await row.locator('[data-endcap-item] h3 a').first().waitFor()
    await page.locator('[data-endcap-slot="home-new"] .endcap-link .endcap-price').first().waitFor()
    const drawn = await ids(page, 'home-popular')
    expect(new Set(drawn).size).toBe(6)
    expect((await ids(page, 'home-new')).filter((id) => drawn.includes(id))).toEqual([])

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
    expect(count('select_item', 'home-popular')).toBe(1)
    expect(count('widget_render', 'home-popular')).toBe(1)
    expect((await readWitness(page)).shifts).toEqual([])
    expect(await findBarriers(page)).toEqual([])
    expect(said).toEqual([])
    await close()
  })

  it('has arrows that turn pages', async () => {
    const { page, close } = await open(`${url()}/index.html`)
    const row = page.locator('[data-endcap-slot="home-new"]')
    await row.locator('[data-endcap-item]').first().waitFor()
    await page.setViewportSize({ width: 500, height: 900 })
    await expect.poll(() => row.locator('.endcap-next').getAttribute('aria-disabled')).toBe('false')
    await row.locator('.endcap-next').click()
    await expect.poll(() => row.locator('ul').evaluate((list) => list.scrollLeft)).toBeGreaterThan(100)
    await expect.poll(() => row.locator('.endcap-previous').getAttribute('aria-disabled')).toBe('false')
    await close()
  })
})

describe('examples/react-ssr', () => {
  let shop: string

  beforeAll(async () => {
    await build('react-ssr', '--outDir', 'dist/client')
    await build('react-ssr', '--outDir', 'dist/server', '--ssr', 'src/entry-server.tsx')
    shop = await serve('react-ssr')
  })

  it('has its rows in the HTML', async () => {
    const html = await (await fetch(shop)).text()
    expect(html.match(/data-endcap-item="[\w-]+"/g)).toHaveLength(12)
    expect(html).not.toContain('endcap-skeleton')
  })

  it('is taken over without a warning, a shift or a request for what it holds, and logs what was drawn', async () => {
    let release = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    // The files of later answers do not come: nothing of what is on the page may need them.
    const { page, said, asked, close } = await open(shop, (page) =>
      page.route(/\/(config|catalog)\.json$/, async (route) => {
        await gate
        await route.continue()
      }),
    )
    const drawn = await ids(page, 'home-popular')
    expect(drawn).toHaveLength(6)
    const first = await page.locator('[data-endcap-item]').first().elementHandle()
    const rendered = await receive('widget_render', 'home-popular')
    expect(itemIds(rendered)).toEqual(drawn)
    expect(rendered.list).toMatchObject({ widget: 'row', strategy: 'trending' })

    await page.locator('[data-endcap-slot="home-new"] .endcap-link').first().click()
    const selected = await receive('select_item', 'home-new')
    expect(itemIds(selected)).toEqual((await ids(page, 'home-new')).slice(0, 1))

    const files = /^GET (\/|\/endcap\.css|\/(assets|img)\/[\w.-]+)$/
    const others = asked.filter((request) => !files.test(request) && request !== 'POST /v1/events')
    expect(others.sort()).toEqual(['GET /catalog.json', 'GET /config.json'])

    release()
    await page.waitForLoadState('networkidle')
    expect(await ids(page, 'home-popular')).toEqual(drawn)
    expect(await first?.evaluate((card) => card.isConnected)).toBe(true)
    expect(count('widget_render', 'home-popular')).toBe(1)
    expect((await readWitness(page)).shifts).toEqual([])
    expect(await findBarriers(page)).toEqual([])
    expect(said).toEqual([])
    await close()
  })

  it.each(ENDS)('moves nothing that is painted when the page is read up to %s first', async (end) => {
    expect(await examples.shiftsInParts(shop, end)).toEqual([])
  })

  it('is hydrated without a warning beside the script tag, whose row inside of it comes after', async () => {
    let early: () => number | undefined = () => undefined
    const { page, said, close } = await open(shop, async (page) => {
      early = await addTag(page, 'react-ssr/public')
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
