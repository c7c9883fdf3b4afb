import { type KafkaService, startKafka } from '@endcap/testkit/services/kafka'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createKafkaSink, type KafkaProducer, PermanentError } from '../src/index.js'
import { makeBatch, makeEvents, makeStored, startRig } from './rig.js'
import { sinkSuite } from './sink-suite.js'

let cluster: KafkaService
let topics = 0

beforeAll(async () => {
  cluster = await startKafka()
})
afterAll(() => cluster.close())

/** A topic of its own. */
async function setup() {
  const topic = `shop-${++topics}`
  const read = async () =>
    (await cluster.read(topic)).map(({ partition, key, value }) => ({ partition, key, event: JSON.parse(value) }))
  return {
    countsOnce: true,
    topic,
    read,
    create: (timeoutMs = 5000) => createKafkaSink({ brokers: cluster.brokers, topic, timeoutMs, idempotent: false }),
    // A consumer removes duplicates by id.
    ids: async () => [...new Set((await read()).map(({ event }) => String(event.id)))],
  }
}

sinkSuite('kafka', setup)

test('a visitor’s events stay in order in one partition, and visitors are spread', async () => {
  const { create, read } = await setup()
  const sink = create()
  await sink.open('spool')
  const events = Array.from({ length: 120 }, (_, index) => makeStored({ visitor: `visitor-${index % 12}` }))
  await sink.write(events.slice(0, 60), 60)
  await sink.write(events.slice(60), 120)
  await sink.close()
  const found = await read()
  for (const visitor of new Set(events.map(({ visitor }) => visitor))) {
    const own = found.filter(({ key }) => key === visitor)
    expect(new Set(own.map(({ partition }) => partition)).size).toBe(1)
    expect(own.map(({ event }) => event.id)).toEqual(
      events.filter((event) => event.visitor === visitor).map(({ id }) => id),
    )
  }
  expect(new Set(found.map(({ partition }) => partition)).size).toBeGreaterThan(1)
})

test('brokers that fall silent: the sink fails, and delivers everything once they answer', {
  timeout: 60_000,
}, async () => {
  const { create, ids } = await setup()
  const { post, collector } = await startRig({ sinks: [create(300)], limits: { deliverCount: 10 } })
  const events = makeEvents(60)
  await post(makeBatch(events.slice(0, 30)))
  await collector.flush()
  const failed = new Promise((resolve) => collector.on('error', resolve))
  cluster.freeze()
  await post(makeBatch(events.slice(30)))
  await failed
  expect(collector.stats().sinks).toMatchObject([{ state: 'failing' }])
  cluster.thaw()
  await collector.flush()
  expect((await ids()).sort()).toEqual(events.map(({ id }) => id).sort())
})

test('brokers that give no producer ids are written to all the same', async () => {
  const { topic, ids } = await setup()
  const sink = createKafkaSink({ brokers: cluster.brokers, topic })
  await sink.open('spool')
  const event = makeStored()
  await sink.write([event], 1)
  expect(await ids()).toEqual([event.id])
  await sink.close()
})

/** A client of one's own, which keeps what it gets. */
function createRecorder() {
  const sent: { topic: string; acks: number; ids: (string | undefined)[] }[] = []
  const calls: string[] = []
  const recorder = { sent, calls, fail: undefined as unknown }
  const createProducer = (): KafkaProducer => ({
    connect: async () => void calls.push('connect'),
    async send({ topic, acks, messages }) {
      if (recorder.fail) throw recorder.fail
      sent.push({ topic, acks, ids: messages.map(({ headers }) => headers['endcap-id']) })
    },
    disconnect: async () => void calls.push('disconnect'),
  })
  return Object.assign(recorder, { createProducer })
}

test('any client will do: batches are cut to what a broker takes, and an event beyond that is named', async () => {
  const { createProducer, sent } = createRecorder()
  const sink = createKafkaSink({ createProducer, messageBytes: 2000, topic: 'any' })
  await sink.open('spool')
  const events = Array.from({ length: 9 }, () => makeStored())
  await sink.write(events, 9)
  expect(sent.length).toBeGreaterThan(1)
  expect(sent.every(({ topic, acks }) => topic === 'any' && acks === -1)).toBe(true)
  expect(sent.flatMap(({ ids }) => ids)).toEqual(events.map(({ id }) => id))
  const large = makeStored({ data: { text: 'x'.repeat(3000) } })
  const error = await sink.write([makeStored(), large], 11).catch((reason) => reason)
  expect(error).toBeInstanceOf(PermanentError)
  expect(error.ids).toEqual([large.id])
  await sink.close()
})

test('a failed producer is replaced; what the broker refuses for ever is told apart', async () => {
  const recorder = createRecorder()
  const sink = createKafkaSink({ createProducer: recorder.createProducer })
  await sink.open('spool')
  recorder.fail = Object.assign(new Error('gone'), { name: 'KafkaJSNumberOfRetriesExceeded' })
  await expect(sink.write([makeStored()], 1)).rejects.not.toBeInstanceOf(PermanentError)
  expect(recorder.calls).toEqual(['connect', 'disconnect'])
  recorder.fail = Object.assign(new Error('too large'), { type: 'MESSAGE_TOO_LARGE' })
  await expect(sink.write([makeStored()], 1)).rejects.toBeInstanceOf(PermanentError)
  recorder.fail = undefined
  await sink.write([makeStored()], 1)
  expect(recorder.calls).toEqual(['connect', 'disconnect', 'connect', 'disconnect', 'connect'])
  await sink.close()
})
