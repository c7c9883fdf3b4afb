import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { WAREHOUSE_TABLES } from '@endcap/core'
import { makeEvent } from '@endcap/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { createDuckdbSink, PermanentError } from '../src/index.js'
import { makeFolder, makeStored } from './rig.js'
import { sinkSuite } from './sink-suite.js'

/** A warehouse whose instance the test shares with the sink, as the command line does. */
async function setup() {
  const instance = await DuckDBInstance.create(join(await makeFolder(), 'warehouse.duckdb'))
  const reader = await instance.connect()
  onTestFinished(() => {
    reader.closeSync()
    instance.closeSync()
  })
  const query = async (sql: string) => (await reader.runAndReadAll(sql)).getRowObjectsJson()
  return {
    query,
    run: (sql: string) => reader.run(sql),
    create: () => createDuckdbSink({ database: instance }),
    ids: async () => (await query('SELECT event_id FROM raw_events')).map((row) => String(row.event_id)),
    // Rows are appended, then the cursor cannot be written: the transaction must take the rows back.
    setBroken: async (isBroken: boolean) =>
      void (await reader.run(
        `ALTER TABLE ${isBroken ? 'endcap_cursor RENAME TO hidden' : 'hidden RENAME TO endcap_cursor'}`,
      )),
  }
}

sinkSuite('duckdb', setup)

test('every column of an event and its items arrives', async () => {
  const { create, query } = await setup()
  const sink = create()
  await sink.open('spool')
  const event = makeStored({
    ...makeEvent('view_item_list', {
      items: [{ item_id: 'a', item_name: 'Mug “Ünï” 🫖', price: 9.5, index: 0, propensity: 0.25 }, { item_id: 'b' }],
      list: { placement: 'home', requestId: 'r1', widget: 'row', strategy: 'related', experiment: 'e', variant: 'v' },
      experiments: { e: 'v' },
      data: { lcp: 1.5, ok: true, note: 'x' },
    }),
    receivedAt: 1_700_000_000_123,
  })
  await sink.write([event, makeStored()], 2)
  expect(await query('SELECT * FROM events WHERE placement IS NOT NULL')).toMatchObject([
    {
      event_id: event.id,
      received_at: '1700000000123',
      seq: String(event.seq),
      strategy: 'related',
      order_value: null,
      data: '{"lcp":1.5,"ok":true,"note":"x"}',
      consent_analytics: 'granted',
    },
  ])
  expect(await query('SELECT * FROM event_items ORDER BY line')).toMatchObject([
    { line: 0, item_id: 'a', item_name: 'Mug “Ünï” 🫖', price: 9.5, propensity: 0.25, quantity: null },
    { line: 1, item_id: 'b', list_index: null },
  ])
  expect(await query(`SELECT data->>'note' AS note FROM events WHERE data IS NOT NULL`)).toEqual([{ note: 'x' }])
  await sink.close()
})

test('the views show an event once, by its first row', async () => {
  const { create, query } = await setup()
  const sink = create()
  await sink.open('spool')
  const event = makeStored({
    ...makeEvent('view_item', { items: [{ item_id: 'a' }, { item_id: 'b' }] }),
    receivedAt: 1000,
  })
  await sink.write([event], 1)
  await sink.write([{ ...event, receivedAt: 2000 }, makeStored()], 3)
  expect(await query('SELECT count(*)::INT AS n FROM raw_events')).toEqual([{ n: 3 }])
  expect(await query(`SELECT received_at::INT AS at FROM events WHERE event_id = '${event.id}'`)).toEqual([
    { at: 1000 },
  ])
  expect(await query('SELECT item_id FROM event_items ORDER BY line')).toEqual([{ item_id: 'a' }, { item_id: 'b' }])
  await sink.close()
})

test('an existing warehouse is opened as it is, a file of its own is let go of', async () => {
  const database = join(await makeFolder(), 'own.duckdb')
  const sink = createDuckdbSink({ database })
  await sink.open('spool')
  await sink.write([makeStored()], 1)
  await sink.close()
  expect(await sink.open('spool')).toBe(1)
  await sink.close()
  const instance = await DuckDBInstance.create(database)
  const connection = await instance.connect()
  const tables = (await connection.runAndReadAll('SELECT table_name FROM information_schema.tables')).getRows().flat()
  for (const { name } of WAREHOUSE_TABLES) expect(tables).toContain(name)
  connection.closeSync()
  instance.closeSync()
})

test('rows that the database can never take are told apart from a database that cannot take any', async () => {
  const { create, run } = await setup()
  const sink = create()
  await sink.open('spool')
  const poison = makeStored({ seq: 1e300 })
  const refused: unknown = await sink.write([makeStored(), poison], 1).catch((reason) => reason)
  expect(refused).toBeInstanceOf(PermanentError)
  expect(refused).toMatchObject({ ids: [poison.id] })
  await sink.write([makeStored()], 1)
  await run('DROP TABLE endcap_cursor')
  const error: unknown = await sink.write([makeStored()], 2).catch((reason) => reason)
  expect(error).toBeInstanceOf(Error)
  expect(error).not.toBeInstanceOf(PermanentError)
  await sink.close()
})
