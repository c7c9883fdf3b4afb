import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashToUnit } from '@endcap/core'
import { afterAll, expect, test } from 'vitest'
import { runCommand, startCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-learn-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const START_MS = Date.UTC(2026, 9, 1)
const DAY_MS = 86_400_000
const ITEMS = Array.from({ length: 8 }, (_, n) => `i${n}`)
const chance = (text: string) => (hashToUnit('a', text) + hashToUnit('b', text) / 10_000) % 1

/** Lists of four in an order by chance, whose popular items draw ten times the clicks of the others, or the same. */
function writeShop(name: string, { draws = true, lists = 2400, propensity = 0.25 } = {}): string {
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
  for (let list = 0; list < lists; list++) {
    const ts = START_MS + (list / lists) * 21 * DAY_MS
    const common = { visitor: `v${list}`, list: { placement: 'row', requestId: `r${list}` } }
    const chosen = [...ITEMS].sort((a, b) => chance(`${list} ${a}`) - chance(`${list} ${b}`)).slice(0, 4)
    const items = chosen.map((item_id, index) => ({ item_id, index, ...(propensity > 0 && { propensity }) }))
    rows.push(event('view_item_list', ts, items, common))
    items.forEach(({ item_id }, position) => {
      const attraction = draws ? (Number(item_id.slice(1)) < 4 ? 0.4 : 0.04) : 0.2
      if (chance(`click ${list} ${item_id}`) >= attraction / (1 + position)) return
      rows.push(event('select_item', ts + 1000, [{ item_id }], common))
    })
  }
  const file = join(folder, `${name}.ndjson`)
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'))
  return file
}
async function learn(name: string, shop: Parameters<typeof writeShop>[1], ...more: string[]) {
  const imported = await runCommand(['import', '--events', writeShop(name, shop), '--data', name], folder)
  expect(imported.code).toBe(0)
  return runCommand(['learn', '--warehouse', name, '--out', `${name}.json`, ...more], folder)
}

test('writes the weights that the last days prove', { timeout: 30_000 }, async () => {
  const { code, stdout } = await learn('drawn', {}, '--json')
  expect(code).toBe(0)
  const result = JSON.parse(stdout)
  expect(result).toMatchObject({
    published: true,
    reason: expect.stringMatching(/^better than the order in use: \+/),
    bias: { state: 'estimated', method: 'harvested' },
    evaluation: { verdict: 'sound' },
    apart: { bots: 0, withoutConsent: 0, withoutPosition: 0 },
    out: join(folder, 'drawn.json'),
  })
  const weights = JSON.parse(readFileSync(join(folder, 'drawn.json'), 'utf8'))
  expect(weights).toMatchObject({ v: 1, version: result.version })
  expect(weights.features.popularity.low).toBeGreaterThan(0)

  const again = await runCommand(
    ['learn', '--warehouse', 'drawn', '--out', 'again.json', '--holdout-days', '5'],
    folder,
  )
  expect(again.stdout).toMatch(/again\.json: version [0-9a-f]{8}\n/)
  expect(again.stdout).toMatch(/looked at, by position \(harvested\): 1\.00 0\.\d\d 0\.\d\d 0\.\d\d\n/)
  expect(again.stdout).toMatch(/\n {2}popularity +\+\d/)
  expect(again.stdout).toMatch(/mean weight 1\.0\d\d|mean weight 0\.9\d\d/)
})

test('writes nothing where nothing is better, and leaves what is there: exit 0', { timeout: 30_000 }, async () => {
  writeFileSync(join(folder, 'same.json'), 'as it was')
  const { code, stdout } = await learn('same', { draws: false })
  expect(code).toBe(0)
  expect(stdout).toMatch(/^not published\nnot surely better than the order in use: /)
  expect(readFileSync(join(folder, 'same.json'), 'utf8')).toBe('as it was')
})

test('a log without chance is told so: exit 0', { timeout: 30_000 }, async () => {
  const { code, stdout } = await learn('sure', { propensity: 0 }, '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ published: false, reason: expect.stringContaining('ordered by chance') })
  expect(existsSync(join(folder, 'sure.json'))).toBe(false)
})

test('no warehouse, no lists, and a warehouse in use fail with the reason', async () => {
  const none = await runCommand(['learn', '--warehouse', 'nowhere', '--out', 'x.json'], folder)
  expect([none.code, none.stderr]).toEqual([1, expect.stringMatching(/holds no warehouse\n {2}fix: /)])
  writeFileSync(join(folder, 'orders.csv'), 'order_id,ordered_at,item_id\n1,2026-11-02T08:00:00Z,a\n')
  await runCommand(['import', '--orders', 'orders.csv', '--data', 'orders'], folder)
  const empty = await runCommand(['learn', '--warehouse', 'orders', '--out', 'x.json'], folder)
  expect([empty.code, empty.stderr]).toEqual([1, expect.stringContaining('input-empty: no impressions')])
  const server = startCommand(['collect', '--data', 'orders', '--port', '0', '--json'], folder)
  await server.started
  const busy = await runCommand(['learn', '--warehouse', 'orders', '--out', 'x.json'], folder)
  expect([busy.code, busy.stderr]).toEqual([1, expect.stringMatching(/is in use by http.*\n {2}fix: stop it/)])
  await server.stop()
})

test.each([
  [['learn'], '--warehouse is required'],
  [['learn', '--warehouse', 'd'], '--out is required'],
  [
    ['learn', '--warehouse', 'd', '--out', 'w', '--holdout-days', '0'],
    '--holdout-days is a whole number from 1 to 365',
  ],
])('%j is wrong use', async (argv, message) => {
  const { code, stderr } = await runCommand(argv, folder)
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
})
