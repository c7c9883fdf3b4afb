import { add, gather, type Question, ranked, type Shop, type Strategy } from '../candidates.js'
import { TASTE_HALF_LIFE_MS } from '../profile/affinity.js'
import { likingOf, tastesOf } from '../profile/tastes.js'

/** A product that meets all of a visitor's tastes gains as much as a neighbour that follows in one visit of ten. */
const TASTE_SHARE = 0.1

/** Neighbours of the items met, raised by taste. Where they lead nowhere: by taste alone. No profile: nothing. */
export const forYou: Strategy = (shop, query) => {
  const { found, products, placeOf } = shop
  const taste = findInterest(shop, query)
  const isLost = !found.length && Object.keys(query.profile.affinities)[0]
  for (const place of isLost ? Array.from(products.keys(), placeOf) : found) {
    add(shop, place, taste(place), { source: 'content' })
  }
  return ranked(shop)
}

/** Finds the neighbours of the items met. Gives what the visitor's tastes add at a place. */
export function findInterest(shop: Shop, query: Question): (place: number) => number {
  const { meets, ids, products } = gather(shop, query, query.profile.recent, TASTE_HALF_LIFE_MS, 'view')
  const { amounts, sum } = likingOf(query.profile, query.now)
  return (place) => {
    let met = 0
    if (sum) for (const number of (meets[place] ??= tastesOf(products.get(ids[place]!)))) met += amounts[number] || 0
    return met && (met / sum) * TASTE_SHARE
  }
}
