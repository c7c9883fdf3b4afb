import { type Catalogue, type Config, encodeCatalogue, type FetchInit, type Product } from '@endcap/core'
import { createFakeClock, createMemoryStore, createSeededRandom } from '@endcap/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { type Client, type ClientOptions, createClient } from '../src/index.js'
import { createServerRecommender } from '../src/server.js'

const GRANTED = { analytics: 'granted', personalization: 'granted' } as const
const START = Date.UTC(2026, 0, 1)
const HOUR_MS = 36e5
const KINDS = ['Mugs', 'Lamps', 'Rugs', 'Vases']

/** A synthetic shop: some on sale, some sold out, some forms of one article. */
const makeShop = (count: number): Product[] =>
  Array.from({ length: count }, (_, i) => ({
    ...{ id: `p${i}`, title: `Product ${i % 97} in ${KINDS[i % 4]}`, url: `/p${i}`, currency: 'GBP' },
    ...{ image: `/p${i}.jpg`, price: 5 + (i % 60), rating: { value: 4, count: i } },
    ...(i % 5 === 0 && { salePrice: 4 }),
    ...(i % 11 === 0 && { availability: 'out_of_stock' as const }),
    ...(i % 7 === 0 && { groupId: `g${i % 70}` }),
    ...{ categories: ['Home', KINDS[i % 4]!], brand: `Brand ${i % 9}`, tags: [`t${i % 6}`] },
    ...{ attributes: { colour: ['red', 'blue', 'green'][i % 3]!, margin: String((i % 10) / 10) } },
    publishedAt: new Date(START - (i % 400) * 864e5).toISOString(),
  }))

const row = { selector: '#rows', count: 6, min: 1, rotate: false, diversity: 0 }
const CONFIG: Config = { v: 1, placements: [{ ...row, id: 'row', strategy: ['trending'] }] }

const clients: Client[] = []
afterEach(() => {
  for (const client of clients.splice(0)) client.stop()
})

/** A shop's folder as a server has it. */
function publish(
  products: readonly Product[],
  options: { generatedAt?: number; maxAge?: number; perFile?: number } = {},
) {
  const { generatedAt = START, maxAge, perFile = 3 } = options
  let named = 0
  const { index, files } = encodeCatalogue(
    { v: 1, products },
    { generatedAt, maxAge, cardsPerFile: perFile, nameOf: () => `cards-${++named}.json` },
  )
  return new Map<string, unknown>([
    ['/c/index.json', JSON.parse(JSON.stringify(index))],
    ...[...files].map(([name, text]) => [`/c/${name}`, JSON.parse(text)] as const),
  ])
}

type Answer = (url: string) => Promise<unknown> | unknown

function start(files: ReadonlyMap<string, unknown>, options: Partial<ClientOptions> = {}, answer?: Answer) {
  const clock = createFakeClock(START)
  const random = createSeededRandom(3)
  const asked: (readonly [url: string, init: FetchInit | undefined])[] = []
  const fetch = async (url: string, init?: FetchInit) => {
    asked.push([url, init])
    const given = (await answer?.(url)) ?? files.get(url)
    return {
      ok: given !== undefined,
      status: given === undefined ? 404 : 200,
      headers: { get: () => null },
      json: async () => given,
      arrayBuffer: async () => new ArrayBuffer(0),
    }
  }
  const client = createClient({
    key: 'demo',
    config: CONFIG,
    catalogue: '/c/index.json?v=1',
    consent: GRANTED,
    detect: false,
    consentTools: false,
    ...options,
    env: {
      clock,
      random,
      fetch: (url, init) => fetch(url.replace('?v=1', ''), init),
      store: createMemoryStore(),
      tracker: {
        clock,
        random,
        store: createMemoryStore(),
        storage: { get: () => undefined, set: () => {}, remove: () => {}, keys: () => [] },
      },
      context: () => ({}),
      search: () => '',
      parsed: () => Promise.resolve(),
      onVisible: () => () => {},
      ...options.env,
    },
  })
  clients.push(client)
  const errors: string[] = []
  client.on('error', ({ message }) => errors.push(message.replace('[endcap] ', '')))
  /** Lets scripts, slices and answers come; the clock stands but for a moment. */
  async function come() {
    let isReady = false
    client.ready.then(() => {
      isReady = true
    })
    await expect
      .poll(
        async () => {
          await clock.advance(0.01)
          return isReady
        },
        { interval: 1, timeout: 20_000 },
      )
      .toBe(true)
  }
  const shown = (slot = 'row') => client.slot(slot).snapshot()
  const ids = (slot?: string) => shown(slot).items.map(({ product }) => product.id)
  return { client, clock, errors, asked, come, shown, ids }
}

