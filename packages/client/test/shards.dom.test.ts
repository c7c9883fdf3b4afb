import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, EMPTY_PROFILE, type FetchInit, type Profile } from '@endcap/core'
import { createRanker, decodeModel, type RankContext } from '@endcap/ranker'
import { createFakeClock, createMemoryStore, createSeededRandom } from '@endcap/testkit'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Client, type ClientOptions, createClient } from '../src/index.js'
import { PRODUCTS, publishSharded } from './published.js'

const ROW = { selector: '#rows', count: 4, min: 1, rotate: false, diversity: 0 }
const CONFIG: Config = {
  v: 1,
  placements: [
    { ...ROW, id: 'related', strategy: ['related'] },
    { ...ROW, id: 'for-you', strategy: ['for-you'], priority: -1 },
    { ...ROW, id: 'list', widget: 'reorder' },
  ],
}
const GRANTED = { analytics: 'granted', personalization: 'granted' } as const

let published: Awaited<ReturnType<typeof publishSharded>>
beforeAll(async () => {
  published = await publishSharded()
}, 60_000)
const clients: Client[] = []
afterEach(() => {
  for (const client of clients.splice(0)) client.stop()
})

const settled = () => new Promise((resolve) => setTimeout(resolve, 20))

/** A page whose `/model` is the folder of versions. `answer` may stand in for a file. */
function start(
  model: string,
  options: Partial<ClientOptions> = {},
  answer: (name: string) => Promise<ArrayBuffer | undefined> | undefined = () => undefined,
  profile?: Profile,
) {
  const clock = createFakeClock()
  const random = createSeededRandom(3)
  const store = createMemoryStore()
  if (profile) store.data.set('profile', profile)
  const asked: string[] = []
  const inits: (FetchInit | undefined)[] = []
  const fetch = async (url: string, init?: FetchInit) => {
    const name = url.replace('/model/', '').replace(`${published.version}/`, '')
    asked.push(name)
    inits.push(init)
    const given = answer(name)
    const bytes = given ? await given : readFileSync(join(published.folder, url.replace('/model/', '')))
    const whole = bytes && Uint8Array.from(new Uint8Array(bytes)).buffer
    return {
      ok: whole !== undefined,
      status: whole ? 200 : 404,
      headers: { get: () => null },
      arrayBuffer: async () => whole as ArrayBuffer,
      json: async () => JSON.parse(new TextDecoder().decode(whole)),
    }
  }
  const place: { context: RankContext } = { context: {} }
  const client = createClient({
    key: 'demo',
    config: CONFIG,
    catalogue: { v: 1, products: PRODUCTS },
    consent: GRANTED,
    detect: false,
    consentTools: false,
    model,
    ...options,
    env: {
      clock,
      random,
      fetch,
      store,
      tracker: {
        clock,
        random,
        fetch,
        store: createMemoryStore(),
        storage: { get: () => undefined, set: () => {}, remove: () => {}, keys: () => [] },
      },
      context: () => place.context,
      search: () => '',
      parsed: () => Promise.resolve(),
      onVisible: () => () => {},
    },
  })
  clients.push(client)
  const errors: string[] = []
  client.on('error', ({ message }) => errors.push(message))
  return { client, clock, asked, inits, errors, place }
}

const readPart = (name: string) =>
  Uint8Array.from(readFileSync(join(published.folder, published.version, name))).buffer as ArrayBuffer
function gate() {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open: () => open() }
}
const manifest = () => `/model/${published.version}/manifest.bin`
const isShard = (name: string) => /-s\d+\.bin$/.test(name)
const view = (id: string) => ({ items: [{ item_id: id }] })
const idsOf = (client: Client, slot: string) =>
  client
    .slot(slot)
    .snapshot()
    .items.map(({ product }) => product.id)
const whole = () =>
  createRanker({
    model: decodeModel(readPart('whole.bin')),
    products: PRODUCTS,
  })
const expected = (strategy: 'related' | 'for-you', now: number, profile = EMPTY_PROFILE, context: RankContext = {}) =>
  whole()
    .recommend({ strategy, profile, context, count: 4, now })
    .map(({ id }) => id)

