import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashToUnit } from '@endcap/core'
import { afterAll, expect, test } from 'vitest'
import { runCommand, startCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-experiment-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const START_MS = Date.UTC(2026, 9, 1)
const DAY_MS = 86_400_000
const ITEMS = Array.from({ length: 8 }, (_, n) => `i${n}`)
const chance = (text: string) => (hashToUnit('a', text) + hashToUnit('b', text) / 10_000) % 1

/** Lists of four in an order by chance; `i0` to `i3` are looked at most and, when `draws`, clicked ten times as often. */
function writeShop(name: string, draws: boolean): string {
  let events = 0
  const event = (type: string, ts: number, items: object[], more: object) => ({
    id: `${name}${++events}`,
    type,
    ts: Math.round(ts),
    stream: 's',
    seq: events,
    items,
    consent: { analytics: 'granted', personalization: 'granted' },
    ...more,
  })
  const rows: object[] = []
  ITEMS.forEach((item_id, n) => {
    for (let view = 0; view < (n < 4 ? 30 : 1); view++) {
      rows.push(event('view_item', START_MS - (view + 1) * 1000, [{ item_id }], { visitor: `w${view}` }))
    }
  })
  for (let list = 0; list < 1400; list++) {
    const ts = START_MS + (list / 1400) * 14 * DAY_MS
    const common = { visitor: `v${list}`, list: { placement: 'row', requestId: `r${list}` } }
    const chosen = [...ITEMS].sort((a, b) => chance(`${list} ${a}`) - chance(`${list} ${b}`)).slice(0, 4)
    const items = chosen.map((item_id, index) => ({ item_id, index, propensity: 0.25 }))
    rows.push(event('view_item_list', ts, items, common))
    items.forEach(({ item_id }, position) => {
      const attraction = draws ? (Number(item_id.slice(1)) < 4 ? 0.4 : 0.04) : 0.2
      if (chance(`click ${list} ${item_id}`) < attraction / (1 + position)) {
        rows.push(event('select_item', ts + 1000, [{ item_id }], common))
      }
    })
  }
  const file = join(folder, `${name}.ndjson`)
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'))
  return file
}

async function importShop(name: string, draws = true): Promise<void> {
  const { code } = await runCommand(['import', '--events', writeShop(name, draws), '--data', name], folder)
  expect(code).toBe(0)
}

test('a plan from a rate says visitors, weeks and the lifts that show', async () => {
  const argv = ['experiment', 'plan', '--lift', '0.2', '--rate', '0.06', '--visitors-per-day', '400']
  const json = JSON.parse((await runCommand([...argv, '--json'], folder)).stdout)
  expect(json).toMatchObject({ lift: 0.2, power: 0.9, alpha: 0.05, arms: 2, shape: 'share' })
  expect(json.alwaysValid.perArm).toBeGreaterThan(json.fixed.perArm)
  const { stdout } = await runCommand(argv, folder)
  expect(stdout).toMatch(/^the metric is 0\.06; to find \+20\.0 % with 90 % power/)
  expect(stdout).toContain(`${json.alwaysValid.perArm.toLocaleString('en')} visitors an arm`)
  expect(stdout).toMatch(/ {2}14 days +2,800 an arm +\+\d+\.\d % read every day/)
})

test('a plan from the warehouse reads baseline and traffic, also while a collector runs', {
  timeout: 30_000,
}, async () => {
  await importShop('planned')
  const argv = ['experiment', 'plan', '--lift', '0.1', '--data', 'planned', '--placement', 'row', '--json']
  const { code, stdout } = await runCommand(argv, folder)
  expect(code).toBe(0)
  const json = JSON.parse(stdout)
  expect(json).toMatchObject({ shape: 'amount', source: { placement: 'row', metric: 'ctr', visitors: 1400 } })
  expect(json.visitorsPerDay).toBeCloseTo(100, -1)
  const server = startCommand(['collect', '--data', 'planned', '--port', '0', '--json'], folder)
  await server.started
  expect(JSON.parse((await runCommand(argv, folder)).stdout)).toEqual(json)
  await server.stop()
  const nobody = await runCommand([...argv.slice(0, -2), 'elsewhere'], folder)
  expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringContaining('nobody saw elsewhere')])
  const silent = await runCommand([...argv, '--metric', 'conversion'], folder)
  expect([silent.code, silent.stderr]).toEqual([1, expect.stringContaining('say nothing of conversion')])
})

test('simulated tests show what daily looking does, the same for the same seed', async () => {
  const argv = ['experiment', 'simulate', '--lift', '0.5', '--visitors-per-day', '100', '--days', '14', '--runs', '40']
  const first = await runCommand([...argv, '--json'], folder)
  expect(JSON.parse(first.stdout)).toMatchObject({ same: { runs: 40, looks: 14 }, different: { runs: 40 } })
  expect((await runCommand([...argv, '--json'], folder)).stdout).toBe(first.stdout)
  const { stdout } = await runCommand(argv, folder)
  expect(stdout).toMatch(/^40 tests without a difference, 14 days, 1,\d{3} visitors each/)
  expect(stdout).toMatch(/40 tests with \+50\.0 %; found by/)
})

test('lists of the past tell which order earns more, and which nothing', { timeout: 30_000 }, async () => {
  await importShop('drawn')
  const { code, stdout } = await runCommand(
    ['experiment', 'replay', '--data', 'drawn', '--placement', 'row', '--by', 'popularity'],
    folder,
  )
  expect(code).toBe(0)
  expect(stdout).toMatch(/popularity: the log tells as much of this policy as [\d,]+ impressions of its own/)
  expect(stdout).toContain('surely better than the order in use')
  const shuffled = await runCommand(['experiment', 'replay', '--data', 'drawn', '--shuffled', '--json'], folder)
  const result = JSON.parse(shuffled.stdout)
  expect(result).toMatchObject({ order: 'shuffled', goal: 'click', verdict: 'sound' })
  // The lists were in an order by chance: shuffled again, they earn what they did, list by list.
  for (const gain of Object.values(result.gains) as { value: number }[]) expect(gain.value).toBeCloseTo(0, 12)
  writeFileSync(join(folder, 'weights.json'), JSON.stringify({ features: { popularity: { weight: -1 } } }))
  const worse = await runCommand(['experiment', 'replay', '--data', 'drawn', '--weights', 'weights.json'], folder)
  expect(worse.stdout).toContain('surely worse than the order in use')
  const none = await runCommand(['experiment', 'replay', '--data', 'drawn', '--placement', 'x', '--shuffled'], folder)
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('no impression')])
})

test.each([
  [['plan', '--rate', '0.1', '--visitors-per-day', '9'], '--lift is required'],
  [['plan', '--lift', '0.1', '--rate', '0.1'], '--visitors-per-day is required'],
  [['plan', '--lift', '0', '--rate', '0.1', '--visitors-per-day', '9'], '--lift is not 0'],
  [['plan', '--lift', '0.1', '--visitors-per-day', '9'], 'give --rate'],
  [['plan', '--lift', '0.1', '--data', 'x'], '--data needs --placement'],
  [['plan', '--lift', '0.1', '--clickhouse', 'http://x'], '--clickhouse needs --placement'],
  [['plan', '--lift', '0.1', '--data', 'x', '--clickhouse', 'http://x'], '--data goes without --clickhouse'],
  [['simulate', '--lift', '0.1', '--days', '3'], '--visitors-per-day is required'],
  [['replay', '--by', 'popularity', '--shuffled'], 'give one of'],
])('experiment %j is wrong use', async (argv, message) => {
  const { code, stderr } = await runCommand(['experiment', ...argv], folder)
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
})
