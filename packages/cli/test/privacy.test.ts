import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeEvent } from '@endcap/testkit'
import { afterAll, expect, test } from 'vitest'
import { runCommand, startCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-privacy-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const by = (visitor: string, customer?: string) => makeEvent('page_view', { ts: Date.now(), visitor, customer })

test('exports and erases, beside a collector that runs and one that does not', { timeout: 60_000 }, async () => {
  const server = startCommand(['collect', '--data', 'data', '--port', '0', '--json'], folder)
  const { url } = JSON.parse(await server.started) as { url: string }
  const events = [by('ann-phone', 'ann'), by('ann-tablet', 'ann'), by('bob'), by('cid')]
  const body = JSON.stringify({ v: 1, key: 'demo', sentAt: Date.now(), sdk: 'test/1', events })
  await fetch(`${url}/v1/events`, { method: 'POST', body, headers: { 'content-type': 'text/plain' } })

  const exported = await runCommand(['export', '--customer', 'ann', '--out', 'ann.ndjson', '--data', 'data'], folder)
  expect([exported.code, exported.stdout]).toEqual([0, '4 records in ann.ndjson\n'])
  const lines = readFileSync(join(folder, 'ann.ndjson'), 'utf8').trim().split('\n')
  expect(lines.map((line) => JSON.parse(line).place).sort()).toEqual(['sink duckdb', 'sink duckdb', 'spool', 'spool'])
  const erased = await runCommand(['erase', '--visitor', 'ann-phone', '--data', 'data'], folder)
  expect([erased.code, erased.stdout]).toEqual([
    0,
    'spool                        2 events erased\n' +
      'dead letters of duckdb       0 events erased\n' +
      'sink duckdb                  2 events erased\n2 devices, 1 accounts\n',
  ])
  // Nobody without the admin token.
  const init = { method: 'POST', body: '{"visitor":"bob"}', headers: { 'content-type': 'application/json' } }
  expect((await fetch(`${url}/v1/erase`, init)).status).toBe(401)
  await server.stop()

  const stopped = await runCommand(['erase', '--visitor', 'bob', '--data', 'data', '--json'], folder)
  expect([stopped.code, JSON.parse(stopped.stdout)]).toMatchObject([0, { visitors: 1, customers: 0, complete: true }])
  expect(stopped.stderr).toContain('only the warehouse of this folder')
  const left = await runCommand(['export', '--visitor', 'bob', '--data', 'data', '--json'], folder)
  expect(JSON.parse(left.stdout)).toEqual({ records: 0, out: null, missing: [], held: [] })
  expect((await runCommand(['export', '--visitor', 'cid', '--data', 'data'], folder)).stdout).toContain('"spool"')
})

test('says what is wrong', async () => {
  expect(await runCommand(['erase', '--data', 'data'], folder)).toMatchObject({ code: 2 })
  expect(await runCommand(['erase', '--visitor', 'a', '--customer', 'b'], folder)).toMatchObject({ code: 2 })
  const none = await runCommand(['export', '--visitor', 'a', '--data', 'nowhere'], folder)
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('nowhere holds no events')])
})
