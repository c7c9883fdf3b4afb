/** The examples of the adapters, built and served as their READMEs say, opened in a real browser beside a real collector. */
import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createCollector } from '@endcap/collector'
import type { StoredEvent } from '@endcap/core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { launchChromium } from './chromium.mjs'
import { installWitness, readWitness } from './witness.mjs'

const EXAMPLES = fileURLToPath(new URL('../examples', import.meta.url))

/** A page with all that it said (warnings and errors) and asked for (`GET /path`). */
export interface OpenPage {
  readonly page: Page
  readonly said: readonly string[]
  readonly asked: readonly string[]
  close(): Promise<void>
}

/** Starts a collector and a browser before the tests of a file, and ends them after. What was received is forgotten before each test. */
export function useExamples() {
  const folder = mkdtempSync(join(tmpdir(), 'endcap-examples-'))
  const site = join(folder, 'site')
  mkdirSync(site)
  const collector = createCollector({
    dataDir: join(folder, 'data'),
    keys: ['demo'],
    port: 0,
    logger: 'silent',
    sinks: [{ type: 'ndjson' }],
    // A built example is static: the collector serves it as it serves config and catalogue.
    staticFiles: { '/': site },
  })
  const received: StoredEvent[] = []
  collector.on('accepted', (events) => received.push(...events))
  const servers: ReturnType<typeof spawn>[] = []
  let browser: Browser
  let url = ''

  beforeAll(async () => {
    ;({ url } = await collector.listen())
    browser = await launchChromium()
  })
  afterAll(async () => {
    for (const server of servers) server.kill()
    await browser.close()
    await collector.close()
    rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    received.length = 0
  })

  return {
    /** Where a static example is built to, and the address at which the collector then serves it. */
    site,
    url: () => url,
    /** What the collector has on disk. */
    received,

    /** Runs Vite as the example's `build` does. Development mode: the framework says all that it has to say. */
    build: (example: string, ...args: string[]) =>
      promisify(execFile)(
        process.execPath,
        [join(EXAMPLES, example, 'node_modules/vite/bin/vite.js'), 'build', '--emptyOutDir', ...args],
        { cwd: join(EXAMPLES, example), env: { ...process.env, NODE_ENV: 'development', VITE_COLLECTOR: url } },
      ),

    /** Starts an example's own server and gives its address. */
    async serve(example: string): Promise<string> {
      const server = spawn(process.execPath, ['server.mjs'], {
        cwd: join(EXAMPLES, example),
        env: { ...process.env, PORT: '0' },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      servers.push(server)
      return new Promise((resolve, reject) => {
        server.stdout?.once('data', (line) => resolve(String(line).trim()))
        server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
      })
    },

    /** Opens an address in a context of its own. `before` prepares the page. */
    async open(
      address: string,
      before: (page: Page) => Promise<unknown> = async () => {},
      options: BrowserContextOptions = {},
    ): Promise<OpenPage> {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
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
    },

    /** The layout shifts of a page from a server that is painted when it is read up to `end`. It is to have a placement `home-new`. */
    async shiftsInParts(address: string, end: string): Promise<readonly unknown[]> {
      expect(await (await fetch(address)).text()).toContain(end)
      const proxy = await serveInParts(address, end)
      try {
        const { page, close } = await this.open(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`)
        await page.locator('[data-endcap-slot="home-new"] [data-endcap-item]').first().waitFor()
        const { shifts } = await readWitness(page)
        await close()
        return shifts
      } finally {
        proxy.close()
      }
    },

    /** The first event of a type that the collector has on disk, for one placement. */
    async receive(type: string, placement: string): Promise<StoredEvent> {
      const find = () => received.find((event) => event.type === type && event.list?.placement === placement)
      await expect.poll(find, { timeout: 15_000 }).toMatchObject({ type })
      return find() as StoredEvent
    },
  }
}

/** Where the row of the tag goes: in the midst of what the framework drew. */
const TAG_PLACEMENT = { id: 'tag', selector: 'main h1', mode: 'after', strategy: ['trending'], count: 4 }
const TAG =
  '<script async src="/endcap/endcap.js" data-key="demo" data-config="/tag.config.json" data-catalog="/tag.catalog.json"></script>'

/**
 * Puts the script tag into the page of a server, with a placement inside of what is hydrated, and lets the app come only when Endcap has
 * all that it needs to draw. Gives what tells how many rows the tag had drawn by then.
 */
export async function addTag(page: Page, example: string): Promise<() => number | undefined> {
  let early: number | undefined
  const file = (name: string) => join(EXAMPLES, '../packages/widgets/dist', name)
  await page.route('**/endcap/**', (route) =>
    route.fulfill({ path: file(new URL(route.request().url()).pathname.slice('/endcap/'.length)) }),
  )
  await page.route('**/tag.config.json', (route) => route.fulfill({ json: { v: 1, placements: [TAG_PLACEMENT] } }))
  await page.route('**/tag.catalog.json', (route) => route.fulfill({ path: join(EXAMPLES, example, 'catalog.json') }))
  await page.route(/:\d+\/$/, async (route) => {
    const response = await route.fetch()
    const html = (await response.text()).replace('</head>', `${TAG}</head>`)
    // As a part that is loaded: neither `DOMContentLoaded` nor `load` waits for it.
    const body = html.replace(
      /<script type="module"[^>]* src="([^"]+)"><\/script>/,
      (_, src) => `<script type="module">import('${src}')</script>`,
    )
    await route.fulfill({ response, body })
  })
  await page.route(/\/assets\/index-[^/]*\.js$/, async (route) => {
    early ??= await page.evaluate(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
      const tag = window as { endcap?: { ready: Promise<void> } }
      while (!tag.endcap) await frame()
      await tag.endcap.ready
      for (let i = 0; i < 3; i++) await frame()
      return document.querySelectorAll('endcap-row').length
    })
    await route.continue()
  })
  return () => early
}

/** Serves what another server does, with its page in two parts: the first ends behind `end`, where it is found first, and stands for a while. */
async function serveInParts(address: string, end: string): Promise<Server> {
  const proxy = createServer(async ({ url = '/' }, response) => {
    const answer = await fetch(new URL(url, address))
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
    const body = Buffer.from(await answer.arrayBuffer())
    if (url === '/') {
      const at = body.indexOf(end) + end.length
      response.write(body.subarray(0, at))
      await setTimeout(PART_MS)
      response.end(body.subarray(at))
    } else response.end(body)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  return proxy
}

/** Longer than a browser waits before it paints a page that is not read to its end. */
const PART_MS = 300

/** Ends of parts of a page after which what was drawn already could move. */
export const ENDS = ['</h2>', 'class="endcap-nav">', '\u2039</button>', '</b> ', '<s class="endcap-was">']

/** The products of a placement, in the order of its cards. */
export const idsOf = (page: Page, placement: string) =>
  page
    .locator(`[data-endcap-slot="${placement}"] [data-endcap-item]`)
    .evaluateAll((cards) => cards.map((card) => card.getAttribute('data-endcap-item')))

/** The products of an event. */
export const itemIds = (event: StoredEvent) => event.items?.map(({ item_id }) => item_id)
