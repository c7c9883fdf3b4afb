import { add, gather, type Question, ranked, type Shop, type Strategy, type Taste } from '../candidates.js'
import { affinityAt, TASTE_HALF_LIFE_MS, tasteKeys } from '../profile/affinity.js'

/** A product that meets all of a visitor's tastes gains as much as a neighbour that follows in one visit of ten. */
const TASTE_SHARE = 0.1

/** Neighbours of the items met, raised by taste. Where they lead nowhere: by taste alone. No profile: nothing. */
export const forYou: Strategy = (shop, query) => ranked(findInterest(shop, query))

/** The same, unordered. With `ids` taste raises those alone. */
export function findInterest(shop: Shop, query: Question, ids?: readonly string[]): Shop {
  const { profile, now } = query
  const { tastes, meets, ids: idAt, products, placeOf } = shop
  const tasteOf = (key: string): Taste => {
    let taste = tastes.get(key)
    if (!taste) tastes.set(key, (taste = { amount: 0 }))
    return taste
  }
  const { found } = gather(shop, query, profile.recent, TASTE_HALF_LIFE_MS, 'view')
  for (const taste of tastes.values()) taste.amount = 0
  let sum = 0
  for (const key in profile.affinities) sum += tasteOf(key).amount = affinityAt(profile.affinities[key]!, now)
  // Neighbours that were not asked for need no taste.
  const asked = new Set(ids ?? (sum && !found.length ? products.keys() : []))
  for (const place of asked.size ? Array.from(asked, placeOf) : found) {
    let met = 0
    for (const { amount } of (meets[place] ??= tasteKeys(products.get(idAt[place]!)).map(tasteOf))) met += amount
    add(shop, place, met && (met / sum) * TASTE_SHARE, 'content')
  }
  return shop
}
