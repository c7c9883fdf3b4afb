import type { Affinity, EventEnvelope, EventType, InteractionKind, Product, Profile } from '@endcap/core'
import { highest } from '../highest.js'
import { affinityAt, itemAsProduct } from './affinity.js'
import { tasteKeys } from './tastes.js'

const KINDS: readonly InteractionKind[] = ['view', 'select', 'cart', 'purchase']
/**
 * What each type of event says of its items: the index of its kind, what it adds to a taste, how many pieces it moves
 * into the cart. A cart or an order says more than a look; the ratio is ours, not measured.
 */
const MEANING: Partial<Record<EventType, readonly [kind: number, strength: number, pieces?: number]>> = {
  view_item: [0, 1],
  select_item: [1, 1],
  add_to_wishlist: [1, 1],
  add_to_cart: [2, 3, 1],
  remove_from_cart: [0, 0, -1],
  purchase: [3, 4, -Infinity],
  dismiss: [0, 0],
}
const MOST = 50
const MOST_TASTES = 60
const MOST_ORDERS = 20

const timeOf = ({ ts }: { readonly ts: number }): number => ts

/**
 * The profile after `event`. Pure and bounded; the same object for events that say nothing about interest, and for an
 * order that is already in it (thank-you pages are reloaded). `productOf` gives categories, brand and price of the
 * catalogue; without it those of the event's items count. Consent is the caller's: do not fold what was not granted.
 */
export function foldEvent(
  profile: Profile,
  { type, ts, order, items = [] }: EventEnvelope,
  productOf?: (id: string) => Product | undefined,
): Profile {
  const meaning = MEANING[type]
  if (!meaning || profile.orders.some(({ transactionId }) => transactionId === order?.transactionId)) return profile
  const [kind, strength, pieces] = meaning
  const ids = items.map(({ item_id }) => item_id)
  let { cart, orders, dismissed } = profile
  const recent = [...profile.recent]
  const tastes = [...profile.affinities]
  if (type === 'dismiss') dismissed = [...new Set([...ids, ...dismissed])]
  if (type === 'purchase' && order) {
    orders = [{ transactionId: order.transactionId, ts, value: order.value, items: ids.slice(0, MOST) }, ...orders]
  }
  for (const item of items) {
    const { item_id: id, quantity = 1 } = item
    const isIt = (entry: { readonly id: string }) => entry.id === id
    const isOther = (entry: { readonly id: string }) => entry.id !== id
    if (pieces) cart = [...cart.filter(isOther), { id, quantity: (cart.find(isIt)?.quantity ?? 0) + pieces * quantity }]
    if (strength) {
      const at = recent.findIndex(isIt)
      const old = at < 0 ? undefined : recent.splice(at, 1)[0]
      recent.unshift({
        id,
        ts: Math.max(old?.ts ?? ts, ts),
        kind: KINDS[Math.max(kind, KINDS.indexOf(old?.kind as InteractionKind))]!,
        count: (old?.count ?? 0) + 1,
      })
      raise(tastes, tasteKeys(productOf?.(id) ?? itemAsProduct(item)), strength, ts)
    }
  }
  return {
    ...profile,
    recent: highest(recent, timeOf, MOST),
    affinities: strongest(tastes, ts),
    cart: cart.filter(({ quantity }) => quantity > 0).slice(-MOST),
    orders: highest(orders, timeOf, MOST_ORDERS),
    dismissed: dismissed.slice(0, MOST),
  }
}

/** Raises these tastes by so much; they stand last then. */
export function raise(tastes: Affinity[], keys: readonly string[], strength: number, ts: number): void {
  for (const key of keys) {
    let at = tastes.length
    // What was raised last is met again first.
    while (at-- && tastes[at]!.key !== key);
    const before = at < 0 ? { score: 0, ts } : tastes.splice(at, 1)[0]!
    tastes.push({ key, score: affinityAt(before, ts) + strength, ts: Math.max(before.ts, ts) })
  }
}

/** As many tastes as a profile holds, the weakest left out. */
export function strongest(affinities: readonly Affinity[], now: number): readonly Affinity[] {
  const over = affinities.length - MOST_TASTES
  if (over <= 0) return affinities
  const weakest = highest(affinities, (taste) => -affinityAt(taste, now), over)
  return affinities.filter((taste) => !weakest.includes(taste))
}
