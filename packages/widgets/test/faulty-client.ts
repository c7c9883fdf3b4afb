import type { Client, PageCards, Slot } from '@endcap/client'
import {
  type Config,
  type ConsentState,
  createEmitter,
  EMPTY_CONFIG,
  type EndcapError,
  type EventEnvelope,
  type PageKind,
  type Product,
} from '@endcap/core'
import type { BookEntry, FlushResult, FoundProduct, SourceName, SourceReport } from '@endcap/tracker'

/** What a client is to say of itself; all is well where nothing is said. */
export interface Faults {
  readonly url?: string | undefined
  readonly consent?: ConsentState
  readonly decider?: string
  readonly counts?: FlushResult
  readonly events?: readonly EventEnvelope[]
  readonly errors?: readonly EndcapError[]
  readonly sources?: readonly SourceReport[] | undefined
  readonly products?: readonly BookEntry[]
  readonly catalogue?: readonly Product[]
  readonly cards?: Partial<PageCards>
  readonly config?: Config
  readonly page?: PageKind
  readonly ready?: Promise<void>
  readonly slots?: readonly Slot[]
}

export const MUG: Product = { id: 'mug', title: 'Mug', url: '/mug', price: 10, currency: 'GBP' }

/** A product that one source found on the page. */
export function found(product: Partial<FoundProduct> = {}, source: SourceName = 'json-ld'): BookEntry {
  const entry = { id: 'mug', where: 'page', price: 10, currency: 'GBP', ...product } as FoundProduct
  return { names: new Set([entry.id]), told: new Map([[source, entry]]), inCart: new Map() }
}

/** A client that says of itself what the test wants to hear. */
export function createFaultyClient(faults: Faults = {}): Client {
  const granted = { analytics: 'granted', personalization: 'granted' } as const
  const {
    url = 'https://collector.example/v1/events',
    consent = granted,
    decider = 'call',
    counts = { delivered: 3, stored: 0, dropped: 0 },
    events = [],
    errors = [],
    sources = [{ source: 'json-ld', said: {}, counted: 0, problems: [] }],
    products = [found()],
    catalogue = [MUG],
    config = EMPTY_CONFIG,
    page = 'product',
    ready = Promise.resolve(),
    slots = [],
  } = faults
  const client = {
    ready,
    config: () => config,
    catalogue: () => ({ v: 1, products: catalogue, cards: faults.cards }),
    product: (id: string) => catalogue.find((product) => product.id === id),
    consentState: () => consent,
    liveSlots: () => slots,
    tracker: {
      url: 'url' in faults ? faults.url : url,
      page: () => ({ url: 'https://shop.example/mug', kind: page }),
      counts: () => counts,
      events: () => events,
      errors: () => errors,
      detected: () => ('sources' in faults && !faults.sources ? undefined : { sources, products }),
      consentDeciders: () => ({ analytics: decider, personalization: decider }),
      on: createEmitter<Record<string, unknown>>().on,
    },
  }
  return client as unknown as Client
}
