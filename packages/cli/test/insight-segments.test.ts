import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EventEnvelope, parseConfig } from '@endcap/core'
import { createSyntheticShop } from '@endcap/testkit'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { runCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-segments-'))
// Each command reads the events anew.
vi.setConfig({ testTimeout: 120_000 })
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const EVENTS = join(folder, 'events.ndjson')
/** Every fifth visitor refuses, every seventh was not asked. */
function consentOf(visitor: string | undefined): EventEnvelope['consent']['personalization'] {
  const number = Number(visitor?.replace(/\D/g, ''))
  return number % 5 === 0 ? 'denied' : number % 7 === 0 ? 'unknown' : 'granted'
}

beforeAll(() => {
  const shop = createSyntheticShop({ seed: 3, visitors: 100, days: 90 })
  const lines = [...shop.events()].map((event) =>
    JSON.stringify({ ...event, consent: { analytics: 'granted', personalization: consentOf(event.visitor) } }),
  )
  writeFileSync(EVENTS, `${lines.join('\n')}\n`)
})

const SOURCE = ['--events', EVENTS, '--currency', 'EUR', '--rates', 'USD=0.9,GBP=1.15', '--k', '0'] as const
const segments = (...argv: readonly string[]) => runCommand(['insight', 'segments', ...SOURCE, ...argv], folder)

describe('endcap insight segments', () => {
  test('exports those who agreed, and counts the others', async () => {
    const { code, stdout, stderr } = await segments('--by', 'behaviour', '--export', 'people.csv', '--json')
    expect(stderr).toBe('')
    expect(code).toBe(0)
    const { exported, leftOut, n } = JSON.parse(stdout) as {
      exported: number
      n: number
      leftOut: Record<'denied' | 'unknown' | 'unsubscribed', number>
    }
    expect(exported + leftOut.denied + leftOut.unknown + leftOut.unsubscribed).toBe(n)
    expect([leftOut.denied > 8, leftOut.unknown > 4, exported > 40]).toEqual([true, true, true])
    const [head, ...rows] = readFileSync(join(folder, 'people.csv'), 'utf8').trimEnd().split('\r\n')
    expect(head).toContain('person,segment,treatment')
    expect(rows).toHaveLength(exported)
  })

  test('publishes rules and lists that the config takes, in place of those of before', async () => {
    const file = join(folder, 'config.json')
    writeFileSync(
      file,
      JSON.stringify({ v: 1, placements: [], own: 'kept', segments: [{ id: 'tier-old' }, { id: 'mine' }] }),
    )
    for (const by of ['behaviour', 'tier']) {
      expect((await segments('--by', by, '--publish', 'config.json')).code).toBe(0)
    }
    const config = JSON.parse(readFileSync(file, 'utf8')) as { own: string }
    const { config: parsed, problems } = parseConfig(config)
    expect(problems).toEqual([])
    expect(config.own).toBe('kept')
    const ids = parsed.segments?.map(({ id }) => id) ?? []
    expect(ids).toContain('mine')
    expect(ids).not.toContain('tier-old')
    expect(new Set(ids).size).toBe(ids.length)
    expect(parsed.segments?.find(({ id }) => id === 'behaviour-active')?.audience).toBeDefined()
    const list = parsed.segments?.find(({ id }) => id === 'tier-low')?.visitors ?? []
    expect(list.length).toBeGreaterThanOrEqual(10)
    expect(list.every((hash) => /^[a-z0-9]{1,7}$/.test(hash))).toBe(true)
  })

  test('posts signed people, once more when the receiver is busy', async () => {
    const secret = 'a secret of the test'
    const got: { body: string; request: IncomingMessage }[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString()
      })
      request.on('end', () => {
        got.push({ body, request })
        response.writeHead(got.length === 1 ? 503 : 204).end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/people`
    const argv = ['insight', 'segments', ...SOURCE, '--by', 'stage', '--webhook', url, '--json']
    const { code, stdout } = await runCommand(argv, folder, { ENDCAP_WEBHOOK_SECRET: secret })
    server.close()
    expect(code).toBe(0)
    expect(got).toHaveLength(2)
    const { body, request } = got[1] as (typeof got)[number]
    const [, time, hex] = /^t=(\d+),v1=([\da-f]{64})$/.exec(String(request.headers['endcap-signature'])) ?? []
    expect(hex).toBe(createHmac('sha256', secret).update(`${time}.${body}`).digest('hex'))
    const { people, by } = JSON.parse(body) as { by: string; people: { messages_left: number; messages_max: number }[] }
    expect(by).toBe('stage')
    expect(people).toHaveLength((JSON.parse(stdout) as { exported: number }).exported)
    expect(people.every((person) => person.messages_left <= person.messages_max)).toBe(true)
  })

  test.each([
    ['a webhook without https', ['--webhook', 'http://crm.example/x'], 'https'],
    ['a webhook without a secret', ['--webhook', 'https://crm.example/x'], 'ENDCAP_WEBHOOK_SECRET'],
    ['a kind that there is not', ['--by', 'mood'], '--by is one of'],
  ])('%s is misuse', async (_, argv, words) => {
    const { code, stderr } = await segments(...argv)
    expect(code).toBe(2)
    expect(stderr).toContain(words)
  })

  test('orders of a file say nothing of consent: nobody is exported but by the word of the shop', async () => {
    const file = join(folder, 'orders.csv')
    writeFileSync(file, 'customer_id,order_date,revenue\n=1+1,2026-01-01,5\nann,2026-02-01,7\n')
    const run = (...argv: readonly string[]) =>
      runCommand(['insight', 'segments', '--transactions', file, '--export', 'own.csv', '--json', ...argv], folder)
    expect(JSON.parse((await run()).stdout)).toMatchObject({ exported: 0, leftOut: { unknown: 2 } })
    expect(JSON.parse((await run('--consented')).stdout)).toMatchObject({ exported: 2, leftOut: { unknown: 0 } })
    // A spreadsheet runs no formula of it.
    expect(readFileSync(join(folder, 'own.csv'), 'utf8')).toContain("\r\n'=1+1,")
  })
})
