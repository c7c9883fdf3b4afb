import type { Client, ReorderAnswer, Slot, SlotItem, SlotSnapshot } from '@endcap/client'
import {
  type Config,
  createEmitter,
  EMPTY_CONFIG,
  type Member,
  type PageKind,
  type Placement,
  type Product,
} from '@endcap/core'

/** Products `p0`, `p1`, …; every third is on sale. */
export function products(count: number): Product[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `p${i}`,
    title: i % 2 ? `Mug ${i}` : `Large enamel jug ${i} with a lid and a name long enough for a second line`,
    url: `/p/${i}`,
    image: `/img/${i}.svg`,
    price: 10 + i,
    ...(i % 3 === 0 && { salePrice: 5 + i }),
    currency: 'GBP',
  }))
}

/** The items of a row of products. */
export function toItems(list: readonly Product[]): SlotItem[] {
  return list.map((product, index) => ({ product, index, reason: { strategy: 'trending', source: 'popular' } }))
}

/** A slot whose snapshot the test sets; it remembers its calls as `[method, argument]`. */
export interface FakeSlot extends Slot {
  readonly calls: [method: string, argument?: unknown][]
  set(change: Partial<SlotSnapshot>): void
}

export function createFakeSlot(placement: string, first: Partial<SlotSnapshot> = {}): FakeSlot {
  const listeners = new Set<() => void>()
  const calls: FakeSlot['calls'] = []
  const note =
    (method: string) =>
    (argument?: unknown): void => {
      calls.push(argument === undefined ? [method] : [method, argument])
    }
  let snapshot: SlotSnapshot = {
    state: 'loading',
    placement,
    heading: '',
    items: [],
    requestId: '',
    strategy: undefined,
    experiment: undefined,
    variant: undefined,
    ...first,
  }
  return {
    placement,
    calls,
    snapshot: () => snapshot,
    set(change) {
      snapshot = { ...snapshot, ...change }
      for (const listener of [...listeners]) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    rendered: note('rendered'),
    viewed: (items) => note('viewed')(items.map(({ product }) => product.id)),
    selected: ({ product }) => note('selected')(product.id),
    added: ({ product }, quantity) => note('added')([product.id, quantity]),
    tell: (type, fields) => note(type)(fields),
    exposed: note('exposed'),
    visible: note('visible'),
    stop: note('stop'),
  }
}

/** A client with a config, slots to set, and a page to change. */
export interface FakeClient extends Client {
  readonly slots: Map<string, FakeSlot>
  readonly given: Placement[]
  readonly tracked: { type: string; fields: unknown }[]
  setPage(kind: PageKind): void
}

export function createFakeClient(
  parts: {
    readonly config?: Config
    readonly page?: PageKind
    readonly order?: (ids: readonly string[]) => readonly string[] | undefined
    readonly first?: Partial<SlotSnapshot>
  } = {},
): FakeClient {
  const { config = EMPTY_CONFIG, order, first } = parts
  const slots = new Map<string, FakeSlot>()
  const given: Placement[] = []
  const tracked: FakeClient['tracked'] = []
  const events = createEmitter<Record<string, unknown>>()
  let kind: PageKind = parts.page ?? 'home'
  let requests = 0
  let member: Member = {}
  const client = {
    slots,
    given,
    tracked,
    ready: Promise.resolve(),
    config: () => config,
    slot(placement: string | Placement) {
      const id = typeof placement === 'string' ? placement : placement.id
      if (typeof placement !== 'string') given.push(placement)
      const slot = slots.get(id) ?? createFakeSlot(id, first)
      slots.set(id, slot)
      return slot
    },
    reorder(_placement: string, ids: readonly string[]): ReorderAnswer | undefined {
      const answer = order?.(ids)
      return answer && { ids: answer, requestId: `r${++requests}`, experiment: undefined, variant: undefined }
    },
    track: (type: string, fields: unknown) => tracked.push({ type, fields }),
    toItem: (id: string, index?: number) => ({ item_id: id, index }),
    on: events.on,
    member: () => member,
    setMember(told: Member) {
      member = told
      events.emit('member', told)
    },
    tracker: { page: () => ({ url: '/', kind }), on: events.on, visitor: () => 'visitor-1' },
    setPage(next: PageKind) {
      kind = next
      events.emit('event', { type: 'page_view' })
    },
  }
  return client as unknown as FakeClient
}
