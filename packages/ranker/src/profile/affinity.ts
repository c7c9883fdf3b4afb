import type { DecayedScore, EventItem, Product } from '@endcap/core'
import { DAY_MS, decay } from './decay.js'

/** A taste halves in a fortnight. */
export const TASTE_HALF_LIFE_MS = 14 * DAY_MS

/** Lower bounds of the price bands, in the shop's currency: `price:20` is 20 up to, not including, 50. */
export const PRICE_BANDS = [0, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5]

/** The part of a product that tastes are made of. */
export type Tasteful = Partial<Pick<Product, 'categories' | 'brand' | 'price' | 'salePrice'>>

/** An event's item in the shape of a product, for shops whose catalogue is not at hand. */
export const itemAsProduct = (item: EventItem): Tasteful => ({
  categories: ['', 2, 3, 4, 5].map((level) => item[`item_category${level}` as 'item_category']!).filter((name) => name),
  brand: item.item_brand!,
  price: item.price!,
})

/** A score decayed to `now`. */
export const affinityAt = ({ score, ts }: DecayedScore, now: number): number =>
  score * decay(now - ts, TASTE_HALF_LIFE_MS)
