import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createModelStore } from '@endcap/insights'
import { afterAll, expect, test } from 'vitest'
import { runCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-models-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const DAY_MS = 86_400_000
const START_MS = Date.UTC(2026, 10, 1)

/** Models `m1` and `m2`, each trained on a week. */
async function publishTwo(dir: string) {
  let clock = START_MS
  const store = createModelStore(join(folder, dir), { now: () => (clock += DAY_MS) })
  for (const [n, version] of ['m1', 'm2'].entries()) {
    const window = { fromMs: START_MS + n * 7 * DAY_MS, toMs: START_MS + (n + 1) * 7 * DAY_MS }
    await store.publish({ version, files: new Map([['model.bin', Buffer.from(version)]]), window })
  }
}
const models = (...argv: string[]) => runCommand(['models', ...argv], folder)

test('lists what is published, and which is in use', async () => {
  await publishTwo('listed')
  const { code, stdout } = await models('list', '--dir', 'listed')
  expect(code).toBe(0)
  expect(stdout).toBe(
    '* m2               2026-11-03 00:00 UTC  2 bytes, after m1\n  m1               2026-11-02 00:00 UTC  2 bytes\n',
  )
  const json = JSON.parse((await models('list', '--dir', 'listed', '--json')).stdout)
  expect(json).toMatchObject({ current: 'm2', versions: [{ version: 'm2', previous: 'm1' }, { version: 'm1' }] })
})

test('rolls back, and says when there is nothing to roll back to', async () => {
  await publishTwo('back')
  expect((await models('roll-back', '--dir', 'back')).stdout).toBe('m1 is in use, m2 is not\n')
  expect(JSON.parse(readFileSync(join(folder, 'back/current.json'), 'utf8')).version).toBe('m1')
  const end = await models('roll-back', '--dir', 'back')
  expect([end.code, end.stderr]).toEqual([1, expect.stringContaining('no earlier undamaged version')])
  expect(JSON.parse((await models('roll-back', '--dir', 'back', '--to', 'm2', '--json')).stdout).version).toBe('m2')
})

test('verifies: 0 when all is as published, 1 and the names when not', async () => {
  await publishTwo('checked')
  expect(await models('verify', '--dir', 'checked')).toMatchObject({ code: 0, stdout: 'all files are as published\n' })
  appendFileSync(join(folder, 'checked/m1/model.bin'), 'x')
  expect(await models('verify', '--dir', 'checked')).toMatchObject({ code: 1, stdout: 'm1/model.bin is damaged\n' })
  expect((await models('verify', '--dir', 'checked', '--version', 'm2')).code).toBe(0)
  const json = JSON.parse((await models('verify', '--dir', 'checked', '--json')).stdout)
  expect(json).toEqual({ ok: false, problems: [{ version: 'm1', path: 'model.bin', problem: 'damaged' }] })
})

test('tells drift since the window of the model in use, and between two models', { timeout: 20_000 }, async () => {
  await publishTwo('drifted')
  // The first week and the second are alike; what came after is all new.
  const events = Array.from({ length: 6000 }, (_, n) => ({
    id: `e${n}`,
    type: 'view_item',
    ts: START_MS + Math.floor((n / 6000) * 21 * DAY_MS),
    stream: 's',
    seq: n + 1,
    visitor: `v${n % 300}`,
    session: `s${Math.floor(n / 4)}`,
    items: [{ item_id: `${n < 4000 ? 'old' : 'new'}${(n * 7) % 40}`, item_category: 'hats' }],
    consent: { analytics: 'granted', personalization: 'granted' },
  }))
  writeFileSync(join(folder, 'events.ndjson'), events.map((event) => JSON.stringify(event)).join('\n'))
  expect((await runCommand(['import', '--events', 'events.ndjson', '--data', 'data'], folder)).code).toBe(0)
  const { code, stdout } = await models('drift', '--dir', 'drifted', '--warehouse', 'data')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^changed: turnover/)
  expect(stdout).toContain('100.0 % of what people deal with now is unknown to the model')
  const two = await models(
    'drift',
    '--dir',
    'drifted',
    '--warehouse',
    'data',
    '--version',
    'm1',
    '--against',
    'm2',
    '--json',
  )
  expect(JSON.parse(two.stdout)).toMatchObject({ version: 'm1', against: 'm2', verdict: 'steady' })
})

test('an empty folder has no models; a missing one, a model without a window and an unknown one fail', async () => {
  mkdirSync(join(folder, 'empty'))
  expect(await models('list', '--dir', 'empty')).toMatchObject({ code: 0, stdout: 'no model is published\n' })
  const missing = await models('list', '--dir', 'missing')
  expect([missing.code, missing.stderr]).toEqual([1, expect.stringMatching(/there is no folder .*\n {2}fix: /)])
  const none = await models('drift', '--dir', 'empty', '--warehouse', 'data')
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('no model is in use')])
  const store = createModelStore(join(folder, 'empty'))
  await store.publish({ version: 'm', files: new Map([['model.bin', Buffer.from('m')]]) })
  const timeless = await models('drift', '--dir', 'empty', '--warehouse', 'data')
  expect([timeless.code, timeless.stderr]).toEqual([1, expect.stringContaining('does not say what time')])
  const unknown = await models('drift', '--dir', 'empty', '--warehouse', 'data', '--version', 'x')
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('there is no model x')])
})

test.each([
  [['models'], 'models is followed by one of list, roll-back, verify, drift'],
  [['models', 'fly'], 'models is followed by one of list, roll-back, verify, drift'],
  [['models', 'list'], '--dir is required'],
  [['models', 'drift', '--dir', 'x'], '--warehouse is required'],
  [['models', 'list', '--dir', 'x', 'y'], 'unexpected argument "y"'],
])('%j is wrong use', async (argv, message) => {
  const { code, stdout, stderr } = await runCommand(argv, folder)
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)])
})

test('models --help lists them, and each has its own help', async () => {
  const group = await runCommand(['models', '--help'])
  expect([group.code, group.stdout]).toEqual([0, expect.stringContaining('\n  models roll-back ')])
  expect(group.stdout).not.toContain('\n  train ')
  const own = await runCommand(['models', 'drift', '--help'])
  expect([own.code, own.stdout]).toEqual([0, expect.stringContaining('Usage: endcap models drift')])
})
