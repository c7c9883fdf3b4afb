import type { EventItem } from './event.js'

/** What a shop's server tells of an order. */
export const SERVER_ORDER_TYPES = ['purchase', 'refund', 'cancel'] as const
/** One of {@link SERVER_ORDER_TYPES}. */
export type ServerOrderType = (typeof SERVER_ORDER_TYPES)[number]

/** How the ids of events begin that were made of orders. No page may use such an id. */
export const SERVER_ID_PREFIX = 'order.'

/**
 * An order, a refund or a cancellation as the shop's server tells it, in GA4's names. Money in decimal units of `currency`.
 * Who tells the same thing again changes nothing; who tells an order with another content changes it.
 */
export interface ServerOrder {
  readonly type: ServerOrderType
  /** The id under which the page tells the same order. */
  readonly transaction_id: string
  /** What the order costs with tax and shipping, after discounts; of a refund what goes back. Only a `cancel` does without. */
  readonly value?: number
  /** ISO 4217; of a refund that of its order. Only a `cancel` does without. */
  readonly currency?: string
  /** Tells the refunds of one order apart. Every `refund` has one. */
  readonly refund_id?: string
  /** Contained in `value`. */
  readonly tax?: number
  readonly shipping?: number
  readonly coupon?: string
  readonly items?: readonly EventItem[]
  /** When it was ordered, refunded or cancelled: milliseconds since 1970, or ISO 8601 with a zone. @default when it was sent */
  readonly ts?: number
  /** When the order was last changed, written like `ts`: of two tellings the newer one holds. @default when it was sent */
  readonly updated_at?: number
  /** What the tracker calls the visitor and session on this device, where the shop passes them on. */
  readonly visitor?: string
  readonly session?: string
  /** The shop's id of the customer. Kept as a hash. */
  readonly customer?: string
  /** A trial: checked, counted and not kept. */
  readonly test?: boolean
}
