import {
  type Config,
  type ConsentState,
  createEmitter,
  currentPrice,
  type EndcapError,
  type EventItem,
  type EventType,
  type Member,
  type Placement,
  type Product,
  type Profile,
  type ResolvedPlacement,
  type StatedTaste,
  type StrategyName,
} from '@endcap/core'
import { foldEvent, type RankContext, type RankReason } from '@endcap/ranker'
import { createTracker, type EventFields, type FlushResult, type Tracker } from '@endcap/tracker'
import { browserEnv } from './browser-env.js'
import type { PageCatalogue } from './catalogue.js'
import type { Closed } from './closed.js'
import { loadFiles, NO_FILES } from './files.js'
import { createMemory } from './memory.js'
import { type ClientOptions, resolveOptions } from './options.js'
import type { PageRanker } from './refine.js'
import type { AppliedRule } from './rules.js'
import { createSlot, type LiveSlot } from './slot.js'

/** Why a product stands in a slot. */
export interface SlotReason extends Omit<RankReason, 'source'> {
  /** `rule`: a pin that no strategy chose; `strategy` is then the first of the chain. */
  readonly source: RankReason['source'] | 'rule'
  /** The merchant's rules that acted on it, in their order; absent where none did. */
  readonly rules?: readonly AppliedRule[]
}

/** One product of a slot, with what its events need. */
export interface SlotItem {
  readonly product: Product
  /** Position in the row, from 0. */
  readonly index: number
  readonly reason: SlotReason
  /** In an interleaved list the variant that picked it; undefined where it is credited to neither. */
  readonly team?: string | undefined
}

/** What a slot shows at this moment. A new object for each change, the same object while nothing changed. */
export interface SlotSnapshot {
  /**
   * `loading`: config, catalogue or what is wanted of the model are on their way; `ready`: items to draw; `empty`: nothing found, draw nothing;
   * `hidden`: the variant says "not shown", and the exposure sentinel is still watched; or audience, schedule or frequency do not let it be
   * shown now, to no variant, and nothing is exposed.
   */
  readonly state: 'loading' | 'ready' | 'empty' | 'hidden'
  readonly placement: string
  /** The placement as this visitor sees it; undefined until that is decided. */
  readonly design?: ResolvedPlacement
  /** Why it is `hidden` from this visitor now, whatever the variant says; undefined where it is not. */
  readonly closed?: Closed | undefined
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
  /** The widget tells what it drew, all items unless said otherwise: logs `widget_render` once for each answer. */
  rendered(items?: readonly SlotItem[]): void
  /** Half of a card was on screen for 1 s: logs `view_item_list` for these items, once for each item of an answer. */
  viewed(items: readonly SlotItem[]): void
  /** The shopper chose a card: logs `select_item`. */
  selected(item: SlotItem): void
  /** The shopper added a card to the cart: logs `add_to_cart` with the list's context. */
  added(item: SlotItem, quantity: number): void
  /**
   * Logs an event of a widget that draws no products, with the list's context: `offer_shown`, `offer_accepted`, `survey_response`,
   * `dismiss`, `view_promotion`, `select_promotion`.
   */
  tell(type: EventType, fields?: EventFields): void
  /** The place itself could be seen, in every arm, "not shown" included: logs `experiment_exposure` once for each session. */
  exposed(): void
  /**
   * The row is on screen (true) or not (false). While it is, the snapshot does not change: a visible row never re-ranks.
   * What was learnt meanwhile comes when it is out of sight again.
   */
  visible(onScreen: boolean): void
  /** Ends the slot, unless somebody still listens to it: a placement may be drawn twice, and be drawn again in the same task. */
  stop(): void
}

/** Ids of the shop's own list in the visitor's order, which nothing leaves to chance, with the context that its events carry. */
export interface ReorderAnswer {
  readonly ids: readonly string[]
  readonly requestId: string
  readonly experiment: string | undefined
  readonly variant: string | undefined
  /** Of an interleaved list: the variants that picked products, by their ids; those of neither are not there. */
  readonly teams?: Readonly<Record<string, string>>
}

