/**
 * `config.json`: placements and experiments as data. A static file beside the shop.
 * The JSON Schema in `schema/config.schema.json` is generated from these types.
 */
import type { Audience, Segment } from './audience.js'
import type { PageKind } from './event.js'
import type { Experiment, Holdout, MetricPlan, VariantDesign } from './experiment.js'
import type { Frequency, MessageFrequency } from './frequency.js'
import type { Campaign, Message, PopupOpening } from './message.js'
import type { Rules } from './rules.js'
import type { Schedule } from './schedule.js'
import type { Survey } from './survey.js'

/** How products are chosen. */
export const STRATEGIES = [
  'related',
  'bought-together',
  'for-you',
  'trending',
  'recent',
  'similar',
  'buy-again',
] as const
/** One of {@link STRATEGIES}. */
export type StrategyName = (typeof STRATEGIES)[number]

/**
 * What is drawn: cards in a `row` that scrolls, in a `grid`, or one below the other in a `list`; products to buy together in a `bundle`;
 * how far the cart is from free shipping, with products that fit, in a `threshold`; the shop's own list in a new order, `reorder`; or one
 * of {@link MESSAGE_WIDGETS}.
 */
export const WIDGETS = [
  'row',
  'grid',
  'list',
  'bundle',
  'threshold',
  'reorder',
  'offer',
  'popup',
  'survey',
  'content',
  'member',
  'recent-search',
] as const
/** One of {@link WIDGETS}. */
export type WidgetName = (typeof WIDGETS)[number]

/**
 * Widgets that draw no products of the catalogue: an `offer` in its place, a `popup` above the page, a `survey`, articles and guides
 * (`content`), what the shop says to its `member`, and what was searched for lately (`recent-search`).
 */
export const MESSAGE_WIDGETS = [
  'offer',
  'popup',
  'survey',
  'content',
  'member',
  'recent-search',
] as const satisfies readonly WidgetName[]
/** One of {@link MESSAGE_WIDGETS}. */
export type MessageWidgetName = (typeof MESSAGE_WIDGETS)[number]

/**
 * Where a widget goes, relative to the element that the selector finds. `fill` replaces its content. `replace` hides the element while
 * the widget has something to show, and keeps it: it comes back when there is nothing, and when the placement stops.
 */
export const MOUNT_MODES = ['before', 'after', 'prepend', 'append', 'fill', 'replace'] as const
/** One of {@link MOUNT_MODES}. */
export type MountMode = (typeof MOUNT_MODES)[number]

/** When a placement is mounted: with the page (and whenever its anchor appears), or when its anchor comes within 400 px of the window. */
export const TRIGGERS = ['load', 'visible'] as const
/** One of {@link TRIGGERS}. */
export type Trigger = (typeof TRIGGERS)[number]

/** What a place shows, and how. */
export interface PlacementDesign {
  /**
   * Strategies in order: the next one fills what the one before leaves. Never padded with anything else.
   * @default ["related", "for-you", "trending"]
   */
  readonly strategy?: readonly StrategyName[]
  /** Heading of the row. Empty: no visible heading, an accessible name is kept. */
  readonly heading?: string
  /**
   * Most products shown.
   * @minimum 1
   * @maximum 50
   * @default 12
   */
  readonly count?: number
  /**
   * Fewer than this many products: the slot stays empty.
   * @minimum 1
   * @default 3
   */
  readonly min?: number
  /** True: the placement is not shown. The exposure is still logged, so that "no row" can be tested against "row". */
  readonly hidden?: boolean
  /**
   * How much products that are alike in category, brand and price give way to others: 0, the order of the scores alone, to 1.
   * At 0.2 one that is alike in all three to one above needs a quarter more score. `similar` has none unless it is said here.
   * @minimum 0
   * @maximum 1
   * @default 0.2
   */
  readonly diversity?: number
  /** Most products of one narrowest category, of one brand. Absent: any number. */
  readonly caps?: ListCaps
  /**
   * Products of nearly the same score change places from day to day, for visitors who agreed to be measured; the same all day.
   * @default true
   */
  readonly rotate?: boolean
  /**
   * Share of visitors and days for which the list stands in an order by lot, so that other orders can be judged from the log.
   * Raised to a hundredth for each product of the list, so that no product was less likely than 1 % where it stood.
   * Without consent to measurement there is none.
   * @minimum 0
   * @maximum 0.5
   * @default 0
   */
  readonly explore?: number
  /** After those of the site. */
  readonly rules?: Rules
  /**
   * False: it may repeat what other slots of the page show, and they may repeat it.
   * @default true
   */
  readonly dedupe?: boolean
  /** What an `offer` or a `popup` says. */
  readonly message?: Message
  /** What a `survey` asks. */
  readonly survey?: Survey
}

