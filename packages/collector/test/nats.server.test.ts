import { makeEvent } from '@endcap/testkit'
import { type NatsService, startNats } from '@endcap/testkit/services/nats'
import { jetstreamManager } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createNatsSink, PermanentError } from '../src/index.js'
import { makeBatch, makeEvents, makeStored, startRig } from './rig.js'
import { sinkSuite } from './sink-suite.js'

let streams = 0

/** Every message that a stream keeps. */
async function readAll(connection: NatsConnection, stream: string): Promise<{ subject: string; id: string }[]> {
  const { streams } = await jetstreamManager(connection, { checkAPI: false, timeout: 1000 })
  const { messages, last_seq } = (await streams.info(stream)).state
  const found = await Promise.all(
    Array.from({ length: messages }, (_, index) =>
      streams.getMessage(stream, { seq: last_seq - messages + 1 + index }),
    ),
  )
  return found.map((message) => ({ subject: message?.subject ?? '', id: message?.json<{ id: string }>().id ?? '' }))
}

/** A stream of its own on servers, read through one of them. */
function setupOn(servers: readonly string[], replicas: number, from: string) {
  const number = ++streams
  const [stream, subject] = [`shop-${number}`, `shop.${number}`]
  const dial = async () => {
    const connection = await connect({ servers: from })
    onTestFinished(() => connection.close())
    return connection
  }
  return {
    countsOnce: true,
    stream,
    subject,
    create: () => createNatsSink({ servers, subject, stream: { name: stream, replicas }, timeoutMs: 1500 }),
    read: async () => readAll(await dial(), stream),
    ids: async () => (await readAll(await dial(), stream)).map(({ id }) => id),
    // The stream listens elsewhere, so nobody answers a message.
    async setBroken(isBroken: boolean) {
      const manager = await jetstreamManager(await dial())
      await manager.streams.update(stream, { subjects: [isBroken ? `${subject}.away` : `${subject}.>`] })
    },
  }
}

describe('one node', () => {
  let server: NatsService
  beforeAll(async () => {
    server = await startNats()
  })
  afterAll(() => server.close())
  const setup = async () => setupOn(server.servers, 1, server.servers[0] as string)

  sinkSuite('nats', setup)

  test('an event goes to the subject of its type, and one that comes again is dropped by the server', async () => {
    const { create, read, subject } = await setup()
    const sink = create()
    await sink.open('spool')
    const events = [makeStored(makeEvent('view_item')), makeStored(makeEvent('purchase'))]
    await sink.write(events, 2)
    await sink.write([...events, makeStored()], 3)
    expect((await read()).map((message) => message.subject)).toEqual(
      ['view_item', 'purchase', 'page_view'].map((type) => `${subject}.${type}`),
    )
    await sink.close()
  })

  test('an event larger than the server takes is named, and nothing else is held up', async () => {
    const { create, ids } = await setup()
    const sink = create()
    await sink.open('spool')
    const large = makeStored({ data: { text: 'x'.repeat(2 ** 20) } })
    const error = await sink.write([makeStored(), large], 2).catch((reason) => reason)
    expect(error).toBeInstanceOf(PermanentError)
    expect(error.ids).toEqual([large.id])
    expect(await ids()).toEqual([])
    await sink.close()
  })

  test('without a stream that listens a write fails and may pass later', async () => {
    const { subject } = await setup()
    const sink = createNatsSink({ servers: server.servers, subject, timeoutMs: 500 })
    await sink.open('spool')
    const error = await sink.write([makeStored()], 1).catch((reason) => reason)
    expect(error).toBeInstanceOf(Error)
    expect(error).not.toBeInstanceOf(PermanentError)
    await sink.close()
  })

  test('killed and started again in the middle: all events, each once', async () => {
    const { create, ids } = await setup()
    const { post, collector } = await startRig({ sinks: [create()], limits: { deliverCount: 10 } })
    const events = makeEvents(200)
    const failed = new Promise((resolve) => collector.on('error', resolve))
    await post(makeBatch(events.slice(0, 100)))
    await server.kill()
    await post(makeBatch(events.slice(100)))
    await failed
    await server.restart()
    await collector.flush()
    expect((await ids()).sort()).toEqual(events.map(({ id }) => id).sort())
  })
})

test('a cluster of three, one node killed in mid-stream: nothing lost, nothing doubled', async () => {
  const cluster = await startNats(3)
  try {
    const [, , survivor] = cluster.servers
    const { create, ids } = setupOn(cluster.servers, 3, survivor as string)
    // The sink talks to the first node, which is the one that dies.
    const { post, collector } = await startRig({ sinks: [create()], limits: { deliverCount: 20 } })
    const events = makeEvents(600)
    await post(makeBatch(events.slice(0, 200)))
    await collector.flush()
    await post(makeBatch(events.slice(200, 400)))
    await cluster.nodes[0]?.kill()
    await post(makeBatch(events.slice(400)))
    await collector.flush()
    await collector.close()
    // What is left of the cluster answers readers once it has a leader again.
    const found = await vi.waitFor(ids, { timeout: 25_000, interval: 100 })
    expect(found.sort()).toEqual(events.map(({ id }) => id).sort())
  } finally {
    await cluster.close()
  }
})
