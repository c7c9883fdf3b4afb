import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeEvent } from '@endcap/testkit'
import { afterAll, expect, test } from 'vitest'
import { runCommand, startCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-dead-letters-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Dead letters of the default sink: two of one reason, one of another. */
function setAside(dir: string): string {
  const path = join(folder, dir, 'dead-letters/duckdb.ndjson')
  mkdirSync(join(folder, dir, 'dead-letters'), { recursive: true })
  const at = Date.UTC(2026, 10, 22, 12)
  const lines = ['Conversion Error', 'Conversion Error', 'Out of Range Error'].map((reason) =>
    JSON.stringify({ sink: 'duckdb', reason, at, event: { ...makeEvent('page_view'), receivedAt: at } }),
  )
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

test('lists what was refused by sink and reason', async () => {
  setAside('listed')
  const { code, stdout } = await runCommand(['dead-letters', 'list', '--data', 'listed'], folder)
  expect([code, stdout]).toEqual([
    0,
    'duckdb             2  Conversion Error, last 2026-11-22 12:00 UTC\n' +
      'duckdb             1  Out of Range Error, last 2026-11-22 12:00 UTC\n',
  ])
  const none = await runCommand(['dead-letters', 'list', '--data', 'none'], folder)
  expect(none).toMatchObject({ code: 0, stdout: 'no event was refused\n' })
})

test('replays through the running collector, and says so when none runs', { timeout: 20_000 }, async () => {
  const path = setAside('served')
  const alone = await runCommand(['dead-letters', 'replay', '--data', 'served'], folder)
  expect([alone.code, alone.stderr]).toEqual([1, expect.stringContaining('no process serves served')])
  const server = startCommand(['collect', '--data', 'served', '--port', '0', '--json'], folder)
  await server.started
  const replayed = await runCommand(['dead-letters', 'replay', '--data', 'served'], folder)
  expect(replayed).toMatchObject({ code: 0, stdout: '3 delivered, 0 refused again\n' })
  expect(existsSync(path)).toBe(false)
  const unknown = await runCommand(['dead-letters', 'replay', '--data', 'served', '--sink', 'kafka'], folder)
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('There is nothing at this address')])
  await server.stop()
})
