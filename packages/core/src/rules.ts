/**
 * What merchants say of lists, as data. One order, always the same: **pin → exclude → bury → boost → include**; the rules of the
 * site first, then those of the placement. The first pin, exclusion or inclusion in that order that concerns a product decides about it.
 */

/** Bounds, both included. Either may be left out, not both. */
export interface Bounds {
  readonly min?: number
  readonly max?: number
}

/** What a product can share with the product of the page. */
export const SHARED_TRAITS = ['category', 'brand', 'price'] as const
/** One of {@link SHARED_TRAITS}. */
export type SharedTrait = (typeof SHARED_TRAITS)[number]

/**
 * Which products are meant. Every field that is given must hold; of a list one entry is enough. Texts are compared without
 * regard to capital letters, ids and groups exactly. A filter without fields is refused: it would mean all.
 */
export interface ProductFilter {
  readonly ids?: readonly string[]
  /** Of the article, `groupId`; a product without one is its own group. */
  readonly groups?: readonly string[]
  /** Names of categories, at any level of the product's path. */
  readonly categories?: readonly string[]
  readonly brands?: readonly string[]
  readonly tags?: readonly string[]
  /** By attribute the values that are meant. */
  readonly attributes?: Readonly<Record<string, readonly string[]>>
  /**
   * By attribute the numbers that are meant, for example `{ "margin": { "min": 0.3 } }`. An attribute that is no decimal number
   * is never meant. The catalogue is a public file: write nothing into it that others may not read.
   */
  readonly numbers?: Readonly<Record<string, Bounds>>
  /** What the shopper pays, in the shop's currency. */
  readonly price?: Bounds
  readonly onSale?: boolean
  /**
   * `publishedAt` is at most so many days ago.
   * @minimum 0
   */
  readonly newDays?: number
  /**
   * What it has in common with the product of the page: its narrowest category (at any level of the path), its brand, its band of
   * prices (from 0, 5, 10, 20, 50, 100, … up). Where the page has no product, or that has no such field, the filter counts as not written.
   */
  readonly same?: readonly SharedTrait[]
}

/** A filter with what the score of its products is multiplied by. */
export interface Boost extends ProductFilter {
  /**
   * Above 1 lifts, below 1 lowers.
   * @exclusiveMinimum 0
   * @maximum 100
   */
  readonly factor: number
}

/** Rules of the site or of one placement. */
export interface Rules {
  /**
   * Ids of products that stand on top, in this order: those that can be bought, are not shown elsewhere on the page, and are not the page's
   * product, in the cart, dismissed or lately bought. Others are left out, and nothing takes their place. A pin is safe from the rules that follow it.
   */
  readonly pin?: readonly string[]
  /** Never shown. */
  readonly exclude?: readonly ProductFilter[]
  /** Behind all others, of whichever strategy: only where those leave places. */
  readonly bury?: readonly ProductFilter[]
  /**
   * Scores are multiplied among the hundred best of a strategy, by each boost that means the product; what is boosted by no rule keeps its
   * order. A list with boosts does not rotate.
   */
  readonly boost?: readonly Boost[]
  /** Only products that one of these means are shown. Empty: all. */
  readonly include?: readonly ProductFilter[]
  /**
   * What was bought within so many days, and its group, is not shown, but for `buy-again`. That of the placement holds before that of the site.
   * 0: shown again at once.
   * @minimum 0
   * @default 30
   */
  readonly boughtDays?: number
}

/** A product bought within so many days is not recommended, unless {@link Rules.boughtDays} says otherwise. */
export const BOUGHT_DAYS = 30
