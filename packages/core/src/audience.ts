/** Who sees a placement, decided on the device. */
import type { ChannelGroup, PageKind } from './event.js'
import { fnv1a32 } from './hash.js'
import type { Bounds } from './rules.js'

/** How often a visitor has come. */
export const VISITOR_KINDS = ['new', 'returning', 'dormant'] as const
/** One of {@link VISITOR_KINDS}. */
export type VisitorKind = (typeof VISITOR_KINDS)[number]

/**
 * What must hold, all of it. A visit ends with a pause of 30 minutes between two things that the profile remembers (products met, cards seen, orders).
 * `visitor`, `dormantDays`, `spent`, `orders`, `orderedDays`, `segments`, `priceSensitive`, `cartValue` and `cartAbandonedHours` need the profile: without
 * personalization consent they are not known.
 */
export interface AudienceTest {
  /** `new`: the profile has nothing from before this visit; `returning`: it has; `dormant`: it has, and that was {@link AudienceTest.dormantDays} ago. */
  readonly visitor?: VisitorKind
  /**
   * Days between this visit and the one before it. Said alone it means `visitor: dormant`.
   * @minimum 1
   * @default 60
   */
  readonly dormantDays?: number
  /** Money of the orders that the profile remembers (the last 20), in the shop's currency: high value is a `min`. */
  readonly spent?: Bounds
  /** Count of these orders. */
  readonly orders?: Bounds
  /** Whole days since the last of these orders; without one nobody is meant. */
  readonly orderedDays?: Bounds
  /**
   * Of the products met that the catalogue knows, at least three, half are on sale now, or half cost no more than the cheapest third of the
   * catalogue. With fewer than three nobody knows.
   */
  readonly priceSensitive?: boolean
  /** Money of what is in the cart, by the catalogue's prices. */
  readonly cartValue?: Bounds
  /**
   * Something lies in the cart that was last met before this visit, and the visit before ended at least so many hours ago.
   * @minimum 0
   */
  readonly cartAbandonedHours?: number
  /** Tiers of membership, as the shop tells by `client.setMember({ tier })`. */
  readonly tiers?: readonly string[]
  /** As the shop tells by `client.setMember({ signedIn })`. */
  readonly signedIn?: boolean
  /** Width of the window in CSS pixels. */
  readonly width?: Bounds
  readonly pages?: readonly PageKind[]
  /** How the visitor landed, where this page knows it: on the page of the landing, and on those that a single-page shop shows after it. */
  readonly channels?: readonly ChannelGroup[]
  /** In one of these segments of the config. One that it does not have has nobody in it. */
  readonly segments?: readonly string[]
}

/** A segment of customers, as an analysis finds it: by rule, or by whom it found. */
export interface Segment {
  /**
   * Unique in the config; named by audiences.
   * @pattern ^[a-z0-9][a-z0-9_-]{0,63}$
   */
  readonly id: string
  /** For people. */
  readonly label?: string
  /** Who is meant, as the device tells by itself. It may not name segments. */
  readonly audience?: Audience
  /** Visitors who are meant, besides: hashes of their anonymous ids, see `segmentHash`. Only of those who agreed to personalisation. */
  readonly visitors?: readonly string[]
  /** What to do about them, for people. */
  readonly treatment?: string
}

/** A visitor's id in the list of a segment: nobody gets the id back from it, and it is another one in each segment. */
export function segmentHash(segment: string, visitor: string): string {
  return fnv1a32(`${segment}:${visitor}`, fnv1a32('segment')).toString(36)
}

/**
 * Who is meant. What nobody knows (no consent to a profile, a tier that the shop did not tell) is neither true nor false, `not` of it
 * included; the placement is shown to whom it is true for.
 */
export type Audience =
  | AudienceTest
  | { readonly all: readonly Audience[] }
  | { readonly any: readonly Audience[] }
  | { readonly not: Audience }

/** What the shop tells of a visitor who may be its member. Kept in the page only. */
export interface Member {
  readonly tier?: string
  readonly signedIn?: boolean
  /** First name, or how the shop greets the visitor. */
  readonly name?: string
  /** Points of the shop's own programme. */
  readonly points?: number
  /** The next reward: from how many points on, and what it is. */
  readonly nextReward?: { readonly points: number; readonly text: string }
  /** Benefits that hold today, such as those of a birthday or a day for members. */
  readonly benefits?: readonly { readonly text: string; readonly url?: string }[]
  /** Personal coupons by campaign. Of a list the visitor keeps one, chosen by hash. */
  readonly coupons?: Readonly<Record<string, string | readonly string[]>>
}
