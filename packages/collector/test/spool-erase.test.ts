import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoredEvent } from '@endcap/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CollectorEnv, nodeEnv } from '../src/env.js'
import { type Files, nodeFiles } from '../src/files.js'
import { needlesOf } from '../src/spool/erase.js'
import { openSpool, type Spool } from '../src/spool/spool.js'
import { makeFolder, makeStored } from './rig.js'

const open = (folder: string, files: Files = nodeFiles, segmentBytes = 2000, recovered: string[] = []) =>
  openSpool({
    folder,
    segmentBytes,
    maxBytes: 1 << 30,
    keepMs: Number.POSITIVE_INFINITY,
    env: { ...nodeEnv, files } satisfies CollectorEnv,
    onSync: () => {},
    onRecover: ({ id }) => recovered.push(id),
  })
const of = (visitor: string) => ({
  matches: (event: StoredEvent) => event.visitor === visitor,
  needles: needlesOf([visitor]),
})
const by = (visitor: string, count = 1) => Array.from({ length: count }, () => makeStored({ visitor }))

async function readAll(spool: Spool, from = 0) {
  const reader = spool.reader(from)
  const entries = []
  for (;;) {
    const more = await reader.read(7, 500)
    if (more.length === 0) break
    entries.push(...more)
  }
  await reader.close()
  return entries
}

/** The text of every file of a folder. */
async function texts(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.includes('.log'))
  return (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('')
}

test('erased events are gone from the files; sequences stay, and ids stay known', async () => {
  const folder = await makeFolder()
  const spool = await open(folder)
  const events = [...by('ann', 5), ...by('bob', 3), ...by('ann', 5), ...by('bob', 2)]
  for (const event of events) await spool.append([event])
  expect(await spool.erase(of('ann'))).toBe(10)
  const bobs = events.flatMap((event, sequence) => (event.visitor === 'bob' ? [{ sequence, event }] : []))
  expect(await readAll(spool)).toMatchObject(bobs)
  expect(await texts(folder)).not.toContain('"ann"')
  expect(await spool.erase(of('ann'))).toBe(0)
  const [next] = by('bob')
  await spool.append([next as StoredEvent])
  expect((await readAll(spool)).at(-1)).toMatchObject({ sequence: events.length, event: next })
  await spool.close()
  const recovered: string[] = []
  const again = await open(folder, nodeFiles, 2000, recovered)
  expect(recovered).toEqual([...events, next].map((event) => event?.id))
  expect(again.recovered.damagedCount + again.recovered.tornBytes).toBe(0)
  await again.close()
})

test('of a request that was kept word for word, what it says of all its events goes with the person whom it is of', async () => {
  const folder = await makeFolder()
  const spool = await open(folder)
  const consent = { analytics: 'granted', personalization: 'granted' } as const
  const context = {
    visitor: 'ann',
    session: 'of-ann',
    page: { url: 'https://shop.example/', kind: 'home' },
    consent,
  } as const
  const own = [
    { id: 'a', type: 'page_view', ts: 1, stream: 's', seq: 1 },
    { id: 'b', type: 'page_view', ts: 2, stream: 's', seq: 2, visitor: 'bob', session: 'of-bob' },
  ] as const
  const add = { 0: { ts: 3 }, 1: { ts: 4, channel: { group: 'direct' } } } as const
  const kept = own.map((event, index) => ({
    ...context,
    ...event,
    ...add[index as 0 | 1],
    receivedAt: 5,
    site: 'mugs',
    device: 'mobile',
  }))
  // Written by hand as `1e9`, which takes ten characters when it is written again.
  const padding = `"data":{"long":[${Array(9).fill('1e9').join()}]}`
  const bytes = Buffer.from(JSON.stringify({ v: 1, context, events: own }).replace('"seq":2', `"seq":2,${padding}`))
  await spool.appendExact({ bytes, count: 2, receivedAt: 5, add, site: 'mugs', device: 'mobile' })
  expect(await spool.erase(of('ann'))).toBe(1)
  const text = await texts(folder)
  for (const gone of ['"ann"', 'of-ann', '"a","type', '"ts":3']) expect(text).not.toContain(gone)
  const left = { ...kept[1], data: { long: Array(9).fill(1e9) } }
  expect(await readAll(spool)).toMatchObject([{ sequence: 1, event: left }])
  expect(spool.bytes()).toBe(Buffer.byteLength(text))
  await spool.append(by('bob'))
  await spool.close()
  const recovered: string[] = []
  const again = await open(folder, nodeFiles, 2000, recovered)
  expect(recovered.slice(0, 2)).toEqual(['a', 'b'])
  expect(again.recovered.damagedCount + again.recovered.tornBytes).toBe(0)
  expect(await again.erase({ matches: ({ id }) => id === 'b', needles: ['"b"'] })).toBe(1)
  expect((await readAll(again)).map(({ sequence }) => sequence)).toEqual([2])
  await again.close()
})

