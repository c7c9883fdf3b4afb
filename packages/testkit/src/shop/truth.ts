import type { ChannelGroup } from '@endcap/core'
import type { ShopPerson } from './people.js'
import type { ShopProduct } from './products.js'

/** How a group of customers buys. */
export interface ShopSegment {
  readonly id: string
  /** How many: in proportion, given how often a person buys against the mean and the chance that an order is the last. */
  readonly share: (rateRatio: number, leaveChance: number) => number
  /** Pieces an order, on average. */
  readonly basketMean: number
  /** Share of pieces by category; sums to 1. */
  readonly categories: readonly number[]
  /** Above 0 dear products are preferred, below 0 cheap ones: power of price over its category's median. */
  readonly priceTaste: number
  /** Weight by hour of the day, 24. */
  readonly hours: readonly number[]
  /** Chance that another visit goes before the last one of a journey. */
  readonly moreVisits: number
  /** Chance that a journey ends with an order, channels aside. */
  readonly conversion: number
  readonly couponChance: number
  readonly searchChance: number
  /** Mean score 0–10 of "would you recommend us". */
  readonly recommendMean: number
}

/** A way to the shop. */
export interface ShopChannel {
  readonly group: ChannelGroup
  readonly source?: string
  readonly medium?: string
  readonly campaign?: string
  /** Weight among earlier visits of a journey, and among its last ones. */
  readonly early: number
  readonly late: number
  /** What the channel adds to a journey's chance to end with an order, once a journey. */
  readonly effect: number
  /** In the shop's currency. */
  readonly costPerVisit: number
}

/** A category: `amplitude` × cos of the year around `peakDay` (day of the year, from 0) is added to 1. */
export interface ShopCategory {
  readonly id: string
  readonly amplitude: number
  readonly peakDay: number
  readonly medianPrice: number
}

/** A way to choose the products of a list. */
export interface ShopStrategy {
  readonly id: string
  /** Factor of every product's own attraction. */
  readonly attraction: number
  readonly cards: number
  /** Chance that a clicked product goes into the cart. */
  readonly cartChance: number
  /** Chance that a list is dismissed. */
  readonly dismissChance: number
}

/** What was put into the shop, to be found again. */
export interface ShopTruth {
  readonly isNull: boolean
  /**
   * BG/NBD (Fader, Hardie, Lee 2005), in days: orders come at a rate of Gamma(r, alpha); after each repeat order a customer leaves
   * with a chance of Beta(a, b). Undefined in the null shop: all order at `orderRate`, and nobody leaves.
   */
  readonly orders: { readonly r: number; readonly alpha: number; readonly a: number; readonly b: number } | undefined
  /** Mean orders of a customer a day. */
  readonly orderRate: number
  readonly segments: readonly ShopSegment[]
  readonly categories: readonly ShopCategory[]
  readonly channels: readonly ShopChannel[]
  /** Orders by weekday, Monday first, against the mean. */
  readonly weekday: readonly number[]
  /** Whoever buys `from` also buys `to` with that chance, besides the chance that `to` has by itself. */
  readonly pairs: readonly { readonly from: string; readonly to: string; readonly chance: number }[]
  /** Products whose price moves: pieces are in proportion to price to this power. */
  readonly elasticities: Readonly<Record<string, number>>
  readonly strategies: readonly ShopStrategy[]
  /** Chance that a position is looked at, the first 1. */
  readonly examination: readonly number[]
  /** What one unit of a currency is worth in EUR, the shop's. */
  readonly rates: Readonly<Record<string, number>>
  readonly products: readonly ShopProduct[]
  /** Everybody, one after the other; the same every time. */
  people(): Generator<ShopPerson>
}

type Planted = Omit<ShopTruth, 'products' | 'people' | 'pairs' | 'elasticities'>

const around = (peak: number, width: number) =>
  Array.from({ length: 24 }, (_, hour) => {
    const away = Math.min(Math.abs(hour - peak), 24 - Math.abs(hour - peak))
    return 0.05 + Math.exp(-0.5 * (away / width) ** 2)
  })

const RATES = { EUR: 1, USD: 0.9, GBP: 1.15 } as const
const LEVEL = { strategies: ['trending', 'similar', 'for-you'] as const, cards: [8, 4, 6] as const }

const CATEGORIES: readonly ShopCategory[] = [
  { id: 'shoes', amplitude: 0.2, peakDay: 120, medianPrice: 70 },
  { id: 'home', amplitude: 0, peakDay: 0, medianPrice: 35 },
  { id: 'toys', amplitude: 0.6, peakDay: 345, medianPrice: 25 },
  { id: 'garden', amplitude: 0.8, peakDay: 150, medianPrice: 40 },
  { id: 'beauty', amplitude: 0, peakDay: 0, medianPrice: 18 },
  { id: 'books', amplitude: 0.3, peakDay: 340, medianPrice: 14 },
]

