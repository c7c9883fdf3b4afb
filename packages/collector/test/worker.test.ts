import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffMs } from '../src/deliver/backoff.js'
import { PermanentError, RetryLaterError, readDeadLetters } from '../src/index.js'
import { createMemorySink, makeBatch, makeEvents, startRig } from './rig.js'

test('poison is found by halving, set aside with its reason, and all others are delivered in order', async () => {
  const [sink, other] = [createMemorySink(), createMemorySink('other')]
  const events = makeEvents(100)
  const poison = new Set([0, 41, 42, 99].map((index) => events[index]?.id))
  let writes = 0
  sink.fail = (batch) => {
    writes++
    if (batch.some(({ id }) => poison.has(id))) throw new PermanentError('cannot be stored')
  }
  const { post, collector, dataDir } = await startRig({ sinks: [sink, other] })
  const told: string[] = []
  collector.on('deadLetters', ({ events: set }) => told.push(...set.map(({ id }) => id)))
  await post(makeBatch(events))
  await collector.flush()
  expect(sink.taken.map(({ id }) => id)).toEqual(events.map(({ id }) => id).filter((id) => !poison.has(id)))
  expect(other.taken.length).toBe(100)
  expect(writes).toBeLessThanOrEqual(4 * 2 * Math.ceil(Math.log2(100)))
  const lines = (await readFile(join(dataDir, 'dead-letters/memory.ndjson'), 'utf8')).trim().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject(
    [...poison].map((id) => ({ sink: 'memory', reason: 'cannot be stored', event: { id } })),
  )
  expect(told).toEqual([...poison])
  expect(collector.stats().sinks).toMatchObject([
    { name: 'memory', deadLetters: 4, lagEvents: 0, lagBytes: 0, state: 'open' },
    { name: 'other', deadLetters: 0 },
  ])
})

test('a sink that names the poison is asked once more only', async () => {
  const sink = createMemorySink()
  const events = makeEvents(10)
  let writes = 0
  sink.fail = (batch) => {
    writes++
    const bad = batch.filter(({ id }) => id === events[3]?.id || id === events[7]?.id).map(({ id }) => id)
    if (bad.length > 0) throw new PermanentError('bad', bad)
  }
  const { post, collector } = await startRig({ sinks: [sink] })
  await post(makeBatch(events))
  await collector.flush()
  expect([writes, sink.taken.length, collector.stats().sinks[0]?.deadLetters]).toEqual([2, 8, 2])
})

test('when all is poison, delivery still goes on', async () => {
  const sink = createMemorySink()
  sink.fail = (batch) => {
    if (batch.length > 0) throw new PermanentError('never')
  }
  const { post, collector } = await startRig({ sinks: [sink] })
  await post(makeBatch(makeEvents(5)))
  await collector.flush()
  sink.fail = undefined
  await post(makeBatch(makeEvents(1)))
  await collector.flush()
  expect([sink.taken.length, collector.stats().sinks[0]?.deadLetters]).toEqual([1, 5])
})

test('a failing sink holds up no other, and gets everything in order once it is back', async () => {
  const [sick, well] = [createMemorySink('sick'), createMemorySink('well')]
  sick.fail = () => {
    throw new RetryLaterError('busy', 1)
  }
  const { post, collector } = await startRig({ sinks: [sick, well], limits: { deliverCount: 3 } })
  const events = makeEvents(20)
  for (const event of events) await post(makeBatch([event]))
  while (well.taken.length < 20) await new Promise(setImmediate)
  expect(collector.stats().sinks).toMatchObject([
    { lagEvents: 20, state: 'failing', lastError: 'busy' },
    { lagEvents: 0 },
  ])
  sick.fail = undefined
  await collector.flush()
  expect(sick.taken.map(({ id }) => id)).toEqual(events.map(({ id }) => id))
})

test('dead letters are delivered again on request, and what is refused again stays', async () => {
  const sink = createMemorySink()
  const events = makeEvents(6)
  const poison = new Set(events.slice(0, 3).map(({ id }) => id))
  sink.fail = (batch) => {
    const ids = batch.filter(({ id }) => poison.has(id)).map(({ id }) => id)
    if (ids.length > 0) throw new PermanentError('no such column', ids)
  }
  const { post, collector, dataDir } = await startRig({ sinks: [sink] })
  await post(makeBatch(events))
  await collector.flush()
  const kept = async () => (await readDeadLetters(dataDir)).get('memory')?.map(({ event }) => event.id) ?? []
  expect(await kept()).toEqual([...poison])
  for (const { id } of events.slice(0, 2)) poison.delete(id)
  expect(await collector.replayDeadLetters('memory')).toEqual({ replayed: 3, refused: 1 })
  expect(await kept()).toEqual([events[2]?.id])
  expect(sink.taken.map(({ id }) => id).sort()).toEqual(events.map(({ id }) => id).filter((id) => !poison.has(id)))
  poison.clear()
  expect(await collector.replayDeadLetters('memory')).toEqual({ replayed: 1, refused: 0 })
  expect(await collector.replayDeadLetters('memory')).toEqual({ replayed: 0, refused: 0 })
  // The log goes on where it stood.
  await post(makeBatch(makeEvents(1)))
  await collector.flush()
  expect(sink.taken).toHaveLength(7)
  await expect(collector.replayDeadLetters('nobody')).rejects.toMatchObject({ code: 'not-found' })
})

