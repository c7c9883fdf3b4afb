import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createNatsSink } from '@endcap/collector'
import { makeEvent } from '@endcap/testkit'
import { type ClickHouseService, startClickHouse } from '@endcap/testkit/services/clickhouse'
import { type NatsService, startNats } from '@endcap/testkit/services/nats'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runCommand, startCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-consume-'))
let nats: NatsService
let clickhouse: ClickHouseService
beforeAll(async () => {
  ;[nats, clickhouse] = await Promise.all([startNats(), startClickHouse()])
  vi.stubEnv('ENDCAP_NATS_SERVERS', nats.servers.join(','))
  vi.stubEnv('ENDCAP_CLICKHOUSE_URL', clickhouse.url)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await Promise.all([nats.close(), clickhouse.close()])
  rmSync(folder, { recursive: true, force: true })
})

test('reads the stream into ClickHouse, tells its lag, and ends in order', { timeout: 60_000 }, async () => {
  const sink = createNatsSink({ stream: { name: 'endcap' } })
  await sink.open('spool')
  const events = Array.from({ length: 50 }, () => ({ ...makeEvent('page_view'), receivedAt: Date.UTC(2026, 0, 2) }))
  await sink.write(events, 50)
  await sink.close()
  const running = startCommand(['consume', '--to', 'clickhouse', '--port', '0', '--json'], folder)
  const { url } = JSON.parse(await running.started)
  await vi.waitFor(
    async () => {
      const text = await (await fetch(`${url}/metrics`)).text()
      expect(text).toContain('endcap_consume_written_events 50')
      expect(text).toContain('endcap_consume_lag_events 0')
    },
    { timeout: 30_000, interval: 100 },
  )
  expect((await fetch(`${url}/ready`)).status).toBe(200)
  const { code, stderr } = await running.stop()
  expect([code, stderr]).toEqual([0, expect.stringContaining('50 events written, 0 set aside')])
  expect((await clickhouse.query('SELECT count() FROM events')).trim()).toBe('50')
})

test('a warehouse that no consumer writes to is wrong use', async () => {
  expect(await runCommand(['consume', '--to', 'duckdb'], folder)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--to is one of clickhouse, postgres'),
  })
})
