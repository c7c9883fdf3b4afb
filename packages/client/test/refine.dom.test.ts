import type { Config, EventEnvelope, Product } from '@endcap/core'
import { createFakeClock, createMemoryStore, createSeededRandom } from '@endcap/testkit'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Client, type ClientOptions, createClient } from '../src/index.js'

const PRODUCTS: Product[] = Array.from({ length: 12 }, (_, i) => ({
  id: `p${i}`,
  title: i === 7 ? 'Copper kettle' : `Product ${i}`,
  url: `/p${i}`,
  price: 5,
  currency: 'GBP',
  categories: [i < 6 ? 'Mugs' : 'Lamps'],
}))
const row = { selector: '#rows', count: 6, min: 1 }
const CONFIG: Config = {
  v: 1,
  placements: [
    { ...row, id: 'plain', strategy: ['trending'], rotate: false, diversity: 0 },
    { ...row, id: 'tried', strategy: ['related', 'trending'], explore: 0.5 },
  ],
}
const GRANTED = { analytics: 'granted', personalization: 'granted' } as const

const clients: Client[] = []
afterEach(() => {
  for (const client of clients.splice(0)) client.stop()
  vi.doUnmock('../src/refine.js')
  vi.resetModules()
  vi.restoreAllMocks()
  document.body.removeAttribute('data-endcap-page')
})

function start(options: Partial<ClientOptions> = {}, seed = 3, create = createClient) {
  const clock = createFakeClock()
  const random = createSeededRandom(seed)
  const fetch = async (url: string): Promise<never> => {
    throw new Error(`offline: ${url}`)
  }
  const storage = new Map<string, string>()
  const client = create({
    key: 'demo',
    config: CONFIG,
    catalogue: { v: 1, products: PRODUCTS },
    consent: GRANTED,
    ...options,
    env: {
      clock,
      random,
      fetch,
      store: createMemoryStore(),
      tracker: {
        clock,
        random,
        fetch,
        store: createMemoryStore(),
        storage: {
          get: (key) => storage.get(key),
          set: (key, value) => void storage.set(key, value),
          remove: (key) => void storage.delete(key),
          keys: () => [...storage.keys()],
        },
      },
      context: () => ({}),
      search: () => '',
      parsed: () => Promise.resolve(),
      onVisible: () => () => {},
      ...options.env,
    },
  })
  clients.push(client)
  const events: EventEnvelope[] = []
  const errors: string[] = []
  client.tracker.on('event', (event) => events.push(event))
  client.on('error', ({ message }) => errors.push(message))
  return { client, clock, events, errors }
}
const idsOf = (client: Client, slot: string) =>
  client
    .slot(slot)
    .snapshot()
    .items.map(({ product }) => product.id)
const settled = () => new Promise((resolve) => setTimeout(resolve))

