import type { Config, EventEnvelope, Placement, Product, Profile } from '@endcap/core'
import { EMPTY_PROFILE } from '@endcap/core'
import { createFakeClock, createMemoryStore, createSeededRandom, type MemoryStore } from '@endcap/testkit'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Client, type ClientOptions, createClient } from '../src/index.js'

const PRODUCTS: Product[] = Array.from({ length: 8 }, (_, i) => ({
  id: `p${i}`,
  title: `Product ${i}`,
  url: `/p${i}`,
  price: 10 * (i + 1),
  currency: 'GBP',
  brand: i % 2 ? 'odd' : 'even',
}))
const GRANTED = { analytics: 'granted', personalization: 'granted' } as const
const row = (id: string, more: Partial<Placement> = {}): Placement => ({
  id,
  selector: '#rows',
  strategy: ['trending'],
  count: 2,
  min: 1,
  rotate: false,
  diversity: 0,
  ...more,
})

const clients: Client[] = []
afterEach(() => {
  for (const name of ['rules', 'gate', 'schedule-watch']) vi.doUnmock(`../src/${name}.js`)
  vi.resetModules()
  for (const client of clients.splice(0)) client.stop()
})

async function start(
  config: Omit<Config, 'v'>,
  {
    store = createMemoryStore(),
    clock = createFakeClock(),
    create = createClient,
    ...options
  }: Partial<ClientOptions> & {
    create?: typeof createClient
    store?: MemoryStore
    clock?: ReturnType<typeof createFakeClock>
  } = {},
) {
  const random = createSeededRandom(clients.length + 1)
  const fetch = async (url: string): Promise<never> => {
    throw new Error(`offline: ${url}`)
  }
  const storage = new Map<string, string>()
  const client = create({
    key: 'demo',
    config: { v: 1, ...config },
    catalogue: { v: 1, products: PRODUCTS },
    consent: GRANTED,
    ...options,
    env: {
      clock,
      random,
      fetch,
      store,
      width: () => 400,
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
    },
  })
  clients.push(client)
  const events: EventEnvelope[] = []
  const errors: string[] = []
  client.tracker.on('event', (event) => events.push(event))
  client.on('error', ({ message }) => errors.push(message))
  const slots = config.placements.map(({ id }) => client.slot(id))
  await client.ready
  await settled()
  return {
    client,
    clock,
    store,
    events,
    errors,
    states: () => slots.map((slot) => slot.snapshot().state).join(' '),
    idsOf: (id: string) =>
      client
        .slot(id)
        .snapshot()
        .items.map(({ product }) => product.id)
        .join(' '),
    see(id: string) {
      const slot = client.slot(id)
      slot.viewed(slot.snapshot().items)
    },
  }
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 5))
const profile = (more: Partial<Profile>): MemoryStore =>
  createMemoryStore(new Map([['profile', { ...EMPTY_PROFILE, ...more }]]))

describe('rules of a config', () => {
  it('are those of the site, then those of the placement, and a given placement brings its own', async () => {
    const { client, idsOf, errors } = await start({
      placements: [row('a', { rules: { pin: ['p6'] }, dedupe: false }), row('b', { dedupe: false })],
      rules: { exclude: [{ ids: ['p0'] }] },
    })
    expect([idsOf('a'), idsOf('b')]).toEqual(['p6 p1', 'p1 p2'])
    client.slot(row('own', { rules: { include: [{ brands: ['even'] }] }, dedupe: false }))
    await settled()
    expect(idsOf('own')).toBe('p2 p4')
    expect(errors).toEqual([])
  })

  it('of a given placement alone are waited for', async () => {
    const { client, idsOf } = await start({ placements: [row('a')] })
    const slot = client.slot(row('own', { rules: { pin: ['p7'] } }))
    const seen: string[] = []
    slot.subscribe(() => seen.push(`${slot.snapshot().state} ${idsOf('own')}`))
    await settled()
    expect(idsOf('own')).toBe('p7 p2')
    expect(seen.filter((state) => state.startsWith('ready'))).toEqual(['ready p7 p2'])
  })
})

