import { makeEvent } from '@endcap/testkit'
import { type PostgresService, startPostgres } from '@endcap/testkit/services/postgres'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPostgresSink, PermanentError } from '../src/index.js'
import { ordersSuite } from './orders-suite.js'
import { makeBatch, makeEvents, makeStored, startRig } from './rig.js'
import { sinkSuite } from './sink-suite.js'

let server: PostgresService
let reader: pg.Client
let schemas = 0

async function connect(): Promise<void> {
  reader = new pg.Client({ connectionString: server.url })
  reader.on('error', () => {})
  await reader.connect()
}
beforeAll(async () => {
  server = await startPostgres()
  await connect()
})
afterAll(async () => {
  await reader.end().catch(() => {})
  await server.close()
})

/** A warehouse in a schema of its own. */
async function setup() {
  const schema = `shop_${++schemas}`
  const query = async (sql: string) => (await reader.query(sql.replaceAll('$', `${schema}.`))).rows
  return {
    countsOnce: true,
    query,
    create: () => createPostgresSink({ url: server.url, schema, timeoutMs: 5000 }),
    ids: async () => (await query('SELECT event_id FROM $raw_events')).map((row) => String(row.event_id)),
    // Rows are inserted, then the cursor cannot be written: the transaction must take the rows back.
    setBroken: async (isBroken: boolean) =>
      void (await query(
        `ALTER TABLE $${isBroken ? 'endcap_cursor RENAME TO hidden' : 'hidden RENAME TO endcap_cursor'}`,
      )),
  }
}

sinkSuite('postgres', setup)
ordersSuite('postgres', setup)

test('every column of an event and its items arrives, also what PostgreSQL cannot hold as it is', async () => {
  const { create, query } = await setup()
  const sink = create()
  await sink.open('spool')
  const event = makeStored({
    ...makeEvent('view_item_list', {
      items: [{ item_id: 'a', item_name: 'Mug “Ünï” {"x"} \\ 🫖', price: 9.5, index: 0 }, { item_id: 'b' }],
      list: { placement: 'home', requestId: 'r1' },
      search: { term: 'nul \0 here' },
      data: { lcp: 1.5, ok: true, nul: '\0', half: '\ud800', literal: '\\u0000' },
    }),
    receivedAt: 1_700_000_000_123,
  })
  await sink.write([event, makeStored()], 2)
  expect(await query('SELECT * FROM $events WHERE placement IS NOT NULL')).toMatchObject([
    {
      event_id: event.id,
      received_at: '1700000000123',
      search_term: 'nul \uFFFD here',
      order_value: null,
      data: { lcp: 1.5, ok: true, nul: '\uFFFD', half: '\uFFFD', literal: '\\u0000' },
    },
  ])
  expect(await query('SELECT * FROM $event_items ORDER BY line')).toMatchObject([
    { line: 0, item_name: 'Mug “Ünï” {"x"} \\ 🫖', price: 9.5, list_index: 0, quantity: null },
    { line: 1, item_id: 'b' },
  ])
  await sink.close()
})

test('an event that comes again stays as it came first, also from another collector', async () => {
  const { create, query } = await setup()
  const [one, two] = [create(), create()]
  // Both make the tables at once.
  await Promise.all([one.open('spool-1'), two.open('spool-2')])
  const event = makeStored({ ...makeEvent('view_item', { items: [{ item_id: 'a' }] }), receivedAt: 1000 })
  await one.write([event], 1)
  await two.write([{ ...event, receivedAt: 2000 }, makeStored()], 2)
  expect(await query(`SELECT received_at FROM $events WHERE event_id = '${event.id}'`)).toEqual([
    { received_at: '1000' },
  ])
  expect(await query('SELECT count(*)::int AS n FROM $event_items')).toEqual([{ n: 1 }])
  await Promise.all([one.close(), two.close()])
})

test('a warehouse of an earlier release gains the columns that it lacks, and keeps its rows', async () => {
  const { create, query, ids } = await setup()
  const sink = create()
  await sink.open('spool')
  await sink.write([makeStored()], 1)
  await sink.close()
  await query('DROP VIEW $orders, $events')
  const lost = ['device', 'site', 'items_count', 'order_coupon'].map((column) => `DROP COLUMN ${column}`)
  await query(`ALTER TABLE $raw_events ${lost}`)
  await query('CREATE VIEW $events AS SELECT * FROM $raw_events')
  expect(await sink.open('spool')).toBe(1)
  const order = { transactionId: 'o', value: 1, currency: 'EUR', coupon: 'TEN' }
  await sink.write([makeStored({ order })], 2)
  expect(await query('SELECT order_coupon FROM $events ORDER BY seq')).toEqual([
    { order_coupon: null },
    { order_coupon: 'TEN' },
  ])
  expect(await ids()).toHaveLength(2)
  await sink.close()
})

test('a table of the shop that is called orders stays, and events come all the same', async () => {
  const { create, query, ids } = await setup()
  await create().open('spool')
  await query('DROP VIEW $orders')
  await query('CREATE TABLE $orders (id integer, total numeric)')
  const sink = create()
  await sink.open('spool')
  await sink.write([makeStored()], 1)
  expect(await ids()).toHaveLength(1)
  expect(await query('SELECT id, total FROM $orders')).toEqual([])
  await sink.close()
})

test('a row that can never be stored is named as such; what may pass is not', async () => {
  const { create, query, ids } = await setup()
  const sink = create()
  await sink.open('spool')
  const poison = makeStored({ ...makeEvent('view_item', { items: [{ item_id: 'a', index: 2 ** 40 }] }) })
  await expect(sink.write([makeStored(), poison], 2)).rejects.toBeInstanceOf(PermanentError)
  expect(await ids()).toEqual([])
  await query('ALTER TABLE $raw_events RENAME TO away')
  const error = await sink.write([makeStored()], 1).catch((reason) => reason)
  expect(error).toMatchObject({ code: '42P01' })
  expect(error).not.toBeInstanceOf(PermanentError)
  await sink.close()
})

test('a server that is not there is named by its error, a password never', async () => {
  const sink = createPostgresSink({ url: 'postgres://endcap:open-secret@localhost:1/shop' })
  const error: Error = await sink.open('spool').catch((reason) => reason)
  expect(error.message).toContain('ECONNREFUSED')
  expect(`${error.stack}`).not.toContain('open-secret')
  await sink.close()
})

test('a server killed and started again in the middle: all events, each once, and no password in what is told of it', async () => {
  const { create, ids } = await setup()
  const { post, collector } = await startRig({ sinks: [create()], limits: { deliverCount: 10 } })
  const events = makeEvents(200)
  const failures: string[] = []
  collector.on('error', ({ cause }) => failures.push(String((cause as Error).stack)))
  await post(makeBatch(events.slice(0, 100)))
  await server.kill()
  await post(makeBatch(events.slice(100)))
  while (failures.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  await server.restart()
  await collector.flush()
  await connect()
  expect((await ids()).sort()).toEqual(events.map(({ id }) => id).sort())
  expect(collector.stats().sinks).toMatchObject([{ state: 'open', deadLetters: 0 }])
  expect(failures.join()).not.toContain('open-secret')
})
