import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeEvent } from '@endcap/testkit'
import { afterAll, expect, test } from 'vitest'
import { appendEvents, copyWarehouse, dayStart, openWarehouse, retainEvents } from '../src/index.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-retain-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const iso = (ms: number) => new Date(ms).toISOString()

test.each([
  ['2026-11-22T18:00:00Z', 'UTC', 0, '2026-11-22T00:00:00.000Z'],
  ['2026-11-22T18:00:00Z', 'Europe/Berlin', 0, '2026-11-21T23:00:00.000Z'],
  ['2026-11-22T23:30:00Z', 'Europe/Berlin', 0, '2026-11-22T23:00:00.000Z'],
  // Across the end of summer time on 25 October.
  ['2026-11-22T18:00:00Z', 'Europe/Berlin', 30, '2026-10-22T22:00:00.000Z'],
  // The days of the change itself, of 25 and of 23 hours.
  ['2026-10-25T12:00:00Z', 'Europe/Berlin', 0, '2026-10-24T22:00:00.000Z'],
  ['2026-03-29T12:00:00Z', 'Europe/Berlin', 0, '2026-03-28T23:00:00.000Z'],
  ['2026-11-22T02:00:00Z', 'America/Los_Angeles', 0, '2026-11-21T08:00:00.000Z'],
  ['2026-11-22T18:00:00Z', 'Pacific/Kiritimati', 1, '2026-11-21T10:00:00.000Z'],
  ['2026-11-22T18:00:00Z', 'Asia/Kathmandu', 0, '2026-11-21T18:15:00.000Z'],
])('the day of %s in %s, less %i, begins at %s', (at, zone, days, expected) => {
  expect(iso(dayStart(Date.parse(at), zone, days))).toBe(expected)
})

test('a zone that is not known throws', () => {
  expect(() => dayStart(0, 'Europe/Nowhere')).toThrow(RangeError)
})

test('deletes events of before the kept days with their items, once, and counts first when asked', async () => {
  const warehouse = await openWarehouse({ path: join(folder, 'a.duckdb') })
  const items = [{ item_id: 'a' }, { item_id: 'b' }]
  const at = (time: string) => ({
    ...makeEvent('view_item', { ts: Date.parse(time), items }),
    receivedAt: Date.parse(time),
  })
  const old = ['2026-11-18T22:59:59Z', '2026-11-01T00:00:00Z'].map(at)
  const kept = ['2026-11-18T23:00:00Z', '2026-11-22T10:00:00Z'].map(at)
  await appendEvents(warehouse, [...old, ...kept])
  const options = { days: 3, zone: 'Europe/Berlin', now: Date.parse('2026-11-22T12:00:00Z') }
  const expected = { before: Date.parse('2026-11-18T23:00:00Z'), events: 2, items: 4, oldest: kept[0]?.ts }
  expect(await retainEvents(warehouse, { ...options, isDryRun: true })).toEqual(expected)
  expect(await retainEvents(warehouse, options)).toEqual(expected)
  expect(await retainEvents(warehouse, options)).toEqual({ ...expected, events: 0, items: 0 })
  const left = await warehouse.query(
    'SELECT (SELECT count(*) FROM events) AS e, (SELECT count(*) FROM event_items) AS i',
  )
  expect(left).toEqual([{ e: 2, i: 4 }])
  warehouse.close()
})

test('copies a warehouse as it is at one moment, while another connection writes', async () => {
  const warehouse = await openWarehouse({ path: join(folder, 'b.duckdb') })
  const stored = () => ({ ...makeEvent('page_view'), receivedAt: Date.now() })
  await appendEvents(warehouse, [stored(), stored()])
  const path = join(folder, "it's a copy.duckdb")
  const writing = warehouse.transaction((connection) => connection.run('CREATE TABLE more AS SELECT 1 AS one'))
  expect(await copyWarehouse(warehouse, path)).toEqual({ events: 2 })
  await writing
  await appendEvents(warehouse, [stored()])
  const copy = await openWarehouse({ path })
  expect(await copy.query('SELECT count(*) AS n FROM events')).toEqual([{ n: 2 }])
  copy.close()
  await expect(copyWarehouse(warehouse, join(folder, 'no/such/folder'))).rejects.toThrow()
  expect(await warehouse.query('SELECT count(*) AS n FROM events')).toEqual([{ n: 3 }])
  warehouse.close()
})