function gate() {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open: () => open() }
}
const SHOP = makeShop(24).filter(({ availability, groupId }) => !availability && !groupId)
const cardFiles = (files: ReadonlyMap<string, unknown>) => [...files.keys()].filter((name) => name.includes('cards-'))

describe('a catalogue in shards', () => {
  it('loads the cards that it shows, and no others, without credentials and from the cache', async () => {
    const files = publish(SHOP)
    const { client, asked, come, shown, errors } = start(files)
    client.slot('row')
    await come()
    expect(shown().state).toBe('ready')
    for (const { product } of shown().items) expect(product).toEqual(SHOP.find(({ id }) => id === product.id))
    const cards = asked.filter(([url]) => url.includes('cards-'))
    expect(cards.length).toBeGreaterThan(0)
    expect(cards.length).toBeLessThan(cardFiles(files).length)
    expect(new Set(cards.map(([url]) => url)).size).toBe(cards.length)
    for (const [, init] of cards) expect(init).toMatchObject({ credentials: 'omit', cache: 'force-cache' })
    expect(errors).toEqual([])
  })

  it('knows of every product what ranking and events ask, and its card once that came', async () => {
    const { client, come, ids } = start(publish(SHOP))
    client.slot('row')
    await come()
    const other = SHOP.find(({ id }) => !ids().includes(id) && client.product(id)?.image === undefined)!
    const { image, rating, ...ranked } = other
    expect(client.product(other.id)).toEqual(ranked)
    expect(client.toItem(other.id)).toMatchObject({ item_name: other.title, price: other.price })
    expect(client.catalogue().products.map(({ id }) => id)).toEqual(SHOP.map(({ id }) => id))
    const { cards } = client.catalogue()
    await cards!.load([other.id, 'no-such'])
    expect(client.product(other.id)).toEqual(other)
  })

  it('is loading until the cards are there', async () => {
    const { passed, open } = gate()
    const { client, clock, asked, shown, come } = start(publish(SHOP), {}, (url) =>
      url.includes('cards-') ? passed.then(() => undefined) : undefined,
    )
    client.slot('row')
    await expect.poll(() => asked.some(([url]) => url.includes('cards-'))).toBe(true)
    await clock.advance(1)
    expect(shown().state).toBe('loading')
    open()
    await come()
    expect(shown().state).toBe('ready')
  })

  it('leaves out the products of a file that fails, tells so once, and gives their places to others', async () => {
    const broken = new Set<string>()
    const files = publish(SHOP)
    const whole = start(files)
    whole.client.slot('row')
    await whole.come()
    const [first] = whole.ids()
    const [name, file] = [...files].find(([, file]) => JSON.stringify(file).includes(`"id":"${first}"`))!
    broken.add(name)
    files.delete(name)
    const { client, come, ids, errors } = start(files)
    client.slot('row')
    await come()
    const gone = (file as { cards: { id: string }[] }).cards.map(({ id }) => id)
    expect(ids()).toHaveLength(6)
    expect(ids().filter((id) => gone.includes(id))).toEqual([])
    expect(errors).toEqual([`network-failed: catalogue: ${name.slice(3)}: 404`])
    expect(whole.ids().filter((id) => !gone.includes(id))).toEqual(ids().filter((id) => whole.ids().includes(id)))
  })

  it('does not wait longer than it may, and shows what is late when it has come', async () => {
    const { passed, open } = gate()
    let late = ''
    const { client, clock, ids, come, errors } = start(publish(SHOP), {}, (url) => {
      if (!url.includes('cards-')) return undefined
      late ||= url
      return url === late ? passed.then(() => undefined) : undefined
    })
    client.slot('row')
    await expect.poll(() => late).not.toBe('')
    await clock.advance(5000)
    await come()
    const without = ids()
    expect(without).toHaveLength(6)
    expect(errors).toEqual([`network-failed: catalogue: ${late.slice(3)}: late`])
    open()
    await expect
      .poll(async () => {
        await clock.advance(1)
        return ids().join()
      })
      .not.toBe(without.join())
    expect(client.catalogue().cards!.lost.size).toBe(0)
  })

  it('leaves out a product whose card is not in its file', async () => {
    const files = publish(SHOP)
    const [name] = cardFiles(files)
    const file = files.get(name!) as { cards: { id: string }[] }
    const lost = file.cards[0]!.id
    files.set(name!, { v: 1, cards: [null, ...file.cards.slice(1), { id: 'p9999', image: '/x' }] })
    const { client, come, errors } = start(files)
    await come()
    await client.catalogue().cards!.load(SHOP.map(({ id }) => id))
    expect([...client.catalogue().cards!.lost]).toEqual([lost])
    expect(errors).toEqual([`value-invalid: catalogue/${name!.slice(3)}: no card of ${lost}`])
  })

  it('has no products, and says where, when its index cannot be read', async () => {
    const files = publish(SHOP)
    files.set('/c/index.json', { ...(files.get('/c/index.json') as object), cards: '' })
    const { client, come, errors, shown } = start(files)
    client.slot('row')
    await come()
    expect(errors).toEqual([`value-invalid: catalogue/cards: 1 of ${SHOP.length}`])
    expect(shown().state).toBe('empty')
  })

  it('leaves out a product whose address is a script', async () => {
    const bad = [...SHOP.slice(0, 3), { ...SHOP[3]!, url: 'javascript:alert(1)' }]
    const { client, come, errors } = start(publish(bad))
    await come()
    expect(client.catalogue().products).toHaveLength(3)
    expect(errors).toEqual(['value-invalid: catalogue/products/3'])
  })

  it('shows products without cards where the index came as an object', async () => {
    const catalogue = publish(SHOP).get('/c/index.json') as Catalogue
    const { client, come, shown } = start(new Map(), { catalogue })
    client.slot('row')
    await come()
    expect(shown().state).toBe('ready')
    expect(shown().items[0]!.product.image).toBeUndefined()
  })

  it('is refused where the whole is needed', () => {
    const catalogue = publish(SHOP).get('/c/index.json') as Catalogue
    expect(() => createServerRecommender({ config: CONFIG, catalogue })).toThrow('option-invalid')
  })
})

