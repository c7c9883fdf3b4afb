/**
 * Event contracts: what the tracker builds, the collector keeps and the warehouse counts.
 * Names are GA4's e-commerce names (developers.google.com/analytics/devguides/collection/ga4/ecommerce), plus Endcap's own.
 */
import type { CampaignType } from './message.js'
import type { QuestionType } from './survey.js'

/** Every event type that Endcap knows. The first block is GA4's; the second is Endcap's own. */
export const EVENT_TYPES = [
  'page_view',
  'view_item_list',
  'select_item',
  'view_item',
  'add_to_cart',
  'remove_from_cart',
  'view_cart',
  'add_to_wishlist',
  'begin_checkout',
  'add_shipping_info',
  'add_payment_info',
  'purchase',
  'refund',
  'search',
  'view_promotion',
  'select_promotion',
  'login',
  'sign_up',
  'share',
  'user_engagement',

  'cancel',
  'rate',
  'dismiss',
  'widget_render',
  'experiment_exposure',
  'survey_response',
  'offer_shown',
  'offer_accepted',
  'consent_update',
  'page_quality',
  'custom',
] as const

/** One of {@link EVENT_TYPES}. */
export type EventType = (typeof EVENT_TYPES)[number]

/** A consent answer. `unknown` is never read as `granted`. */
export type Consent = 'granted' | 'denied' | 'unknown'

/** The two purposes that Endcap asks for: measurement, and a profile that personalises. */
export interface ConsentState {
  readonly analytics: Consent
  readonly personalization: Consent
}

/** The kind of a shop page; decides which placements belong on it. */
export const PAGE_KINDS = ['home', 'category', 'product', 'cart', 'search', 'checkout', 'other'] as const
/** One of {@link PAGE_KINDS}. */
export type PageKind = (typeof PAGE_KINDS)[number]

/** Where an event happened. `url` carries no fragment and no query parameter that could hold personal data. */
export interface PageContext {
  readonly url: string
  readonly kind: PageKind
  readonly title?: string
  readonly referrer?: string
}

/**
 * Channel groups, after GA4's default channel group (support.google.com/analytics/answer/9756891), plus `ai_assistant`.
 * `paid_other` and `other`: tagged, but by words that no rule knows.
 */
export const CHANNEL_GROUPS = [
  'direct',
  'cross_network',
  'paid_shopping',
  'paid_search',
  'paid_social',
  'paid_video',
  'display',
  'paid_other',
  'organic_shopping',
  'organic_social',
  'organic_video',
  'organic_search',
  'ai_assistant',
  'referral',
  'email',
  'affiliates',
  'audio',
  'sms',
  'push',
  'other',
] as const
/** One of {@link CHANNEL_GROUPS}. */
export type ChannelGroup = (typeof CHANNEL_GROUPS)[number]

/** How the visitor came to the shop: stands in the `page_view` of each landing, not of pages reached from within the shop. */
export interface ChannelContext {
  readonly group: ChannelGroup
  /** `utm_source`, else the referring host. */
  readonly source?: string
  readonly medium?: string
  readonly campaign?: string
  readonly term?: string
  readonly content?: string
  /** Name of the click id in the address, for example `gclid`; its value is never kept. */
  readonly click?: string
}

/** Why a visitor looks like a program. A label: nothing is dropped for it. */
export const BOT_SIGNS = ['webdriver', 'user-agent', 'headless'] as const
/** One of {@link BOT_SIGNS}. */
export type BotSign = (typeof BOT_SIGNS)[number]

/**
 * User agents by which programs name themselves: the ones that mean well name an address or the old word `compatible`. Cubot is a maker of
 * phones.
 */
export const PROGRAM_NAMES = /[^u]bot\b|crawl|spider|preview|lighthouse|headless|compatible;|https?:/i

/** ISO 4217 for "no currency": an order in a currency that nobody named is an order still. */
export const NO_CURRENCY = 'XXX'

/** A product in an event, in GA4's item fields. */
export interface EventItem {
  readonly item_id: string
  readonly item_name?: string
  readonly item_brand?: string
  /** Broadest category; narrower ones follow in `item_category2` … `item_category5`. */
  readonly item_category?: string
  readonly item_category2?: string
  readonly item_category3?: string
  readonly item_category4?: string
  readonly item_category5?: string
  readonly item_variant?: string
  readonly item_list_id?: string
  readonly item_list_name?: string
  /** Position in the list, from 0. */
  readonly index?: number
  /** Unit price after discount, in the event's currency. */
  readonly price?: number
  /** Unit discount that `price` already contains. */
  readonly discount?: number
  readonly coupon?: string
  readonly affiliation?: string
  /** @default 1 */
  readonly quantity?: number
  /** Probability (0–1] that the policy showed this item at this position; 1 for a deterministic list. */
  readonly propensity?: number
  /** In an interleaved list: the variant that picked it. Absent: both would have, and it is credited to neither. */
  readonly team?: string
}

/**
 * The list that an event belongs to: which slot drew it, how it was chosen, and by which model.
 * `requestId` joins `widget_render`, `view_item_list`, `select_item` and later `add_to_cart` and `purchase` of one answer.
 */