describe('an audience', () => {
  it('opens and closes a slot that is out of sight, as the visitor moves', async () => {
    const { client, states, events } = await start({
      placements: [row('big', { audience: { cartValue: { min: 50 } } }), row('all')],
    })
    expect(states()).toBe('hidden ready')
    client.track('add_to_cart', { items: [{ item_id: 'p5', quantity: 1 }] })
    await settled()
    expect(states()).toBe('ready ready')
    client.slot('big').visible(true)
    client.track('remove_from_cart', { items: [{ item_id: 'p5', quantity: 1 }] })
    await settled()
    expect(states()).toBe('ready ready')
    client.slot('big').visible(false)
    await settled()
    expect(states()).toBe('hidden ready')
    expect(events.some(({ type }) => type === 'experiment_exposure')).toBe(false)
  })

  it('hears of members from the shop, and knows width and page', async () => {
    const { client, states } = await start(
      {
        placements: [
          row('gold', { audience: { tiers: ['gold'] } }),
          row('guest', { audience: { signedIn: false } }),
          row('narrow', { audience: { width: { max: 600 }, pages: ['home'] } }),
        ],
      },
      { consent: {}, page: 'home' },
    )
    expect(states()).toBe('hidden hidden ready')
    client.setMember({ tier: 'gold', signedIn: true })
    await settled()
    expect(states()).toBe('ready hidden ready')
    client.setMember({ signedIn: false })
    await settled()
    expect(states()).toBe('hidden ready ready')
  })

  it('exposes nobody outside of it, in any variant', async () => {
    const variants = [
      { id: 'control', weight: 0.5 },
      { id: 'none', weight: 0.5, set: { hidden: true } },
    ]
    const arms = new Set<string>()
    for (let i = 0; i < 12; i++) {
      const { client, events } = await start({
        placements: [row('in', { audience: { visitor: 'new' } }), row('out', { audience: { visitor: 'dormant' } })],
        experiments: ['in', 'out'].map((id) => ({ id: `test-${id}`, placement: id, variants })),
      })
      client.slot('in').exposed()
      client.slot('out').exposed()
      const shown = events.filter(({ type }) => type === 'experiment_exposure').map(({ experiments }) => experiments)
      expect(shown.map((experiments) => Object.keys(experiments!))).toEqual([['holdout', 'test-in']])
      arms.add(shown[0]!['test-in']!)
      expect(client.slot('out').snapshot().variant).toBeUndefined()
    }
    expect(arms.size).toBe(2)
  })

  it('that cannot be read has nobody in it, and is told of once', async () => {
    const { client, states, errors } = await start({
      placements: [row('a', { audience: 5 } as unknown as Placement), row('b')],
    })
    client.track('page_view')
    await settled()
    expect([states(), errors]).toEqual(['hidden ready', [expect.stringContaining('value-invalid: audience of a')]])
  })
})

describe('a schedule', () => {
  const friday = row('friday', { schedule: { from: '2026-11-27', to: '2026-11-27', zone: 'UTC' } })

  it('shows a placement from its first moment to its last, on a page that stays open', async () => {
    const clock = createFakeClock(Date.UTC(2026, 10, 26, 23, 59))
    const { states } = await start({ placements: [friday] }, { clock })
    expect(states()).toBe('hidden')
    await vi.dynamicImportSettled()
    await clock.advance(59_999)
    expect(states()).toBe('hidden')
    await clock.advance(1)
    await settled()
    expect(states()).toBe('ready')
    await clock.advance(864e5)
    await settled()
    expect(states()).toBe('hidden')
  })

  it('shows it from the next move on where the script that watches it did not come, and says so', async () => {
    vi.resetModules()
    vi.doMock('../src/schedule-watch.js', () => {
      throw new Error('offline')
    })
    const { createClient: create } = await import('../src/index.js')
    const clock = createFakeClock(Date.UTC(2026, 10, 26, 23, 59))
    const { client, states, errors } = await start({ placements: [friday] }, { clock, create })
    await vi.waitFor(() => expect(errors).toEqual([expect.stringContaining('network-failed: schedules')]))
    await clock.advance(6e4)
    await settled()
    expect(states()).toBe('hidden')
    client.track('page_view')
    await settled()
    expect(states()).toBe('ready')
  })
})

