/** `endcap insight describe`, `correlate`, `regress`, `watch` and `quality`, from files as people have them. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sign } from '@endcap/collector'
import { createSyntheticShop } from '@endcap/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-statistics-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const path = (name: string) => join(folder, name)
const ask = (...argv: string[]) => runCommand(['insight', ...argv])
const json = async (...argv: string[]) => {
  const { code, stdout, stderr } = await ask(...argv, '--json')
  expect(stderr).toBe('')
  expect(code).toBe(0)
  expect(stdout.trim().split('\n')).toHaveLength(1)
  return JSON.parse(stdout)
}

beforeAll(() => {
  const rows = Array.from({ length: 60 }, (_, at) => {
    const channel = ['email', 'search', 'social'][at % 3]
    return `${at % 7},${channel},${10 + 3 * (at % 7) + (at % 3 === 0 ? 20 : 0) + ((at * 31) % 5)}`
  })
  writeFileSync(path('orders.csv'), ['pieces,channel,value', ...rows].join('\n'))
})

describe('tables', () => {
  test('describe says what stands in each column', async () => {
    const { n, columns } = await json('describe', '--csv', path('orders.csv'))
    expect(n).toBe(60)
    expect(columns.map(({ column, kind }: { column: string; kind: string }) => [column, kind])).toEqual([
      ['pieces', 'number'],
      ['channel', 'text'],
      ['value', 'number'],
    ])
    const { stdout } = await ask('describe', '--csv', path('orders.csv'), '--only', 'channel')
    expect(stdout).toContain(
      'channel: 3 different, most often email (20), search (20), social (20); 60 filled, 0 missing',
    )
  })

  test('correlate says what goes together, corrected', async () => {
    const { pairs } = await json('correlate', '--csv', path('orders.csv'))
    const found = pairs.find(
      (pair: { a: string; b: string; method: string }) => pair.method === 'eta' && pair.b === 'value',
    )
    expect(found.value).toBeGreaterThan(0.7)
    expect(found.p_adjusted).toBeLessThan(1e-6)
    const none = pairs.find(
      (pair: { method: string; a: string; b: string }) => pair.a === 'pieces' && pair.b === 'channel',
    )
    expect(none.p_adjusted).toBeGreaterThan(0.05)
  })

  test('regress gives what was put in, in words, too', async () => {
    const { coefficients, reference, words } = await json(
      'regress',
      '--csv',
      path('orders.csv'),
      '--formula',
      'value ~ pieces + channel',
    )
    expect(reference).toEqual({ channel: 'email' })
    const of = (term: string) => coefficients.find((each: { term: string }) => each.term === term)
    expect(of('pieces').low).toBeLessThan(3)
    expect(of('pieces').high).toBeGreaterThan(3)
    expect(of('channel=search').low).toBeLessThan(-20)
    expect(of('channel=search').high).toBeGreaterThan(-20)
    expect(words[0]).toMatch(/^value: .* more .* with one more of pieces/)
  })

  test.each([
    [['regress', '--csv', 'orders.csv'], 2, 'give --formula'],
    [['describe'], 2, 'give --data DIR, --clickhouse URL or a file'],
    [['describe', '--csv', 'orders.csv', '--table', 'orders'], 2, '--csv goes without --table'],
    [['describe', '--csv', 'orders.csv', '--only', 'nothing'], 1, 'no column nothing'],
    [['watch', '--transactions', 'orders.csv'], 1, 'date'],
    [['watch', '--events', 'shop.ndjson', '--webhook', 'ftp://x'], 2, 'no http address'],
  ])('%j ends with %d', async (argv, code, says) => {
    const result = await runCommand([
      'insight',
      ...argv.map((word) => (/\.(csv|ndjson)$/.test(word) ? path(word) : word)),
    ])
    expect(result.stderr + result.stdout).toContain(says)
    expect(result.code).toBe(code)
  })
})

const shop = createSyntheticShop({
  seed: 31,
  visitors: 900,
  days: 70,
  isNull: true,
  incidents: [{ fromDay: 63, toDay: 70, factor: 0 }],
})
beforeAll(() => {
  writeFileSync(path('shop.ndjson'), [...shop.events()].map((event) => JSON.stringify(event)).join('\n'))
}, 60_000)
const RATES = ['--currency', 'EUR', '--rates', 'USD=0.9,GBP=1.15']

test('watch tells what broke, and a signed webhook', async () => {
  const got: { body: string; signature: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => {
      body += part
    })
    request.on('end', () => {
      got.push({ body, signature: String(request.headers['endcap-signature']) })
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
    const argv = [
      'insight',
      'watch',
      '--events',
      path('shop.ndjson'),
      ...RATES,
      '--day',
      '2025-03-16',
      '--days',
      '14',
      '--webhook',
      url,
    ]
    const unsigned = await runCommand(argv)
    expect(unsigned.code).toBe(2)
    expect(unsigned.stderr).toContain('ENDCAP_WEBHOOK_SECRET')
    const { code, stdout } = await runCommand(argv, undefined, { ENDCAP_WEBHOOK_SECRET: 'secret' })
    expect(code).toBe(0)
    expect(stdout).toMatch(/Conversion down/)
    expect(stdout).toMatch(/at most 1 false alarm a quarter/)
    expect(got).toHaveLength(1)
    const [{ body, signature }] = got as [{ body: string; signature: string }]
    const told = JSON.parse(body)
    expect(told.kind).toBe('watch')
    expect(told.alarms.some(({ measure }: { measure: string }) => measure === 'conversion')).toBe(true)
    expect(signature).toBe(sign(body, 'secret', Number(/^t=(\d+),/.exec(signature)?.[1])))
  } finally {
    server.close()
  }
}, 60_000)

test('nothing unusual is an answer', async () => {
  const { stdout, code } = await ask('watch', '--events', path('shop.ndjson'), ...RATES, '--day', '2025-03-08')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^Nothing unusual in 1 day up to 2025-03-08/)
}, 60_000)

test('quality measures lists, and the replay on demand', async () => {
  const result = await json('quality', '--events', path('shop.ndjson'), ...RATES, '--offline', '--test-days', '14')
  expect(result.strategies).toHaveLength(3)
  expect(result.words).toMatch(/^No strategy in home-row is clearly better/)
  expect(result.offline.k).toBe(10)
}, 60_000)
