import {
  type Config,
  type ConsentState,
  createEmitter,
  currentPrice,
  EMPTY_CONFIG,
  EndcapError,
  type EventItem,
  type EventType,
  type Placement,
  type Product,
  type Profile,
  resolvePlacement,
  type StrategyName,
} from '@endcap/core'
import { type Assignment, assign, parseOverrides } from '@endcap/experiments'
import { createRanker, type Ranker, type RankReason } from '@endcap/ranker'
import { createTracker, type EventFields, type FlushResult, type Tracker } from '@endcap/tracker'
import { allocate } from './allocate.js'
import { browserEnv } from './browser-env.js'
import { type Files, loadFiles } from './files.js'
import { createMemory } from './memory.js'
import { type ClientOptions, resolveOptions } from './options.js'
import { createSlot, type LiveSlot } from './slot.js'

/** One product of a slot, with what its events need. */
export interface SlotItem {
  readonly product: Product
  /** Position in the row, from 0. */
  readonly index: number
  readonly reason: RankReason
}

/** What a slot shows at this moment. A new object for each change, the same object while nothing changed. */
export interface SlotSnapshot {
  /**
   * `loading`: config, catalogue or model are on their way; `ready`: items to draw; `empty`: nothing found, draw nothing;
   * `hidden`: the variant says "not shown"; the exposure sentinel is still watched.
   */
  readonly state: 'loading' | 'ready' | 'empty' | 'hidden'
  readonly placement: string
  readonly heading: string
  readonly items: readonly SlotItem[]
  /** New for each answer; joins render, impression, click and purchase. */
  readonly requestId: string
  /** The first strategy that gave an item. */
  readonly strategy: StrategyName | undefined
  readonly experiment: string | undefined
  readonly variant: string | undefined
}

/** A placement live on this page. Framework adapters bind `subscribe` and `snapshot`. */
export interface Slot {
  readonly placement: string
  snapshot(): SlotSnapshot
  /** Calls `listener` after each change of the snapshot. Returns its stop. */
  subscribe(listener: () => void): () => void
  /** The widget tells that the row was drawn: logs `widget_render` once for each answer. */
  rendered(): void
  /** Half of a card was on screen for 1 s: logs `view_item_list` for these items, once for each item of an answer. */
  viewed(items: readonly SlotItem[]): void
  /** The shopper chose a card: logs `select_item`. */
  selected(item: SlotItem): void
  /** The shopper added a card to the cart: logs `add_to_cart` with the list's context. */
  added(item: SlotItem, quantity: number): void
  /** The place itself could be seen, in every arm, "not shown" included: logs `experiment_exposure` once for each page. */
  exposed(): void
  /**
   * The row is on screen (true) or not (false). While it is, the snapshot does not change: a visible row never re-ranks.
   * What was learnt meanwhile comes when it is out of sight again.
   */
  visible(onScreen: boolean): void
  stop(): void
}

/** Ids of the shop's own list in the visitor's order, with the context that its events carry. */
export interface ReorderAnswer {
  readonly ids: readonly string[]
  readonly requestId: string
  readonly experiment: string | undefined
  readonly variant: string | undefined
}

/** What a client tells its listeners. */
export interface ClientEvents {
  readonly error: EndcapError
  readonly consent: ConsentState
}

/** Endcap on a page: tracker, catalogue, model, config and slots wired into one object. */
export interface Client {
  readonly tracker: Tracker
  /** Resolves when config, catalogue, model and profile are loaded, or failed and were reported. Never rejects. */
  readonly ready: Promise<void>
  config(): Config
  product(id: string): Product | undefined
  profile(): Profile
  /**
   * The slot of a placement: of the config by its id, or one that is given whole. The same object for the same id
   * while it is not stopped. An id that the config does not know gives a `hidden` slot and a reported `reference-unknown`.
   */
  slot(placement: string | Placement): Slot
  /** The order of the shop's own list for a `reorder` placement: as it was for a visitor of whom nothing is known, sold-out last. Undefined before `ready`. */
  reorder(placement: string, ids: readonly string[]): ReorderAnswer | undefined
  track(type: EventType, fields?: EventFields): void
  consent(update: Partial<ConsentState>): void
  consentState(): ConsentState
  /** Item fields of a product, for an event. */
  toItem(id: string, index?: number): EventItem
  on<Type extends keyof ClientEvents>(type: Type, listener: (event: ClientEvents[Type]) => void): () => void
  flush(): Promise<FlushResult>
  /** Forgets the visitor on this device. */
  erase(): Promise<void>
  stop(): void
}

/** Events after which slots out of sight look for better products. */
const MOVES = new Set<EventType>([
  'view_item',
  'select_item',
  'add_to_cart',
  'remove_from_cart',
  'purchase',
  'dismiss',
  'page_view',
])

/**
 * Wires tracker, files, profile, ranker and experiments into one client and starts it.
 * Throws for wrong use only; a file or a store that fails is told to `on('error')` and done without.
 */
