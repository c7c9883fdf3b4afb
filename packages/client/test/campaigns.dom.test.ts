import {
  type Campaign,
  type Config,
  EMPTY_PROFILE,
  type EventEnvelope,
  type Frequency,
  hashToUnit,
  type Placement,
} from '@endcap/core'
import { createFakeClock, createMemoryStore, createSeededRandom, type MemoryStore } from '@endcap/testkit'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { type Client, type ClientOptions, createClient } from '../src/index.js'

const GRANTED = { analytics: 'granted', personalization: 'granted' } as const
const MINUTE_MS = 6e4
const DAY_MS = 864e5
const message = (id: string, more: Partial<Placement> = {}): Placement => ({
  id,
  selector: '#x',
  widget: 'offer',
  message: { title: id },
  ...more,
})
const campaign = (more: Partial<Campaign> = {}): Campaign => ({
  id: 'sale',
  goal: 'sell',
  type: 'discount',
  holdout: 0,
  ...more,
})

const clients: Client[] = []
afterEach(() => {
  for (const client of clients.splice(0)) client.stop()
})

interface World {
  readonly store?: MemoryStore
  readonly clock?: ReturnType<typeof createFakeClock>
  readonly seed?: number
}

async function start(
  config: Omit<Config, 'v'>,
  { store = createMemoryStore(), clock = createFakeClock(), seed = 1, ...options }: Partial<ClientOptions> & World = {},
) {
  const random = createSeededRandom(seed)
  const fetch = async (url: string): Promise<never> => {
    throw new Error(`offline: ${url}`)
  }
  const storage = new Map<string, string>()
  const client = createClient({
    key: 'demo',
    config: { v: 1, ...config },
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
  const slots = config.placements.map(({ id }) => client.slot(id))
  await client.ready
  await settled()
  return {
    client,
    clock,
    store,
    why: () => slots.map((slot) => slot.snapshot().closed ?? slot.snapshot().state).join(' '),
    /** What an element logs. */
    tell: (id: string, type: EventEnvelope['type'], more: object = {}) =>
      client.slot(id).tell(type, {
        offer: { campaign: client.slot(id).snapshot().design?.campaign ?? id },
        ...more,
      }),
    async page() {
      client.track('page_view')
      await settled()
    },
  }
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 5))

describe('a campaign', () => {
  it.each<[string, Partial<Campaign>, string]>([
    ['that is on', {}, 'ready'],
    ['that is off', { active: false }, 'inactive'],
    ['with money left', { budget: { of: 'money', max: 100, used: 99.5 } }, 'ready'],
    ['with its budget used up', { budget: { of: 'acceptances', max: 100, used: 100 } }, 'budget'],
    ['with no budget at all', { budget: { of: 'money', max: 0 } }, 'budget'],
    ['before its time', { schedule: { from: '2999-01-01' } }, 'schedule'],
    ['for others', { audience: { tiers: ['gold'] } }, 'audience'],
    ['for this visitor', { audience: { visitor: 'new' } }, 'ready'],
    ['with a public code', { coupon: { code: 'TEN' } }, 'ready'],
    ['with a coupon that the shop has not given', { coupon: { from: 'shop' } }, 'coupon'],
  ])('%s', async (_, more, state) => {
    const { why } = await start({ placements: [message('a', { campaign: 'sale' })], campaigns: [campaign(more)] })
    expect(why()).toBe(state)
  })

  it('that the config does not know shows nothing', async () => {
    expect((await start({ placements: [message('a', { campaign: 'other' })] })).why()).toBe('inactive')
  })

  it('and its placement must both mean the visitor', async () => {
    const { why } = await start({
      placements: [message('a', { campaign: 'sale', audience: { width: { min: 900 } } })],
      campaigns: [campaign({ audience: { visitor: 'new' } })],
    })
    expect(why()).toBe('audience')
  })

  it('shows a personal coupon as soon as the shop gives it', async () => {
    const { client, why } = await start({
      placements: [message('a', { campaign: 'sale' })],
      campaigns: [campaign({ coupon: { from: 'shop' } })],
    })
    client.setMember({ coupons: { sale: [] } })
    await settled()
    expect(why()).toBe('coupon')
    client.setMember({ coupons: { sale: ['X1', 'X2'] } })
    await settled()
    expect(why()).toBe('ready')
  })

  it('shares its caps among its placements, which keep their own', async () => {
    const { why, tell, page } = await start({
      placements: [
        message('a', { campaign: 'sale', frequency: { caps: [{ max: 1, per: 'ever' }] } }),
        message('b', { campaign: 'sale' }),
      ],
      campaigns: [campaign({ frequency: { caps: [{ max: 2, per: 'day' }] } })],
    })
    expect(why()).toBe('ready ready')
    tell('a', 'offer_shown')
    await page()
    expect(why()).toBe('frequency ready')
    tell('b', 'offer_shown')
    await page()
    expect(why()).toBe('frequency frequency')
  })
})

describe('a holdout', () => {
  const config = (more: Partial<Campaign> = {}) => ({
    placements: [message('a', { campaign: 'sale' })],
    campaigns: [campaign({ holdout: 0.5, ...more })],
  })

  it('keeps the share of the visitors that their hash says, the same on each page', async () => {
    let count = 0
    for (let seed = 1; seed <= 24; seed++) {
      const { client, why, page } = await start(config(), { seed })
      const isOut = hashToUnit('campaign:sale', client.tracker.visitor()!) < 0.5
      count += Number(isOut)
      expect(why()).toBe(isOut ? 'holdout' : 'ready')
      await page()
      expect(why()).toBe(isOut ? 'holdout' : 'ready')
    }
    expect(count).toBeGreaterThan(4)
    expect(count).toBeLessThan(20)
  })

  it('comes last: whom audience, schedule, caps or coupon leave out is none of it', async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const { why } = await start(config({ audience: { visitor: 'dormant' } }), { seed })
      expect(why()).toBe('audience')
      expect((await start(config({ coupon: { from: 'shop' } }), { seed })).why()).toBe('coupon')
    }
  })

  it('has nobody in it without analytics consent', async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const { why } = await start(config(), { seed, consent: { analytics: 'denied', personalization: 'granted' } })
      expect(why()).toBe('ready')
    }
  })

  it('meets the caps of its campaign, and leaves those of all messages alone', async () => {
    let isMet = false
    for (let seed = 1; seed <= 8 && !isMet; seed++) {
      const { why, tell, page } = await start(
        {
          placements: [message('a', { campaign: 'sale' }), message('b', { frequency: {} })],
          campaigns: [campaign({ holdout: 0.5, frequency: { caps: [{ max: 1, per: 'day' }] } })],
          frequency: { quietMinutes: 60 },
        },
        { seed },
      )
      if (!why().startsWith('holdout')) continue
      isMet = true
      expect(why()).toBe('holdout ready')
      tell('a', 'offer_shown', { offer: { campaign: 'sale', holdout: true } })
      await page()
      expect(why()).toBe('frequency ready')
    }
    expect(isMet).toBe(true)
  })

  it('holds no products back', async () => {
    const rows: string[] = []
    for (let seed = 1; seed <= 6; seed++) {
      const { why } = await start(
        {
          placements: [{ id: 'row', selector: '#x', campaign: 'sale', strategy: ['trending'], min: 1 }],
          campaigns: [campaign({ holdout: 0.5 })],
        },
        { seed, catalogue: { v: 1, products: [{ id: 'p', title: 'P', url: '/p', price: 1, currency: 'GBP' }] } },
      )
      rows.push(why())
    }
    expect(new Set(rows)).toEqual(new Set(['ready']))
  })
})