describe('prices and stock that hold for a time', () => {
  const old = publish(SHOP, { generatedAt: START - 2 * HOUR_MS, maxAge: 3600 })
  const indexOf = (files: ReadonlyMap<string, unknown>) => files.get('/c/index.json')

  it('are asked for anew when they are too old, past the cache, once', async () => {
    const dearer = SHOP.map((product) => ({ ...product, price: 99 }))
    const fresh = publish(dearer, { generatedAt: START, maxAge: 3600 })
    let times = 0
    const { client, come, asked, errors } = start(old, {}, (url) => {
      if (!url.includes('index')) return undefined
      return times++ ? indexOf(fresh) : undefined
    })
    await come()
    expect(client.catalogue().products[0]!.price).toBe(99)
    const caches = asked.filter(([url]) => url.includes('index')).map(([, init]) => init?.cache)
    expect(caches).toEqual([undefined, 'no-cache'])
    expect(errors).toEqual([])
  })

  it('are shown, and told to be old, when there are no newer ones', async () => {
    const { client, come, asked, errors, shown } = start(old)
    client.slot('row')
    await come()
    expect(shown().state).toBe('ready')
    expect(client.catalogue().cards!.isOutdated()).toBe(true)
    expect(errors).toEqual([
      expect.stringContaining('catalogue-outdated: catalogue: prices of 2025-12-31T22:00:00.000Z'),
    ])
    client.track('view_item', { items: [{ item_id: SHOP[0]!.id }] })
    await come()
    expect(asked.filter(([url]) => url.includes('index'))).toHaveLength(2)
  })

  it('are asked for anew by a page that stays open; what is gone cannot be bought', async () => {
    const first = publish(SHOP, { generatedAt: START, maxAge: 3600 })
    const next = publish(
      SHOP.slice(1).map((product) => ({ ...product, salePrice: 1 })),
      { generatedAt: START + HOUR_MS, maxAge: 3600 },
    )
    let times = 0
    const { client, come, clock } = start(first, {}, (url) => {
      if (!url.includes('index')) return undefined
      return times++ ? indexOf(next) : undefined
    })
    await come()
    const product = client.product(SHOP[1]!.id)!
    await clock.advance(HOUR_MS + 1)
    client.track('view_item', { items: [{ item_id: SHOP[2]!.id }] })
    await expect
      .poll(async () => {
        await clock.advance(1)
        return product.salePrice
      })
      .toBe(1)
    await expect.poll(() => client.product(SHOP[0]!.id)!.availability).toBe('out_of_stock')
  })
})

