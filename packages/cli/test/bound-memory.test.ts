import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openWarehouse } from '@endcap/insights'
import { expect, onTestFinished, test, vi } from 'vitest'
import { boundMemory } from '../src/server/bound-memory.js'

const IDLE_BYTES = 8 * 2 ** 20

/** A warehouse of 40 MB that was just read, all of it in memory. */
async function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'endcap-memory-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const plain = await openWarehouse({ path: join(folder, 'warehouse.duckdb') })
  onTestFinished(() => plain.close())
  await plain.query('CREATE TABLE wide AS SELECT md5(n::VARCHAR) AS a FROM range(1000000) AS r(n)')
  await plain.query('CHECKPOINT')
  const bound = await boundMemory(plain, { idleBytes: IDLE_BYTES, afterMs: 20 })
  onTestFinished(() => bound.stop())
  const number = async (sql: string) => Number(Object.values((await plain.query<object>(sql))[0] as object)[0])
  return {
    ...bound,
    plain,
    held: () => number('SELECT sum(memory_usage_bytes) FROM duckdb_memory()'),
    limit: async () => (await plain.query<{ l: string }>("SELECT current_setting('memory_limit') AS l"))[0]?.l,
  }
}

const READ = "SELECT count(*) AS n FROM wide WHERE a > '8'"

test('between questions DuckDB lets go of what it read', async () => {
  const { warehouse, held, limit } = await setup()
  await warehouse.query(READ)
  expect(await held()).toBeGreaterThan(2 * IDLE_BYTES)
  await vi.waitFor(async () => expect([await limit(), (await held()) <= IDLE_BYTES]).toEqual(['8.0 MiB', true]))
})

test('a question has all that DuckDB may have, also when it follows an idle time, or reads on for long', async () => {
  const { warehouse, limit } = await setup()
  const full = await limit()
  await vi.waitFor(async () => expect(await limit()).toBe('8.0 MiB'))
  // Sorts 40 MB, in memory that it had not when it was asked.
  const sorted = await warehouse.query<{ n: number }>(
    'SELECT count(*) AS n FROM (SELECT a, row_number() OVER (ORDER BY a) AS r FROM wide) WHERE r > 5',
  )
  expect(sorted).toEqual([{ n: 999_995 }])
  await vi.waitFor(async () => expect(await limit()).toBe('8.0 MiB'))
  const rows = warehouse.stream<{ a: string }>('SELECT a FROM wide')
  await rows.next()
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(await limit()).not.toBe('8.0 MiB')
  await rows.return(undefined)
  await vi.waitFor(async () => expect(await limit()).toBe('8.0 MiB'))
  expect(full).toMatch(/GiB$/)
})

test('once a write had not enough, memory is left alone', async () => {
  const { onFailure, limit } = await setup()
  await vi.waitFor(async () => expect(await limit()).toBe('8.0 MiB'))
  onFailure(new Error('disk full'))
  expect(await limit()).toBe('8.0 MiB')
  onFailure(new Error('Out of Memory Error: could not allocate block of size 256.0 KiB (7.9 MiB/8.0 MiB used)'))
  await vi.waitFor(async () => expect(await limit()).not.toBe('8.0 MiB'))
})
