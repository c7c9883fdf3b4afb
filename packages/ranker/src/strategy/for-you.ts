import type { Product } from '@endcap/core'
import { add, gather, type Question, ranked, type Shop, type Strategy } from '../candidates.js'
import { TASTE_HALF_LIFE_MS } from '../profile/affinity.js'
import { likingOf, tastesOf } from '../profile/tastes.js'

/** A product that meets all of a visitor's tastes gains as much as a neighbour that follows in one visit of ten. */
const TASTE_SHARE = 0.1

/** Neighbours of the items met, raised by taste. Where they lead nowhere: by taste alone. No profile: nothing. */
export const forYou: Strategy = (shop, query) => {
  const { found, products, placeOf } = gatherMet(shop, query)
  const taste = readTaste(shop, query)
  // Neighbours that were not asked for need no taste.
  const places = taste && !found.length ? Array.from(products.keys(), placeOf) : found
  if (taste) for (const place of places) add(shop, place, taste(place), { source: 'content' })
  return ranked(shop)
}

/** Finds the neighbours of the items met. */
export const gatherMet = (shop: Shop, query: Question): Shop =>
  gather(shop, query, query.profile.recent, TASTE_HALF_LIFE_MS, 'view')

/** What the tastes of a visitor make of the product at a place; undefined for no tastes. */
export function readTaste({ stock, meets }: Shop, { profile, now }: Question): ((place: number) => number) | undefined {
  const { amounts, sum } = likingOf(profile, now)
  if (!sum) return undefined
  return (place) => {
    let met = 0
    for (const number of (meets[place] ??= tastesOf(stock[place] ?? ({} as Product)).all)) met += amounts[number] || 0
    return met && (met / sum) * TASTE_SHARE
  }
}
