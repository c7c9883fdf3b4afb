import type { Warehouse } from './duckdb.js'
import { INTERACTION_EVENTS } from './interaction-events.js'

/** A visitor dealt with an item: one row of training data. */
export interface WarehouseInteraction {
  /** What belongs together: the session, or the order of an import. */
  readonly session: string
  readonly item: string
  /** Milliseconds since 1970. */
  readonly ts: number
  readonly type: 'view_item' | 'select_item' | 'add_to_cart' | 'purchase'
  /** The visitor, else the customer; empty when neither is known. */
  readonly visitor: string
}

/** Which rows to read. */
export interface InteractionOptions {
  /** Rows at or after this moment, in ms since 1970. @default the beginning */
  readonly fromMs?: number
  /** Rows before this moment. @default the end */
  readonly toMs?: number
}

/**
 * The training rows of the warehouse, oldest first; nothing when it holds none. Rows without a session count under
 * their order, else their page instance. Impressions are not among them: being shown is not a sign of interest.
 */
export async function* readInteractions(
  warehouse: Warehouse,
  { fromMs = 0, toMs = Number.MAX_SAFE_INTEGER }: InteractionOptions = {},
): AsyncGenerator<WarehouseInteraction> {
  const blocks = warehouse.stream<WarehouseInteraction>(
    `SELECT coalesce(e.session, e.transaction_id, e.stream) AS session, i.item_id AS item, e.ts, e.type,
       coalesce(e.visitor, e.customer, '') AS visitor
     FROM (${INTERACTION_EVENTS}) e JOIN event_items i USING (event_id)
     WHERE e.ts >= $fromMs AND e.ts < $toMs
     ORDER BY e.ts, e.stream, e.seq, i.line`,
    { fromMs, toMs },
  )
  for await (const rows of blocks) yield* rows
}
