import { fnv1a32, type Model } from '@endcap/core'
import { describe, expect, it } from 'vitest'
import { createScorer, createShardedModel, decodeModel, isManifest, type ShardedOptions } from '../src/index.js'
import { mutate, plantModel, plantSharded } from './model-file.js'

const planted = {
  ids: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
  count: [5, 3, 1, 1, 2, 7, 1, 1],
  view: {
    a: [
      ['b', 255],
      ['c', 51],
      ['a', 3],
    ],
    b: [
      ['a', 9],
      ['h', 90],
      ['c', 90],
    ],
    h: [['d', 7]],
    c: [['b', 44]],
  },
  cart: { c: [['a', 102]], d: [['e', 20]] },
} as const
const whole = decodeModel(plantModel(planted))
const files: Record<string, ArrayBuffer> = plantSharded(planted)
const manifest = files['manifest.bin']!
const homeOf = (id: string) => `00c0ffee-s${fnv1a32(id) % 2}.bin`

function open(options: ShardedOptions = {}, from = files) {
  const asked: string[] = []
  const errors: string[] = []
  const failed: string[] = []
  const sharded = createShardedModel(
    manifest,
    async (name) => {
      asked.push(name)
      const file = from[name]
      if (!file) throw new Error('404')
      return file
    },
    {
      onError({ code }, name) {
        errors.push(code)
        failed.push(name)
      },
      ...options,
    },
  )
  return { ...sharded, current: () => sharded.model, asked, errors, failed }
}
const answers = (model: Model, ids: readonly string[], table: 'view' | 'cart' = 'view') =>
  createScorer(model)(
    ids.map((id) => model.indexOf(id) ?? -1),
    { table },
  ).map(({ index, score }) => [model.ids[index], score])

describe('createShardedModel', () => {
  it('knows nothing but its manifest at first', () => {
    const { current } = open()
    expect(current().ids).toEqual([])
    expect(current().header).toMatchObject({ version: '00c0ffee', scoring: { steps: [1, 0.5] } })
    expect(answers(current(), ['a'])).toEqual([])
  })
  it('scores as the whole model once the shards of the items are there', async () => {
    const { want, current, errors } = open()
    await want(planted.ids)
    expect(errors).toEqual([])
    for (const table of ['view', 'cart'] as const) {
      for (const one of planted.ids) {
        for (const two of planted.ids) {
          expect(answers(current(), [one, two], table)).toEqual(answers(whole, [one, two], table))
        }
      }
    }
    expect(current().count[current().indexOf('f')!]).toBe(7)
  })
  it('loads only what an item needs, once, and tells of it', async () => {
    const seen: Model[] = []
    const { want, asked } = open({ onChange: (model) => seen.push(model) })
    await Promise.all([want(['a']), want(['a'])])
    await want(['a'])
    expect(asked).toEqual([homeOf('a').replace('-s', '-d'), homeOf('a')])
    expect(seen).toHaveLength(1)
    expect(answers(seen[0]!, ['a'])).toEqual(answers(whole, ['a']))
  })
  it('does without a file that fails, and reports it once', async () => {
    const { [homeOf('a')]: _, ...rest } = files
    const { want, errors, failed, current } = open({}, rest)
    await want(['a', 'b', 'h'])
    await want(['a', 'b', 'h'])
    expect(errors).toEqual(['network-failed'])
    expect(failed).toEqual([homeOf('a')])
    const there = planted.ids.find((id) => homeOf(id) !== homeOf('a'))!
    await want([there])
    expect(answers(current(), [there])).toEqual(answers(whole, [there]))
  })
  it('tells a manifest from other files', () => {
    const parts = Object.entries(files).map(([name, bytes]) => [name, isManifest(bytes)])
    expect(parts.filter(([, is]) => is)).toEqual([['manifest.bin', true]])
    expect(isManifest(plantModel({ ids: ['"shards":1'] }))).toBe(false)
    for (const bytes of [new ArrayBuffer(0), new ArrayBuffer(12), new ArrayBuffer(16), manifest.slice(0, 20)]) {
      expect(isManifest(bytes)).toBe(false)
    }
  })
  it('refuses a shard of another version or number', async () => {
    const other = { ...files, [homeOf('a')]: files[homeOf(planted.ids.find((id) => homeOf(id) !== homeOf('a'))!)]! }
    const { want, errors } = open({}, other)
    await want(['a'])
    expect(errors).toEqual(['model-damaged'])
  })
  it('loads at most so many files at once', async () => {
    let [running, most] = [0, 0]
    const sharded = createShardedModel(
      manifest,
      async (name) => {
        most = Math.max(most, ++running)
        await Promise.resolve()
        running--
        return files[name]!
      },
      { parallel: 1 },
    )
    await sharded.want(planted.ids)
    expect(most).toBe(1)
    expect(answers(sharded.model, ['b'])).toEqual(answers(whole, ['b']))
  })
  it('keeps so many shards and loads again what it let go', async () => {
    const { want, asked, current } = open({ keep: 1 })
    const other = planted.ids.find((id) => homeOf(id) !== homeOf('a'))!
    await want(['a'])
    await want([other])
    expect(answers(current(), ['a'])).toEqual([])
    await want(['a'])
    expect(answers(current(), ['a'])).toEqual(answers(whole, ['a']))
    expect(asked.filter((name) => name === homeOf('a'))).toHaveLength(2)
  })
  it.each(Object.keys(files))(
    'refuses or reads whatever is made of %s',
    async (name) => {
      const read = async (bytes: ArrayBuffer) => {
        const from: Record<string, ArrayBuffer> = { ...files, [name]: bytes }
        const sharded = createShardedModel(from['manifest.bin']!, async (file) => from[file]!)
        await sharded.want(planted.ids)
        return sharded.model
      }
      const { refused, read: good } = await mutate(files[name]!, 1000, { read })
      expect(refused + good).toBe(1000)
    },
    30_000,
  )
})
