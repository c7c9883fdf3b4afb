import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSyntheticShop } from '@endcap/testkit'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runCommand } from './run-command.js'

// Each command reads the file anew.
vi.setConfig({ testTimeout: 120_000 })

const PATHS = fileURLToPath(new URL('../../../../shared/data/channel-paths/paths.csv', import.meta.url))
const NAMES = ['paths', 'attribution', 'channels', 'budget'] as const

let folder: string
let events: string
let costs: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'endcap-journeys-'))
  events = join(folder, 'events.ndjson')
  const shop = createSyntheticShop({ seed: 12345, visitors: 150 })
  writeFileSync(events, Array.from(shop.events(), (event) => `${JSON.stringify(event)}\n`).join(''))
  costs = join(folder, 'costs.csv')
  writeFileSync(
    costs,
    'month,channel,cost\n2025-02,Email,900\n2025-03,Email,900\n2025-02,Display,900\n2025-03,Display,900\n',
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ask = async (name: string, ...argv: readonly string[]) => {
  const { code, stdout, stderr } = await runCommand(['insight', name, ...argv, '--json'])
  expect(stderr).toBe('')
  expect(code).toBe(0)
  expect(stdout.trimEnd().split('\n')).toHaveLength(1)
  return JSON.parse(stdout)
}

test('each command answers in one line of JSON with its basis and n, and in words with the finding first', async () => {
  const findings = {
    paths: /^Most are lost after /,
    attribution: /^\w+ is credited with /,
    channels: /^(\w+ converts best: |No channel surely )/,
    budget: /^(Move |Leave the split)/,
  }
  for (const name of NAMES) {
    const argv = ['--events', events, ...(name === 'budget' || name === 'channels' ? ['--costs', costs] : [])]
    const result = await ask(name, ...argv)
    expect(result.basis).toMatchObject({ source: 'events.ndjson', zone: 'UTC', currency: 'EUR' })
    expect(result.n).toBeGreaterThan(0)
    const { code, stdout } = await runCommand(['insight', name, ...argv])
    expect(code).toBe(0)
    expect(stdout).toMatch(findings[name])
    expect(stdout).not.toMatch(/undefined|NaN|\[object/)
  }
})

test('help of each fits 120 columns, and wrong use ends with 2', async () => {
  for (const name of NAMES) {
    const { code, stdout } = await runCommand(['insight', name, '--help'])
    expect(code).toBe(0)
    expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(120)
    const none = await runCommand(['insight', name])
    expect(none.code).toBe(2)
    expect(none.stderr).toMatch(/--data/)
  }
  expect((await runCommand(['insight', 'channels', '--events', events, '--during', 'spring'])).code).toBe(2)
  expect((await runCommand(['insight', 'attribution', '--paths', events, '--order', '9'])).code).toBe(2)
})

test('what cannot be read fails with 1 and says what is missing', async () => {
  const none = await runCommand(['insight', 'budget', '--events', events])
  expect(none.code).toBe(1)
  expect(none.stderr).toMatch(/there are no costs/)
  const empty = join(folder, 'paths.csv')
  writeFileSync(empty, 'path,conversions\na > b,0\n')
  const sold = await runCommand(['insight', 'attribution', '--paths', empty])
  expect(sold.code).toBe(1)
  expect(sold.stderr).toMatch(/no path holds an order/)
})

test('channels: costs, both returns by name, and a promotion judged by the days around it', async () => {
  const { channels, campaigns, settings } = await ask(
    'channels',
    ...['--events', events, '--costs', costs, '--margin', '0.4', '--during', '2025-04-01..2025-04-15', '--limit', '3'],
  )
  expect(channels).toHaveLength(3)
  expect(settings.margin).toBe(0.4)
  const email = channels.find(({ channel }: { channel: string }) => channel === 'email')
  expect(email.roas).toBeCloseTo(email.revenue / email.cost, 10)
  expect(email.roi).toBeCloseTo((email.revenue * 0.4 - email.cost) / email.cost, 10)
  expect(campaigns[0]).toMatchObject({ kind: 'change' })
  expect(campaigns[0].beforeAfter.orders.daysDuring).toBe(15)
})

test('channels of a file of orders: what orders tell', async () => {
  const orders = join(folder, 'orders.csv')
  const rows = Array.from(
    { length: 60 },
    (_, n) => `o${n},c${n % 20},2026-11-${String(1 + (n % 28)).padStart(2, '0')},${10 + n},${n % 3 ? 'store' : 'web'}`,
  )
  writeFileSync(orders, `order_id,customer_id,ordered_at,value,channel\n${rows.join('\n')}\n`)
  const { channels, n, sessions } = await ask('channels', '--transactions', orders)
  expect({ n, sessions }).toEqual({ n: 60, sessions: undefined })
  expect(channels.map(({ channel, orders: count }: { channel: string; orders: number }) => [channel, count])).toEqual([
    ['store', 40],
    ['web', 20],
  ])
})

test.skipIf(!existsSync(PATHS))('attribution of the channel paths; skipped without ../shared', async () => {
  const { models, totals, caution } = await ask('attribution', '--paths', PATHS, '--draws', '0')
  expect(totals).toMatchObject({ conversions: 19785, nulls: 68602 })
  expect(models.first.conversions).toMatchObject({ alpha: 6308, iota: 4606 })
  expect(models.last.conversions).toMatchObject({ alpha: 8447, eta: 4167 })
  expect(models.linear.conversions.alpha).toBeCloseTo(7574.718594, 6)
  expect(models.markov.base).toBeCloseTo(0.2238451356, 10)
  expect(models.markov.removal_effect.alpha).toBeCloseTo(0.558399, 6)
  expect(models.markov.conversions.iota).toBeCloseTo(3884.614702, 5)
  expect(caution).toMatch(/not causes/)
})