test('what the spool holds is delivered again on request, to one sink, by the time of receipt', async () => {
  const [lost, other] = [createMemorySink('lost'), createMemorySink('other')]
  const { post, collector } = await startRig({ sinks: [lost, other], limits: { deliverCount: 3 } })
  const events = makeEvents(8)
  await post(makeBatch(events))
  await collector.flush()
  const { cursor } = collector.stats().sinks[0] as { cursor: number }
  const receivedAt = lost.taken[0]?.receivedAt as number
  lost.taken.length = 0
  expect(await collector.replaySpool('lost', receivedAt)).toEqual({ replayed: 8, refused: 0 })
  expect(lost.taken.map(({ id }) => id)).toEqual(events.map(({ id }) => id))
  expect([other.taken.length, collector.stats().sinks[0]?.cursor]).toEqual([8, cursor])
  expect(await collector.replaySpool('lost', receivedAt + 1)).toEqual({ replayed: 0, refused: 0 })
  const poison = events[4]?.id as string
  lost.fail = (batch) => {
    if (batch.some(({ id }) => id === poison)) throw new PermanentError('no such column', [poison])
  }
  expect(await collector.replaySpool('lost')).toEqual({ replayed: 8, refused: 1 })
  // The log goes on where it stood.
  lost.fail = undefined
  lost.taken.length = 0
  await post(makeBatch(makeEvents(1)))
  await collector.flush()
  expect(lost.taken).toHaveLength(1)
  await expect(collector.replaySpool('nobody')).rejects.toMatchObject({ code: 'not-found' })
})

test('a replay of what has not been delivered yet takes nothing ahead of its turn', async () => {
  const sink = createMemorySink()
  sink.fail = () => {
    throw new RetryLaterError('busy', 1)
  }
  const { post, collector } = await startRig({ sinks: [sink] })
  await post(makeBatch(makeEvents(3)))
  const replayed = collector.replaySpool('memory')
  sink.fail = undefined
  await collector.flush()
  expect((await replayed).refused).toBe(0)
  const ids = sink.taken.map(({ id }) => id)
  expect(new Set(ids).size).toBe(3)
})

test('a replay that the end of the process cut short is left for the next', async () => {
  const sink = createMemorySink()
  sink.fail = (batch) => {
    if (batch.length > 0) throw new PermanentError('never')
  }
  const before = await startRig({ sinks: [sink] })
  await before.post(makeBatch(makeEvents(2)))
  await before.collector.flush()
  sink.fail = () => {
    throw new Error('down')
  }
  const failed = new Promise((resolve) => before.collector.on('error', resolve))
  const replayed = before.collector.replayDeadLetters('memory').catch((error: Error) => error.message)
  await failed
  await before.collector.close()
  expect(await replayed).toBe('the sink memory stopped')
  expect((await readDeadLetters(before.dataDir)).get('memory')).toHaveLength(2)
  sink.fail = undefined
  const after = await startRig({ sinks: [sink], dataDir: before.dataDir })
  expect(await after.collector.replayDeadLetters('memory')).toEqual({ replayed: 2, refused: 0 })
  expect(sink.taken).toHaveLength(2)
})

test('a sink that asks for larger batches gets them, by count or by age, and a flush does not wait', async () => {
  const [large, old] = [createMemorySink('large'), createMemorySink('old')]
  Object.assign(large, { batch: { deliverCount: 6, lingerMs: 3_600_000 } })
  Object.assign(old, { batch: { deliverCount: 1000, lingerMs: 30 } })
  const sizes: number[] = []
  large.fail = (events) => void sizes.push(events.length)
  const { post, collector } = await startRig({ sinks: [large, old] })
  for (const event of makeEvents(8)) await post(makeBatch([event]))
  while (large.taken.length < 6 || old.taken.length < 8) await new Promise(setImmediate)
  expect(sizes).toEqual([6])
  await collector.flush()
  expect(sizes).toEqual([6, 2])
})

test('pauses grow to the cap and are spread over their whole range', () => {
  const rule = { baseMs: 100, capMs: 1000 }
  expect([0, 1, 2, 3, 4, 400].map((attempt) => backoffMs(attempt, 1, rule))).toEqual([100, 200, 400, 800, 1000, 1000])
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, unit) => {
      const pause = backoffMs(attempt, unit, rule)
      expect(pause).toBeGreaterThanOrEqual(0)
      expect(pause).toBeLessThanOrEqual(1000)
    }),
  )
})
