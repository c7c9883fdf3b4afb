import { type Candidate, gather, type Question, type Shop } from '../candidates.js'
import { affinityAt, TASTE_HALF_LIFE_MS, tasteKeys } from '../profile/affinity.js'

/** A product that meets all of a visitor's tastes gains as much as a neighbour that follows in one visit of ten. */
const TASTE_SHARE = 0.1

/**
 * Neighbours of the items met, raised by taste. Where they lead nowhere: by taste alone. No profile: nothing.
 * With `ids` those are scored.
 */
export function forYou(shop: Shop, query: Question, ids?: Iterable<string>): Map<string, Candidate> {
  const { profile, now } = query
  const { products } = shop
  const found = gather(shop, query, profile.recent, TASTE_HALF_LIFE_MS, 'view')
  const tastes: Record<string, number> = {}
  let sum = 0
  for (const key in profile.affinities) sum += tastes[key] = affinityAt(profile.affinities[key]!, now)
  const asked = ids && new Set(ids)
  for (const id of asked ?? (found.size || !sum ? [] : products.keys())) {
    if (!found.has(id)) found.set(id, { id, score: 0, source: 'content' })
  }
  // Neighbours that were not asked for need no taste.
  for (const id of asked ?? found.keys()) {
    const candidate = found.get(id)!
    let met = 0
    for (const key of tasteKeys(products.get(id))) met += tastes[key] ?? 0
    candidate.score += met && (met / sum) * TASTE_SHARE
    if (!candidate.score) found.delete(id)
  }
  return found
}
