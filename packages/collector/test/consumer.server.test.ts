import { type NatsService, startNats } from '@endcap/testkit/services/nats'
import { type PostgresService, startPostgres } from '@endcap/testkit/services/postgres'
import { connect } from '@nats-io/transport-node'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import {
  type ConsumerOptions,
  createNatsSink,
  createNatsSource,
  createPostgresSink,
  type Source,
  startConsumer,
} from '../src/index.js'
import { makeFolder, makeStored } from './rig.js'

let nats: NatsService
let postgres: PostgresService
beforeAll(async () => {
  ;[nats, postgres] = await Promise.all([startNats(), startPostgres()])
})
afterAll(() => Promise.all([nats.close(), postgres.close()]))

let shops = 0

/** A stream with events as collectors write them, and a schema to read them into. */
async function setup(count: number) {
  const shop = `shop_${++shops}`
  const events = Array.from({ length: count }, () => makeStored())
  const sink = createNatsSink({ servers: nats.servers, subject: shop, stream: { name: shop } })
  await sink.open('spool')
  onTestFinished(() => sink.close())
  await sink.write(events, count)
  return {
    shop,
    sink,
    ids: events.map(({ id }) => id).sort(),
    source: (options = {}) => createNatsSource({ servers: nats.servers, stream: shop, timeoutMs: 1500, ...options }),
    async start(source: Source, options: Partial<ConsumerOptions> = {}) {
      const dataDir = await makeFolder()
      const consumer = startConsumer({
        source,
        sink: createPostgresSink({ url: postgres.url, schema: shop, timeoutMs: 5000 }),
        dataDir,
        limits: { lingerMs: 10, deliverCount: 50, backoff: { baseMs: 10, capMs: 100 } },
        ...options,
      })
      onTestFinished(() => consumer.close())
      return consumer
    },
    async stored(): Promise<string[]> {
      const client = new pg.Client({ connectionString: postgres.url })
      await client.connect()
      try {
        const { rows } = await client.query(`SELECT event_id FROM ${shop}.raw_events`)
        return rows.map((row) => String(row.event_id)).sort()
      } finally {
        await client.end()
      }
    },
  }
}

const all = { timeout: 20_000, interval: 50 }

test('two consumers of one name share a stream, and the warehouse holds each event once', async () => {
  const { start, source, stored, ids } = await setup(400)
  const [one, two] = [await start(source()), await start(source())]
  await vi.waitFor(async () => expect(await one.lag()).toBe(0), all)
  expect(await stored()).toEqual(ids)
  expect(one.status().written + two.status().written).toBe(400)
})

test('what was written but not acknowledged comes again, and stands there once', async () => {
  const { start, source, stored, ids } = await setup(100)
  // Killed behind the write: the server hears nothing of it, nor that anything is given back.
  const deaf = source({ holdMs: 1000 })
  async function* unheard() {
    for await (const message of deaf.messages()) yield { ...message, acknowledge() {}, release() {}, extend() {} }
  }
  const killed = await start({ ...deaf, messages: unheard })
  await vi.waitFor(() => expect(killed.status().written).toBe(100), all)
  await killed.close()
  const next = await start(source({ holdMs: 1000 }))
  await vi.waitFor(() => expect(next.status().written).toBe(100), all)
  await vi.waitFor(async () => expect(await next.lag()).toBe(0), all)
  expect(await stored()).toEqual(ids)
})

test.each([
  ['at once', 0, 40_000],
  // After any delay of the server's: what was given back to nobody must wait there, too.
  ['when it comes later', 500, 40_000],
  ['although the first one held as much as it may', 0, 50],
])('what a consumer gives back as it closes, the next one has %s', async (_, laterMs, heldCount) => {
  const { start, source, stored, ids } = await setup(60)
  const broken = { ...createPostgresSink({ url: 'postgres://127.0.0.1:1/none' }) }
  const limits = { lingerMs: 10, deliverCount: 50, heldCount, backoff: { baseMs: 10, capMs: 100 } }
  const first = await start(source(), { sink: broken, limits })
  await vi.waitFor(() => expect(first.status().held).toBe(Math.min(60, heldCount)), all)
  await first.close()
  await new Promise((resolve) => setTimeout(resolve, laterMs))
  // Held for 30 s, if it had not been given back.
  const next = await start(source())
  await vi.waitFor(async () => expect(await stored()).toEqual(ids), all)
  await vi.waitFor(async () => expect(await next.lag()).toBe(0), all)
})

test('the warehouse and the stream are away in turn: everything arrives, each once', async () => {
  const { start, source, stored, sink, ids, shop } = await setup(300)
  const errors: string[] = []
  await postgres.stop()
  const consumer = await start(source({ holdMs: 1000 }), { onError: ({ message }) => errors.push(message) })
  await vi.waitFor(() => expect(errors.join()).toContain('the sink postgres failed'), all)
  await postgres.restart()
  await vi.waitFor(() => expect(consumer.status().written).toBe(300), all)
  await nats.kill()
  await nats.restart()
  const more = [makeStored(), makeStored()]
  await vi.waitFor(() => sink.write(more, 302), all)
  // Meanwhile somebody else writes nonsense to the subject.
  const connection = await connect({ servers: [...nats.servers] })
  onTestFinished(() => connection.close())
  connection.publish(`${shop}.page_view`, '{"id":1}')
  await vi.waitFor(() => expect(consumer.status().malformed).toBe(1), all)
  await vi.waitFor(async () => expect(await consumer.lag()).toBe(0), all)
  expect(await stored()).toEqual([...ids, ...more.map(({ id }) => id)].sort())
})
