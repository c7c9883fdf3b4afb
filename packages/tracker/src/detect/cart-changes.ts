import type { EventItem } from '@endcap/core'
import type { EventFields } from '../tracker.js'
import type { FoundProduct } from './detector.js'
import { told } from './foreign.js'

/** A cart at one moment: what lies in it, each line under the id of the buyable thing. */
export interface Cart {
  readonly lines: ReadonlyMap<string, EventItem>
  /** ISO 4217. */
  readonly currency?: string | undefined
}

/** What two looks at a cart differ in: items with the quantity of the difference. */
export interface CartChanges {
  readonly added: readonly EventItem[]
  readonly removed: readonly EventItem[]
}

/** A cart of lines as a platform tells them. Lines of the same thing are one. */
export function createCart(lines: readonly (readonly [key: string, item: EventItem])[], currency?: string): Cart {
  const merged = new Map<string, EventItem>()
  for (const [key, item] of lines) {
    const known = merged.get(key)
    merged.set(key, known ? { ...known, quantity: count(known) + count(item) } : item)
  }
  return { lines: merged, currency }
}

/** What was added and removed between two looks. */
export function compareCarts(before: Cart, after: Cart): CartChanges {
  const rest = (from: Cart, other: Cart) =>
    [...from.lines].flatMap(([key, item]) => {
      const quantity = count(item) - count(other.lines.get(key))
      return quantity > 0 ? [{ ...item, quantity }] : []
    })
  return { added: rest(after, before), removed: rest(before, after) }
}

/** Items with their currency and, where every price is known, what they are worth together. */
export function worthOf(items: readonly EventItem[], currency?: string): EventFields {
  const isPriced = items.length > 0 && items.every(({ price }) => price !== undefined)
  // Cents, so that 3 × 4.95 is 14.85.
  const value = Math.round(items.reduce((sum, item) => sum + (item.price ?? 0) * count(item), 0) * 1e4) / 1e4
  return { items, ...(currency && { currency }), ...(isPriced && currency && { value }) }
}

/** Everything in a cart as one event's fields; empty when the cart is not known. */
export function fieldsOf(cart: Cart | undefined): EventFields {
  return cart ? worthOf([...cart.lines.values()], cart.currency) : {}
}

/** The products of a cart, known also by the ids of what is bought of them. */
export function foundIn({ lines, currency }: Cart): FoundProduct[] {
  return [...lines].map(([key, { item_id: id, item_name: title, item_brand: brand, price }]) =>
    told<FoundProduct>({ id, where: 'cart', aliases: [key], title, brand, price, currency }),
  )
}

function count(item: EventItem | undefined): number {
  return item ? (item.quantity ?? 1) : 0
}
