import type { Config, Experiment, Product } from '@endcap/core'
import { createFakeClock, createMemoryStore, createSeededRandom } from '@endcap/testkit'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Client, type ClientOptions, createClient } from '../src/index.js'

const PRODUCTS: Product[] = Array.from({ length: 12 }, (_, i) => ({
  id: `p${i}`,
  title: `Product ${i}`,
  url: `/p${i}`,
  price: 5 + i,
  currency: 'GBP',
  categories: [i < 6 ? 'Mugs' : 'Lamps'],
}))
const TEST: Experiment = {
  id: 'test',
  placement: 'row',
  variants: [
    { id: 'control', weight: 0 },
    { id: 'other', weight: 1, set: { heading: 'Other' } },
  ],
}
const config = (more: Partial<Experiment> = {}, rest: Partial<Config> = {}): Config => ({
  v: 1,
  placements: [
    { id: 'row', selector: '#a', strategy: ['trending'], count: 4, min: 1 },
    { id: 'shelf', selector: '#list', widget: 'reorder' },
  ],
  experiments: [{ ...TEST, ...more }],
  ...rest,
})
const GRANTED = { analytics: 'granted', personalization: 'granted' } as const

const clients: Client[] = []
let storage: Map<string, string>
let pages = 0
beforeEach(() => {
  storage = new Map([['endcap.visitor', 'somebody-open']])
  sessionStorage.clear()
})
afterEach(() => {
  for (const client of clients.splice(0)) client.stop()
  document.body.replaceChildren()
  vi.unstubAllGlobals()
})

/** A page of the visitor; pages share the storage of the device. */
async function open(options: Partial<ClientOptions> = {}) {
  const clock = createFakeClock()
  const random = createSeededRandom(++pages)
  const fetch = vi.fn(async (): Promise<never> => Promise.reject('offline'))
  const errors: string[] = []
  const client = createClient({
    key: 'demo',
    config: config(),
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
    },
  })
  clients.push(client)
  const exposures: unknown[] = []
  client.tracker.on('event', ({ type, experiments }) => type === 'experiment_exposure' && exposures.push(experiments))
  client.on('error', ({ message }) => errors.push(message))
  const slot = client.slot('row')
  await client.ready
  await new Promise((resolve) => setTimeout(resolve, 5))
  return { client, slot, exposures, errors, clock }
}

