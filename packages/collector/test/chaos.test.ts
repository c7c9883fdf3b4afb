import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const chaos = fileURLToPath(new URL('../bench/chaos/run.mjs', import.meta.url))

test('killed again and again while its receiver fails, the collector loses no acknowledged event and doubles none', async () => {
  const options = ['--events', '2000', '--kills', '2', '--sinks', 'duckdb,ndjson,http', '--no-disk', '--json']
  const { stdout } = await promisify(execFile)(process.execPath, [chaos, ...options])
  const counts = JSON.parse(stdout)
  expect(counts).toMatchObject({ acknowledged: 2000, stored: 2000, lost: 0, duplicated: 0 })
  expect(counts.kills).toBeGreaterThanOrEqual(2)
}, 90_000)
