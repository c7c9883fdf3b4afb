import { appendFile, readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checksum32, type StoredEvent } from '@endcap/core'
import { makeEvent } from '@endcap/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nodeEnv } from '../src/env.js'
import { type Files, nodeFiles } from '../src/files.js'
import { encodeBatch, encodeExact, eventsOfExact } from '../src/spool/batch.js'
import { crc32, crc32ByTable } from '../src/spool/crc32.js'
import { createRecordEncoder, decodeRecords } from '../src/spool/record.js'
import { openSpool, type Spool, type SpoolOptions } from '../src/spool/spool.js'
import { makeFolder, makeStored } from './rig.js'

async function open(folder: string, options: Partial<SpoolOptions> = {}): Promise<Spool & { recoveredIds: string[] }> {
  const recoveredIds: string[] = []
  const spool = await openSpool({
    folder,
    segmentBytes: 1 << 20,
    maxBytes: 1 << 30,
    keepMs: Number.POSITIVE_INFINITY,
    env: nodeEnv,
    onSync: () => {},
    onRecover: ({ id }) => recoveredIds.push(id),
    ...options,
  })
  return { ...spool, recoveredIds }
}

async function readAll(spool: Spool, from = 0): Promise<string[]> {
  const reader = spool.reader(from)
  const ids: string[] = []
  for (;;) {
    const entries = await reader.read(7, 100)
    if (entries.length === 0) break
    ids.push(...entries.map(({ event }) => event.id))
  }
  await reader.close()
  return ids
}

const make = (count: number) => Array.from({ length: count }, () => makeStored())
const ids = (events: readonly StoredEvent[]) => events.map(({ id }) => id)
const lastSegment = async (folder: string) =>
  join(folder, (await readdir(folder)).filter((name) => name.endsWith('.log')).at(-1) as string)

/** The real file system, in which the writes and syncs of segments can be made to fail. */
function createFaultyFiles() {
  const faults = { write: false, sync: false, truncate: false, writes: 0, syncs: 0 }
  const files: Files = {
    ...nodeFiles,
    async open(path) {
      const file = await nodeFiles.open(path)
      return {
        ...file,
        async write(bytes, position) {
          faults.writes++
          await file.write(faults.write ? bytes.subarray(0, bytes.length >> 1) : bytes, position)
          if (faults.write) throw new Error('ENOSPC')
        },
        async sync() {
          faults.syncs++
          if (faults.sync) throw new Error('EIO')
          await file.sync()
        },
        async truncate(bytes) {
          if (faults.truncate) throw new Error('EIO')
          await file.truncate(bytes)
        },
      }
    },
  }
  return { faults, env: { ...nodeEnv, files } }
}

test('records read back as they were written, whatever the text', () => {
  const titles = fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(fc.array(titles), fc.nat(), (requests, first) => {
      const batches = requests.map((list) => list.map((term) => makeStored({ search: { term } })))
      const bytes = createRecordEncoder()(
        first,
        batches.map((events) => encodeBatch(events)),
      )
      const { records, consumed, damagedCount } = decodeRecords(bytes)
      expect(records.map((record) => record.events())).toEqual(JSON.parse(JSON.stringify(batches)))
      expect(records.map(({ sequence }) => sequence)).toEqual(
        batches.map((_, index) => first + batches.slice(0, index).flat().length),
      )
      expect([consumed, damagedCount]).toEqual([bytes.length, 0])
    }),
  )
})

test('a body is kept word for word, with what the collector found out', () => {
  const { id, type, ts, seq, page, ...context } = makeEvent('page_view')
  const body = {
    v: 1,
    context,
    events: [
      { id, type, ts, seq, page },
      { id: 'b', type, ts, seq: 2, page },
    ],
  }
  const events = body.events.map((event) => ({
    ...context,
    ...event,
    receivedAt: 5,
    device: 'tablet',
  })) as StoredEvent[]
  Object.assign(events[1] as object, { ts: 3, channel: { group: 'direct' } })
  const exact = {
    bytes: Buffer.from(JSON.stringify(body)),
    count: 2,
    receivedAt: 5,
    add: { 1: { ts: 3, channel: { group: 'direct' as const } } },
    site: undefined,
    device: 'tablet' as const,
  }
  const bytes = createRecordEncoder()(7, [encodeExact(exact)])
  expect(bytes.toString()).toContain(` 7+2 {"receivedAt":5,"device":"tablet","add":{"1":{"ts":3`)
  expect(decodeRecords(bytes).records[0]?.events()).toEqual(events)
  expect(eventsOfExact(exact)).toEqual(events)
})