describe('what the visitor did', () => {
  it('a message that was closed stays so for 30 days, or as many as it says', async () => {
    const { why, tell, page, clock } = await start({
      placements: [
        message('a', { widget: 'popup', frequency: {}, popup: { on: 'exit' } }),
        message('b', { widget: 'popup', frequency: {}, popup: { on: 'exit', closedDays: 1 }, pages: ['checkout'] }),
        message('c'),
      ],
    })
    tell('a', 'dismiss')
    tell('c', 'dismiss')
    await page()
    expect(why()).toBe('done ready done')
    tell('b', 'dismiss')
    await page()
    expect(why()).toBe('done done done')
    await clock.advance(DAY_MS)
    await page()
    expect(why()).toBe('done ready done')
    tell('b', 'dismiss')
    await clock.advance(29 * DAY_MS)
    await page()
    expect(why()).toBe('ready page ready')
  })

  it('a product that is not wanted closes nothing', async () => {
    const { client, why, page } = await start({ placements: [message('a')] })
    client.slot('a').tell('dismiss', {})
    await page()
    expect(why()).toBe('ready')
  })

  it('an accepted offer is not shown as a popup again, by any placement of its campaign', async () => {
    const { why, tell, page } = await start({
      placements: [
        message('pop', { widget: 'popup', campaign: 'sale', frequency: {}, popup: { on: 'exit' } }),
        message('banner', { campaign: 'sale' }),
      ],
      campaigns: [campaign()],
    })
    tell('banner', 'offer_accepted')
    await page()
    expect(why()).toBe('done ready')
  })

  it('a survey is asked until its last answer, also on the next page', async () => {
    const store = createMemoryStore()
    const placements = [
      message('ask', { widget: 'survey', survey: { questions: [{ id: 'q', type: 'nps', text: 'How likely?' }] } }),
    ]
    const survey = { survey: 'ask', question: 'q', type: 'nps', score: 9 } as const
    const { client, why, page } = await start({ placements }, { store })
    client.slot('ask').tell('survey_response', { survey })
    await page()
    expect(why()).toBe('ready')
    client.slot('ask').tell('survey_response', { survey, data: { done: true } })
    await page()
    expect(why()).toBe('done')
    expect((await start({ placements }, { store })).why()).toBe('done')
  })

  it.each([{}, { analytics: 'granted', personalization: 'denied' }] as const)(
    'is kept nowhere without consent, and no popup is shown: %j',
    async (consent) => {
      const { why, tell, page, store } = await start(
        { placements: [message('pop', { widget: 'popup', popup: { on: 'exit' } }), message('a')] },
        { consent },
      )
      expect(why()).toBe('consent ready')
      tell('a', 'dismiss')
      tell('a', 'offer_shown')
      await page()
      expect([why(), [...store.data.keys()]]).toEqual(['consent ready', []])
    },
  )

  it('is forgotten with the visitor', async () => {
    const { client, why, tell, page } = await start({ placements: [message('a')] })
    tell('a', 'dismiss')
    await page()
    expect(why()).toBe('done')
    await client.erase()
    await page()
    expect(why()).toBe('ready')
  })
})

