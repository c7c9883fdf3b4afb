import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeEvent } from '@endcap/testkit'
import { afterAll, expect, test } from 'vitest'
import { runCommand, startCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-backup-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const endcap = (...argv: string[]) => runCommand(argv, folder)
async function send(url: string, count: number): Promise<void> {
  const events = Array.from({ length: count }, () => makeEvent('page_view', { ts: Date.now() }))
  const body = JSON.stringify({ v: 1, key: 'demo', sentAt: Date.now(), sdk: 'test/1', events })
  const { status } = await fetch(`${url}/v1/events`, { method: 'POST', body })
  expect(status).toBe(202)
}
async function eventsOf(data: string): Promise<number> {
  const { stdout } = await endcap('report', '--data', data, '--out', 'report.html', '--json')
  return JSON.parse(stdout).overview.events
}

test('a running collector is backed up, and what it acknowledged is there after the restore', {
  timeout: 60_000,
}, async () => {
  const running = startCommand(['collect', '--data', 'live', '--port', '0', '--json'], folder)
  const { url } = JSON.parse(await running.started)
  await send(url, 30)
  mkdirSync(join(folder, 'live/model/v1'), { recursive: true })
  writeFileSync(join(folder, 'live/model/v1/model.bin'), 'a model')
  const backup = await endcap('backup', '--data', 'live', '--out', 'copies/first', '--json')
  expect([backup.code, JSON.parse(backup.stdout)]).toMatchObject([0, { events: 30, out: join(folder, 'copies/first') }])
  await send(url, 5)
  const busy = await endcap('restore', '--from', 'copies/first', '--data', 'live', '--force')
  expect([busy.code, busy.stderr]).toEqual([1, expect.stringContaining('stop it first')])
  const again = await endcap('backup', '--data', 'live', '--out', 'copies/first')
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('is not empty')])
  await running.stop()
  expect(readdirSync(join(folder, 'copies'))).toEqual(['first'])

  const restored = await endcap('restore', '--from', 'copies/first', '--data', 'new')
  expect([restored.code, restored.stdout]).toEqual([0, expect.stringContaining('30 events, as of 20')])
  expect(await eventsOf('new')).toBe(30)
  expect(readFileSync(join(folder, 'new/model/v1/model.bin'), 'utf8')).toBe('a model')
  // It goes on from there: the spool was restored with it, and nothing comes twice.
  const second = startCommand(['collect', '--data', 'new', '--port', '0', '--json'], folder)
  await send(JSON.parse(await second.started).url, 1)
  await second.stop()
  expect(await eventsOf('new')).toBe(31)
})

test('a data folder that holds something is set aside only when forced', { timeout: 60_000 }, async () => {
  const refused = await endcap('restore', '--from', 'copies/first', '--data', 'new')
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('already holds warehouse.duckdb')])
  const forced = await endcap('restore', '--from', 'copies/first', '--data', 'new', '--force', '--json')
  const { setAside } = JSON.parse(forced.stdout)
  expect(existsSync(join(setAside, 'warehouse.duckdb'))).toBe(true)
  expect(await eventsOf('new')).toBe(30)
})

test('a backup that is damaged or not whole is refused, and nothing is touched', { timeout: 60_000 }, async () => {
  const stopped = await endcap('backup', '--data', 'new', '--out', 'copies/second', '--json')
  expect(JSON.parse(stopped.stdout)).toMatchObject({ events: 30 })
  appendFileSync(join(folder, 'copies/second/warehouse.duckdb'), 'x')
  rmSync(join(folder, 'copies/second/model/v1/model.bin'))
  const damaged = await endcap('restore', '--from', 'copies/second', '--data', 'other')
  expect([damaged.code, damaged.stderr]).toEqual([
    1,
    expect.stringMatching(/warehouse\.duckdb is damaged, model\/v1\/model\.bin is missing/),
  ])
  rmSync(join(folder, 'copies/second/manifest.json'))
  expect((await endcap('restore', '--from', 'copies/second', '--data', 'other')).stderr).toContain('no whole backup')
  expect(existsSync(join(folder, 'other'))).toBe(false)
  const empty = await endcap('backup', '--data', 'nothing', '--out', 'copies/third')
  expect([empty.code, empty.stderr]).toEqual([1, expect.stringContaining('holds no warehouse')])
})

test('a restore that was cut short keeps the collector from starting', { timeout: 60_000 }, async () => {
  writeFileSync(join(folder, 'new/restoring.json'), '{}')
  const started = await endcap('collect', '--data', 'new', '--port', '0')
  expect([started.code, started.stderr]).toEqual([1, expect.stringContaining('was cut short')])
  expect((await endcap('restore', '--from', 'copies/first', '--data', 'new', '--force')).code).toBe(0)
  expect(existsSync(join(folder, 'new/restoring.json'))).toBe(false)
  expect(await eventsOf('new')).toBe(30)
})

test('retention: of a stopped collector and of a running one', { timeout: 60_000 }, async () => {
  const alone = await endcap('retention', '--data', 'new', '--days', '1', '--dry-run', '--json')
  expect(JSON.parse(alone.stdout)).toMatchObject({ events: 0 })
  const untold = await endcap('retention', '--data', 'new')
  expect([untold.code, untold.stderr]).toEqual([1, expect.stringContaining('say how many --days')])
  writeFileSync(join(folder, 'c.json'), JSON.stringify({ dataDir: 'new', port: 0, retention: { days: 30 } }))
  const running = startCommand(['collect', '--config-file', 'c.json', '--json'], folder)
  const { url, live } = JSON.parse(await running.started)
  const old = { ...makeEvent('page_view'), ts: Date.UTC(2020, 0, 1), receivedAt: Date.UTC(2020, 0, 1) }
  writeFileSync(join(folder, 'old.ndjson'), `${JSON.stringify(old)}\n`)
  await endcap('import', '--events', 'old.ndjson', '--data', 'new')
  const dry = await endcap('retention', '--data', 'new', '--dry-run')
  expect(dry.stdout).toContain('would delete 1 events')
  const done = await endcap('retention', '--data', 'new')
  expect([done.code, done.stdout]).toEqual([0, expect.stringContaining('deleted 1 events and 0 items')])
  const headers = { authorization: `Bearer ${live.split('#token=')[1]}` }
  const metrics = await (await fetch(`${url}/metrics`, { headers })).text()
  expect(metrics).toContain('endcap_retention_deleted_events 1')
  await running.stop()
})
