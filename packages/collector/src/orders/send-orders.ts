import { EndcapError, type ServerOrder } from '@endcap/core'
import { sign } from '../sinks/http.js'

/** What the collector answers to orders. */
export interface OrdersAnswer {
  readonly accepted: number
  /** Told before, with the same content. */
  readonly duplicates: number
  /** Marked as a test: checked and not kept. */
  readonly ignored: number
  readonly rejected: readonly { readonly index: number; readonly code: string; readonly path: string }[]
  readonly time: number
}

/** Where to send orders, and by which secret. */
export interface SendOrdersOptions {
  /** Base URL of the collector. */
  readonly collector: string
  /** What the collector knows as `ENDCAP_ORDERS_SECRET`. */
  readonly secret: string
  /** @default 10000 */
  readonly timeoutMs?: number
}

/** The body of a request that tells orders, and its headers. @param at ms since 1970 @default now */
export function signOrders(orders: readonly ServerOrder[], secret: string, at = Date.now()) {
  const body = JSON.stringify(orders)
  return { body, headers: { 'content-type': 'application/json', 'endcap-signature': sign(body, secret, at) } }
}

/**
 * Tells the collector of orders, refunds and cancellations; at most 500 at once. Rejects with `network-failed` when they were not
 * taken: tell them again then, which never counts twice.
 */
export async function sendOrders(
  orders: readonly ServerOrder[],
  { collector, secret, timeoutMs = 10_000 }: SendOrdersOptions,
): Promise<OrdersAnswer> {
  const url = `${collector.replace(/\/*$/, '')}/v1/orders`
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const answer = await fetch(url, { method: 'POST', signal, ...signOrders(orders, secret) })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${answer.status} ${text.slice(0, 500)}`)
    return JSON.parse(text)
  } catch (error) {
    throw new EndcapError(
      'network-failed',
      `orders to ${url}: ${error instanceof Error ? error.message : error}`,
      error,
    )
  }
}
