/** Pieces of SQL that more than one question needs. Each is written once, so that two tables never disagree. */

/** The period of a query, on a row of `events` called `e`. */
export const IN_PERIOD = 'e.ts >= $fromMs AND e.ts < $toMs'

/**
 * How long an order that only a page has told still counts, in a shop whose server tells its orders: 24 hours. Anybody can make a
 * page tell an order; a real one is confirmed within seconds, or within hours when the shop's server was in trouble.
 */
export const UNVERIFIED_MS = 24 * 60 * 60 * 1000

/**
 * The view `orders` with `began_at`, when the shop's server began to tell orders, and `is_left_out`: only a page has told the order, though the shop's server had begun to tell, and told a later
 * one more than `unverifiedMs` after it. Without orders of a server none is. When a server falls silent, nothing is left out
 * that pages told since. `Infinity` leaves out none.
 */
export function allOrders(unverifiedMs: number = UNVERIFIED_MS): string {
  const after = Math.min(Math.max(0, unverifiedMs), Number.MAX_SAFE_INTEGER / 2)
  return `SELECT *, coalesce(source = 'browser' AND ts >= min(confirmed_at) OVER () AND
    ts + CAST(${after} AS DOUBLE) < max(confirmed_at) OVER (), false) AS is_left_out,
    min(confirmed_at) OVER () AS began_at FROM orders`
}

/** Of {@link allOrders}, on a row called `o`: the orders that count. */
export const IS_COUNTED = `o.status <> 'cancelled' AND NOT o.is_left_out`

/**
 * The orders that count, each once: not the cancelled ones, nor those left out. A refunded one still counts as an order; revenue
 * is its `net_value`.
 */
export function countedOrders(unverifiedMs?: number): string {
  return `SELECT * FROM (${allOrders(unverifiedMs)}) AS o WHERE ${IS_COUNTED}`
}

/** Which orders count. */
export interface OrderOptions {
  /**
   * How long an order counts that only a page has told, where the shop's server tells orders; ms. 0: never, `Infinity`: for ever.
   * @default 24 hours
   */
  readonly unverifiedMs?: number | undefined
}

/** How long a click on an item takes credit for what the visitor then does with that item, in ms: 24 hours. */
export const CREDIT_MS = 24 * 60 * 60 * 1000
