import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { WAREHOUSE_TABLES, warehouseDdl } from '@endcap/core'
import { makeEvent } from '@endcap/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { createDuckdbSink, PermanentError } from '../src/index.js'
import { ordersSuite } from './orders-suite.js'
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
ordersSuite('duckdb', async () => {
  const place = await setup()
  return { ...place, query: (sql) => place.query(sql.replaceAll('$', '')) }
})

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

test('of its own file DuckDB holds as much in memory as it may, and a write that needs more is done when it is tried again', async () => {
  const sink = createDuckdbSink({ database: join(await makeFolder(), 'small.duckdb'), memoryBytes: 4 * 2 ** 20 })
  await sink.open('spool')
  onTestFinished(() => sink.close())
  const events = Array.from({ length: 3000 }, (_, n) => makeStored({ data: { note: `${n}`.repeat(200) } }))
  const failures: string[] = []
  for (let tries = 0; tries < 8; tries++) {
    try {
      await sink.write(events, events.length)
      break
    } catch (error) {
      expect(error).not.toBeInstanceOf(PermanentError)
      failures.push((error as Error).message)
    }
  }
  expect(failures.length).toBeGreaterThan(0)
  expect(failures.filter((message) => !/allocate/.test(message))).toEqual([])
  expect(await sink.subjects?.erase({ visitors: ['nobody'], customers: [] })).toBe(0)
  await sink.close()
  expect(await sink.open('spool')).toBe(events.length)
})

/** The warehouse as the first release made it. */
const FIRST_RELEASE = [
  `CREATE TABLE raw_events ("event_id" VARCHAR, "type" VARCHAR, "ts" BIGINT, "received_at" BIGINT, "stream" VARCHAR,
    "seq" BIGINT, "visitor" VARCHAR, "session" VARCHAR, "customer" VARCHAR, "page_url" VARCHAR, "page_kind" VARCHAR,
    "page_title" VARCHAR, "page_referrer" VARCHAR, "placement" VARCHAR, "request_id" VARCHAR, "widget" VARCHAR,
    "strategy" VARCHAR, "model" VARCHAR, "experiment" VARCHAR, "variant" VARCHAR, "transaction_id" VARCHAR,
    "order_value" DOUBLE, "currency" VARCHAR, "search_term" VARCHAR, "experiments" JSON, "data" JSON,
    "consent_analytics" VARCHAR, "consent_personalization" VARCHAR)`,
  `CREATE TABLE raw_event_items ("event_id" VARCHAR, "line" INTEGER, "item_id" VARCHAR, "item_name" VARCHAR,
    "item_brand" VARCHAR, "item_category" VARCHAR, "item_variant" VARCHAR, "item_list_id" VARCHAR, "list_index" INTEGER,
    "price" DOUBLE, "quantity" DOUBLE, "propensity" DOUBLE)`,
  `CREATE VIEW events AS SELECT * FROM raw_events
    QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY rowid) = 1`,
  `CREATE VIEW event_items AS SELECT * FROM raw_event_items
    QUALIFY row_number() OVER (PARTITION BY event_id, line ORDER BY rowid) = 1`,
  `INSERT INTO raw_events (event_id, type, ts, data) VALUES ('old', 'view_item', 1, '{"a":1}'), ('old', 'view_item', 2, NULL)`,
  `INSERT INTO raw_event_items (event_id, line, item_id, price) VALUES ('old', 0, 'a', 9.5), ('old', 0, 'b', 1)`,
]

test('a warehouse of the first release gains the columns that it lacks, and keeps its rows', async () => {
  const database = join(await makeFolder(), 'old.duckdb')
  const withFile = async <T>(task: (connection: DuckDBConnection) => Promise<T>): Promise<T> => {
    const instance = await DuckDBInstance.create(database)
    const connection = await instance.connect()
    const result = await task(connection)
    connection.closeSync()
    instance.closeSync()
    return result
  }
  await withFile(async (connection) => {
    for (const statement of FIRST_RELEASE) await connection.run(statement)
  })
  const items = [{ item_id: 'c', price: 8, discount: 2, coupon: 'TEN', item_category2: 'mugs' }]
  const event = makeStored({
    ...makeEvent('view_item', { items, currency: 'EUR', value: 8, bot: 'headless' }),
    channel: { group: 'paid_search', source: 'google', medium: 'cpc', campaign: 'spring', click: 'gclid' },
  })
  const sink = createDuckdbSink({ database })
  await sink.open('spool')
  await sink.write([event], 1)
  await sink.close()
  // Again: the second time nothing is missing.
  expect(await sink.open('spool')).toBe(1)
  await sink.close()

  const read = (sql: string) =>
    withFile(async (connection) => (await connection.runAndReadAll(sql)).getRowObjectsJson())
  expect(await read('SELECT * EXCLUDE (ts, seq) FROM events ORDER BY ts')).toMatchObject([
    { event_id: 'old', data: '{"a":1}', channel: null, bot: null, event_value: null },
    {
      event_id: event.id,
      consent_personalization: 'granted',
      currency: 'EUR',
      channel: 'paid_search',
      channel_source: 'google',
      channel_medium: 'cpc',
      channel_campaign: 'spring',
      channel_click: 'gclid',
      bot: 'headless',
      event_value: 8,
    },
  ])
  expect(await read('SELECT * FROM event_items ORDER BY item_id')).toMatchObject([
    { event_id: 'old', item_id: 'a', price: 9.5, discount: null, coupon: null, item_category2: null },
    { event_id: event.id, item_id: 'c', price: 8, discount: 2, coupon: 'TEN', item_category2: 'mugs' },
  ])
  for (const { name, columns } of WAREHOUSE_TABLES) {
    const described = await read(`SELECT column_name AS name FROM (DESCRIBE ${name})`)
    expect(described.map((column) => column.name)).toEqual(Object.keys(columns))
  }
})

test('the statements of the warehouse may run while the sink writes', async () => {
  const { create, run, ids } = await setup()
  const sink = create()
  await sink.open('spool')
  const write = sink.write(
    Array.from({ length: 2000 }, () => makeStored()),
    1,
  )
  for (const statement of warehouseDdl('duckdb')) await run(statement)
  await write
  expect(await ids()).toHaveLength(2000)
  await sink.close()
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
