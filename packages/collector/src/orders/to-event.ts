import { createHash } from 'node:crypto'
import { type EventEnvelope, NO_CURRENCY, SERVER_ID_PREFIX, type ServerOrder, type StoredEvent } from '@endcap/core'

/** All of one stream: it has no numbers whose gaps would be losses. */
const STREAM = 'server'

/**
 * The event that an order becomes. Its id is made of what the order says, so that the same telling is the same event on every
 * hop: of a refund of its own id, of a cancellation of the order's. `at`, when it was sent, stands in for times that are not said
 * and is no part of the id.
 */
export function toOrderEvent(order: ServerOrder, at: number): Omit<StoredEvent, 'receivedAt'> {
  const {
    type,
    transaction_id,
    value = 0,
    currency = NO_CURRENCY,
    tax,
    shipping,
    coupon,
    items,
    visitor,
    session,
  } = order
  const customer = order.customer === undefined ? undefined : digest(`customer:${order.customer}`)
  return {
    id: `${SERVER_ID_PREFIX}${digest(identityOf(order))}`,
    type,
    ts: order.ts ?? at,
    stream: STREAM,
    seq: 1,
    source: 'server',
    order: {
      transactionId: transaction_id,
      value,
      currency,
      updatedAt: Math.trunc(order.updated_at ?? at),
      ...(tax !== undefined && { tax }),
      ...(shipping !== undefined && { shipping }),
      ...(coupon !== undefined && { coupon }),
    },
    ...(items && items.length > 0 && { items }),
    ...(visitor !== undefined && { visitor }),
    ...(session !== undefined && { session }),
    ...(customer !== undefined && { customer }),
    // The tracker gives its ids with consent only.
    consent: {
      analytics: visitor === undefined ? 'unknown' : 'granted',
      personalization: 'unknown',
    } satisfies EventEnvelope['consent'],
  }
}

/** The parser lists fields in one order, whatever the sender's. */
function identityOf(order: ServerOrder): string {
  const { type, transaction_id, refund_id, currency, updated_at } = order
  if (type === 'refund') return JSON.stringify([type, transaction_id, refund_id, currency])
  if (type === 'cancel') return JSON.stringify([type, transaction_id, updated_at])
  const { ts: _, test: __, ...said } = order
  return JSON.stringify(said)
}

/** 126 bits in 21 characters, as long as the ids of the browser. An import of orders hashes customers in the same way. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 21)
}