export function createClient(options: ClientOptions): Client {
  const settings = resolveOptions(options)
  const env = { ...browserEnv(), ...settings.env }
  const emitter = createEmitter<ClientEvents>()
  const fail = (error: EndcapError) => emitter.emit('error', error)
  const overrides = parseOverrides(settings.search ?? env.search())

  let files: Files = { config: EMPTY_CONFIG, catalogue: { v: 1, products: [] }, model: undefined }
  let products = new Map<string, Product>()
  let ranker: Ranker = createRanker({})
  let started = false
  let planned = false
  let stopped = false
  const slots = new Map<string, LiveSlot>()
  const given = new Map<string, Placement>()
  const assignments = new Map<string, Assignment | undefined>()

  const product = (id: string) => products.get(id)
  const memory = createMemory({ store: env.store, product, onChange: plan, onError: fail })
  const tracker = createTracker({
    key: settings.key,
    ...(settings.collector !== undefined && { collector: settings.collector }),
    ...(settings.consent && { consent: settings.consent }),
    ...(settings.page && { page: settings.page }),
    describe: (id) => (products.has(id) ? toItem(id) : undefined),
    env: env.tracker,
  })

  function toItem(id: string, index?: number): EventItem {
    const known = products.get(id)
    return {
      item_id: id,
      ...(known && { item_name: known.title, price: currentPrice(known) }),
      ...(known?.brand && { item_brand: known.brand }),
      ...Object.fromEntries(
        (known?.categories ?? []).slice(0, 5).map((name, i) => [`item_category${i ? i + 1 : ''}`, name]),
      ),
      ...(index !== undefined && { index }),
    }
  }

  const placementOf = (id: string) => given.get(id) ?? files.config.placements.find((entry) => entry.id === id)

  /** The variant of a placement, decided once for this page. */
  function assignmentOf(placement: string): Assignment | undefined {
    if (!assignments.has(placement)) {
      const test = files.config.experiments?.find((entry) => entry.placement === placement && entry.active !== false)
      assignments.set(placement, test && assign(test, { visitor: tracker.visitor(), overrides }))
    }
    return assignments.get(placement)
  }

  /** Looks once, after the present task, for what every slot should show. */
  function plan() {
    if (planned || !started || stopped) return
    planned = true
    queueMicrotask(() => {
      planned = false
      if (!stopped) refresh()
    })
  }

  function refresh() {
    const live = [...slots.values()]
    for (const slot of live) {
      if (slot.design()) continue
      const placement = placementOf(slot.placement)
      if (!placement) {
        fail(new EndcapError('reference-unknown', `placement ${slot.placement} is not in the config`))
        slot.decide(resolvePlacement({ id: slot.placement, selector: '', min: 1 }, { hidden: true }), undefined)
        continue
      }
      const assignment = assignmentOf(slot.placement)
      slot.decide(resolvePlacement(placement, assignment?.variant.set), assignment)
    }
    const asking = live.filter((slot) => slot.design()?.widget === 'row' && !slot.design()?.hidden)
    const requests = asking.map((slot) => {
      const held = slot.held()
      const placement = slot.design() as NonNullable<ReturnType<LiveSlot['design']>>
      return held ? { placement, held } : { placement }
    })
    const answers = allocate(requests, {
      ranker,
      profile: memory.profile(),
      context: context(),
      now: env.clock.now(),
      product,
    })
    asking.forEach((slot, i) => {
      const answer = answers[i]
      if (answer && !slot.held()) slot.fill(answer)
    })
  }

  function context() {
    const productId = env.currentProduct()
    const category = env.currentCategory()
    return { ...(productId && { productId }), ...(category && { category }) }
  }

  const stops = [
    tracker.on('error', fail),
    tracker.on('event', (event) => {
      memory.fold(event)
      if (MOVES.has(event.type)) plan()
    }),
    tracker.on('consent', (state) => {
      emitter.emit('consent', state)
      if (started) memory.consent(state.personalization)
    }),
    env.onVisible(() => memory.reload()),
  ]

  async function start() {
    const [loaded] = await Promise.all([loadFiles(settings, env, fail), tracker.ready])
    files = loaded
    products = new Map(files.catalogue.products.map((entry) => [entry.id, entry]))
    ranker = createRanker({ ...(files.model && { model: files.model }), products: files.catalogue.products })
    started = true
    await memory.consent(tracker.consentState().personalization)
    if (!stopped) refresh()
  }

  return {
    tracker,
    ready: start(),
    config: () => files.config,
    product,
    profile: memory.profile,
    slot(placement) {
      const id = typeof placement === 'string' ? placement : placement.id
      if (typeof placement !== 'string') given.set(id, placement)
      const known = slots.get(id)
      if (known) return known
      const slot = createSlot(id, {
        newId: env.random.id,
        modelVersion: () => files.model?.header.version,
        toItem: (item) => toItem(item.product.id, item.index),
        track: tracker.track,
        onReleased: plan,
        onStop: () => slots.delete(id),
        onError: (error) => fail(new EndcapError('listener-failed', `slot ${id}`, error)),
      })
      slots.set(id, slot)
      plan()
      return slot
    },
    reorder(placement, ids) {
      const known = placementOf(placement)
      if (!started || !known) return undefined
      const assignment = assignmentOf(placement)
      const enrolled = assignment?.by === 'not-enrolled' ? undefined : assignment
      const { hidden } = resolvePlacement(known, assignment?.variant.set)
      const query = { profile: memory.profile(), context: context(), now: env.clock.now() }
      return {
        ids: hidden ? ids : ranker.reorder(ids, query),
        requestId: env.random.id(),
        experiment: enrolled?.experiment,
        variant: enrolled?.variant.id,
      }
    },
    track: (type, fields) => {
      tracker.track(type, fields)
    },
    consent: tracker.consent,
    consentState: tracker.consentState,
    toItem,
    on: emitter.on,
    flush: tracker.flush,
    async erase() {
      await Promise.all([memory.erase(), tracker.erase()])
    },
    stop() {
      stopped = true
      for (const end of stops) end()
      for (const slot of [...slots.values()]) slot.stop()
      tracker.stop()
    },
  }
}