describe('experiments of a page', () => {
  it('are exposed once for a session, over pages and tabs, and again in the next', async () => {
    const first = await open()
    const tab = await open()
    first.slot.exposed()
    first.slot.exposed()
    tab.slot.exposed()
    const next = await open()
    next.slot.exposed()
    expect([...first.exposures, ...tab.exposures, ...next.exposures]).toEqual([{ holdout: 'open', test: 'other' }])
    storage.delete('endcap.session')
    const later = await open()
    later.slot.exposed()
    expect(later.exposures).toEqual([{ holdout: 'open', test: 'other' }])
  })

  it('tell an arm that was not told, so that visitors seen in two arms are found', async () => {
    ;(await open()).slot.exposed()
    const moved = await open({
      config: config({
        variants: [{ id: 'control', weight: 1 }, TEST.variants[1]!].map((v, i) => ({ ...v, weight: 1 - i })),
      }),
    })
    moved.slot.exposed()
    expect(moved.exposures).toEqual([{ test: 'control' }])
  })

  it('show who is held out control, enrol nobody there, and tell so once', async () => {
    const { slot, exposures } = await open({ config: config({}, { holdout: { share: 1 } }) })
    expect(slot.snapshot()).toMatchObject({ heading: '', experiment: undefined, variant: undefined })
    slot.exposed()
    slot.exposed()
    expect(exposures).toEqual([{ holdout: 'held-out' }])
  })

  it.each<[string, Config, object[]]>([
    ['with a draft alone', config({ status: 'draft' }), []],
    ['with no share for the holdout', config({}, { holdout: { share: 0 } }), [{ test: 'other' }]],
    ['out of the coverage', config({ coverage: 0 }), [{ holdout: 'open' }]],
    ['when it was stopped', config({ status: 'stopped' }), []],
    ['when it is switched off', config({ active: false }), []],
  ])('hold nobody out, or tell of the open ones: %s', async (_, given, expected) => {
    const { slot, exposures } = await open({ config: given })
    slot.exposed()
    expect(exposures).toEqual(expected)
  })

  it('are switched off with the next page, and control is shown', async () => {
    expect((await open()).slot.snapshot().heading).toBe('Other')
    expect((await open({ config: config({ active: false }) })).slot.snapshot()).toMatchObject({
      heading: '',
      experiment: undefined,
      state: 'ready',
    })
  })

  it.each<[string, Partial<Experiment>, boolean]>([
    ['an audience that holds', { audience: { pages: ['other', 'home'] } }, true],
    ['an audience of others', { audience: { pages: ['cart'] } }, false],
    ['an audience of whom nothing is known', { audience: { signedIn: true } }, false],
    ['a schedule that is over', { schedule: { to: '2001-01-01' } }, false],
    ['a schedule that holds', { schedule: { from: '2001-01-01' } }, true],
  ])('enrol by %s', async (_, more, isEnrolled) => {
    const { slot } = await open({ config: config(more) })
    expect(slot.snapshot()).toMatchObject({ state: 'ready', variant: isEnrolled ? 'other' : undefined })
  })

  it('keep their arm when the visitor signs in or is told of as a customer', async () => {
    const even = config({
      variants: [
        { id: 'control', weight: 0.5 },
        { ...TEST.variants[1]!, weight: 0.5 },
      ],
    })
    const { client, slot, exposures } = await open({ config: even })
    const before = slot.snapshot().variant
    slot.exposed()
    client.track('login', { data: { method: 'mail' } })
    client.setMember({ signedIn: true, tier: 'gold' })
    slot.exposed()
    const after = await open({ config: even })
    after.client.setMember({ signedIn: true })
    after.slot.exposed()
    expect([slot.snapshot().variant, after.slot.snapshot().variant]).toEqual([before, before])
    expect([...exposures, ...after.exposures]).toHaveLength(1)
  })

  it('keep the arm of a sticky test on the device once it was seen, until the visitor is forgotten', async () => {
    const moved = {
      sticky: true,
      variants: [
        { id: 'control', weight: 1 },
        { ...TEST.variants[1]!, weight: 0 },
      ],
    }
    ;(await open({ config: config({ sticky: true }) })).slot.exposed()
    const { client, slot } = await open({ config: config(moved) })
    expect(slot.snapshot().variant).toBe('other')
    expect((await open({ config: config({ ...moved, sticky: false }) })).slot.snapshot().variant).toBe('control')
    await client.erase()
    expect([...storage.keys()].filter((key) => key.startsWith('endcap.tests'))).toEqual([])
  })

  it('neither enrol nor keep anything without analytics consent', async () => {
    storage.clear()
    const { slot, exposures } = await open({ consent: { analytics: 'denied', personalization: 'granted' } })
    slot.exposed()
    expect(slot.snapshot()).toMatchObject({ state: 'ready', heading: '', variant: undefined })
    expect(exposures).toEqual([])
    expect([...storage.keys()]).toEqual([])
  })

  it('are not told of, and hold nobody out, where the debug overlay is asked for', async () => {
    const { slot, exposures } = await open({ search: '?endcap=debug', config: config({}, { holdout: { share: 1 } }) })
    expect(slot.snapshot().variant).toBe('other')
    slot.exposed()
    expect(exposures).toEqual([])
  })

  it('leave out what breaks a rule, report it, and show control', async () => {
    const { slot, errors } = await open({ config: config({ seed: 'endcap-holdout' }) })
    expect(slot.snapshot()).toMatchObject({ state: 'ready', variant: undefined })
    expect(errors.join()).toMatch(/test and the holdout have the seed/)
  })

  it('share a placement out among the experiments of a group', async () => {
    const parts = (['a', 'b'] as const).map(
      (id, i): Experiment => ({
        ...TEST,
        id,
        group: { id: 'g', range: [i / 2, (i + 1) / 2] },
      }),
    )
    const seen = new Set<string | undefined>()
    for (let i = 0; i < 12; i++) {
      storage.set('endcap.visitor', `visitor-${i}`)
      const { slot } = await open({ config: { ...config(), experiments: parts, holdout: { share: 0 } } })
      seen.add(slot.snapshot().experiment)
    }
    expect(seen).toEqual(new Set(['a', 'b']))
  })
})

describe('a link that forces a variant', () => {
  it('does so on the developer’s own machine alone', async () => {
    const search = '?endcap_variant=test:control'
    expect((await open({ search })).slot.snapshot().variant).toBe('control')
    vi.stubGlobal('location', new URL('https://shop.example/'))
    expect((await open({ search })).slot.snapshot().variant).toBe('other')
  })
})