describe('popups', () => {
  const pop = (id: string, more: Partial<Placement> = {}) =>
    message(id, { widget: 'popup', popup: { on: 'exit' }, ...more })

  it('are one a page, by priority, also after the first was closed', async () => {
    const { why, tell, page } = await start({
      placements: [pop('low', { frequency: {} }), pop('high', { frequency: {}, priority: 1 })],
    })
    expect(why()).toBe('page ready')
    tell('high', 'offer_shown')
    tell('high', 'dismiss')
    expect(why()).toBe('page ready')
    await page()
    expect(why()).toBe('ready done')
  })

  it('are one a session where the config says nothing, and none within half an hour of a message', async () => {
    const { why, tell, page, clock } = await start({
      placements: [pop('a'), message('b', { frequency: {} })],
    })
    expect(why()).toBe('ready ready')
    tell('b', 'offer_shown')
    await page()
    expect(why()).toBe('frequency ready')
    await clock.advance(30 * MINUTE_MS)
    await page()
    expect(why()).toBe('ready ready')
    tell('a', 'offer_shown')
    await clock.advance(20 * MINUTE_MS)
    await page()
    await clock.advance(20 * MINUTE_MS)
    await page()
    // The same session, since no pause of it was half an hour long.
    expect(why()).toBe('frequency ready')
  })

  it('stay out of the checkout unless the placement names it', async () => {
    const placements = [pop('a', { frequency: {} }), pop('b', { frequency: {}, pages: ['checkout'] })]
    expect((await start({ placements }, { page: 'checkout' })).why()).toBe('page ready')
  })
})