export interface ListContext {
  /** Placement id of the config, or the shop's own list id. */
  readonly placement: string
  readonly requestId: string
  readonly widget?: string
  readonly strategy?: string
  readonly model?: string
  /** Experiment and variant that decided this slot, if any; `interleaved` where both variants did. */
  readonly experiment?: string
  readonly variant?: string
}

/** An order. Money in decimal units of `currency` (ISO 4217). */
export interface OrderContext {
  readonly transactionId: string
  readonly value: number
  readonly currency: string
  readonly tax?: number
  readonly shipping?: number
  readonly coupon?: string
}

/** The campaign of a message: of `offer_shown`, `offer_accepted` and a `dismiss` of it. Placement and variant stand in the list's context. */
export interface OfferContext {
  /** Id of the campaign; of a message without one that of its placement. */
  readonly campaign: string
  readonly type?: CampaignType
  /** The visitor belongs to those who are shown none of it: the place was in sight, and nothing was drawn. */
  readonly holdout?: boolean
  /** Where its coupon came from. The code itself is not told. */
  readonly coupon?: 'code' | 'shop'
}

/** One answer to one question of a survey. */
export interface SurveyContext {
  /** Id of the placement that asked. */
  readonly survey: string
  readonly question: string
  readonly type: QuestionType
  /** A number of a scale. */
  readonly score?: number
  /** Ids of choices, or free words. */
  readonly answers?: readonly string[]
}

/** One event as the browser sends it and the spool keeps it. */
export interface EventEnvelope {
  /** nanoid, 21 characters: the key by which every hop removes duplicates. */
  readonly id: string
  readonly type: EventType
  /** Milliseconds since 1970 on the device's clock. */
  readonly ts: number
  /** One page instance: tabs cannot share a counter synchronously. */
  readonly stream: string
  /** Counts up from 1 within the stream; a gap is a lost event. */
  readonly seq: number
  /** Random first-party id; absent without analytics consent. */
  readonly visitor?: string
  readonly session?: string
  /** Given by the shop at login, hashed; links, never rewrites history. */
  readonly customer?: string
  readonly page?: PageContext
  readonly items?: readonly EventItem[]
  readonly list?: ListContext
  readonly order?: OrderContext
  readonly offer?: OfferContext
  readonly survey?: SurveyContext
  /** ISO 4217; of `value` and of the items' prices, where no order says it. */
  readonly currency?: string
  /** What the items are worth together, as GA4's events of cart and checkout say it. */
  readonly value?: number
  readonly search?: { readonly term: string; readonly results?: number }
  readonly channel?: ChannelContext
  readonly bot?: BotSign
  /** Variant by experiment id, for `experiment_exposure`. */
  readonly experiments?: Readonly<Record<string, string>>
  /**
   * Flat extra values: of `custom` and `page_quality`, and GA4's own parameters of events that have no field here, such as
   * `method` (login, sign_up, share), `engagement_time_msec` (user_engagement), `promotion_id`, `creative_slot` (promotions),
   * `shipping_tier`, `payment_type`, `rating` (rate).
   */
  readonly data?: Readonly<Record<string, string | number | boolean>>
  readonly consent: ConsentState
}

/** The version of the wire format that this build speaks. */
export const BATCH_VERSION = 1

/**
 * How far the collector's clock is ahead of the device's, from the answer that had the shortest round trip: half of that trip
 * bounds the error (the estimate of NTP, RFC 5905, section 8).
 */
export interface ClockReading {
  readonly offsetMs: number
  /** From sending to the answer. */
  readonly roundTripMs: number
}

/** What one request carries. `context` holds fields equal in all events, hoisted out of them to save bytes. */
export interface Batch {
  readonly v: typeof BATCH_VERSION
  /** The shop's public write key. */
  readonly key: string
  /** Milliseconds since 1970 on the device's clock, when the request was made. */
  readonly sentAt: number
  /** Name and version of the sender, for example `endcap/0.1.0`. */
  readonly sdk: string
  /** The device's clock against the collector's, measured on earlier answers; absent before the first. */
  readonly clock?: ClockReading
  /** Events that this page gave up since its last batch: gaps in `seq` that are no loss on the way. */
  readonly dropped?: number
  /**
   * Ids of events that were sent before in a request whose answer nobody heard, as the page was going away. The collector
   * answers which of them it does not have (`missing`); the others need not travel again. With it `events` may be empty.
   */
  readonly check?: readonly string[]
  readonly context?: Partial<EventEnvelope>
  readonly events: readonly Partial<EventEnvelope>[]
}

/** Why the collector refused one event of a batch. */
export interface RejectedEvent {
  /** Position in the batch, from 0. */
  readonly index: number
  readonly id?: string
  readonly code: string
  readonly path: string
}

/** The collector's 202 answer: every event is accepted, a duplicate, or rejected. `time` is the server's clock in ms. */
export interface BatchAnswer {
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: readonly RejectedEvent[]
  /** Those of `check` that are not known here to be kept. Absent: this collector does not check, so all of them. */
  readonly missing?: readonly string[]
  readonly time: number
}