test('groups of any size are encoded one after another', () => {
  const encode = createRecordEncoder()
  for (const length of [1, 2 ** 20, 3]) {
    const bytes = encode(0, [encodeBatch([makeStored({ search: { term: '–'.repeat(length) } })])])
    expect(decodeRecords(bytes).records.map((record) => record.events()[0])).toMatchObject([
      { search: { term: '–'.repeat(length) } },
    ])
  }
})

test('lines of earlier releases, one event each, are read', () => {
  const event = makeStored()
  const line = `41 ${JSON.stringify(event)}`
  const text = `${checksum32(Buffer.from(line)).toString(16).padStart(8, '0')} ${line}\n`
  const { records } = decodeRecords(Buffer.from(text))
  expect(records.map(({ sequence, count }) => [sequence, count])).toEqual([[41, 1]])
  expect(records[0]?.events()).toEqual([event])
})

test('the checksum is the same where Node does not have it', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
      expect(crc32ByTable(b, crc32ByTable(a))).toBe(crc32(Buffer.concat([a, b])))
    }),
  )
  expect(crc32ByTable(Buffer.from('123456789'))).toBe(0xcbf43926)
})

test('a changed byte costs its record and no other', () => {
  const sound = make(3)
  const bytes = createRecordEncoder()(
    0,
    sound.map((event) => encodeBatch([event])),
  )
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const damaged = Buffer.from(bytes)
      damaged[at] = (damaged[at] as number) ^ change
      const { records } = decodeRecords(damaged)
      for (const record of records) expect(record.events()).toEqual([sound[record.sequence]])
      expect(records.length).toBeGreaterThanOrEqual(1)
    }),
  )
})

test('events come back in order, across segments and after a restart', async () => {
  const folder = await makeFolder()
  const events = make(50)
  const spool = await open(folder, { segmentBytes: 1000 })
  for (const event of events) await spool.append([event])
  expect((await readdir(folder)).filter((name) => name.endsWith('.log')).length).toBeGreaterThan(5)
  expect(await readAll(spool)).toEqual(ids(events))
  expect(await readAll(spool, 33)).toEqual(ids(events).slice(33))
  await spool.close()

  const again = await open(folder, { segmentBytes: 1000 })
  expect([again.id, again.next(), again.bytes()]).toEqual([spool.id, 50, spool.bytes()])
  expect(again.recoveredIds).toEqual(ids(events))
  const more = make(1)
  await again.append(more)
  expect(await readAll(again, 49)).toEqual([events[49]?.id, more[0]?.id])
  await again.close()
})

test('a torn tail is cut off, byte for byte', async () => {
  const folder = await makeFolder()
  const events = make(3)
  const spool = await open(folder)
  for (const event of events) await spool.append([event])
  await spool.close()
  const path = await lastSegment(folder)
  const whole = await readFile(path)
  const ends = decodeRecords(whole).records.map(({ end }) => end)
  for (let length = whole.length - 1; length >= 0; length -= 97) {
    await writeFile(path, whole.subarray(0, length))
    const kept = ends.filter((end) => end <= length).length
    const again = await open(folder)
    expect(again.recoveredIds).toEqual(ids(events).slice(0, kept))
    expect(again.recovered.tornBytes).toBe(length - (ends[kept - 1] ?? 0))
    await again.append(make(1))
    expect((await readAll(again)).length).toBe(kept + 1)
    await again.close()
  }
})

test('zeros behind the last record, as a file system leaves them, are cut off', async () => {
  const folder = await makeFolder()
  const spool = await open(folder)
  await spool.append(make(2))
  const { length } = await readFile(await lastSegment(folder))
  await spool.close()
  await truncate(await lastSegment(folder), length + 4096)
  const again = await open(folder)
  expect([again.recovered.tornBytes, again.recoveredIds.length]).toEqual([4096, 2])
  await again.close()
})

test('damage with sound records behind it is stepped over, not cut', async () => {
  const folder = await makeFolder()
  const events = make(3)
  const spool = await open(folder)
  for (const event of events) await spool.append([event])
  await spool.close()
  const path = await lastSegment(folder)
  const bytes = await readFile(path)
  bytes.fill('x', 400, 404)
  await writeFile(path, bytes)
  const again = await open(folder)
  expect(again.recovered).toMatchObject({ damagedCount: 1, tornBytes: 0, next: 3 })
  expect(await readAll(again)).toEqual([events[0]?.id, events[2]?.id])
  await again.close()
})

