import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const bench = fileURLToPath(new URL('../bench/crash.mjs', import.meta.url))

test('killed while eight clients send, the collector loses no acknowledged event and doubles none', async () => {
  const counts = ['--events', '2000', '--connections', '8', '--kills', '1']
  const { stdout } = await promisify(execFile)(process.execPath, [bench, ...counts])
  expect(JSON.parse(stdout)).toMatchObject({ acknowledged: 2000, stored: 2000, duplicates: 0, lost: 0, kills: 1 })
}, 60_000)
