import { gather, type Seed, type Shop, type Strategy, seedsOf } from '../candidates.js'

/** What was looked at an hour ago counts half: `related` follows the session, not the history. */
const SESSION_MS = 36e5
const MOST_LISTED = 10

/** Seen after this product by others, blended with the session's last items. */
export const related: Strategy = (shop, query) => [...gather(shop, journey(shop, query), 'view').values()]

/** The product of the page, then the items met before it; the shop's own list when neither is there. */
export function journey(shop: Shop, { profile, context, now }: Parameters<Strategy>[1]): Seed[] {
  const product = context?.productId
  const met = profile.recent.filter((item) => item.id !== product)
  const seeds = seedsOf(shop, product ? [{ id: product, ts: now }, ...met] : met, now, SESSION_MS)
  return seeds.length ? seeds : (context?.listed ?? []).slice(0, MOST_LISTED).map((id) => ({ id, weight: 1 }))
}
