/** The Vue examples, built and served as their READMEs say, in a real browser: what is drawn, and what a collector received. */
import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createCollector } from '@endcap/collector'
import type { StoredEvent } from '@endcap/core'
import type { Browser, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from './chromium.mjs'
import { installWitness, readWitness } from './witness.mjs'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const EXAMPLES = fileURLToPath(new URL('../examples', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'endcap-vue-'))
const site = join(folder, 'site')
mkdirSync(site)
const collector = createCollector({
  dataDir: join(folder, 'data'),
  keys: ['demo'],
  port: 0,
  logger: 'silent',
  sinks: [{ type: 'ndjson' }],
  // The built example is static: the collector serves it as it serves config and catalogue.
  staticFiles: { '/': site },
})
const received: StoredEvent[] = []
collector.on('accepted', (events) => received.push(...events))
let browser: Browser
let url: string

/** Runs Vite as the example's `build` does. Development mode: Vue says all that it has to say. */
const build = (example: string, ...args: string[]) =>
  promisify(execFile)(
    process.execPath,
    [join(EXAMPLES, example, 'node_modules/vite/bin/vite.js'), 'build', '--emptyOutDir', ...args],
    {
      cwd: join(EXAMPLES, example),
      env: { ...process.env, NODE_ENV: 'development', VITE_COLLECTOR: url },
    },
  )

beforeAll(async () => {
  ;({ url } = await collector.listen())
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  await collector.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  received.length = 0
})

/** A page with all that it said and asked for. */
async function open(address: string, catalogue?: (route: Route) => unknown) {
  const context = await browser.newContext({ viewport: { width: 1280, height: catalogue ? 400 : 900 } })
  await installWitness(context)
  if (catalogue) await context.route('**/catalog.json', catalogue)
  const page = await context.newPage()
  const said: string[] = []
  const asked: string[] = []
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) said.push(message.text())
  })
  page.on('pageerror', (error) => said.push(String(error)))
  page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`))
  await page.goto(address)
  return { page, said, asked, close: () => context.close() }
}

/** The first event of a type that the collector has on disk, for one placement. */
async function receive(type: string, placement: string): Promise<StoredEvent> {
  const find = () => received.find((event) => event.type === type && event.list?.placement === placement)
  await expect.poll(find, { timeout: 15_000 }).toBeTruthy()
  return find() as StoredEvent
}
/** What axe finds wrong with a page. */
async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(axeSource)
  const { violations } = await page.evaluate(() =>
    (
      window as never as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }
    ).axe.run(),
  )
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}
const ids = (page: Page, placement: string) =>
  page
    .locator(`[data-endcap-slot="${placement}"] [data-endcap-item]`)
    .evaluateAll((cards) => cards.map((card) => card.getAttribute('data-endcap-item')))

describe('examples/vue', () => {
  beforeAll(async () => {
    await build('vue', '--outDir', site)
  })

  it('draws its rows without a shift, and logs what is seen, chosen and added', async () => {
    const { page, said, close } = await open(`${url}/index.html`)
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
    expect(selected.items?.map(({ item_id }) => item_id)).toEqual([drawn[1]])
    const rendered = await receive('widget_render', 'home-popular')
    expect(rendered.items?.map(({ item_id }) => item_id)).toEqual(drawn)
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
    const { page, close } = await open(`${url}/index.html`, async (route) => {
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
    const { page, close } = await open(`${url}/index.html`, answer)
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
    const { page, close } = await open(`${url}/index.html`)
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
  let server: ReturnType<typeof spawn>
  let shop: string

  beforeAll(async () => {
    await build('vue-ssr', '--outDir', 'dist/client')
    await build('vue-ssr', '--outDir', 'dist/server', '--ssr', 'src/entry-server.ts')
    server = spawn(process.execPath, ['server.mjs'], {
      cwd: join(EXAMPLES, 'vue-ssr'),
      env: { ...process.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    shop = await new Promise((resolve, reject) => {
      server.stdout?.on('data', (line) => resolve(String(line).trim()))
      server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
    })
  })
  afterAll(() => {
    server?.kill()
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
    expect(rendered.items?.map(({ item_id }) => item_id)).toEqual(drawn)
    expect(await ids(page, 'home-popular')).toEqual(drawn)

    expect(await findBarriers(page)).toEqual([])
    await page.locator('[data-endcap-slot="home-new"] .endcap-link').first().click()
    const selected = await receive('select_item', 'home-new')
    expect(selected.items?.map(({ item_id }) => item_id)).toEqual((await ids(page, 'home-new')).slice(0, 1))

    // The page, its style, scripts and pictures; then only events.
    const data = asked.filter((request) => !/^GET (\/|\/endcap\.css|\/(assets|img)\/[\w.-]+)$/.test(request))
    expect(data.filter((request) => request !== 'POST /v1/events')).toEqual([])
    expect((await readWitness(page)).shifts).toEqual([])
    expect(said).toEqual([])
    await close()
  })
})