/** Most products of a kind in one list. */
export interface ListCaps {
  /** @minimum 1 */
  readonly category?: number
  /** @minimum 1 */
  readonly brand?: number
}

/** The part of a design that the lazy part of the ranker sees to. */
export type ListVariety = Pick<PlacementDesign, 'diversity' | 'caps' | 'rotate' | 'explore'>

/** A place on the shop's pages and what goes there. */
export interface Placement extends PlacementDesign {
  /**
   * Unique in the config; names the placement in every event.
   * @pattern ^[a-z0-9][a-z0-9_-]{0,63}$
   */
  readonly id: string
  /** Kinds of page that carry it. Empty or absent: every kind. */
  readonly pages?: readonly PageKind[]
  /** CSS selector of the anchor element; the first match is used. */
  readonly selector: string
  /** @default "append" */
  readonly mode?: MountMode
  /** @default "row" */
  readonly widget?: WidgetName
  /**
   * When two slots want the same product, the higher one gets it.
   * @default 0
   */
  readonly priority?: number
  /** Who sees it. Absent: everybody. */
  readonly audience?: Audience
  /** When. Absent: always. */
  readonly schedule?: Schedule
  /**
   * For placements that are mounted by their selector.
   * @default "load"
   */
  readonly trigger?: Trigger
  /** How often. Absent: always. */
  readonly frequency?: Frequency
  /** The campaign of {@link Config.campaigns} that it belongs to: audience, schedule and caps of both hold. */
  readonly campaign?: string
  /** When a `popup` opens. */
  readonly popup?: PopupOpening
}

/** The whole of `config.json`. */
export interface Config {
  /** For editors: where the schema is. */
  readonly $schema?: string
  readonly v: 1
  /**
   * Turns the script off, from the next load of a page on: nothing is drawn, nothing is tracked, and what has not left the device is
   * forgotten. The rest of the config stands by. @default false
   */
  readonly off?: boolean
  readonly placements: readonly Placement[]
  readonly experiments?: readonly Experiment[]
  /** In force as soon as the config has an experiment that is no draft. Decided before every experiment. */
  readonly holdout?: Holdout
  /**
   * Whether pages tell of their layout shifts, speed and errors (`page_quality`, one event a page view) while an experiment runs: what its
   * guardrails are read from. @default true
   */
  readonly pageQuality?: boolean
  /** What experiments are read by, beside the metrics that all have. */
  readonly metrics?: readonly MetricPlan[]
  /**
   * Public key of signed previews, as `endcap experiment preview --new-key` prints it: an uncompressed point of P-256, 65 bytes in base64url.
   * @pattern ^[A-Za-z0-9_-]{87}$
   */
  readonly previewKey?: string
  /** Before those of each placement. */
  readonly rules?: Rules
  /** Over all placements that have a `frequency` of their own. */
  readonly frequency?: MessageFrequency
  readonly campaigns?: readonly Campaign[]
  /** Segments that audiences name, as `endcap insight segments --publish` writes them. */
  readonly segments?: readonly Segment[]
}

/** What decides about a placement and its list beside its design; nothing where it is absent. */
type Controls = Pick<
  Placement,
  'rules' | 'dedupe' | 'message' | 'survey' | 'audience' | 'schedule' | 'trigger' | 'frequency' | 'campaign' | 'popup'
>

/** Values of a placement that are left out. */
export const PLACEMENT_DEFAULTS = {
  strategy: ['related', 'for-you', 'trending'],
  heading: '',
  count: 12,
  min: 3,
  hidden: false,
  mode: 'append',
  widget: 'row',
  priority: 0,
} as const satisfies Required<Omit<Placement, 'id' | 'pages' | 'selector' | keyof ListVariety | keyof Controls>>

/** What a placement leaves out of its {@link ListVariety}. Apart, since it is read by the lazy part alone. */
export const VARIETY_DEFAULTS = {
  diversity: 0.2,
  caps: {},
  rotate: true,
  explore: 0,
} as const satisfies Required<ListVariety>

/** A placement with every default filled in, but for its {@link ListVariety}, rules, audience and the like. */
export type ResolvedPlacement = Required<Omit<Placement, 'pages' | keyof ListVariety | keyof Controls>> &
  ListVariety &
  Controls & { readonly pages: readonly PageKind[] }

/** Fills the defaults in, with a variant's changes on top. */
export function resolvePlacement(placement: Placement, set: VariantDesign = {}): ResolvedPlacement {
  return { ...PLACEMENT_DEFAULTS, pages: [], ...placement, ...set }
}

/** A config with no placements. */
export const EMPTY_CONFIG: Config = { v: 1, placements: [] }