describe('an interleaved list', () => {
  const drafted = config({
    interleave: true,
    variants: [
      { id: 'control', weight: 0.5, set: { strategy: ['trending'] } },
      { id: 'cheap', weight: 0.5, set: { strategy: ['recent', 'trending'] } },
    ],
  })

  /** A page of a shopper who looked at lamps. */
  async function look() {
    const page = await open({ config: drafted })
    for (const id of ['p9', 'p10']) page.client.track('view_item', { items: [page.client.toItem(id)] })
    await new Promise((resolve) => setTimeout(resolve, 5))
    return page
  }

  it('is one list of both variants that says who picked what, and the same again', async () => {
    const { slot, client, exposures } = await look()
    const { items, variant, experiment } = slot.snapshot()
    expect({ experiment, variant }).toEqual({ experiment: 'test', variant: 'interleaved' })
    expect(items).toHaveLength(4)
    expect(new Set(items.map(({ product }) => product.id)).size).toBe(4)
    expect(new Set(items.flatMap(({ team }) => team ?? []))).toEqual(new Set(['control', 'cheap']))
    const events: unknown[] = []
    client.tracker.on('event', ({ list, items: told }) => events.push([list?.variant, told?.[0]?.team]))
    const picked = items.find(({ team }) => team)!
    slot.selected(picked)
    slot.exposed()
    expect(events[0]).toEqual(['interleaved', picked.team])
    expect(exposures).toEqual([{ holdout: 'open', test: 'interleaved' }])
    const again = (await look()).slot.snapshot().items
    expect(again.map(({ product, team }) => [product.id, team])).toEqual(
      items.map(({ product, team }) => [product.id, team]),
    )
  })

  it('drafts the shop’s own order against ours in a list of the shop', async () => {
    const { client } = await open({
      config: config({
        placement: 'shelf',
        interleave: true,
        variants: [
          { id: 'shop', weight: 0.5, set: { hidden: true } },
          { id: 'ours', weight: 0.5 },
        ],
      }),
    })
    client.track('view_item', { items: [client.toItem('p9')] })
    client.track('view_item', { items: [client.toItem('p10')] })
    const ids = PRODUCTS.map(({ id }) => id)
    const answer = client.reorder('shelf', ids)
    expect([...answer!.ids].sort()).toEqual([...ids].sort())
    expect(answer).toMatchObject({ experiment: 'test', variant: 'interleaved' })
    expect(new Set(Object.values(answer!.teams!))).toEqual(new Set(['shop', 'ours']))
  })
})

describe('arms in different places', () => {
  const placed = (more: object = {}) =>
    config({
      variants: [TEST.variants[0]!, { id: 'other', weight: 1, set: { selector: '#b', mode: 'after', ...more } }],
    })

  it('show the arm of the visitor where the page holds the anchors of all', async () => {
    document.body.innerHTML = '<p id="a"></p><p id="b"></p>'
    const { slot } = await open({ config: placed() })
    expect(slot.snapshot().design).toMatchObject({ selector: '#b', mode: 'after' })
    expect(slot.snapshot().variant).toBe('other')
  })

  it('show control, and expose nobody, where an anchor is missing', async () => {
    document.body.innerHTML = '<p id="a"></p>'
    const { slot, exposures } = await open({ config: placed() })
    expect(slot.snapshot().design).toMatchObject({ selector: '#a', mode: 'append' })
    expect(slot.snapshot().variant).toBeUndefined()
    slot.exposed()
    expect(exposures).toEqual([])
  })

  it.each([
    ['other', 1],
    ['control', 0],
  ])('watch one place, the first of all, for the arm %s', async (arm, weight) => {
    document.body.innerHTML = '<p id="b"></p><p id="a"></p>'
    const watched: Element[] = []
    let tell: (entries: object[]) => void = () => {}
    vi.stubGlobal(
      'IntersectionObserver',
      class {
        constructor(listener: typeof tell) {
          tell = listener
        }
        observe(target: Element) {
          watched.push(target)
        }
        unobserve() {}
        disconnect() {}
      },
    )
    vi.resetModules()
    const given = placed()
    const variants = given.experiments![0]!.variants.map((v, i) => ({ ...v, weight: i ? weight : 1 - weight }))
    const { slot, exposures } = await open({ config: { ...given, experiments: [{ ...TEST, variants }] } })
    expect(watched).toHaveLength(1)
    expect(watched[0]?.previousElementSibling?.id).toBe('b')
    expect(document.querySelectorAll('.endcap-sentinel')).toHaveLength(1)
    // The widget's own sentinel says nothing.
    slot.exposed()
    expect(exposures).toEqual([])
    tell([{ target: watched[0], isIntersecting: true }])
    expect(exposures).toEqual([{ holdout: 'open', test: arm }])
  })
})
