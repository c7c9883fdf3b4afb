import type { Config, EventEnvelope, FetchInit, Product } from '@endcap/core'
import { createFakeClock, createMemoryStore, createSeededRandom } from '@endcap/testkit'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Client, type ClientOptions, createClient } from '../src/index.js'

const PRODUCTS: Product[] = Array.from({ length: 12 }, (_, i) => ({
  id: `p${i}`,
  title: `Product ${i}`,
  url: `/p${i}`,
  price: 5,
  currency: 'GBP',
  categories: [i < 6 ? 'Mugs' : 'Lamps'],
}))
const CONFIG: Config = {
  v: 1,
  placements: [
    { id: 'top', selector: '#rows', strategy: ['for-you', 'trending'], count: 4, min: 1 },
    { id: 'tested', selector: '#rows', strategy: ['trending'], count: 2, min: 1 },
  ],
  experiments: [
    {
      id: 'test',
      placement: 'tested',
      variants: [
        { id: 'control', weight: 0 },
        { id: 'other', weight: 1, set: { heading: 'Other' } },
      ],
    },
  ],
}
const GRANTED = { analytics: 'granted', personalization: 'granted' } as const

let client: Client | undefined
afterEach(() => client?.stop())

function start(options: Partial<ClientOptions> = {}) {
  const clock = createFakeClock()
  const store = createMemoryStore()
  const storage = new Map<string, string>()
  const fetch = vi.fn(async (url: string, _init?: FetchInit): Promise<never> => {
    throw new Error(`offline: ${url}`)
  })
  let toVisible = () => {}
  const random = createSeededRandom(3)
  client = createClient({
    key: 'demo',
    config: CONFIG,
    catalogue: { v: 1, products: PRODUCTS },
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
      onVisible(listener) {
        toVisible = listener
        return () => {}
      },
      ...options.env,
    },
  })
  const events: EventEnvelope[] = []
  const errors: string[] = []
  client.tracker.on('event', (event) => events.push(event))
  client.on('error', ({ code }) => errors.push(code))
  return { client, clock, store, fetch, events, errors, toVisible: () => toVisible() }
}

const view = (id: string) => ({ items: [{ item_id: id }] })
const ids = (shop: Client, slot: string) =>
  shop
    .slot(slot)
    .snapshot()
    .items.map(({ product }) => product.id)
const settled = () => new Promise((resolve) => setTimeout(resolve))

