import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DuckDBInstance } from '@duckdb/node-api'
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import pg from 'pg'
import { IDS } from './clients.mjs'

/** Counts event numbers and compares them with what was acknowledged. */
export function createTally(acknowledged) {
  const seen = new Uint8Array(acknowledged.length)
  let duplicated = 0
  let stranger = 0
  return {
    add(number) {
      if (!(number < seen.length)) stranger++
      else if (seen[number]++) duplicated++
    },
    result() {
      let [stored, lost] = [0, 0]
      for (let number = 0; number < seen.length; number++) {
        if (seen[number]) stored++
        else if (acknowledged[number]) lost++
      }
      return { stored, lost, duplicated: duplicated + stranger }
    },
  }
}

const NUMBER = 'CAST(substr(event_id, 7) AS INTEGER)'
/** Each event has one item: rows of items count as well, as one that is there again or not at all. */
const withItems = (result, items) => ({
  ...result,
  lost: result.lost + Math.max(0, result.stored - items),
  duplicated: result.duplicated + Math.max(0, items - result.stored),
})

/** Each reads every event number that a sink holds, and counts raw rows, before any view removes duplicates. */
export const READERS = {
  async duckdb(tally, { database }) {
    const instance = await DuckDBInstance.create(database)
    const connection = await instance.connect()
    const reader = await connection.runAndReadAll(`SELECT ${NUMBER} FROM raw_events`)
    for (const number of reader.getColumns()[0] ?? []) tally.add(number)
    const items = await connection.runAndReadAll('SELECT count(*)::INTEGER FROM raw_event_items')
    const count = items.getRows()[0][0]
    connection.closeSync()
    instance.closeSync()
    return withItems(tally.result(), count)
  },
  async ndjson(tally, { folder }) {
    for (const name of (await readdir(folder)).filter((file) => file.endsWith('.ndjson'))) {
      for await (const line of createInterface({ input: createReadStream(join(folder, name)) })) {
        for (const [, number] of line.matchAll(IDS)) tally.add(Number(number))
      }
    }
    return tally.result()
  },
  async http(tally, _, { receiver }) {
    for (const [number, isStored] of receiver.stored.entries()) if (isStored) tally.add(number)
    return tally.result()
  },
  async postgres(tally, { url }) {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const { rows } = await client.query({ text: `SELECT ${NUMBER} FROM raw_events`, rowMode: 'array' })
    for (const [number] of rows) tally.add(number)
    const items = await client.query('SELECT count(*)::int AS count FROM raw_event_items')
    await client.end()
    return withItems(tally.result(), items.rows[0].count)
  },
  async nats(tally, { servers, stream }) {
    const connection = await connect({ servers })
    const manager = await jetstreamManager(connection)
    const { messages } = (await manager.streams.info(stream.name)).state
    const { name } = await manager.consumers.add(stream.name, { ack_policy: AckPolicy.None, headers_only: true })
    const consumer = await jetstream(connection).consumers.get(stream.name, name)
    let left = messages
    while (left > 0) {
      for await (const message of await consumer.fetch({ max_messages: Math.min(left, 5000), expires: 10_000 })) {
        tally.add(Number(message.headers.get('Nats-Msg-Id').slice(6)))
        left--
      }
    }
    await connection.close()
    return tally.result()
  },
}