/** A placement that the page brings with it. */
export interface GivenPlacement extends Placement {
  /** Narrows `trending`, in place of the page's own category. */
  readonly category?: string
  /** Only products of this brand, whatever the strategy; without regard to capital letters. In the config it is a rule: `include`, `brands`. */
  readonly brand?: string
}

/** What a client tells its listeners. */
export interface ClientEvents {
  readonly error: EndcapError
  readonly consent: ConsentState
  /** Told by {@link Client.setMember}. */
  readonly member: Member
}

/** Endcap on a page: tracker, catalogue, model, config and slots wired into one object. */
export interface Client {
  readonly tracker: Tracker
  /** Resolves when config, catalogue, profile and what this page takes of the model are loaded, late, or failed and reported. Never rejects. */
  readonly ready: Promise<void>
  config(): Config
  /** What `catalog.json` holds; no products before `ready`. */
  catalogue(): PageCatalogue
  /** Of a catalogue in shards without `image`, `variants` and `rating` until its card has come, as those of `ready` slots have. */
  product(id: string): Product | undefined
  profile(): Profile
  /** Where the shopper is: product and category of this page, as the page names them. */
  context(): RankContext
  /**
   * The slot of a placement: of the config by its id, or one that is given whole. The same object for the same id
   * while it is not stopped. An id that the config does not know gives a `hidden` slot and a reported `reference-unknown`.
   */
  slot(placement: string | GivenPlacement): Slot
  /** The slots of this page that are not stopped. */
  liveSlots(): readonly Slot[]
  /** The order of the shop's own list for a `reorder` placement: as it was for a visitor of whom nothing is known, sold-out last. Undefined before `ready`, and where nothing came to rank by. */
  reorder(placement: string, ids: readonly string[]): ReorderAnswer | undefined
  /** Tells what the shop knows of a visitor who may be its member, for audiences. Kept in the page only; what was told before is forgotten. */
  setMember(member: Member): void
  track: Tracker['track']
  consent: Tracker['consent']
  consentState(): ConsentState
  /** Item fields of a product, for an event. */
  toItem(id: string, index?: number): EventItem
  on<Type extends keyof ClientEvents>(type: Type, listener: (event: ClientEvents[Type]) => void): () => void
  flush(): Promise<FlushResult>
  /** Takes an item out of what the visitor looked at or dismissed, or words out of what was searched for; without an id all of them. */
  forget(list: 'recent' | 'dismissed' | 'searches', id?: string): void
  /**
   * Adds tastes that the visitor stated, by an answer to a survey for example, to the profile: each as if so many products of it had
   * been looked at. A `weight` is 1 where none is given. Without personalization consent it lasts as long as the page.
   */
  prefer(tastes: readonly StatedTaste[]): void
  /** What was told last by {@link Client.setMember}. */
  member(): Member
  /** Forgets the visitor on this device. */
  erase(): Promise<void>
  stop(): void
}

/** Events after which slots out of sight look for better products. */
const MOVES = /^(page_view|view_item$|select_item|add_to|remove|purchase|dismiss)/

/** Finds nothing and leaves lists as they are: the ranker comes with the files, and may fail as they may. */
const NO_RANKER: PageRanker = {
  fill: (slots) => {
    for (const slot of slots) slot.fill({ items: [], strategy: undefined })
  },
  reorder: () => undefined,
}

/**
 * Wires tracker, files, profile, ranker and experiments into one client and starts it.
 * Throws for wrong use only; a file or a store that fails is told to `on('error')` and done without.
 */