describe('a frequency', () => {
  const once = { caps: [{ max: 1, per: 'day' }] } as const

  it('counts what was seen, stays open on that page, and closes on the next', async () => {
    const { client, states, see, store, clock } = await start({ placements: [row('a', { frequency: once })] })
    expect([states(), store.data.has('caps')]).toEqual(['ready', false])
    see('a')
    client.slot('a').visible(true)
    client.slot('a').visible(false)
    await settled()
    expect(states()).toBe('ready')
    client.track('page_view')
    await settled()
    expect(states()).toBe('hidden')
    await clock.advance(864e5)
    client.track('page_view')
    await settled()
    expect(states()).toBe('ready')
  })

  it('is remembered by the next page', async () => {
    const first = await start({ placements: [row('a', { frequency: once })] })
    first.see('a')
    await settled()
    const second = await start(
      { placements: [row('a', { frequency: once }), row('b', { frequency: once })] },
      { store: first.store },
    )
    expect(second.states()).toBe('hidden ready')
  })

  it('gives what is left to the higher priority, and counts what is open though nobody has seen it', async () => {
    const { client, states, see } = await start({
      placements: [row('low', { frequency: {} }), row('high', { frequency: {}, priority: 5 }), row('plain')],
      frequency: { quietMinutes: 30 },
    })
    expect(states()).toBe('hidden ready ready')
    see('high')
    client.track('page_view')
    await settled()
    expect(states()).toBe('hidden hidden ready')
  })

  it.each([
    ['nobody answered', {}],
    ['the visitor refused', { analytics: 'granted', personalization: 'denied' } as const],
  ])('shows nothing that needs a cap, and stores nothing, when %s', async (_, consent) => {
    const store = createMemoryStore()
    const { client, states, see } = await start(
      {
        placements: [
          row('capped', { frequency: once }),
          row('new', { audience: { visitor: 'new' } }),
          row('not-new', { audience: { not: { visitor: 'new' } } }),
          row('plain', { rules: { pin: ['p7'] } }),
        ],
      },
      { consent, store },
    )
    see('plain')
    client.track('view_item', { items: [{ item_id: 'p1' }] })
    await settled()
    expect(states()).toBe('hidden hidden hidden ready')
    expect([...store.data.keys()]).toEqual([])
  })

  it('begins with consent, and is forgotten with the visitor', async () => {
    const { client, states, see, store } = await start({ placements: [row('a', { frequency: once })] }, { consent: {} })
    expect(states()).toBe('hidden')
    client.consent(GRANTED)
    await settled()
    expect(states()).toBe('ready')
    see('a')
    client.track('page_view')
    await settled()
    expect([states(), store.data.has('caps')]).toEqual(['hidden', true])
    await client.erase()
    client.track('page_view')
    await settled()
    expect([states(), store.data.has('caps')]).toEqual(['ready', false])
  })
})

it('lists of the shop stay as they are for whom they are not meant', async () => {
  const { client } = await start(
    {
      placements: [
        row('list', { widget: 'reorder', audience: { visitor: 'returning' } }),
        row('all', { widget: 'reorder', audience: { visitor: 'new' } }),
      ],
    },
    {
      store: profile({ recent: ['p0', 'p3'].map((id) => ({ id, ts: Date.UTC(2026, 0, 1), kind: 'view', count: 3 })) }),
    },
  )
  const ids = ['p1', 'p2', 'p3']
  expect(client.reorder('list', ids)?.ids).toEqual(ids)
  expect(client.reorder('all', ids)?.ids).not.toEqual(ids)
})

it.each(['rules', 'gate'])('what needs %s is empty when their file fails, and the rest is drawn', async (name) => {
  vi.resetModules()
  vi.doMock(`../src/${name}.js`, () => {
    throw new Error('404')
  })
  const { createClient: create } = await import('../src/index.js')
  const needs = name === 'rules' ? { rules: { pin: ['p7'] } } : { schedule: { from: '2020-01-01' } }
  const { client, errors, states } = await start({ placements: [row('plain')] }, { create })
  const slot = client.slot(row('own', needs))
  await settled()
  expect([states(), slot.snapshot().state]).toEqual(['ready', 'empty'])
  const site = await start({ placements: [row('a'), row('b', needs)] }, { create })
  expect(site.states()).toBe('empty empty')
  expect([errors.length, site.errors.length]).toEqual([1, 1])
})
