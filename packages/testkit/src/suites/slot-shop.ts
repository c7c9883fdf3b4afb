/** A real client over a small shop whose files come when the test says so. */
import { type Client, type ClientOptions, createClient } from '@endcap/client'
import type { Config, EventEnvelope, EventType, Product } from '@endcap/core'
import { createFakeClock } from '../clock.js'
import { createSeededRandom } from '../random.js'
import { createMemoryStore } from '../store.js'

/** Mugs `p0` to `p5`, then lamps to `p11`; every third is on sale. */
export const SLOT_PRODUCTS: readonly Product[] = Array.from({ length: 12 }, (_, i) => ({
  id: `p${i}`,
  title: `${i < 6 ? 'Mug' : 'Lamp'} ${i}`,
  url: `#p${i}`,
  image: `/img/${i}.svg`,
  price: 10 + i,
  ...(i % 3 === 0 && { salePrice: 5 + i }),
  currency: 'GBP',
  categories: [i < 6 ? 'Mugs' : 'Lamps'],
}))

/**
 * `row` finds four products, other ones after {@link SlotShop.look}; `scarce` never enough; `unseen` is what a test's arm does not show, `seen`
 * the other arm's.
 */
export const SLOT_CONFIG: Config = {
  v: 1,
  placements: [
    { id: 'row', selector: 'main', strategy: ['for-you', 'trending'], count: 4, min: 1, heading: 'You may also like' },
    { id: 'scarce', selector: 'main', strategy: ['trending'], min: 50, heading: 'Never' },
    { id: 'unseen', selector: 'main', strategy: ['trending'], min: 1, heading: 'Unseen' },
    { id: 'seen', selector: 'main', strategy: ['trending'], min: 1, heading: 'Seen' },
  ],
  holdout: { share: 0 },
  experiments: [
    {
      id: 'show-unseen',
      placement: 'unseen',
      variants: [
        { id: 'control', weight: 0 },
        { id: 'none', weight: 1, set: { hidden: true } },
      ],
    },
    {
      id: 'show-seen',
      placement: 'seen',
      variants: [
        { id: 'control', weight: 1 },
        { id: 'none', weight: 0, set: { hidden: true } },
      ],
    },
  ],
}

/** A shop, its client and what the client logged. */
export interface SlotShop {
  readonly client: Client
  readonly events: readonly EventEnvelope[]
  /** Addresses that were asked for. */
  readonly requests: readonly string[]
  /** Lets config and catalogue come, and waits until the slots are filled. */
  arrive(): Promise<void>
  /** The visitor looks at a lamp: `row` wants lamps from then on. */
  look(): void
  /** Products of a placement in order, by its snapshot. */
  ids(placement: string): string[]
  /** Item ids of each event of a type, for one placement. */
  logged(type: EventType, placement: string): string[][]
  stop(): void
}

/** Starts the client of a shop. Consent is granted; nothing leaves the page. */
export function startSlotShop(options: Partial<ClientOptions> = {}): SlotShop {
  const clock = createFakeClock()
  const random = createSeededRandom(3)
  const storage = new Map<string, string>()
  const requests: string[] = []
  let open = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const files: Record<string, unknown> = {
    '/config.json': SLOT_CONFIG,
    '/catalog.json': { v: 1, products: SLOT_PRODUCTS },
  }
  const fetch = async (url: string) => {
    requests.push(url)
    await gate
    return { ok: url in files, status: 404, json: async () => files[url] } as never
  }
  const client = createClient({
    key: 'demo',
    config: '/config.json',
    catalogue: '/catalog.json',
    consent: { analytics: 'granted', personalization: 'granted' },
    detect: false,
    consentTools: false,
    ...options,
    env: {
      clock,
      random,
      fetch,
      store: createMemoryStore(),
      context: () => ({}),
      search: () => '',
      parsed: () => Promise.resolve(),
      onVisible: () => () => {},
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
      ...options.env,
    },
  })
  const events: EventEnvelope[] = []
  client.tracker.on('event', (event) => events.push(event))
  return {
    client,
    events,
    requests,
    async arrive() {
      open()
      await client.ready
    },
    look: () => client.track('view_item', { items: [{ item_id: 'p9' }] }),
    ids: (placement) =>
      (
        client
          .liveSlots()
          .find((slot) => slot.placement === placement)
          ?.snapshot().items ?? []
      ).map(({ product }) => product.id),
    logged: (type, placement) =>
      events
        .filter((event) => event.type === type && event.list?.placement === placement)
        .map(({ items = [] }) => items.map(({ item_id }) => item_id)),
    stop: client.stop,
  }
}
