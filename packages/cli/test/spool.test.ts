import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCollector } from '@endcap/collector'
import { makeEvent } from '@endcap/testkit'
import { afterAll, expect, test } from 'vitest'
import { runCommand, startCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-spool-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('tells what the spool holds while the collector runs, and finds damage', async () => {
  const collector = createCollector({
    dataDir: join(folder, 'data'),
    keys: ['demo'],
    port: 0,
    logger: 'silent',
    sinks: [{ type: 'ndjson', folder: join(folder, 'out') }],
  })
  const { url } = await collector.listen()
  for (let i = 0; i < 2; i++) {
    const events = [makeEvent('view_cart', { ts: Date.now() }), makeEvent('view_cart', { ts: Date.now() })]
    const body = JSON.stringify({ v: 1, key: 'demo', sentAt: Date.now(), sdk: 'test/1', events })
    expect((await fetch(`${url}/v1/events`, { method: 'POST', body })).status).toBe(202)
  }
  await collector.flush()
  const told = await runCommand(['spool', 'inspect', '--data', 'data'], folder)
  expect(told).toMatchObject({ code: 0, stdout: expect.stringMatching(/0000\.log\s+4 events[\s\S]*next event 4/) })
  expect(await runCommand(['spool', 'verify', '--data', 'data'], folder)).toMatchObject({
    code: 0,
    stdout: '4 events are sound\n',
  })
  await collector.close()

  const [log] = readdirSync(join(folder, 'data/spool')).filter((name) => name.endsWith('.log')) as [string]
  const path = join(folder, 'data/spool', log)
  writeFileSync(path, readFileSync(path, 'utf8').replace('view_cart', 'view_part'))
  const { code, stdout } = await runCommand(['spool', 'verify', '--data', 'data'], folder)
  expect([code, stdout]).toEqual([1, `${log}: 1 damaged lines\n${log}: 2 events are missing\n2 events can be read\n`])
  const none = await runCommand(['spool', 'verify', '--data', 'none'], folder)
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('holds no spool')])
})

test('delivers again what the spool holds, through the running collector', { timeout: 20_000 }, async () => {
  const alone = await runCommand(['spool', 'replay', '--data', 'served'], folder)
  expect([alone.code, alone.stderr]).toEqual([1, expect.stringContaining('no process serves served')])
  const server = startCommand(['collect', '--data', 'served', '--key', 'demo', '--port', '0', '--json'], folder)
  const { url } = JSON.parse(await server.started)
  const events = [makeEvent('view_cart', { ts: Date.now() }), makeEvent('view_cart', { ts: Date.now() })]
  const body = JSON.stringify({ v: 1, key: 'demo', sentAt: Date.now(), sdk: 'test/1', events })
  expect((await fetch(`${url}/v1/events`, { method: 'POST', body })).status).toBe(202)
  const replay = (...args: string[]) => runCommand(['spool', 'replay', '--data', 'served', ...args], folder)
  // Those that were not delivered yet come in their turn: the report has them delivered.
  await runCommand(['audit', '--data', 'served'], folder)
  expect(await replay()).toMatchObject({ code: 0, stdout: '2 delivered, 0 refused\n' })
  expect(await replay('--since', '2100-01-01')).toMatchObject({ code: 0, stdout: '0 delivered, 0 refused\n' })
  expect((await replay('--since', 'yesterday')).code).toBe(2)
  await server.stop()
})
