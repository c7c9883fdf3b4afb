import type { Period } from '../query/period.js'
import type { Warehouse } from '../warehouse/duckdb.js'
import { INTERACTION_EVENTS } from '../warehouse/interaction-events.js'
import { type ProfileRow, profileWindow, type WindowProfile } from './window-profile.js'

/** What a period of the warehouse was like, by the events that a model is trained on. */
export function profileWarehouse(warehouse: Warehouse, { fromMs, toMs }: Period): Promise<WindowProfile> {
  return profileWindow(flatten(warehouse.stream<ProfileRow>(ROWS, { fromMs, toMs })))
}

const ROWS = `
  SELECT coalesce(e.session, e.transaction_id, e.stream) AS session, i.item_id AS item, e.type, i.item_category AS category
  FROM (${INTERACTION_EVENTS}) e JOIN event_items i USING (event_id)
  WHERE e.ts >= $fromMs AND e.ts < $toMs`

async function* flatten<Row>(blocks: AsyncIterable<Row[]>): AsyncGenerator<Row> {
  for await (const rows of blocks) yield* rows
}