describe('a shop of 2,000 products', () => {
  const products = makeShop(2000)
  const config: Config = {
    v: 1,
    rules: { exclude: [{ brands: ['brand 3'] }], bury: [{ tags: ['t2'] }], boost: [{ onSale: true, factor: 3 }] },
    placements: [
      { ...row, id: 'related', strategy: ['related'], priority: 3 },
      { ...row, id: 'similar', strategy: ['similar'], priority: 2 },
      { ...row, id: 'for-you', strategy: ['for-you', 'trending'], diversity: 0.3, priority: 1 },
      {
        ...row,
        id: 'ruled',
        strategy: ['trending'],
        rules: {
          pin: ['p7', 'p8'],
          include: [
            { categories: ['mugs'], attributes: { colour: ['RED'] }, newDays: 300 },
            { numbers: { margin: { min: 0.5 } }, price: { max: 30 }, groups: ['g7', 'p4'] },
            { same: ['brand', 'price'] },
          ],
        },
      },
      { ...row, id: 'met', strategy: ['trending'], audience: { priceSensitive: true } },
      { ...row, id: 'cart', strategy: ['trending'], audience: { cartValue: { min: 10 } } },
      { ...row, id: 'list', widget: 'reorder' },
    ],
  }
  const SLOTS = config.placements.filter(({ widget }) => !widget).map(({ id }) => id)

  async function fill(files: ReadonlyMap<string, unknown>, options: Partial<ClientOptions>) {
    const { client, come, clock, errors } = start(files, {
      config,
      ...options,
      env: { context: () => ({ productId: 'p1' }) },
    })
    await come()
    for (const id of ['p5', 'p10', 'p15', 'p21']) client.track('view_item', { items: [{ item_id: id }] })
    client.track('add_to_cart', { items: [{ item_id: 'p22', quantity: 2 }] })
    for (const id of SLOTS) client.slot(id)
    await expect
      .poll(async () => {
        await clock.advance(1)
        return SLOTS.filter((id) => client.slot(id).snapshot().state === 'loading')
      })
      .toEqual([])
    expect(errors).toEqual([])
    const answer = SLOTS.map((id) => {
      const { state, items } = client.slot(id).snapshot()
      return [id, state, items.map(({ product, reason }) => [product, reason])]
    })
    return [answer, client.reorder('list', ['p30', 'p5', 'p11', 'p2', 'p15'])!.ids]
  }

  it('gives the same lists, reasons and products as the catalogue in whole', async () => {
    const sharded = await fill(publish(products, { perFile: 100 }), {})
    const whole = await fill(new Map(), { catalogue: { v: 1, products } })
    expect(sharded).toEqual(whole)
    expect((whole[0] as unknown[][]).filter(([, state]) => state === 'ready').length).toBeGreaterThan(4)
  }, 60_000)
})
