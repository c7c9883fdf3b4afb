import { add, gather, type Question, ranked, type Shop, type Strategy } from '../candidates.js'
import { TASTE_HALF_LIFE_MS } from '../profile/affinity.js'
import { likingOf, tastesOf } from '../profile/tastes.js'

/** A product that meets all of a visitor's tastes gains as much as a neighbour that follows in one visit of ten. */
const TASTE_SHARE = 0.1

/** Neighbours of the items met, raised by taste. Where they lead nowhere: by taste alone. No profile: nothing. */
export const forYou: Strategy = (shop, query) => {
  const taste = findInterest(shop, query)
  if (shop.count) return ranked(shop, taste)
  if (query.profile.affinities[0]) {
    for (const at of shop.products.keys()) add(shop, at, taste(at), { source: 'content' })
  }
  return ranked(shop)
}

/** Finds the neighbours of the items met. Gives what the visitor's tastes add to one, by number. */
export function findInterest(shop: Shop, query: Question): (at: number) => number {
  const { products, tastes } = gather(shop, query, query.profile.recent, TASTE_HALF_LIFE_MS, 'view')
  const { amounts, sum } = likingOf(query.profile, query.now)
  return (at) => {
    let met = 0
    for (const number of (tastes[at] ??= tastesOf(products[at]))) met += amounts[number]!
    return met && (met / sum) * TASTE_SHARE
  }
}
