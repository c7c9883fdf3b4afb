import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { createScorer, createShardedModel, decodeModel } from '@endcap/ranker'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createOwnModel } from '../src/evaluate/own-model.js'
import { encodeDirectory } from '../src/train/directory.js'
import { encodeWithin } from '../src/train/encode-within.js'
import type { FittedModel } from '../src/train/fit.js'
import { readSessions } from '../src/train/read.js'
import { train } from '../src/train/train.js'
import { plantedSessions } from './train-data.js'

/** Items in clusters of ten, each with neighbours in its own and some in others. */
function plant(items: number, idOf: (item: number) => string = (item) => `${item * 7 + 1000}`): FittedModel {
  let state = 7
  const random = () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9
    return (state >>> 0) / 2 ** 32
  }
  const table = (most: number) => {
    const offsets = [0]
    const neighbours: number[] = []
    const weights: number[] = []
    for (let item = 0; item < items; item++) {
      const own = new Set<number>()
      for (let k = 0; k < most; k++) {
        const near = Math.floor(item / 10) * 10 + Math.floor(random() * 10)
        own.add(Math.min(items - 1, random() < 0.8 ? near : Math.floor(random() * items)))
      }
      for (const other of own) {
        neighbours.push(other)
        weights.push(0.001 + random() ** 3)
      }
      offsets.push(neighbours.length)
    }
    return {
      offsets: Uint32Array.from(offsets),
      items: Uint32Array.from(neighbours),
      weights: Float64Array.from(weights),
    }
  }
  return {
    ids: Array.from({ length: items }, (_, item) => idOf(item)),
    count: Uint32Array.from({ length: items }, () => 1 + random() ** 4 * 100_000),
    trend: Float32Array.from({ length: items }, () => random() ** 4 * 100),
    tables: { view: table(12), cart: table(3) },
    scoring: { steps: [1, 0.4, 0.1], own: [0.1, 0.05, 0.01] },
    window: { from: null, to: null },
    sessions: 5,
    interactions: 9,
  }
}
const gzip = (bytes: Uint8Array) => gzipSync(bytes, { level: 9 }).length

describe('encodeWithin', () => {
  const fitted = plant(600)
  it('writes one file with every pair where nothing limits it', () => {
    const { files, pairs, sharded } = encodeWithin(fitted)
    expect(files.map(({ name }) => name)).toEqual(['model.bin'])
    expect(sharded).toBeUndefined()
    expect(pairs.view).toBe(fitted.tables.view.items.length)
  })
  it.each([9000, 5000, 3000])('keeps to %i bytes, uses them, and keeps the best pairs', (maxBytes) => {
    const { files, pairs } = encodeWithin(fitted, { maxBytes })
    const { bytes } = files[0]!
    expect(gzip(bytes)).toBeLessThanOrEqual(maxBytes)
    expect(gzip(bytes)).toBeGreaterThan(maxBytes * 0.85)
    const model = decodeModel(bytes.buffer)
    expect(model.tables.view.items).toHaveLength(pairs.view)
    const mean = (list: ArrayLike<number>) => Array.from(list).reduce((a, b) => a + b, 0) / list.length
    expect(mean(model.tables.view.weights)).toBeGreaterThan(mean(fitted.tables.view.weights))
  })
  it('says when nothing fits, and refuses no bytes at all', () => {
    for (const limits of [{ maxBytes: 50 }, { shards: { sessionBytes: 100 } }]) {
      expect(encodeWithin(fitted, limits)).toMatchObject({ isOver: true, pairs: { view: 0 } })
    }
    for (const limits of [{ maxBytes: -1 }, { shards: { sessionBytes: 0 } }]) {
      expect(() => encodeWithin(fitted, limits)).toThrow(/option-invalid/)
    }
  })
  it('shards on its own where one file is too large', () => {
    expect(encodeWithin(fitted, { shards: 'auto' }).files).toHaveLength(1)
    expect(encodeWithin(fitted, { shards: 'auto', maxBytes: 5000 }).sharded).toBeDefined()
  })
  it('writes the same bytes again, others for another model', () => {
    const limits = { shards: { sessionBytes: 6000 } }
    const one = encodeWithin(fitted, limits)
    expect(encodeWithin(plant(600), limits).files).toEqual(one.files)
    const other = encodeWithin({ ...fitted, trend: fitted.trend.map((value) => value * 3) }, limits)
    expect(other.version).not.toBe(one.version)
    expect(one.files.slice(1).every(({ name }) => name.startsWith(`${one.version}-`))).toBe(true)
  })
  it.each([
    ['numbers', undefined],
    ['long numbers', (item: number) => `${9_000_000_000 + item * 131}`],
    ['text', (item: number) => `Ærmeløs „${item}“\n👕`],
  ])(
    'scores from shards as from one file, ids being %s',
    async (_, idOf) => {
      const { files, sharded, whole } = encodeWithin(plant(600, idOf), { shards: { sessionBytes: 6000 } })
      const model = decodeModel(whole!().buffer)
      const byName = new Map(files.map(({ name, bytes }) => [name, bytes.buffer]))
      const score = createScorer(model)
      expect(files.filter(({ name }) => name.includes('-s')).length).toBeGreaterThan(3)
      for (let start = 0; start < 600; start += 37) {
        const ids = [model.ids[start]!, model.ids[(start * 31) % 600]!, 'unknown']
        const asked: string[] = []
        const errors: string[] = []
        const part = createShardedModel(
          files[0]!.bytes.buffer,
          async (name) => {
            asked.push(name)
            return byName.get(name)!
          },
          { parallel: 1, onError: ({ message }) => errors.push(message) },
        )
        await part.want(ids.slice(0, 1))
        await part.want(ids.slice(0, 2))
        for (const table of ['view', 'cart'] as const) {
          const one = createScorer(part.model)(
            ids.map((id) => part.model.indexOf(id) ?? -1),
            { table, own: true },
          )
          const two = score(
            ids.map((id) => model.indexOf(id) ?? -1),
            { table, own: true },
          )
          expect(one.map(({ index, score }) => [part.model.ids[index], score])).toEqual(
            two.map(({ index, score }) => [model.ids[index], score]),
          )
        }
        expect(errors).toEqual([])
        const bytes = asked.reduce((sum, name) => sum + gzip(new Uint8Array(byName.get(name)!)), gzip(files[0]!.bytes))
        const counted = sharded!.bytesOfSession(ids.slice(0, 2))
        // The page asks the directory for an id that a shard on its way turns out to hold; the count does not.
        expect(bytes).toBe(counted)
        await part.want(ids)
        expect(errors).toEqual([])
      }
    },
    20_000,
  )
  it.each([0, 1, 2])('writes %i items without pairs, in one file or shards', async (items) => {
    const bare = plant(items)
    const empty = { offsets: new Uint32Array(items + 1), items: new Uint32Array(), weights: new Float64Array() }
    for (const tables of [
      { view: empty, cart: empty },
      { view: empty, cart: { ...empty } },
    ]) {
      expect(decodeModel(encodeWithin({ ...bare, tables }).files[0]!.bytes.buffer).ids.length).toBe(items)
      const { files } = encodeWithin({ ...bare, tables }, { shards: true })
      const sharded = createShardedModel(files[0]!.bytes.buffer, async (name) => {
        return files.find((file) => file.name === name)!.bytes.buffer
      })
      await sharded.want(bare.ids)
      expect([...sharded.model.ids].sort()).toEqual([...bare.ids].sort())
    }
  })
})