test('a record that gets longer leaves the others where they are read', async () => {
  const folder = await makeFolder()
  const spool = await open(folder, nodeFiles, 1 << 20)
  const own = ['a', 'b'].map((id, index) => ({ ...makeStored({ visitor: index ? 'bob' : 'ann' }), id, receivedAt: 5 }))
  const text = JSON.stringify({ v: 1, events: own })
  const bytes = Buffer.from(`${text.slice(0, -3)},"data":{${Array.from({ length: 40 }, (_, n) => `"n${n}":1e20`)}}}]}`)
  await spool.appendExact({ bytes, count: 2, receivedAt: 5, add: undefined, site: undefined, device: undefined })
  await spool.append(by('cid', 2))
  const before = spool.bytes()
  expect(await spool.erase(of('ann'))).toBe(1)
  expect(spool.bytes()).toBeGreaterThan(before)
  expect((await readAll(spool)).map(({ sequence, event }) => [sequence, event.visitor])).toEqual([
    [1, 'bob'],
    [2, 'cid'],
    [3, 'cid'],
  ])
  await spool.close()
  expect((await open(folder)).recovered).toMatchObject({ damagedCount: 0, tornBytes: 0, next: 4 })
})

test('a reader that read ahead gives nothing of what was erased, and nothing twice', async () => {
  const spool = await open(await makeFolder(), nodeFiles, 1 << 20)
  const events = [...by('bob', 3), ...by('ann', 3), ...by('bob', 3)]
  await spool.append(events)
  const reader = spool.reader(0)
  const first = await reader.read(2, 1 << 20)
  // Reading while the files are replaced.
  const [second] = await Promise.all([reader.read(1, 1), spool.erase(of('ann'))])
  const rest = await reader.read(100, 1 << 20)
  const bobs = events.filter(({ visitor }) => visitor === 'bob')
  expect([...first, ...second, ...rest].map(({ event }) => event.id)).toEqual(bobs.map(({ id }) => id))
  await reader.close()
  await spool.close()
})

test('events that are appended meanwhile are kept, whole and in order', async () => {
  const spool = await open(await makeFolder())
  await spool.append(by('ann', 20))
  const appended: StoredEvent[] = []
  const append = async () => {
    for (let round = 0; round < 20; round++) {
      const more = by('bob', 2)
      appended.push(...more)
      await spool.append(more)
    }
  }
  const [, ...counts] = await Promise.all([append(), spool.erase(of('ann')), spool.erase(of('ann'))])
  expect(counts[0] + counts[1]).toBeGreaterThanOrEqual(20)
  expect((await readAll(spool)).map(({ event }) => event.id)).toEqual(appended.map(({ id }) => id))
  await spool.close()
})

test('a damaged line that names the person is blanked', async () => {
  const folder = await makeFolder()
  const spool = await open(folder, nodeFiles, 1 << 20)
  await spool.append(by('ann', 1))
  await spool.append(by('bob', 1))
  await spool.close()
  const path = join(folder, (await readdir(folder)).find((name) => name.endsWith('.log')) as string)
  await writeFile(path, `0${(await readFile(path, 'utf8')).slice(1).replace('"ann"', '"ann" ')}`)
  const again = await open(folder)
  expect(await again.erase(of('ann'))).toBe(0)
  expect(await texts(folder)).not.toContain('ann')
  expect((await readAll(again)).map(({ event }) => event.visitor)).toEqual(['bob'])
  await again.close()
})

/** A file system that dies at an operation: it and all that follow reject, and a write may be cut in the middle. */
function mortal(lives: number): Files & { isDead(): boolean } {
  let left = lives
  const die = () => {
    if (left-- <= 0) throw new Error('dead')
  }
  return {
    ...nodeFiles,
    isDead: () => left < 0,
    async open(path) {
      die()
      const file = await nodeFiles.open(path)
      return {
        ...file,
        async write(bytes, position) {
          if (left === 0) await file.write(bytes.subarray(0, bytes.length >> 1), position)
          die()
          await file.write(bytes, position)
        },
        async sync() {
          die()
          await file.sync()
        },
        async truncate(bytes) {
          die()
          await file.truncate(bytes)
        },
      }
    },
    async rename(from, to) {
      die()
      await nodeFiles.rename(from, to)
    },
    async remove(path) {
      die()
      await nodeFiles.remove(path)
    },
  }
}

test('wherever a crash strikes, others lose nothing, and the erasure can be finished', async () => {
  const visitors = fc.array(fc.constantFrom('ann', 'bob', 'cid'), { minLength: 1, maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(visitors, fc.nat(12), fc.integer({ min: 300, max: 4000 }), async (owners, lives, segmentBytes) => {
      const folder = await makeFolder()
      const events = owners.flatMap((visitor) => by(visitor))
      const before = await open(folder, nodeFiles, segmentBytes)
      for (const event of events) await before.append([event])
      await before.close()
      const files = mortal(lives)
      const dying = await open(folder, files, segmentBytes).catch(() => undefined)
      await dying?.erase(of('ann')).catch(() => undefined)
      // Only its lock goes: a process that died holds none.
      await dying?.close().catch(() => undefined)

      const after = await open(folder, nodeFiles, segmentBytes)
      const seen = (await readAll(after)).map(({ sequence, event }) => [sequence, event.id])
      const kept = events.map(({ id, visitor }, sequence) => [sequence, id, visitor] as const)
      const others = kept.filter(([, , visitor]) => visitor !== 'ann').map(([sequence, id]) => [sequence, id])
      expect(seen.filter(([, id]) => others.some((other) => other[1] === id))).toEqual(others)
      await after.erase(of('ann'))
      expect((await readAll(after)).map(({ sequence, event }) => [sequence, event.id])).toEqual(others)
      expect(await texts(folder)).not.toContain('"ann"')
      expect(after.next()).toBe(events.length)
      await after.close()
    }),
    { numRuns: 60 },
  )
})