describe('a client with a sharded model', () => {
  it('draws what the whole model draws, and asks for what the page takes only', async () => {
    const { client, clock, asked, inits, errors, place } = start('/model/current.json')
    place.context = { productId: 'a7' }
    const slot = client.slot('related')
    await client.ready
    expect(slot.snapshot()).toMatchObject({ state: 'ready', strategy: 'related' })
    expect(idsOf(client, 'related')).toEqual(expected('related', clock.now(), undefined, place.context))
    expect(idsOf(client, 'related')[0]).toBe('b7')
    expect(slot.snapshot().items[0]!.reason.source).toBe('model')
    expect(asked.filter((name) => !isShard(name))).toEqual([
      'current.json',
      'manifest.bin',
      `${published.version}-d0.bin`,
    ])
    expect(asked.filter(isShard)).toHaveLength(1)
    expect(inits.map((init) => init?.cache)).toEqual(['no-cache', 'force-cache', 'force-cache', 'force-cache'])
    expect(inits.every((init) => init?.credentials === 'omit')).toBe(true)
    expect(errors).toEqual([])
  })

  it('starts from what the visitor met before, and from the cart', async () => {
    const now = createFakeClock().now()
    const profile: Profile = {
      ...EMPTY_PROFILE,
      recent: ['a3', 'a20', 'b9'].map((id, i) => ({ id, kind: 'view', ts: now - i * 1000 }) as never),
      cart: [{ id: 'a30', quantity: 1 } as never],
    }
    const { client, clock, asked } = start(manifest(), {}, undefined, profile)
    client.slot('for-you')
    await client.ready
    expect(idsOf(client, 'for-you')).toEqual(expected('for-you', clock.now(), profile))
    const shards = asked.filter(isShard)
    expect(shards.length).toBeGreaterThan(1)
    expect(new Set(asked).size).toBe(asked.length)
    expect(asked[0]).toBe('manifest.bin')
  })

  it('loads what a view takes and re-ranks rows out of sight; one on screen stays until it is not', async () => {
    const { client, clock, asked } = start(manifest())
    const related = client.slot('related')
    await client.ready
    expect(related.snapshot().state).toBe('empty')
    client.track('view_item', view('a7'))
    await settled()
    const before = idsOf(client, 'related')
    expect(before).toEqual(expected('related', clock.now(), client.profile()))
    expect(before[0]).toBe('b7')
    related.visible(true)
    const count = asked.length
    client.track('view_item', view('a41'))
    await settled()
    expect(asked.slice(count).filter(isShard)).toHaveLength(1)
    expect(idsOf(client, 'related')).toEqual(before)
    related.visible(false)
    await settled()
    expect(idsOf(client, 'related')).toContain('b41')
    expect(idsOf(client, 'related')).toEqual(expected('related', clock.now(), client.profile()))
  })

  it('waits with the first draw, and answers no order before it', async () => {
    const { passed, open } = gate()
    const { client, place } = start(manifest(), {}, (name) =>
      isShard(name) ? passed.then(() => readPart(name)) : undefined,
    )
    place.context = { productId: 'a7' }
    const slot = client.slot('related')
    const states: string[] = []
    slot.subscribe(() => states.push(slot.snapshot().state))
    await settled()
    expect(slot.snapshot().state).toBe('loading')
    expect(client.reorder('list', ['a1', 'b7'])).toBeUndefined()
    open()
    await client.ready
    expect(states.filter((state) => state !== 'loading')).toEqual(['ready'])
    expect(client.reorder('list', ['a1', 'b7'])).toBeDefined()
  })

  it('does without a shard that is missing or damaged, and says so once', async () => {
    for (const [bytes, told] of [
      [undefined, /^\[endcap\] network-failed: model: [0-9a-f]{8}-s\d+\.bin: 404$/],
      [
        new TextEncoder().encode('This is no shard of a model.').buffer as ArrayBuffer,
        /model-damaged: model: .*: magic$/,
      ],
    ] as const) {
      const { client, errors, place } = start(manifest(), {}, (name) =>
        isShard(name) ? Promise.resolve(bytes) : undefined,
      )
      place.context = { productId: 'a7' }
      const related = client.slot({ ...ROW, id: 'mine', strategy: ['related', 'trending'] })
      await client.ready
      expect(related.snapshot().state).toBe('ready')
      client.track('view_item', view('a7'))
      await settled()
      expect(errors).toEqual([expect.stringMatching(told)])
    }
  })

  it('draws without a shard that is late, and re-ranks when it has come', async () => {
    const gates = [gate(), gate()]
    const { client, clock, errors, place } = start(manifest(), { timeoutMs: 1000 }, (name) =>
      gates[isShard(name) ? 1 : name.includes('-d') ? 0 : 2]?.passed.then(() => readPart(name)),
    )
    place.context = { productId: 'a7' }
    const slot = client.slot({ ...ROW, id: 'mine', strategy: ['related', 'trending'] })
    await settled()
    await clock.advance(999)
    expect(slot.snapshot().state).toBe('loading')
    gates[0]!.open()
    await settled()
    await clock.advance(1)
    await client.ready
    expect(slot.snapshot().items[0]!.reason.source).not.toBe('model')
    gates[1]!.open()
    await settled()
    expect(idsOf(client, 'mine')[0]).toBe('b7')
    expect(errors).toEqual([])
  })

  it('has no neighbours where a manifest comes without an address', async () => {
    const { client, asked, errors, place } = start(readPart('manifest.bin') as never)
    place.context = { productId: 'a7' }
    const slot = client.slot({ ...ROW, id: 'mine', strategy: ['trending'] })
    await client.ready
    expect(slot.snapshot().items[0]!.reason.source).toBe('popular')
    expect(asked).toEqual([])
    expect(errors).toEqual([])
  })

  it('refuses a manifest that is damaged, and goes on without a model', async () => {
    const { client, errors } = start(manifest(), {}, (name) =>
      name === 'manifest.bin' ? Promise.resolve(new ArrayBuffer(40)) : undefined,
    )
    const slot = client.slot({ ...ROW, id: 'mine', strategy: ['trending'] })
    await client.ready
    expect(slot.snapshot().state).toBe('ready')
    expect(errors).toEqual(['[endcap] model-damaged: model: magic'])
  })
})

