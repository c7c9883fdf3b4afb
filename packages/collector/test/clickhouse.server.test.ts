import { factsDdl } from '@endcap/core'
import { makeEvent } from '@endcap/testkit'
import { type ClickHouseService, startClickHouse } from '@endcap/testkit/services/clickhouse'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClickHouseSink, PermanentError } from '../src/index.js'
import { ordersSuite } from './orders-suite.js'
import { makeBatch, makeEvents, makeStored, startRig } from './rig.js'
import { sinkSuite } from './sink-suite.js'

let server: ClickHouseService
let databases = 0

beforeAll(async () => {
  server = await startClickHouse()
})
afterAll(() => server.close())

/** A warehouse in a database of its own. */
async function setup() {
  const database = `shop_${++databases}`
  await server.query(`CREATE DATABASE ${database}`)
  const query = async (sql: string): Promise<Record<string, unknown>[]> => {
    const text = await server.query(`${sql.replaceAll('$', `${database}.`)} FORMAT JSONEachRow`)
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
  }
  return {
    countsOnce: true,
    query,
    run: (sql: string) => server.query(sql.replaceAll('$', `${database}.`)),
    create: () => createClickHouseSink({ url: server.url, database, timeoutMs: 5000 }),
    ids: async () => (await query('SELECT event_id FROM $events')).map((row) => String(row.event_id)),
    // Items stand in their table when the events cannot be written.
    setBroken: async (isBroken: boolean) =>
      void (await server.query(
        `RENAME TABLE ${database}.${isBroken ? 'raw_events' : 'away'} TO ${database}.${isBroken ? 'away' : 'raw_events'}`,
      )),
  }
}

sinkSuite('clickhouse', setup)
ordersSuite('clickhouse', setup)

test('a table of the shop that is called orders stays, and events come all the same', async () => {
  const { create, run, query, ids } = await setup()
  await run('CREATE TABLE $orders (id Int32) ENGINE = Log')
  const sink = create()
  await sink.open('spool')
  await sink.write([makeStored()], 1)
  expect(await ids()).toHaveLength(1)
  expect(await query('SELECT id FROM $orders')).toEqual([])
  await sink.close()
})

test('every column of an event and its items arrives', async () => {
  const { create, query } = await setup()
  const sink = create()
  await sink.open('spool')
  const event = makeStored({
    ...makeEvent('view_item_list', {
      items: [{ item_id: 'a', item_name: 'Mug “Ünï” 🫖', price: 9.5, index: 0 }, { item_id: 'b' }],
      list: { placement: 'home', requestId: 'r1' },
      offer: { campaign: 'c', holdout: true },
      data: { lcp: 1.5, ok: true, note: 'x' },
    }),
    receivedAt: 1_700_000_000_123,
  })
  await sink.write([event, makeStored()], 2)
  expect(await query(`SELECT * FROM $events WHERE placement = 'home'`)).toMatchObject([
    {
      event_id: event.id,
      received_at: '1700000000123',
      holdout: 1,
      order_value: null,
      data: '{"lcp":1.5,"ok":true,"note":"x"}',
    },
  ])
  expect(await query('SELECT * FROM $event_items ORDER BY line')).toMatchObject([
    { line: 0, item_id: 'a', item_name: 'Mug “Ünï” 🫖', price: 9.5, list_index: 0, quantity: null },
    { line: 1, item_id: 'b' },
  ])
  await sink.close()
})

test('the views show an event once, as it was received first, before and after a merge', async () => {
  const { create, query, run } = await setup()
  const sink = create()
  await sink.open('spool')
  const event = makeStored({ ...makeEvent('view_item', { items: [{ item_id: 'a' }] }), receivedAt: 2000 })
  await sink.write([event], 1)
  await sink.write([{ ...event, receivedAt: 3000 }], 2)
  await sink.write([{ ...event, receivedAt: 1000 }, makeStored()], 4)
  const read = () => query(`SELECT received_at FROM $events WHERE event_id = '${event.id}'`)
  expect(await read()).toEqual([{ received_at: '1000' }])
  await run('OPTIMIZE TABLE $raw_events FINAL')
  expect(await read()).toEqual([{ received_at: '1000' }])
  expect(await query('SELECT item_id FROM $event_items')).toEqual([{ item_id: 'a' }])
  await sink.close()
})

