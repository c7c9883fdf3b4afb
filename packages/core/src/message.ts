/** What a shop tells its visitors: messages and the campaigns that they belong to, as data. */
import type { Audience } from './audience.js'
import type { MessageFrequency } from './frequency.js'
import type { Schedule } from './schedule.js'

/** What a campaign is for. */
export const CAMPAIGN_GOALS = ['acquire', 'sell', 'basket', 'retain', 'win-back', 'clear', 'inform'] as const
/** One of {@link CAMPAIGN_GOALS}. */
export type CampaignGoal = (typeof CAMPAIGN_GOALS)[number]

/** What a campaign gives. */
export const CAMPAIGN_TYPES = [
  'coupon',
  'spend-and-save',
  'discount',
  'gift',
  'flash-sale',
  'pre-order',
  'holiday',
  'member',
  'partner',
] as const
/** One of {@link CAMPAIGN_TYPES}. */
export type CampaignType = (typeof CAMPAIGN_TYPES)[number]

/** The text of an `offer` or a `popup`: plain text, never markup. */
export interface Message {
  /** Its heading, and the accessible name. */
  readonly title: string
  readonly text?: string
  /** URL. It is decoration: what it says stands in the text. */
  readonly image?: string
  /** Words of the button. Without a `url` it shows the campaign's coupon, or closes. */
  readonly button?: string
  /** Where the button leads. */
  readonly url?: string
  /**
   * Shows how long the campaign's schedule, else the placement's, still runs.
   * @default false
   */
  readonly countdown?: boolean
}

/** What opens a popup. It opens once a page, and never over a field in which the shopper types. */
export const POPUP_OPENINGS = ['exit', 'delay', 'scroll'] as const

/**
 * When a popup opens. `exit`: the pointer leaves the window by its upper edge; without a fine pointer after `seconds` without a touch.
 * `delay`: after `seconds` in sight. `scroll`: when `percent` of the page was scrolled through.
 */
export interface PopupOpening {
  readonly on: (typeof POPUP_OPENINGS)[number]
  /**
   * @minimum 5
   * @maximum 3600
   * @default 30
   */
  readonly seconds?: number
  /**
   * @minimum 1
   * @maximum 100
   * @default 50
   */
  readonly percent?: number
  /**
   * After the visitor closed it, it does not open for so many days.
   * @minimum 0
   * @maximum 3650
   * @default 30
   */
  readonly closedDays?: number
}

/**
 * Where a coupon comes from. `code`: the same for everybody, and public as the config is. `shop`: a personal one, which the shop gives the
 * page by `client.setMember({ coupons })` or in answer to the event `endcap:coupon`; none, and the message is not shown.
 */
export type Coupon = { readonly code: string } | { readonly from: 'shop' }

/**
 * What a campaign may cost. Devices do not know of each other: `used` is what the shop counted until the config was published, so between
 * two of its versions more may be used.
 */
export interface CampaignBudget {
  /** Of offers accepted, or of money in the shop's currency. */
  readonly of: 'acceptances' | 'money'
  /** @minimum 0 */
  readonly max: number
  /**
   * From `max` on the campaign is closed.
   * @minimum 0
   * @default 0
   */
  readonly used?: number
}

/** A campaign: which messages belong together, for whom, when, and what they may cost. */
export interface Campaign {
  /** @pattern ^[a-z0-9][a-z0-9_-]{0,63}$ */
  readonly id: string
  readonly name?: string
  readonly goal: CampaignGoal
  readonly type: CampaignType
  /** Who is meant. Absent: everybody. */
  readonly audience?: Audience
  /** When. Absent: always. */
  readonly schedule?: Schedule
  /** Over all its placements. */
  readonly frequency?: MessageFrequency
  readonly budget?: CampaignBudget
  readonly coupon?: Coupon
  /** Of `spend-and-save`: from this amount of the cart on, in the shop's currency. The message shows how far it is. */
  readonly spend?: number
  /** Of a campaign with a partner: its name. */
  readonly partner?: string
  /**
   * Share of the visitors who are shown none of its messages, so that its effect can be read; their showings are logged as held out.
   * @minimum 0
   * @maximum 0.5
   * @default 0.05
   */
  readonly holdout?: number
  /** @default true */
  readonly active?: boolean
}
