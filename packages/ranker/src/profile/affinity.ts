import { type Affinity, currentPrice, type EventItem, type Product, type Profile } from '@endcap/core'
import { DAY_MS, decay } from './decay.js'

/** A taste halves in a fortnight. */
export const TASTE_HALF_LIFE_MS = 14 * DAY_MS
const MOST = 60

/** Lower bounds of the price bands above 0, in the shop's currency: `price:20` is 20 up to, not including, 50. */
export const PRICE_BANDS = [5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5]

/** The part of a product that tastes are made of. */
export type Tasteful = Pick<Product, 'categories' | 'brand'> & { readonly price?: number; readonly salePrice?: number }

/** The affinity keys of a product: `category:NAME` for each level, `brand:NAME`, `price:BAND`. */
export function tasteKeys(product: Tasteful): string[] {
  const keys = (product.categories ?? []).map((name) => `category:${name}`)
  if (product.brand) keys.push(`brand:${product.brand}`)
  if (product.price !== undefined) {
    const price = currentPrice(product as Product)
    keys.push(`price:${PRICE_BANDS.filter((bound) => bound <= price).pop() ?? 0}`)
  }
  return keys
}

/** An event's item in the shape of a product, for shops whose catalogue is not at hand. */
export function itemAsProduct(item: EventItem): Tasteful {
  const categories = ['', 2, 3, 4, 5].map((level) => item[`item_category${level}` as 'item_category'])
  return { categories: categories.filter((name) => name !== undefined), brand: item.item_brand!, price: item.price! }
}

/** Adds `strength` at `ts` to each key; both decay to the later of the two moments. Keeps the 60 strongest. */
export function foldAffinities(
  affinities: Profile['affinities'],
  keys: readonly string[],
  strength: number,
  ts: number,
): Profile['affinities'] {
  const next: Record<string, Affinity> = { ...affinities }
  for (const key of keys) {
    const old = next[key] ?? { score: 0, ts }
    const at = Math.max(old.ts, ts)
    const score = affinityAt(old, at) + affinityAt({ score: strength, ts }, at)
    next[key] = { score, ts: at }
  }
  const entries = Object.entries(next)
  if (entries.length <= MOST) return next
  return Object.fromEntries(entries.sort((a, b) => affinityAt(b[1], ts) - affinityAt(a[1], ts)).slice(0, MOST))
}

/** An affinity's score decayed to `now`. */
export function affinityAt(affinity: Affinity, now: number): number {
  return affinity.score * decay(now - affinity.ts, TASTE_HALF_LIFE_MS)
}