test('a warehouse of an earlier release gains the columns that it lacks, and keeps its rows', async () => {
  const { create, query, run } = await setup()
  const sink = create()
  await sink.open('spool')
  await sink.write([makeStored()], 1)
  await sink.close()
  await run('ALTER TABLE $raw_events DROP COLUMN score')
  await run('DROP TABLE $events')
  await run('CREATE VIEW $events AS SELECT event_id FROM $raw_events FINAL')
  await sink.open('spool')
  const survey = { survey: 's', question: 'q', type: 'nps' as const, score: 9 }
  await sink.write([makeStored({ survey })], 2)
  expect(await query('SELECT score FROM $events ORDER BY seq')).toEqual([{ score: null }, { score: 9 }])
  await sink.close()
})

test('what an import told of a person is given and erased with the events, and nothing else', async () => {
  const { create, query, run } = await setup()
  const sink = create()
  await sink.open('spool')
  const subject = { visitors: [], customers: ["o'neil \\"] }
  // Before any import there are no such tables.
  expect([await sink.subjects?.export(subject), await sink.subjects?.erase(subject)]).toEqual([[], 0])
  for (const statement of factsDdl('clickhouse')) await run(statement.replace('EXISTS ', 'EXISTS $'))
  await run(
    `INSERT INTO $customer_attributes VALUES ('o\\'neil \\\\', 'tier', 'gold', 'shop', 5), ('ann', 'tier', 'new', 'shop', 5)`,
  )
  await run(
    `INSERT INTO $message_responses VALUES ('o\\'neil \\\\', 'm', 'email', 1, 2, NULL, NULL), ('ann', 'm', 'email', 1, 2, NULL, NULL)`,
  )
  await sink.write([makeStored({ customer: subject.customers[0] as string })], 1)
  const given = await sink.subjects?.export(subject)
  expect(given).toMatchObject([
    { customer: subject.customers[0], type: 'page_view' },
    { table: 'customer_attributes', value: 'gold' },
    { table: 'message_responses', message: 'm' },
  ])
  expect(await sink.subjects?.erase(subject)).toBe(1)
  expect(await sink.subjects?.export(subject)).toEqual([])
  expect(await query('SELECT customer FROM $customer_attributes')).toEqual([{ customer: 'ann' }])
  expect(await query('SELECT customer FROM $message_responses')).toEqual([{ customer: 'ann' }])
  await sink.close()
})

test('a row that can never be stored is named as such; what may pass is not', async () => {
  const { create, run } = await setup()
  const sink = create()
  await sink.open('spool')
  const poison = makeStored({ ...makeEvent('view_item', { items: [{ item_id: 'a', index: 1.5 }] }) })
  await expect(sink.write([makeStored(), poison], 2)).rejects.toBeInstanceOf(PermanentError)
  await run('RENAME TABLE $raw_events TO $away')
  const error = await sink.write([makeStored()], 1).catch((reason) => reason)
  expect(error).toBeInstanceOf(Error)
  expect(error).not.toBeInstanceOf(PermanentError)
  await sink.close()
})

test('a server killed and started again in the middle: all events, each once', async () => {
  const { create, ids } = await setup()
  const sink = { ...create(), batch: {} }
  const { post, collector } = await startRig({ sinks: [sink], limits: { deliverCount: 10 } })
  const events = makeEvents(100)
  const failed = new Promise((resolve) => collector.on('error', resolve))
  await post(makeBatch(events.slice(0, 50)))
  await server.kill()
  await post(makeBatch(events.slice(50)))
  await failed
  await server.restart()
  await collector.flush()
  expect((await ids()).sort()).toEqual(events.map(({ id }) => id).sort())
  expect(collector.stats().sinks).toMatchObject([{ state: 'open', deadLetters: 0 }])
})
