/** The sink on a ClickHouse of today, beside the one of 2018 that Debian has. */
import { createClient } from '@clickhouse/client'
import { startChdb } from '@endcap/testkit/services/chdb'
import type { ClickHouseService } from '@endcap/testkit/services/clickhouse'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClickHouseSink } from '../src/index.js'
import { ordersSuite } from './orders-suite.js'
import { makeStored } from './rig.js'

let server: ClickHouseService
let databases = 0

beforeAll(async () => {
  server = await startChdb()
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
  return { query, create: () => createClickHouseSink({ url: server.url, database, timeoutMs: 5000 }) }
}

ordersSuite('clickhouse of today', setup)

test('a repeated event is shown once', async () => {
  const { create, query } = await setup()
  const sink = create()
  await sink.open('spool')
  const event = makeStored()
  await sink.write([event], 1)
  await sink.write([event], 2)
  await sink.close()
  expect(await query('SELECT event_id FROM $events')).toEqual([{ event_id: event.id }])
})

test('parameters mean what the client was given', async () => {
  const client = createClient({ url: server.url })
  const given = { text: "it's\t\\ ü", count: Number.MAX_SAFE_INTEGER, nothing: null, share: 1.5 }
  const answer = await client.query({
    query:
      'SELECT {text:String} AS text, {count:Int64} AS count, {nothing:Nullable(String)} AS nothing, {share:Float64} AS share',
    query_params: given,
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
    format: 'JSONEachRow',
  })
  expect(await answer.json()).toEqual([given])
  await client.close()
})