export function createClient(options: ClientOptions): Client {
  const settings = resolveOptions(options)
  const env = { ...browserEnv(), ...settings.env }

  let files = NO_FILES
  /** Not there before the files are. */
  let ranker: PageRanker
  /** The slots were filled once. */
  let started = false
  /** Consent was answered, or has been waited for: only then are visitors enrolled in experiments. */
  let settled = false
  /** Somebody is about to fill the slots: at first the start itself. */
  let planned = true
  let stopped = false
  const products = new Map<string, Product>()
  const slots = new Map<string, LiveSlot>()
  /** Placements that elements bring with them. */
  const given = new Map<string, Placement>()
  /** What the server drew, for the first slot of each placement. */
  const initial = { ...settings.initial }
  let member: Member = {}

  const product = (id: string) => products.get(id)
  const tracker = createTracker({
    // It takes what it knows.
    ...settings,
    describe: (id) => product(id) && toItem(id),
    env: env.tracker,
  })
  const { on, track, consentState, report: fail } = tracker
  const own = createEmitter<Pick<ClientEvents, 'member'>>((cause) => fail('listener-failed', 'member', cause))
  const memory = createMemory({
    store: env.store,
    fold: (profile, event) => {
      const folded = foldEvent(profile, event, product)
      return files.refine?.foldMore(folded, event) ?? folded
    },
    onChange: plan,
    fail,
  })

  function toItem(id: string, index?: number): EventItem {
    const known = products.get(id)
    const item: Record<string, unknown> = { item_id: id, index }
    if (known) {
      item.item_name = known.title
      item.item_brand = known.brand
      item.price = currentPrice(known)
      known.categories?.slice(0, 5).forEach((name, i) => {
        item[`item_category${i ? i + 1 : ''}`] = name
      })
    }
    // The tracker leaves out what is undefined.
    return item as unknown as EventItem
  }

  /** Looks once, after the present task and when the model has what it takes, for what every slot should show. */
  async function plan() {
    if (planned) return
    planned = true
    await files.model?.want?.(query, plan)
    planned = false
    if (stopped) return
    started = true
    return ranker.fill([...slots.values()], query())
  }

  const query = () => ({
    profile: memory.profile(),
    context: env.context(),
    now: env.clock.now(),
    member,
  })

  const remember = () => memory.consent(consentState().personalization, tracker.refused('personalization'))

  function settle() {
    settled = true
    plan()
  }

  const stops = [
    on('event', (event) => {
      memory.fold(event)
      if (MOVES.test(event.type)) plan()
    }),
    on('consent', () => {
      settle()
      if (ranker) remember()
    }),
    env.onVisible(memory.reload),
  ]

  async function start() {
    const [loaded] = await Promise.all([loadFiles(settings, env, fail), tracker.ready, env.parsed()])
    files = loaded
    for (const entry of files.catalogue.products) products.set(entry.id, entry)
    const page = { given, initial, search: settings.search ?? env.search(), isSettled: () => settled }
    const { off } = files.config
    if (off) tracker.stop(off)
    ranker =
      (!off && (await files.refine?.createPageRanker(files, tracker, env, page, stops, plan, settings.timeoutMs))) ||
      NO_RANKER
    if (consentState().analytics === 'unknown') stops.push(env.clock.after(settings.consentWaitMs, settle))
    else settled = true
    await remember()
    planned = false
    await plan()
  }

  return {
    tracker,
    ready: start(),
    config: () => files.config,
    catalogue: () => files.catalogue,
    product,
    profile: memory.profile,
    context: env.context,
    slot(placement) {
      const id = (placement as Placement).id ?? (placement as string)
      if (id !== placement) given.set(id, placement as Placement)
      let slot = slots.get(id)
      if (!slot) {
        const deps = {
          newId: env.random.id,
          modelVersion: () => files.model?.header.version,
          toItem,
          track,
          onReleased: plan,
          onStop() {
            slots.delete(id)
            delete initial[id]
          },
          fail,
        }
        slot = createSlot(id, deps, initial[id])
        slots.set(id, slot)
        plan()
      }
      return slot
    },
    liveSlots: () => [...slots.values()],
    reorder: (placement, ids) => (started ? ranker.reorder(placement, ids, query()) : undefined),
    setMember(told) {
      member = told
      own.emit('member', told)
      plan()
    },
    track,
    consent: tracker.consent,
    consentState,
    toItem,
    on: (type, listener) => ((type === 'member' ? own : tracker) as Pick<Client, 'on'>).on(type, listener),
    flush: tracker.flush,
    forget: (list, id) => memory.change((...held) => files.refine?.forget(...held, list, id) ?? held),
    prefer: (tastes) => memory.change((...held) => files.refine?.prefer(...held, tastes, env.clock.now()) ?? held),
    member: () => member,
    async erase() {
      ranker?.forget?.()
      await Promise.all([memory.erase(), tracker.erase()])
    },
    stop() {
      stopped = true
      for (const end of stops) end()
      for (const slot of slots.values()) slot.stop()
      tracker.stop()
    },
  }
}