test('concurrent appends share writes and syncs', async () => {
  const { faults, env } = createFaultyFiles()
  const spool = await open(await makeFolder(), { env })
  faults.syncs = 0
  await Promise.all(Array.from({ length: 100 }, () => spool.append(make(1))))
  expect(faults.syncs).toBeLessThanOrEqual(2)
  expect(spool.next()).toBe(100)
  await spool.close()
})

test('an append resolves only once its bytes are synced', async () => {
  let letGo = () => {}
  const gate = new Promise<void>((resolve) => (letGo = resolve))
  const files: Files = {
    ...nodeFiles,
    open: async (path) => {
      const file = await nodeFiles.open(path)
      return { ...file, sync: () => gate.then(file.sync) }
    },
  }
  const spool = await open(await makeFolder(), { env: { ...nodeEnv, files } })
  let isDone = false
  const append = spool.append(make(1)).then(() => (isDone = true))
  await nodeFiles.list('/')
  expect([isDone, spool.next(), await readAll(spool)]).toEqual([false, 0, []])
  letGo()
  await append
  expect((await readAll(spool)).length).toBe(1)
  await spool.close()
})

test.each(['write', 'sync'] as const)('a failed %s keeps nothing, and the next append goes on', async (fault) => {
  const folder = await makeFolder()
  const { faults, env } = createFaultyFiles()
  const spool = await open(folder, { env })
  const [before, lost, after] = [make(2), make(2), make(2)]
  await spool.append(before)
  faults[fault] = true
  await expect(spool.append(lost)).rejects.toMatchObject({ code: 'spool-failed' })
  expect(spool.isSound()).toBe(false)
  faults[fault] = false
  await spool.append(after)
  expect([spool.isSound(), spool.next()]).toEqual([true, 4])
  expect(await readAll(spool)).toEqual(ids([...before, ...after]))
  await spool.close()
  const again = await open(folder)
  expect(again.recoveredIds).toEqual(ids([...before, ...after]))
  await again.close()
})

test('nothing is written behind bytes that could not be taken back', async () => {
  const { faults, env } = createFaultyFiles()
  const spool = await open(await makeFolder(), { env })
  await spool.append(make(1))
  Object.assign(faults, { write: true, truncate: true })
  await expect(spool.append(make(1))).rejects.toThrow('spool-failed')
  faults.write = false
  await expect(spool.append(make(1))).rejects.toThrow('spool-failed')
  faults.truncate = false
  await spool.append(make(1))
  expect((await readAll(spool)).length).toBe(2)
  await spool.close()
})

test('segments go once passed and old, or passed and the spool is too large', async () => {
  let now = 1_000_000
  const env = { ...nodeEnv, clock: { ...nodeEnv.clock, now: () => now } }
  const spool = await open(await makeFolder(), { env, segmentBytes: 1, keepMs: 1000, maxBytes: 1 << 20 })
  for (let i = 0; i < 4; i++) await spool.append(make(1))
  await spool.retain(4)
  expect(spool.first()).toBe(0)
  now += 2000
  await spool.retain(2)
  expect(spool.first()).toBe(2)
  expect((await readAll(spool)).length).toBe(2)
  await spool.close()

  const small = await open(await makeFolder(), { segmentBytes: 1, maxBytes: 500 })
  for (let i = 0; i < 4; i++) await small.append(make(1))
  await small.retain(4)
  expect(small.first()).toBeGreaterThan(1)
  await small.close()
})

test('a second process is kept out, and the lock of a dead one is taken over', async () => {
  const folder = await makeFolder()
  const spool = await open(folder)
  await expect(open(folder)).rejects.toMatchObject({ code: 'option-invalid' })
  await spool.close()
  await writeFile(join(folder, 'lock'), '1')
  await expect(open(folder)).rejects.toThrow('process 1')
  await writeFile(join(folder, 'lock'), '4194305')
  const again = await open(folder)
  await again.close()
})

test('files of others in the folder are left alone', async () => {
  const folder = await makeFolder()
  await appendFile(join(folder, 'notes.txt'), 'hello')
  const spool = await open(folder)
  await spool.append(make(1))
  await spool.close()
  expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('hello')
})