describe('createClient', () => {
  it('throws for a missing key, at once', () => {
    expect(() => createClient({} as never)).toThrow(/option-missing/)
  })

  it('fills slots without a profile, and re-ranks a slot out of sight after a view', async () => {
    const { client: shop } = start({ consent: GRANTED })
    const slot = shop.slot('top')
    await shop.ready
    const before = ids(shop, 'top')
    expect(before).toHaveLength(4)
    shop.track('view_item', view('p9'))
    await settled()
    expect(slot.snapshot().strategy).toBe('for-you')
    expect(ids(shop, 'top')).not.toEqual(before)
    expect(ids(shop, 'top').every((id) => Number(id.slice(1)) >= 6)).toBe(true)
  })

  it('never re-ranks a row on screen, and catches up when it is out of sight', async () => {
    const { client: shop } = start({ consent: GRANTED })
    const slot = shop.slot('top')
    await shop.ready
    slot.visible(true)
    const before = ids(shop, 'top')
    shop.track('view_item', view('p9'))
    await settled()
    expect(ids(shop, 'top')).toEqual(before)
    slot.visible(false)
    await settled()
    expect(ids(shop, 'top')).not.toEqual(before)
  })

  it('is off where the config says so: slots are empty, and nothing is tracked or sent', async () => {
    const config = { ...CONFIG, off: true }
    const { client: shop, clock, fetch, events, errors } = start({ config, consent: GRANTED, collector: 'https://c' })
    const slot = shop.slot('top')
    await shop.ready
    expect(slot.snapshot()).toMatchObject({ state: 'empty', items: [] })
    const later = shop.slot('tested')
    await settled()
    expect([later.snapshot().state, shop.reorder('top', ['p1', 'p0'])?.ids]).toEqual(['empty', undefined])
    const before = events.length
    shop.track('view_item', view('p9'))
    await clock.advance(10_000)
    await settled()
    expect(events).toHaveLength(before)
    expect(fetch).not.toHaveBeenCalled()
    expect((await shop.flush()).stored).toBe(0)
    expect(errors).toEqual([])
  })

  it('re-ranks nothing while the shopper scrolls, and catches up at rest', async () => {
    const { client: shop, clock } = start({ consent: GRANTED })
    shop.slot('top')
    await shop.ready
    const before = ids(shop, 'top')
    dispatchEvent(new Event('scroll'))
    shop.track('view_item', view('p9'))
    await settled()
    expect(ids(shop, 'top')).toEqual(before)
    clock.advance(100)
    dispatchEvent(new Event('scroll'))
    clock.advance(100)
    await settled()
    expect(ids(shop, 'top')).toEqual(before)
    await clock.advance(50)
    await settled()
    expect(ids(shop, 'top')).not.toEqual(before)
  })

  it('learns nothing before consent, and from what it saw once consent is given', async () => {
    const { client: shop, store } = start()
    shop.slot('top')
    await shop.ready
    const before = ids(shop, 'top')
    shop.track('view_item', view('p9'))
    await settled()
    expect(ids(shop, 'top')).toEqual(before)
    expect(store.uses()).toBe(0)
    shop.consent(GRANTED)
    await settled()
    expect(ids(shop, 'top')).not.toEqual(before)
    expect(shop.profile().recent.map(({ id }) => id)).toEqual(['p9'])
  })

  it('lets a placement under test wait for the answer, then enrols the visitor', async () => {
    const { client: shop, events } = start()
    const slot = shop.slot('tested')
    await shop.ready
    expect(slot.snapshot().state).toBe('loading')
    shop.consent(GRANTED)
    await settled()
    expect(slot.snapshot()).toMatchObject({ state: 'ready', heading: 'Other', experiment: 'test', variant: 'other' })
    slot.exposed()
    expect(events.filter(({ type }) => type === 'experiment_exposure').map(({ experiments }) => experiments)).toEqual([
      { holdout: 'open', test: 'other' },
    ])
  })

  it('shows control when no answer comes, and keeps it though one comes later', async () => {
    const { client: shop, clock, events } = start()
    const slot = shop.slot('tested')
    await shop.ready
    await clock.advance(500)
    await settled()
    expect(slot.snapshot()).toMatchObject({ state: 'ready', heading: '', experiment: undefined })
    shop.consent(GRANTED)
    await settled()
    slot.exposed()
    expect(slot.snapshot().heading).toBe('')
    expect(events.some(({ type }) => type === 'experiment_exposure')).toBe(false)
  })

  it('shows a forced variant and logs no exposure for it', async () => {
    const { client: shop, events } = start({ consent: GRANTED, search: '?endcap_variant=test:control' })
    const slot = shop.slot('tested')
    await shop.ready
    expect(slot.snapshot()).toMatchObject({ heading: '', variant: 'control' })
    slot.exposed()
    expect(events.some(({ type }) => type === 'experiment_exposure')).toBe(false)
  })

  it('goes on without files that fail or are late, and reports each', async () => {
    const { client: shop, errors, fetch } = start({ config: '/config.json', model: '/model.bin' })
    await shop.ready
    expect(errors).toEqual(['network-failed', 'network-failed'])
    expect(fetch.mock.calls.every(([, init]) => init?.credentials === 'omit')).toBe(true)
    shop.stop()
    const late = start({
      config: '/config.json',
      timeoutMs: 5,
      env: {
        fetch: (_url, init) =>
          new Promise((_, reject) => {
            const signal = init?.signal as AbortSignal
            signal.addEventListener('abort', () => reject(signal.reason))
          }),
      },
    })
    await late.client.ready
    expect(late.errors).toEqual(['network-failed'])
  })

  it('takes a placement that an element brings, and reports one that nobody knows', async () => {
    const { client: shop, errors } = start()
    shop.slot({ id: 'mine', selector: '', strategy: ['trending'], min: 1, count: 3 })
    const unknown = shop.slot('nowhere')
    await shop.ready
    expect(ids(shop, 'mine')).toHaveLength(3)
    expect(unknown.snapshot().state).toBe('hidden')
    expect(errors).toEqual(['reference-unknown'])
  })

  it('describes items for events, and forgets the visitor on request', async () => {
    const { client: shop, store } = start({ consent: GRANTED })
    await shop.ready
    expect(shop.toItem('p1', 2)).toMatchObject({
      item_id: 'p1',
      item_name: 'Product 1',
      price: 5,
      index: 2,
      item_category: 'Mugs',
    })
    shop.track('view_item', view('p1'))
    expect(store.data.size).toBe(1)
    await shop.erase()
    expect(store.data.size).toBe(0)
    expect(shop.profile().recent).toEqual([])
  })
})

describe('a member', () => {
  it('is told to whoever listens, and only that', async () => {
    const { client } = start()
    const told: unknown[] = []
    const stop = client.on('member', (member) => told.push(member))
    const onConsent = vi.fn()
    client.on('consent', onConsent)
    client.setMember({ tier: 'gold' })
    stop()
    client.setMember({})
    expect(told).toEqual([{ tier: 'gold' }])
    expect(client.member()).toEqual({})
    expect(onConsent).not.toHaveBeenCalled()
  })
})

describe('searches and content', () => {
  it('enter the profile once there is consent, and are forgotten on demand', async () => {
    const { client } = start({ consent: { analytics: 'unknown', personalization: 'unknown' } })
    await client.ready
    client.track('search', { search: { term: 'red jug' } })
    client.track('search', { search: { term: 'mug' } })
    expect(client.profile().searches).toBeUndefined()
    client.forget('searches', 'Mug')
    client.consent(GRANTED)
    await vi.waitFor(() => expect(client.profile().searches?.map(({ term }) => term)).toEqual(['red jug']))
    await client.erase()
    expect(client.profile().searches).toBeUndefined()
  })
})