describe('a client with the refined ranker', () => {
  it('logs the same propensity of a card in every event of its list', async () => {
    const { client, events } = start()
    const slot = client.slot('tried')
    await client.ready
    const { items } = slot.snapshot()
    slot.rendered()
    slot.viewed(items)
    slot.selected(items[2]!)
    for (const type of ['widget_render', 'view_item_list', 'select_item']) {
      const logged = events.find((event) => event.type === type)!.items!
      for (const { item_id, propensity, index } of logged) {
        const { reason, product } = items[index!]!
        expect(product.id).toBe(item_id)
        expect(propensity).toBe(reason.propensity)
        expect(propensity).toBeGreaterThanOrEqual(0.01)
        expect(propensity).toBeLessThan(1)
      }
    }
  })

  it('reads a large catalogue a few products at a time, and the first row of a product page waits for it', async () => {
    const products = Array.from({ length: 1000 }, (_, i) => ({ ...PRODUCTS[i % 12]!, id: `m${i}` }))
    const ports = vi.spyOn(globalThis, 'MessageChannel')
    const clock = createFakeClock()
    // A look at the clock takes a millisecond: after the first 10 products, 4 times 10 a task.
    let ts = clock.now()
    const { client } = start({
      catalogue: { v: 1, products },
      env: { context: () => ({ productId: 'm3' }), clock: { ...clock, now: () => ts++ } },
    })
    const slot = client.slot('tried')
    await client.ready
    expect(slot.snapshot().state).toBe('ready')
    expect(ports).toHaveBeenCalledTimes(26)
    // What is like it, in the same category.
    expect(slot.snapshot().items.every(({ product }) => product.categories?.[0] === 'Mugs')).toBe(true)
  })

  it('gives visitors other orders, and one visitor the same', async () => {
    const orders = new Set<string>()
    for (let seed = 1; seed < 12; seed++) {
      const twice = [start({}, seed), start({}, seed)]
      for (const { client } of twice) client.slot('tried')
      await Promise.all(twice.map(({ client }) => client.ready))
      const [one, two] = twice.map(({ client }) => idsOf(client, 'tried').join())
      expect(one).toBe(two)
      orders.add(one!)
    }
    expect(orders.size).toBeGreaterThan(5)
  })

  it('leaves nothing to chance without consent', async () => {
    const { client, events } = start({ consent: {} })
    const slot = client.slot('tried')
    await client.ready
    slot.rendered()
    const other = start({ consent: {} }, 8).client
    other.slot('tried')
    await other.ready
    expect(idsOf(client, 'tried')).toEqual(idsOf(other, 'tried'))
    expect(
      events.find(({ type }) => type === 'widget_render')!.items!.every(({ propensity }) => propensity === 1),
    ).toBe(true)
  })

  it('remembers what was seen without a click, does not re-rank for it, and shows others on the next page', async () => {
    const { client } = start()
    const slot = client.slot('plain')
    await client.ready
    const before = idsOf(client, 'plain')
    const [first] = slot.snapshot().items
    for (let times = 0; times < 9; times++) {
      client.track('view_item_list', {
        items: [{ item_id: first!.product.id }],
        list: { placement: 'plain', requestId: `${times}` },
      })
    }
    await settled()
    expect(client.profile().shown?.[first!.product.id]?.score).toBeCloseTo(9, 6)
    expect(idsOf(client, 'plain')).toEqual(before)
    client.track('page_view')
    await settled()
    expect(idsOf(client, 'plain')).not.toContain(first!.product.id)
    slot.selected(first!)
    await settled()
    expect(client.profile().shown).toEqual({})
    expect(idsOf(client, 'plain')[0]).toBe(first!.product.id)
  })

  it('starts from what is searched for on a page of search', async () => {
    document.body.setAttribute('data-endcap-page', 'search')
    const { client } = start({ search: '?q=kettle', env: { search: () => '?q=kettle' } })
    client.slot('tried')
    await client.ready
    expect(client.slot('tried').snapshot().strategy).toBe('related')
    expect(idsOf(client, 'tried')).toContain('p7')
  })

  it('reports weights that it cannot read, and ranks without them', async () => {
    const { client, errors } = start({ weights: { v: 9 } })
    client.slot('plain')
    await client.ready
    expect(errors).toEqual([expect.stringContaining('weights')])
    expect(idsOf(client, 'plain')).toHaveLength(6)
  })

  it('knows the slots of the page', async () => {
    const { client } = start()
    const slot = client.slot('plain')
    expect(client.liveSlots()).toEqual([slot])
    slot.stop()
    expect(client.liveSlots()).toEqual([])
  })
})

describe('without the ranker', () => {
  async function startWithout(load: () => unknown) {
    vi.resetModules()
    vi.doMock('../src/refine.js', load as () => never)
    const { createClient: create } = await import('../src/index.js')
    return start({}, 3, create)
  }

  it('draws nothing and leaves lists alone when its file fails, and says so once', async () => {
    const { client, errors } = await startWithout(() => {
      throw new Error('404')
    })
    client.slot('plain')
    await client.ready
    client.track('view_item', { items: [{ item_id: 'p1' }] })
    await settled()
    expect(errors).toEqual([expect.stringContaining('refine')])
    expect(client.slot('plain').snapshot().state).toBe('empty')
    expect(client.reorder('plain', ['p2', 'p1'])).toBeUndefined()
  })

  it('draws nothing when its file is late', async () => {
    const { client, errors, clock } = await startWithout(() => new Promise(() => {}))
    client.slot('plain')
    await settled()
    await clock.advance(5000)
    await client.ready
    expect(errors).toEqual([expect.stringContaining('refine: late')])
    expect(client.slot('plain').snapshot().state).toBe('empty')
  })
})
