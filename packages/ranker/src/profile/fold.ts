import type { CartLine, EventEnvelope, EventType, InteractionKind, Product, Profile } from '@endcap/core'
import { foldAffinities, itemAsProduct, tasteKeys } from './affinity.js'

const KINDS: readonly InteractionKind[] = ['view', 'select', 'cart', 'purchase']
const KIND_OF: Partial<Record<EventType, InteractionKind>> = {
  view_item: 'view',
  select_item: 'select',
  add_to_wishlist: 'select',
  add_to_cart: 'cart',
  purchase: 'purchase',
}
/** What one event adds to a taste. A cart or an order says more than a look; the ratio is ours, not measured. */
const STRENGTH: Record<InteractionKind, number> = { view: 1, select: 1, cart: 3, purchase: 4 }
const MOST = 50
const MOST_ORDERS = 20

/**
 * The profile after `event`. Pure and bounded; events that say nothing about interest leave it as it is, and so does
 * an order that is already in it (thank-you pages are reloaded). `productOf` gives categories, brand and price of the
 * catalogue; without it those of the event's items count. Consent is the caller's: do not fold what was not granted.
 */
export function foldEvent(
  profile: Profile,
  event: EventEnvelope,
  productOf?: (id: string) => Product | undefined,
): Profile {
  const { type, ts, order, items = [] } = event
  let { recent, affinities, cart, orders, dismissed } = profile
  const ids = items.map((item) => item.item_id)
  if (order && orders.some((old) => old.transactionId === order.transactionId)) return profile
  if (type === 'dismiss') dismissed = [...new Set([...ids, ...dismissed])].slice(0, MOST)
  if (type === 'purchase') {
    cart = cart.filter((line) => !ids.includes(line.id))
    if (order) {
      const { transactionId, value } = order
      orders = newestFirst([{ transactionId, ts, value, items: ids.slice(0, MOST) }, ...orders], MOST_ORDERS)
    }
  }
  for (const item of items) {
    const id = item.item_id
    const { quantity = 1 } = item
    if (type === 'add_to_cart') cart = changeLine(cart, id, quantity)
    if (type === 'remove_from_cart') cart = changeLine(cart, id, -quantity)
    const kind = KIND_OF[type]
    if (!kind) continue
    const old = recent.find((entry) => entry.id === id)
    const met = {
      id,
      ts: Math.max(old?.ts ?? ts, ts),
      kind: old && KINDS.indexOf(old.kind) > KINDS.indexOf(kind) ? old.kind : kind,
      count: (old?.count ?? 0) + 1,
    }
    recent = newestFirst([met, ...recent.filter((entry) => entry !== old)], MOST)
    affinities = foldAffinities(affinities, tasteKeys(productOf?.(id) ?? itemAsProduct(item)), STRENGTH[kind], ts)
  }
  return { v: 1, recent, affinities, cart, orders, dismissed }
}

const newestFirst = <T extends { readonly ts: number }>(list: readonly T[], most: number): T[] =>
  [...list].sort((a, b) => b.ts - a.ts).slice(0, most)

/** The cart with `change` pieces more of `id`; a line that falls to 0 is gone, the oldest lines past 50 go first. */
function changeLine(cart: readonly CartLine[], id: string, change: number): CartLine[] {
  const old = cart.find((line) => line.id === id)
  const quantity = (old?.quantity ?? 0) + change
  const rest = cart.filter((line) => line !== old)
  return quantity > 0 ? [...rest, { id, quantity }].slice(-MOST) : rest
}
