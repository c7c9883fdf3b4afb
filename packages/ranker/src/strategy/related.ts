import { gather, type Question, ranked, type Seed, type Strategy } from '../candidates.js'

/** What was looked at an hour ago counts half: `related` follows the session, not the history. */
export const SESSION_MS = 36e5
const MOST_LISTED = 10

/** Seen after this product by others, blended with the session's last items, and those items themselves as far as people return. */
export const related: Strategy = (shop, query) =>
  ranked(gather(shop, query, journey(query), SESSION_MS, 'view', shop.model?.header.scoring.own))

/** The product of the page, then the items met before it; the shop's own list when neither is there. */
export function journey({ profile, context: { productId, listed = [] } = {}, now }: Question): Seed[] {
  const met: Seed[] = profile.recent.filter(({ id }) => id !== productId)
  if (productId) met.unshift({ id: productId, ts: now })
  return met.length ? met : listed.slice(0, MOST_LISTED).map((id) => ({ id }))
}
