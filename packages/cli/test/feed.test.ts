import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFeed, type FeedOptions } from '../src/feed/feed.js'
import { isTimeOfDay, readInterval } from '../src/server/schedule.js'
import { runCommand, startCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-feed-'))
let answer: (request: IncomingMessage, response: ServerResponse) => void
const asked: IncomingMessage[] = []
const server = createServer((request, response) => {
  asked.push(request)
  answer(request, response)
})
let url: string
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const tsv = (count: number, price = '5 EUR') =>
  `id\ttitle\tlink\tprice\n${Array.from({ length: count }, (_, n) => `p${n}\tP ${n}\t/p${n}\t${price}\n`).join('')}`
const feed = (name: string, options: Partial<FeedOptions> = {}) =>
  createFeed({ from: `${url}/feed.tsv`, out: join(folder, name), now: () => 1000, ...options })
const index = (name: string) => JSON.parse(readFileSync(join(folder, name, 'index.json'), 'utf8'))

test('publishes what an address answers, and asks again only whether there is another', async () => {
  answer = (request, response) => {
    if (request.headers['if-none-match'] === '"one"') response.writeHead(304).end()
    else response.writeHead(200, { etag: '"one"' }).end(gzipSync(tsv(10)))
  }
  const own = feed('etag', { headers: { 'x-key': 'k' } })
  expect(await own.run()).toEqual({ isOk: true, readAt: 1000, products: 10 })
  expect(asked.at(-1)?.headers['x-key']).toBe('k')
  expect(await own.build()).toEqual({ isUnchanged: true })
  expect(await own.run()).toEqual({ isOk: true, readAt: 1000, products: 10 })
  expect(index('etag').count).toBe(10)
})

test('a feed that fails, is bad or has lost half of its products keeps the catalogue before', async () => {
  let body: string | undefined = tsv(10)
  answer = (_, response) => {
    if (body === undefined) response.writeHead(502).end()
    else response.end(body)
  }
  const own = feed('kept')
  await own.run()
  const bad: [string | undefined, RegExp][] = [
    [undefined, /^http:\/\/127.*\/feed\.tsv answered 502$/],
    [tsv(4), /has shrunk from 10 products to 4/],
    [tsv(10, 'much'), /no usable product/],
    [`${tsv(9)}p9\tP 9\t/p9\tmuch\n`, /2 problems; nothing was written \(line 11, price/],
    ['', /field-missing/],
  ]
  for (const [next, expected] of bad) {
    body = next
    const { isOk, error, products } = await own.run()
    expect([isOk, error, products]).toEqual([false, expect.stringMatching(expected), 10])
  }
  expect(index('kept').count).toBe(10)
  body = tsv(5)
  expect(await own.run()).toEqual({ isOk: true, readAt: 1000, products: 5 })
  body = tsv(1)
  expect(await feed('kept', { allowShrink: true }).run()).toMatchObject({ isOk: true, products: 1 })
})

test('reads the pages of Shopify, and gives its products links and a currency', async () => {
  const products = Array.from({ length: 300 }, (_, n) => ({
    ...{ id: n, title: `P ${n}`, handle: `p${n}`, variants: [{ id: n, price: '5.00', available: true }] },
  }))
  answer = (request, response) => {
    const { searchParams } = new URL(request.url ?? '', url)
    const [limit, page] = [Number(searchParams.get('limit')), Number(searchParams.get('page'))]
    response.end(JSON.stringify({ products: products.slice((page - 1) * limit, page * limit) }))
  }
  const own = feed('shopify', { from: `${url}/products.json`, currency: 'USD', rates: join(folder, 'rates.json') })
  writeFileSync(join(folder, 'rates.json'), '{"date":"2026-11-20","base":"EUR","rates":{"USD":1.25}}')
  const report = await own.build()
  expect(report).toMatchObject({ written: { products: 300 }, ratesDate: '2026-11-20' })
  expect(JSON.stringify(index('shopify'))).toContain('USD')
})

test.each([
  ['15m', 900_000],
  ['1d', 86_400_000],
  ['25d', undefined],
  ['0h', undefined],
  ['1w', undefined],
])('the interval %s is %s ms', (text, ms) => {
  expect(readInterval(text)).toBe(ms)
})

test('times of day are those of a clock', () => {
  expect(['00:00', '23:59', '24:00', '7:30'].map(isTimeOfDay)).toEqual([true, true, false, false])
})

test('catalog --every publishes at once, and goes on until it is stopped', { timeout: 60_000 }, async () => {
  answer = (_, response) => void response.end(tsv(7))
  const argv = ['catalog', '--in', `${url}/feed.tsv`, '--out', 'every', '--every', '1h', '--json']
  const running = startCommand(argv, folder)
  expect(JSON.parse(await running.started)).toMatchObject({ isOk: true, products: 7 })
  expect((await running.stop()).code).toBe(0)
  const wrong = await runCommand(['catalog', '--in', 'x.tsv', '--out', 'x', '--every', 'now'], folder)
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--every')])
  expect((await runCommand(['catalog', '--in', 'x.tsv', '--out', 'x', '--at', '25:00'], folder)).code).toBe(2)
})

test('collect serves what its feed gives, and tells how it fares', { timeout: 60_000 }, async () => {
  answer = (_, response) => void response.end(tsv(3))
  mkdirSync(join(folder, 'data'))
  const settings = { dataDir: 'data', port: 0, feed: { from: `${url}/feed.tsv`, every: '1h' } }
  writeFileSync(join(folder, 'c.json'), JSON.stringify(settings))
  const running = startCommand(['collect', '--config-file', 'c.json', '--json'], folder)
  const { url: collector, live } = JSON.parse(await running.started)
  const headers = { authorization: `Bearer ${live.split('#token=')[1]}` }
  const metrics = async () => (await fetch(`${collector}/metrics`, { headers })).text()
  await expect.poll(metrics, { timeout: 10_000 }).toContain('endcap_feed_products 3')
  const served = await fetch(`${collector}/catalog/index.json`)
  expect(((await served.json()) as { count: number }).count).toBe(3)
  expect(await metrics()).toContain('endcap_feed_ok 1')
  const doctor = () => runCommand(['doctor', '--data', 'data'], folder)
  expect(await doctor()).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^ok +feed +3 products, last good at 20/m),
  })
  await running.stop()
  expect(await doctor()).toMatchObject({ code: 1, stdout: expect.stringContaining('no collector runs on data') })
})