describe('a client with a published version', () => {
  const bytesOf = async (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).buffer as ArrayBuffer
  const weights = { v: 1, features: { freshness: { weight: 1 } } }
  const inVersion = (name: string) => {
    if (name === 'current.json')
      return bytesOf({ version: published.version, files: [{ path: 'model.bin' }, { path: 'weights.json' }] })
    if (name === 'model.bin') return Promise.resolve(readPart('whole.bin'))
    return name === 'weights.json' ? bytesOf(weights) : undefined
  }

  it('takes its weights where none are given', async () => {
    const { client, asked, errors } = start('/model/current.json', {}, inVersion)
    const slot = client.slot({ ...ROW, id: 'mine', strategy: ['trending'] })
    await client.ready
    expect(asked.sort()).toEqual(['current.json', 'model.bin', 'weights.json'])
    expect(slot.snapshot().items.some(({ reason }) => reason.parts?.some(({ step }) => step === 'weights'))).toBe(true)
    expect(errors).toEqual([])
  })

  it('leaves its weights where others are given, and does without them when they fail', async () => {
    const given = start('/model/current.json', { weights: { v: 1, features: {} } }, inVersion)
    await given.client.ready
    expect(given.asked).not.toContain('weights.json')
    const { client, errors } = start('/model/current.json', {}, (name) =>
      name === 'weights.json' ? Promise.resolve(undefined) : inVersion(name),
    )
    const slot = client.slot({ ...ROW, id: 'mine', strategy: ['trending'] })
    await client.ready
    expect(slot.snapshot().items[0]!.reason.source).toBe('popular')
    expect(errors).toEqual(['[endcap] network-failed: weights: 404'])
  })
})
