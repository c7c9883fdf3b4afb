import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { makeEvent } from '@endcap/testkit'
import { expect, test } from 'vitest'
import { createParquetSink, PermanentError } from '../src/index.js'
import { makeFolder, makeStored } from './rig.js'
import { sinkSuite } from './sink-suite.js'

/** Rows of the Parquet files below a folder; none when there are none. */
async function readTable(folder: string, table: 'events' | 'event_items', columns: string) {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    const from = `read_parquet('${folder}/${table}/*/*.parquet', hive_partitioning = true)`
    return (await connection.runAndReadAll(`SELECT ${columns} FROM ${from} ORDER BY ALL`)).getRowObjectsJson()
  } catch (error) {
    if (/No files found/.test(String(error))) return []
    throw error
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

async function setup() {
  const folder = await makeFolder()
  const [events, away] = [join(folder, 'events'), join(folder, 'away')]
  return {
    folder,
    create: () => createParquetSink({ folder }),
    ids: async () => (await readTable(folder, 'events', 'event_id')).map((row) => String(row.event_id)),
    items: async () => (await readTable(folder, 'event_items', 'event_id')).length,
    files: async () => (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.parquet')).sort(),
    // A file stands where the folder of events was: items are written before it is found out.
    async setBroken(isBroken: boolean) {
      if (!isBroken) {
        await rm(events)
        return rename(away, events)
      }
      await mkdir(events, { recursive: true })
      await rename(events, away)
      return writeFile(events, '')
    },
  }
}

sinkSuite('parquet', setup)

test('files stand by day and by where their write began, with the columns of the warehouse', async () => {
  const { create, folder, files } = await setup()
  const sink = create()
  await sink.open('spool')
  const [first, second] = [Date.UTC(2026, 0, 2, 23), Date.UTC(2026, 0, 3, 1)]
  const event = makeStored({
    ...makeEvent('view_item', { items: [{ item_id: 'a', price: 9.5 }], data: { note: 'x' } }),
    receivedAt: first,
  })
  await sink.write([event, makeStored({ receivedAt: second })], 2)
  await sink.write([makeStored({ receivedAt: second })], 3)
  expect(await files()).toEqual([
    'event_items/dt=2026-01-02/spool-0000000000000000-0.parquet',
    'events/dt=2026-01-02/spool-0000000000000000-0.parquet',
    'events/dt=2026-01-03/spool-0000000000000000-0.parquet',
    'events/dt=2026-01-03/spool-0000000000000002-1.parquet',
  ])
  const columns = `event_id, dt::VARCHAR AS dt, received_at, data->>'note' AS note, order_value`
  const rows = await readTable(folder, 'events', columns)
  expect(rows).toHaveLength(3)
  expect(rows[0]).toEqual({
    event_id: event.id,
    dt: '2026-01-02',
    received_at: String(first),
    note: 'x',
    order_value: null,
  })
  expect(await readTable(folder, 'event_items', 'item_id, price')).toEqual([{ item_id: 'a', price: 9.5 }])
  await sink.close()
})

test('a write that a crash cut short is taken back, also when it is repeated otherwise', async () => {
  const { create, ids, items, setBroken, files } = await setup()
  const events = Array.from({ length: 4 }, () => makeStored(makeEvent('view_item', { items: [{ item_id: 'a' }] })))
  const sink = create()
  await sink.open('spool')
  await sink.write(events.slice(0, 1), 1)
  await setBroken(true)
  await expect(sink.write(events.slice(1), 4)).rejects.toThrow()
  // Not closed: the process is gone. Its items stand there without their events.
  await setBroken(false)
  expect([await items(), (await ids()).length]).toEqual([4, 1])
  const again = create()
  expect(await again.open('spool')).toBe(1)
  expect(await items()).toBe(1)
  await again.write(events.slice(1, 2), 2)
  await again.write(events.slice(2), 4)
  expect([await items(), (await ids()).sort()]).toEqual([4, events.map(({ id }) => id)])
  expect(await files()).toHaveLength(6)
  await Promise.all([sink.close(), again.close()])
})

test('a write that moves no cursor, as of dead letters, stays beside the next', async () => {
  const { create, ids } = await setup()
  const sink = create()
  await sink.open('spool')
  const events = Array.from({ length: 3 }, () => makeStored())
  for (const event of events) await sink.write([event], 5)
  expect(await ids()).toEqual(events.map(({ id }) => id))
  await sink.close()
})

test('an event that no column holds is named', async () => {
  const { create, ids } = await setup()
  const sink = create()
  await sink.open('spool')
  const poison = makeStored({ ...makeEvent('view_item', { items: [{ item_id: 'a', index: 2 ** 40 }] }) })
  const error = await sink.write([makeStored(), poison], 2).catch((reason) => reason)
  expect(error).toBeInstanceOf(PermanentError)
  const sound = makeStored()
  await sink.write([sound], 2)
  expect(await ids()).toEqual([sound.id])
  await sink.close()
})
