/** The React examples, built and served as their READMEs say, in a real browser: what is drawn, and what a collector received. */
import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createCollector } from '@endcap/collector'
import type { StoredEvent } from '@endcap/core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from './chromium.mjs'
import { installWitness, readWitness } from './witness.mjs'

const EXAMPLES = fileURLToPath(new URL('../examples', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'endcap-react-'))
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

/** Runs Vite as the example's `build` does. Development mode: React says all that it has to say. */
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

/** A page with all that it said and asked for. `before` prepares it. */
async function open(address: string, before: (page: Page) => Promise<unknown> = async () => {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  await installWitness(context)
  const page = await context.newPage()
  const said: string[] = []
  const asked: string[] = []
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) said.push(message.text())
  })
  page.on('pageerror', (error) => said.push(String(error)))
  page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`))
  await before(page)
  await page.goto(address)
  return { page, said, asked, close: () => context.close() }
}

/** The first event of a type that the collector has on disk, for one placement. */
async function receive(type: string, placement: string): Promise<StoredEvent> {
  const find = () => received.find((event) => event.type === type && event.list?.placement === placement)
  await expect.poll(find, { timeout: 15_000 }).toBeTruthy()
  return find() as StoredEvent
}
const count = (type: string, placement: string) =>
  received.filter((event) => event.type === type && event.list?.placement === placement).length
const ids = (page: Page, placement: string) =>
  page
    .locator(`[data-endcap-slot="${placement}"] [data-endcap-item]`)
    .evaluateAll((cards) => cards.map((card) => card.getAttribute('data-endcap-item')))
/** What axe finds wrong, as rule and first node. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
  return page.evaluate(async () => {
    const { axe } = window as never as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    }
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  })
}
const itemIds = (event: StoredEvent) => event.items?.map(({ item_id }) => item_id)

it('@endcap/react is built as a module of the client', () => {
  const built = readFileSync(new URL('../packages/react/dist/index.js', import.meta.url), 'utf8')
  expect(built.startsWith('"use client";')).toBe(true)
})

describe('examples/react', () => {
  beforeAll(async () => {
    await build('react', '--outDir', site)
  })

  it('draws its rows without a shift, and logs what is seen, chosen and added', async () => {
    const { page, said, close } = await open(`${url}/index.html`)
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
    expect(await violations(page)).toEqual([])
    expect(said).toEqual([])
    await close()
  })

  it('has arrows that turn pages', async () => {
    const { page, close } = await open(`${url}/index.html`)
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
  let server: ReturnType<typeof spawn>
  let shop: string

  beforeAll(async () => {
    await build('react-ssr', '--outDir', 'dist/client')
    await build('react-ssr', '--outDir', 'dist/server', '--ssr', 'src/entry-server.tsx')
    server = spawn(process.execPath, ['server.mjs'], {
      cwd: join(EXAMPLES, 'react-ssr'),
      env: { ...process.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    shop = await new Promise((resolve, reject) => {
      server.stdout?.once('data', (line) => resolve(String(line).trim()))
      server.once('exit', () => reject(new Error('the server ended')))
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
    expect(await violations(page)).toEqual([])
    expect(said).toEqual([])
    await close()
  })
})
