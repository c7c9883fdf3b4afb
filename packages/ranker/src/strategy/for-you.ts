import type { Product } from '@endcap/core'
import { type Candidate, gather, type Strategy, seedsOf } from '../candidates.js'
import { affinityAt, TASTE_HALF_LIFE_MS, tasteKeys } from '../profile/affinity.js'

/** A product that meets all of a visitor's tastes gains as much as a neighbour that follows in one visit of ten. */
const TASTE_SHARE = 0.1

/** Neighbours of the items met, raised by taste. Where they lead nowhere: by taste alone. No profile: nothing. */
export const forYou: Strategy = (shop, query) => {
  const found = interest(shop, query)
  const taste = tasteOf(query)
  if (!found.size) {
    for (const [id, product] of shop.products) if (taste(product)) found.set(id, { id, score: 0, source: 'content' })
  }
  for (const candidate of found.values()) candidate.score += taste(shop.products.get(candidate.id))
  return [...found.values()]
}

/** The neighbours of all that the visitor met lately. */
export const interest = (shop: Parameters<Strategy>[0], { profile, now }: Parameters<Strategy>[1]) =>
  gather(shop, seedsOf(shop, profile.recent, now, TASTE_HALF_LIFE_MS), 'view') as Map<string, Candidate>

/** How well a product meets the visitor's tastes at `now`, from 0 to {@link TASTE_SHARE}. */
export function tasteOf({ profile, now }: Parameters<Strategy>[1]): (product?: Product) => number {
  const scores = new Map<string, number>()
  let sum = 0
  for (const [key, affinity] of Object.entries(profile.affinities)) {
    const score = affinityAt(affinity, now)
    scores.set(key, score)
    sum += score
  }
  return (product) => {
    let met = 0
    for (const key of product && sum > 0 ? tasteKeys(product) : []) met += scores.get(key) ?? 0
    return met && (met / sum) * TASTE_SHARE
  }
}
