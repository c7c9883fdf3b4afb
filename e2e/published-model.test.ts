import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EMPTY_PROFILE, type Product, type Profile } from '@endcap/core'
import { createRanker, decodeModel } from '@endcap/ranker'
import { createRefine } from '@endcap/ranker/refine'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium } from './chromium.mjs'
import { startDemo } from './demo.mjs'

const BIN = fileURLToPath(new URL('../packages/cli/dist/bin.js', import.meta.url))
const CONFIG = {
  v: 1,
  placements: [
    {
      id: 'related',
      pages: ['product'],
      selector: '#rows',
      strategy: ['related'],
      count: 6,
      min: 1,
      rotate: false,
      diversity: 0,
    },
  ],
}
/** Products that visits hold, and those of which one visit holds most of its own. */
const KNOWN = 400
const CLUSTER = 10
/** A page has come to its end by then, whatever its files did. */
const LATE_MS = 15_000

interface PageEndcap {
  readonly ready: Promise<void>
  profile(): Profile
  reorder(placement: string, ids: readonly string[]): { readonly ids: readonly string[] }
}

let demo: Awaited<ReturnType<typeof startDemo>>
let browser: Browser
let products: Product[]
let version: string
/** Of pages of the shop, by number of the product in the catalogue. */
let addresses: string[]

beforeAll(async () => {
  demo = await startDemo()
  browser = await launchChromium()
  products = (await (await fetch(`${demo.url}/catalog.json`)).json()).products
  addresses = products.map(({ url }) => new URL(url, `${demo.url}/`).href)
  version = publish()
  const shop = join(demo.data, 'shop')
  writeFileSync(join(shop, 'config.json'), JSON.stringify(CONFIG))
  for (const number of [0, 25, 42]) {
    const file = join(shop, new URL(addresses[number]!).pathname)
    const html = readFileSync(file, 'utf8')
    writeFileSync(file, html.replace('/model/model.bin', '/model/current.json').replace('<main', '<main id="rows"'))
  }
}, 180_000)
afterAll(async () => {
  await browser.close()
  await demo.stop()
  demo.remove()
})

/** Trains on visits that stay in their cluster but for one product in five, and puts the sharded model in use. Gives its version. */
function publish(): string {
  let state = 7
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const lines = Array.from({ length: 1500 }, (_, visit) => {
    const cluster = random(KNOWN / CLUSTER) * CLUSTER
    return [0, 1, 2, 3].map((step) => {
      const { id } = products[random(5) ? cluster + random(CLUSTER) : random(KNOWN)]!
      return `v${visit},${1_700_000_000 + visit * 400 + step * 20},${id}`
    })
  }).flat()
  const input = join(demo.data, 'visits.csv')
  writeFileSync(input, `session_id,timestamp,item_id\n${lines.join('\n')}\n`)
  const folder = join(demo.data, 'model')
  const args = ['train', '--input', input, '--publish', folder, '--session-bytes', '6000', '--force', '--json']
  const { stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8' })
  if (!stdout) throw new Error(stderr)
  return JSON.parse(stdout).version
}

/** What Node ranks with, from the whole model. */
function whole() {
  const bytes = readFileSync(join(demo.data, 'model', version, 'whole.bin'))
  const model = decodeModel(Uint8Array.from(bytes).buffer)
  return createRefine(createRanker({ model, products }), { products, model })
}

async function open(
  context: BrowserContext,
  number: number,
): Promise<{ page: Page; asked: string[]; errors: string[] }> {
  const page = await context.newPage()
  const asked: string[] = []
  const errors: string[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname.startsWith('/model/')) asked.push(pathname.slice('/model/'.length).replace(`${version}/`, ''))
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.addInitScript(() => {
    const told: string[] = []
    Object.assign(window, { told })
    document.addEventListener('endcap:error', (event) => told.push((event as CustomEvent).detail.message))
  })
  await page.goto(addresses[number]!)
  await page.waitForFunction(() => 'ready' in ((window as never as { endcap?: object }).endcap ?? {}))
  await page.evaluate(() => (window as never as { endcap: PageEndcap }).endcap.ready)
  return { page, asked, errors }
}
const drawn = async (page: Page): Promise<string[]> => {
  const cards = page.locator('[data-endcap-slot="related"] [data-endcap-item]')
  await cards.first().waitFor({ timeout: LATE_MS })
  return cards.evaluateAll((all) => all.map((card) => card.getAttribute('data-endcap-item') as string))
}

it('draws from shards of the version in use what Node draws from the whole model, in few requests', async () => {
  const context = await browser.newContext()
  const first = await open(context, 25)
  const query = { profile: EMPTY_PROFILE, now: Date.now(), placement: CONFIG.placements[0] as never }
  const expected = whole().recommend({
    ...query,
    strategy: 'related',
    count: 6,
    context: { productId: products[25]!.id },
  })
  expect(expected[0]!.reason.source).toBe('model')
  expect(await drawn(first.page)).toEqual(expected.map(({ id }) => id))
  // The directory file and the shard of the product.
  expect(first.asked).toEqual([
    'current.json',
    'manifest.bin',
    expect.stringMatching(new RegExp(`^${version}-d\\d+\\.bin$`)),
    expect.stringMatching(new RegExp(`^${version}-s\\d+\\.bin$`)),
  ])
  await first.page.getByRole('button', { name: /accept all/i }).click()

  const second = await open(context, 42)
  await drawn(second.page)
  expect(second.asked.length).toBeLessThanOrEqual(6)
  const listed = products.slice(0, 60).map(({ id }) => id)
  const answer = await second.page.evaluate((ids) => {
    const { endcap } = window as never as { endcap: PageEndcap }
    return { profile: endcap.profile(), now: Date.now(), order: endcap.reorder('related', ids).ids }
  }, listed)
  expect(answer.profile.recent.map(({ id }) => id)).toEqual([products[42]!.id, products[25]!.id])
  expect(answer.order).toEqual(whole().reorder(listed, answer))
  expect(answer.order).not.toEqual(listed)
  // What was fetched once is not fetched again, whatever the server says of its age.
  const fetched = await second.page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter(({ name, transferSize }) => name.includes('/model/') && transferSize > 0)
      .map(({ name }) => name.replace(/.*\//, '')),
  )
  expect(fetched).toContain('current.json')
  for (const name of first.asked.slice(1)) expect(fetched).not.toContain(name)
  for (const { errors } of [first, second]) expect(errors).toEqual([])
  await context.close()
})

it('works on without shards that are missing, and says so once for each', async () => {
  const folder = join(demo.data, 'model', version)
  for (const name of readdirSync(folder)) if (/-s\d+\.bin$/.test(name)) rmSync(join(folder, name))
  const context = await browser.newContext()
  const { page, errors } = await open(context, 0)
  expect(await drawn(page)).not.toEqual([])
  const told = await page.evaluate(() => (window as never as { told: string[] }).told)
  expect(told).toEqual([expect.stringMatching(/network-failed: model: [0-9a-f]{8}-s\d+\.bin: 404$/)])
  expect(errors).toEqual([])
  await page.locator('main [data-endcap-action="add_to_cart"]').first().click()
  await context.close()
})