describe('under any clock', () => {
  interface Move {
    readonly byMinutes: number
    readonly wish: number
    readonly closes: boolean
  }
  const moves = fc.array(
    fc.record({
      byMinutes: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 3000 })),
      wish: fc.nat(2),
      closes: fc.boolean(),
    }),
    { minLength: 4, maxLength: 14 },
  )
  const caps = fc.array(
    fc.record({ max: fc.integer({ min: 1, max: 3 }), per: fc.constantFrom('day', 'week', 'ever') }),
    { minLength: 1, maxLength: 2 },
  ) as fc.Arbitrary<NonNullable<Frequency['caps']>>
  const WINDOW_MS = { day: DAY_MS, week: 7 * DAY_MS, ever: Infinity, session: Infinity }

  it('caps of campaign and placement, quiet periods, closings and budget hold together, from page to page', async () => {
    await fc.assert(
      fc.asyncProperty(
        moves,
        caps,
        caps,
        fc.integer({ min: 0, max: 600 }),
        fc.boolean(),
        async (plan: Move[], own, shared, quietMinutes, isSpent) => {
          const clock = createFakeClock(Date.UTC(2026, 10, 1))
          const store = createMemoryStore(new Map<string, unknown>([['profile', EMPTY_PROFILE]]))
          const placements = [
            message('a', { campaign: 'sale', frequency: { caps: own } }),
            message('b', { campaign: 'sale' }),
            message('c', { campaign: 'spent', frequency: {} }),
          ]
          const config = {
            placements,
            campaigns: [
              campaign({ frequency: { caps: shared } }),
              campaign({ id: 'spent', budget: { of: 'money', max: 10, used: isSpent ? 10 : 9 } }),
            ],
            frequency: { quietMinutes },
          }
          const shown: { id: string; at: number }[] = []
          const closedAt = new Map<string, number>()
          for (const { byMinutes, wish, closes } of plan) {
            await clock.advance(byMinutes * MINUTE_MS)
            const { client, why, tell } = await start(config, { clock, store })
            const { id } = placements[wish]!
            if (why().split(' ')[wish] === 'ready') {
              const at = clock.now()
              expect(at - (closedAt.get(id) ?? -Infinity)).toBeGreaterThanOrEqual(30 * DAY_MS)
              tell(id, 'offer_shown')
              shown.push({ id, at })
              if (closes) {
                tell(id, 'dismiss')
                closedAt.set(id, at)
              }
            }
            client.stop()
            await settled()
          }
          const holds = (times: number[], rules: NonNullable<Frequency['caps']>) => {
            for (const { max, per } of rules)
              for (const from of times)
                expect(times.filter((at) => at >= from && at - from < WINDOW_MS[per]).length).toBeLessThanOrEqual(max)
          }
          const of = (...ids: string[]) => shown.filter(({ id }) => ids.includes(id)).map(({ at }) => at)
          holds(of('a'), own)
          holds(of('a', 'b'), shared)
          if (isSpent) expect(of('c')).toEqual([])
          const times = of('a', 'b', 'c')
          times.forEach((at, i) => {
            if (i) expect(at - times[i - 1]!).toBeGreaterThanOrEqual(quietMinutes * MINUTE_MS)
          })
        },
      ),
      { numRuns: 12 },
    )
  }, 20_000)
})
