import type { EndcapError, StoredEvent } from '@endcap/core'
import { expect, onTestFinished, test, vi } from 'vitest'
import {
  type ConsumerOptions,
  PermanentError,
  readDeadLetters,
  type Source,
  serveConsumer,
  startConsumer,
} from '../src/index.js'
import { createMemorySink, makeFolder, makeStored } from './rig.js'

/** A source in memory: gives its messages once, keeps what was done with each by place. */
function createMemorySource(events: readonly (StoredEvent | undefined)[]) {
  const fate = new Map<number, string[]>()
  let asked = 0
  let stop = () => {}
  const stopped = new Promise<void>((resolve) => (stop = resolve))
  const told = (place: number, word: string) => fate.set(place, [...(fate.get(place) ?? []), word])
  const source: Source = {
    name: 'memory',
    holdMs: 30,
    open: async () => {},
    async *messages() {
      for (const [place, event] of events.entries()) {
        asked++
        yield {
          place,
          event,
          bytes: 100,
          acknowledge: () => void told(place, 'acknowledged'),
          extend: () => void told(place, 'extended'),
          release: () => void told(place, 'released'),
        }
      }
      await stopped
    },
    stop: async () => stop(),
    settled: async () => {},
    lag: async () => events.length - [...fate.values()].filter((words) => words.includes('acknowledged')).length,
    close: async () => {},
  }
  return { source, fate, asked: () => asked }
}

async function start(options: Pick<ConsumerOptions, 'source' | 'sink' | 'limits'>) {
  const errors: EndcapError[] = []
  const dataDir = await makeFolder()
  const limits = { lingerMs: 0, backoff: { baseMs: 1, capMs: 4 }, ...options.limits }
  const consumer = startConsumer({ ...options, limits, dataDir, onError: (error) => errors.push(error) })
  onTestFinished(() => consumer.close())
  return { consumer, errors, dataDir }
}

const broken = () => {
  throw new Error('not now')
}
const stored = (count: number) => Array.from({ length: count }, () => makeStored())

test('writes what the source gives, in order, and acknowledges it afterwards', async () => {
  const events = stored(25)
  const { source, fate } = createMemorySource(events)
  const sink = createMemorySink()
  const { consumer } = await start({ source, sink, limits: { deliverCount: 10 } })
  await vi.waitFor(async () => expect(await consumer.lag()).toBe(0))
  expect(sink.taken.map(({ id }) => id)).toEqual(events.map(({ id }) => id))
  expect([...fate.values()].every((words) => words.at(-1) === 'acknowledged')).toBe(true)
  expect(consumer.status()).toMatchObject({ written: 25, held: 0, isReading: true, sink: { state: 'open' } })
})

test('while the sink fails nothing is acknowledged, no more is taken than may be held, and what is held is extended', async () => {
  const { source, fate, asked } = createMemorySource(stored(100))
  const sink = createMemorySink()
  sink.fail = broken
  const { consumer, errors } = await start({ source, sink, limits: { deliverCount: 10, heldCount: 20 } })
  await vi.waitFor(() => expect(fate.get(19)).toContain('extended'))
  expect([asked(), consumer.status().held, errors.length > 0]).toEqual([20, 20, true])
  expect([...fate.values()].flat()).not.toContain('acknowledged')
  sink.fail = undefined
  await vi.waitFor(async () => expect(await consumer.lag()).toBe(0))
  expect(sink.taken).toHaveLength(100)
})

test('closed, it gives back what it has not written', async () => {
  const { source, fate } = createMemorySource(stored(3))
  const sink = createMemorySink()
  sink.fail = broken
  const { consumer, errors } = await start({ source, sink })
  await vi.waitFor(() => expect(errors.length).toBeGreaterThan(0))
  await consumer.close()
  expect([0, 1, 2].map((place) => fate.get(place)?.at(-1))).toEqual(['released', 'released', 'released'])
})

test('closed while it holds as much as it may, it ends, and gives back also what the source had handed over meanwhile', async () => {
  const { source, fate, asked } = createMemorySource(stored(30))
  const sink = createMemorySink()
  sink.fail = broken
  const { consumer } = await start({ source, sink, limits: { deliverCount: 10, heldCount: 20 } })
  await vi.waitFor(() => expect(consumer.status().held).toBe(20))
  await consumer.close()
  expect(asked()).toBe(30)
  expect([...Array(30).keys()].filter((place) => fate.get(place)?.at(-1) !== 'released')).toEqual([])
})

test('a message that comes again while it is held is written once', async () => {
  const [one, two] = stored(2) as [StoredEvent, StoredEvent]
  const { source } = createMemorySource([one, two])
  async function* twice() {
    for await (const message of source.messages()) {
      yield message
      yield message
    }
  }
  const sink = createMemorySink()
  sink.fail = broken
  const { consumer, errors } = await start({ source: { ...source, messages: twice }, sink })
  await vi.waitFor(() => expect([consumer.status().held, errors.length > 0]).toEqual([2, true]))
  sink.fail = undefined
  await vi.waitFor(() => expect(consumer.status().held).toBe(0))
  expect(sink.taken.map(({ id }) => id)).toEqual([one.id, two.id])
})

test('what is no event is reported and acknowledged, and holds nothing up', async () => {
  const events = [makeStored(), undefined, makeStored()]
  const { source } = createMemorySource(events)
  const { consumer, errors } = await start({ source, sink: createMemorySink() })
  await vi.waitFor(async () => expect(await consumer.lag()).toBe(0))
  expect(consumer.status()).toMatchObject({ written: 2, malformed: 1 })
  expect(errors[0]?.message).toContain('message 1 of memory is no event')
})

test('what the sink refuses for ever is set aside and acknowledged, and delivered again on request', async () => {
  const events = stored(8)
  const { source } = createMemorySource(events)
  const sink = createMemorySink()
  sink.fail = (given) => {
    if (given.some(({ id }) => id === events[5]?.id)) throw new PermanentError('not this one')
  }
  const { consumer, dataDir } = await start({ source, sink })
  await vi.waitFor(async () => expect(await consumer.lag()).toBe(0))
  expect([consumer.status().written, consumer.status().sink.deadLetters]).toEqual([7, 1])
  expect((await readDeadLetters(dataDir)).get(sink.name)?.map(({ event }) => event.id)).toEqual([events[5]?.id])
  sink.fail = undefined
  expect(await consumer.replayDeadLetters()).toEqual({ replayed: 1, refused: 0 })
  expect(sink.taken.map(({ id }) => id).sort()).toEqual(events.map(({ id }) => id).sort())
})

test('its pages tell how it stands', async () => {
  const sink = createMemorySink()
  const { consumer } = await start({ source: createMemorySource(stored(3)).source, sink })
  const server = await serveConsumer(consumer, '127.0.0.1', 0)
  onTestFinished(server.close)
  await vi.waitFor(async () => expect((await fetch(`${server.url}/ready`)).status).toBe(200))
  await vi.waitFor(async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text()
    expect(text).toContain('endcap_consume_written_events 3')
    expect(text).toContain('endcap_consume_lag_events 0')
  })
  expect((await fetch(`${server.url}/health`)).status).toBe(200)
  expect((await fetch(`${server.url}/other`)).status).toBe(404)
})