/** What a shop with truth in it is like. */
export const PLANTED: Planted = {
  isNull: false,
  orders: { r: 0.9, alpha: 45, a: 0.9, b: 3 },
  orderRate: 0.9 / 45,
  weekday: [0.85, 0.8, 0.85, 0.95, 1.05, 1.2, 1.3],
  rates: RATES,
  categories: CATEGORIES,
  examination: [1, 0.72, 0.52, 0.4, 0.31, 0.25, 0.2, 0.17],
  strategies: LEVEL.strategies.map((id, at) => ({
    id,
    attraction: [0.8, 1, 1.5][at] as number,
    cards: LEVEL.cards[at] as number,
    cartChance: [0.2, 0.25, 0.35][at] as number,
    dismissChance: [0.04, 0.02, 0.01][at] as number,
  })),
  channels: [
    { group: 'direct', early: 1, late: 3, effect: 0, costPerVisit: 0 },
    { group: 'organic_search', source: 'google', medium: 'organic', early: 3, late: 2, effect: 0.05, costPerVisit: 0 },
    {
      group: 'paid_search',
      source: 'google',
      medium: 'cpc',
      campaign: 'brand',
      early: 0.5,
      late: 3,
      effect: 0,
      costPerVisit: 0.6,
    },
    {
      group: 'paid_social',
      source: 'instagram',
      medium: 'paid_social',
      campaign: 'spring',
      early: 2.5,
      late: 0.5,
      effect: 0.12,
      costPerVisit: 0.5,
    },
    {
      group: 'email',
      source: 'newsletter',
      medium: 'email',
      campaign: 'weekly',
      early: 1,
      late: 1.5,
      effect: 0.2,
      costPerVisit: 0.02,
    },
    {
      group: 'display',
      source: 'adnet',
      medium: 'banner',
      campaign: 'retarget',
      early: 1,
      late: 1,
      effect: 0,
      costPerVisit: 0.3,
    },
  ],
  segments: [
    {
      id: 'loyal',
      share: (rate, leave) => 4 * (rate / (rate + 1)) ** 2 * (1 - leave) ** 3,
      basketMean: 3.5,
      categories: [0.35, 0.35, 0.02, 0.05, 0.18, 0.05],
      priceTaste: 0.5,
      hours: around(19, 2.5),
      moreVisits: 0.2,
      conversion: 0.35,
      couponChance: 0.05,
      searchChance: 0.2,
      recommendMean: 9.2,
    },
    {
      id: 'impulse',
      share: () => 0.6,
      basketMean: 1.2,
      categories: [0.1, 0.05, 0.1, 0.02, 0.68, 0.05],
      priceTaste: -0.3,
      hours: around(23, 2),
      moreVisits: 0.05,
      conversion: 0.2,
      couponChance: 0.1,
      searchChance: 0.05,
      recommendMean: 7.5,
    },
    {
      id: 'considered',
      share: (rate) => 1 / (rate + 0.7),
      basketMean: 1.6,
      categories: [0.1, 0.45, 0.02, 0.4, 0.01, 0.02],
      priceTaste: 1.5,
      hours: around(20, 3),
      moreVisits: 0.65,
      conversion: 0.15,
      couponChance: 0.05,
      searchChance: 0.6,
      recommendMean: 8.3,
    },
    {
      id: 'variety',
      share: (rate) => rate / (rate + 1),
      basketMean: 5,
      categories: [0.16, 0.17, 0.17, 0.16, 0.17, 0.17],
      priceTaste: 0,
      hours: around(13, 3),
      moreVisits: 0.35,
      conversion: 0.25,
      couponChance: 0.15,
      searchChance: 0.3,
      recommendMean: 8.6,
    },
    {
      id: 'bargain',
      share: (_, leave) => 0.4 + 1.5 * leave,
      basketMean: 2.2,
      categories: [0.05, 0.05, 0.4, 0.05, 0.1, 0.35],
      priceTaste: -1.8,
      hours: around(9, 2.5),
      moreVisits: 0.45,
      conversion: 0.2,
      couponChance: 0.8,
      searchChance: 0.4,
      recommendMean: 6,
    },
  ],
}

/** The same volumes with nothing in them. */
export const NULL: Planted = {
  ...PLANTED,
  isNull: true,
  orders: undefined,
  weekday: [1, 1, 1, 1, 1, 1, 1],
  categories: CATEGORIES.map((category) => ({ ...category, amplitude: 0 })),
  examination: PLANTED.examination.map(() => 1),
  strategies: PLANTED.strategies.map((strategy) => ({
    ...strategy,
    attraction: 0.5,
    cartChance: 0.25,
    dismissChance: 0.02,
  })),
  channels: PLANTED.channels.map((channel) => ({ ...channel, early: 1, late: 1, effect: 0 })),
  segments: [
    {
      id: 'everybody',
      share: () => 1,
      basketMean: 3,
      categories: CATEGORIES.map(() => 1 / CATEGORIES.length),
      priceTaste: 0,
      hours: new Array<number>(24).fill(1),
      moreVisits: 0.35,
      conversion: 0.3,
      couponChance: 0.15,
      searchChance: 0.3,
      recommendMean: 8,
    },
  ],
}

/** Factor of a category on a day since 1970. */
export function seasonOf({ amplitude, peakDay }: ShopCategory, day: number): number {
  if (amplitude === 0) return 1
  return 1 + amplitude * Math.cos((2 * Math.PI * ((day % 365.2425) - peakDay)) / 365.2425)
}
