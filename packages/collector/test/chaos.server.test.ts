import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const start = (path: string, ...options: string[]) =>
  promisify(execFile)(process.execPath, [fileURLToPath(new URL(path, import.meta.url)), ...options, '--json'])

test('killed while PostgreSQL and NATS come and go, and on a full disk, the collector loses and doubles nothing', async () => {
  const { stdout } = await start('../bench/chaos/run.mjs', '--events', '4000', '--kills', '3', '--seed', '2')
  const { sinks, disk, ...counts } = JSON.parse(stdout)
  expect(counts).toMatchObject({ acknowledged: 4000, stored: 4000, lost: 0, duplicated: 0 })
  expect(Object.keys(sinks)).toEqual(['duckdb', 'ndjson', 'http', 'postgres', 'nats'])
  // Where it may not be mounted, it is said why.
  expect(disk).toEqual(
    disk.skipped ? { skipped: expect.any(String) } : expect.objectContaining({ full: expect.any(Number) }),
  )
}, 180_000)

test('three collectors, a cluster and two consumers, one of each killed: the warehouse holds what was acknowledged, once', async () => {
  const { stdout } = await start('../../../examples/scaling/run.mjs', '--events', '2000')
  expect(JSON.parse(stdout)).toMatchObject({ acknowledged: 2000, stored: 2000, lost: 0, duplicated: 0 })
}, 180_000)