describe('encodeDirectory', () => {
  it('finds a table for any ids', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'binary' }), { maxLength: 300 }), (ids) => {
        const { body } = encodeDirectory(
          ids,
          ids.map((_, i) => i * 97),
        )
        expect(body.length).toBeLessThan(60 + ids.length * 2.8)
      }),
      { numRuns: 20 },
    )
  })
})

describe('train and createOwnModel', () => {
  it('writes a folder that a page can load', async () => {
    const out = join(mkdtempSync(join(tmpdir(), 'endcap-shards-')), 'model')
    const { files, version } = await train({ input: plantedSessions(), out, shards: true })
    expect(readdirSync(out)).toHaveLength(files)
    const read = (name: string) => Uint8Array.from(readFileSync(join(out, name))).buffer
    const sharded = createShardedModel(read('manifest.bin'), async (name) => read(name))
    await sharded.want(['a0'])
    expect(sharded.model.header.version).toBe(version)
    const [best] = createScorer(sharded.model)([sharded.model.indexOf('a0')!])
    expect(sharded.model.ids[best!.index]).toBe('b0')
  })
  it('refuses bytes that no model fits in, and leaves nothing behind', async () => {
    const out = join(mkdtempSync(join(tmpdir(), 'endcap-shards-')), 'model')
    await expect(train({ input: plantedSessions(), out, maxBytes: 10 })).rejects.toMatchObject({
      code: 'option-invalid',
    })
    expect(readdirSync(join(out, '..'))).toEqual([])
  })
  it('answers the same sharded as pruned into one file would, and counts what a session loads', async () => {
    const { interactions } = await readSessions(plantedSessions(), {})
    const own = createOwnModel(interactions, { protocol: 'session', mode: 'storefront', shards: true })
    const a0 = interactions.ids.indexOf('a0')
    const question = { newestFirst: [a0], history: [], without: [a0], count: 1, isTieWanted: false }
    expect(interactions.ids[own.predict(question).items[0]!]).toBe('b0')
    const bytes = own.bytesOfSession!([a0])
    expect(bytes).toBeGreaterThan(100)
    expect(bytes).toBeLessThanOrEqual(own.model_bytes_gzip)
    expect(own.bytesOfSession!([a0, a0, -1])).toBeGreaterThanOrEqual(bytes)
  })
})
