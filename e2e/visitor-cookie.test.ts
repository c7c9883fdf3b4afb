/** A visitor whose scripts' storage is deleted is known again by the collector's cookie: the snippet of the collector's README, in a browser. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCollector } from '@endcap/collector'
import { expect, it, onTestFinished } from 'vitest'
import { launchChromium } from './chromium.mjs'

const README = new URL('../packages/collector/README.md', import.meta.url)
const DIST = new URL('../packages/widgets/dist/', import.meta.url)

/** A shop on `localhost`, and a collector on another port of it: two origins of one site. */
async function setup() {
  const dataDir = await mkdtemp(join(tmpdir(), 'endcap-cookie-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const visitors: (string | undefined)[] = []
  let html = ''
  const shop = createServer(async ({ url = '' }, response) => {
    const file = url.match(/^\/dist\/([\w./-]+\.js)$/)?.[1]
    const body = file ? await readFile(new URL(file, DIST)).catch(() => '') : html
    response.setHeader('content-type', file ? 'text/javascript' : 'text/html').end(body)
  })
  await new Promise<void>((resolve) => shop.listen(0, 'localhost', resolve))
  onTestFinished(() => {
    shop.closeAllConnections()
    shop.close()
  })
  const origin = `http://localhost:${(shop.address() as AddressInfo).port}`
  const collector = createCollector({
    dataDir,
    host: 'localhost',
    port: 0,
    keys: [{ key: 'my-shop', origins: [origin] }],
    sinks: [],
    logger: 'silent',
    visitorCookie: {},
  })
  const { port } = new URL((await collector.listen()).url)
  onTestFinished(() => collector.close())
  collector.on('accepted', (events) => visitors.push(...events.map(({ visitor }) => visitor)))
  const url = `http://localhost:${port}`
  const [, snippet = ''] = /```js\n(async function onConsent[\s\S]*?)```/.exec(await readFile(README, 'utf8')) ?? []
  html = `<!doctype html><title>Shop</title>
    <script>${snippet.replaceAll('https://events.shop.example', url)}</script>
    <script src="/dist/endcap.js" data-key="my-shop" data-collector="${url}" data-consent="auto"></script>`
  const browser = await launchChromium()
  onTestFinished(() => browser.close())
  const context = await browser.newContext()
  const page = await context.newPage()
  /** Loads a page whose visitor gives an answer. Gives the id of its events, as the collector has them. */
  async function visit(answer: 'granted' | 'denied'): Promise<string | undefined> {
    visitors.length = 0
    await page.goto(origin)
    await page.evaluate(async (given) => {
      const { endcap, onConsent } = window as never as {
        endcap: { ready: Promise<void>; flush(): Promise<unknown> }
        onConsent(answer: string): Promise<void>
      }
      await endcap.ready
      await onConsent(given)
      await endcap.flush()
    }, answer)
    expect(new Set(visitors).size).toBe(answer === 'granted' ? 1 : 0)
    return visitors[0]
  }
  const cookies = async () => (await context.cookies(`${url}/v1/visitor`)).map(({ name, value }) => [name, value])
  return { visit, cookies, page }
}

it('gives the visitor back after the storage of scripts is gone, and forgets who refuses', async () => {
  const { visit, cookies, page } = await setup()
  const first = await visit('granted')
  expect(first).toMatch(/^[\w-]{21}$/)
  // The page that asks next has an id to give.
  expect(await visit('granted')).toBe(first)
  expect(await cookies()).toEqual([['endcap_visitor', first]])
  expect(await page.evaluate(() => document.cookie)).toBe('')

  await page.evaluate(() => localStorage.clear())
  expect(await visit('granted')).toBe(first)

  await visit('denied')
  expect(await cookies()).toEqual([])
  const other = await visit('granted')
  expect(other).toMatch(/^[\w-]{21}$/)
  expect(other).not.toBe(first)
})