test('the doctor reports a feed that fails, here and from elsewhere by a token', { timeout: 60_000 }, async () => {
  answer = (_, response) => void response.writeHead(404).end()
  const token = { env: 'DASHBOARD' }
  const feed = { from: `${url}/feed.tsv`, every: '1h' }
  writeFileSync(join(folder, 'f.json'), JSON.stringify({ dataDir: 'failing', port: 0, readToken: token, feed }))
  mkdirSync(join(folder, 'failing'))
  const DASHBOARD = 'a-token-of-the-dashboard'
  const running = startCommand(['collect', '--config-file', 'f.json', '--json'], folder, { DASHBOARD })
  const { url: collector } = JSON.parse(await running.started)
  const fails = expect.stringMatching(/^fail +feed +the product feed fails, and there is no catalogue: .*404/m)
  await expect
    .poll(() => runCommand(['doctor', '--data', 'failing'], folder), { timeout: 20_000 })
    .toMatchObject({
      code: 1,
      stdout: fails,
    })
  const ask = (env: Record<string, string>) => runCommand(['doctor', '--collector', collector], folder, env)
  expect(await ask({ ENDCAP_READ_TOKEN: DASHBOARD })).toMatchObject({ code: 1, stdout: fails })
  expect(await ask({ ENDCAP_READ_TOKEN: 'a-token-of-nobody' })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^warn +feed .*answered 401/m),
  })
  expect(await ask({})).toMatchObject({ code: 0, stdout: expect.not.stringContaining('feed') })
})
