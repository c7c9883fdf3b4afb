/** What the device knows of its visitor. Folded from events by the ranker, bounded in size, exportable, erasable. */

/** How an item entered the profile, from weakest to strongest sign of interest. */
export type InteractionKind = 'view' | 'select' | 'cart' | 'purchase'

/** One item that the visitor dealt with. */
export interface RecentItem {
  readonly id: string
  /** Milliseconds since 1970 of the last interaction. */
  readonly ts: number
  readonly kind: InteractionKind
  readonly count: number
}

/** An amount with exponential decay: `score` is as of `ts`, milliseconds since 1970. */
export interface DecayedScore {
  readonly score: number
  readonly ts: number
}

/** A taste: how much of one category, brand or price band the visitor met. */
export interface Affinity extends DecayedScore {
  /** `category:NAME`, `brand:NAME` or `price:BAND`. */
  readonly key: string
}

/** A line of the visitor's cart. */
export interface CartLine {
  readonly id: string
  readonly quantity: number
}

/** A past order: recency, frequency and money come from the list. */
export interface PastOrder {
  readonly transactionId: string
  readonly ts: number
  readonly value: number
  readonly items: readonly string[]
}

/** The profile. Plain JSON; an absent visitor has {@link EMPTY_PROFILE}. */
export interface Profile {
  readonly v: 2
  /** Newest first, at most 50. */
  readonly recent: readonly RecentItem[]
  /** No key twice; at most 60, the weakest go first. A list, since it is copied at each event and tables cost many times as much. */
  readonly affinities: readonly Affinity[]
  readonly cart: readonly CartLine[]
  /** Newest first, at most 20. */
  readonly orders: readonly PastOrder[]
  /** Item ids that the visitor dismissed, newest first, at most 50. */
  readonly dismissed: readonly string[]
  /**
   * By item id: how often a card was seen (half of it, for 1 s) since the last click, cart or order, decayed like a taste.
   * At most 100, the ones seen longest ago go first. Absent where the part of the ranker that folds it was never loaded.
   */
  readonly shown?: Readonly<Record<string, DecayedScore>>
  /** What was searched for, newest first, at most 10, no words twice in whatever case. Absent as `shown` is. */
  readonly searches?: readonly PastSearch[]
  /** Ids of the content that was opened, newest first, at most 50. Absent as `shown` is. */
  readonly opened?: readonly string[]
}

/** Words that the visitor searched for. */
export interface PastSearch {
  /** As they were typed, at most 100 characters. */
  readonly term: string
  /** Milliseconds since 1970. */
  readonly ts: number
  /** The page that found them, where its address holds the words. */
  readonly url?: string
}

/** What a visitor says to like, by an answer to a survey for example: a product of these would please. All of it is optional. */
export interface StatedTaste {
  readonly categories?: readonly string[]
  readonly brand?: string
  /** A price of the band that is meant, in the shop's currency. */
  readonly price?: number
  /**
   * As much as so many products looked at.
   * @minimum 0
   * @maximum 20
   * @default 1
   */
  readonly weight?: number
}

/** The profile of a visitor of whom nothing is known. */
export const EMPTY_PROFILE: Profile = {
  v: 2,
  recent: [],
  affinities: [],
  cart: [],
  orders: [],
  dismissed: [],
}
