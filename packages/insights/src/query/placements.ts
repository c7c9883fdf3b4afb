import type { Warehouse } from '../warehouse/duckdb.js'
import { ALL_TIME, type Period } from './period.js'
import { CREDIT_MS, countedOrders, IN_PERIOD, type OrderOptions } from './words.js'

/** How one placement did. A request is one answer of the ranker, drawn as one row. */
export interface PlacementResult {
  readonly placement: string
  /** Requests that were drawn. */
  readonly renders: number
  /** Requests of which at least one card was on screen for a second, or was clicked. */
  readonly viewed: number
  /** Cards that were on screen for a second, each once a request. */
  readonly impressions: number
  /** Visitors who saw it. */
  readonly visitors: number
  /** Clicks on cards, every one. */
  readonly clicks: number
  /** Requests with at least one click, of those viewed. Undefined when none was viewed. */
  readonly ctrRatio: number | undefined
  /** Times that an item was put in the cart with credit to this placement. */
  readonly addToCarts: number
  /** Orders that hold at least one item with credit to this placement. */
  readonly orders: number
  /** Price × quantity of those items, in `currency`; of an order of which money went back, the share that stayed. */
  readonly revenue: number
}

/** Which placements to count. */
export interface PlacementOptions extends OrderOptions {
  readonly period?: Period
  /** Only sales in this currency count. @default every sale, as if of one currency */
  readonly currency?: string
}

/**
 * Counts each placement, the most viewed first. Credit goes to the **last click**: an item that a visitor puts in the
 * cart or buys is credited to the placement of the last card with that item which the same visitor clicked, or added
 * straight from the row, in the 24 hours before. No click on that item, no credit. Visitors without an id get none.
 */
export async function queryPlacements(
  warehouse: Warehouse,
  options: PlacementOptions = {},
): Promise<PlacementResult[]> {
  const { period = ALL_TIME, currency = '', unverifiedMs } = options
  const rows = await warehouse.query<PlacementResult & { clicked: number }>(
    `WITH seen AS (
       SELECT e.placement,
         count(DISTINCT e.request_id) FILTER (WHERE e.type = 'widget_render') AS renders,
         count(DISTINCT e.request_id) FILTER (WHERE e.type IN ('view_item_list', 'select_item')) AS viewed,
         count(DISTINCT e.visitor) FILTER (WHERE e.type IN ('view_item_list', 'select_item')) AS visitors,
         count(*) FILTER (WHERE e.type = 'select_item') AS clicks,
         count(DISTINCT e.request_id) FILTER (WHERE e.type = 'select_item') AS clicked
       FROM events e WHERE e.placement IS NOT NULL AND ${IN_PERIOD} GROUP BY e.placement),
     cards AS (
       SELECT e.placement, count(DISTINCT (e.request_id, i.item_id)) AS impressions
       FROM events e JOIN event_items i USING (event_id)
       WHERE e.type = 'view_item_list' AND e.placement IS NOT NULL AND ${IN_PERIOD} GROUP BY e.placement),
     ${credits(unverifiedMs)},
     credit AS (
       SELECT e.placement,
         count(*) FILTER (WHERE e.type = 'add_to_cart') AS "addToCarts",
         count(DISTINCT e.transaction_id) FILTER (WHERE e.type = 'purchase') AS orders,
         coalesce(sum(e.amount) FILTER (WHERE e.type = 'purchase'), 0) AS revenue
       FROM credited e WHERE ${IN_PERIOD} GROUP BY e.placement)
     SELECT placement, renders, viewed, coalesce(impressions, 0) AS impressions, visitors, clicks, clicked,
       coalesce("addToCarts", 0) AS "addToCarts", coalesce(orders, 0) AS orders, coalesce(revenue, 0) AS revenue
     FROM seen LEFT JOIN cards USING (placement) LEFT JOIN credit USING (placement)
     ORDER BY viewed DESC, renders DESC, placement`,
    { ...period, currency, creditMs: CREDIT_MS },
  )
  return rows.map(({ clicked, ...row }) => ({ ...row, ctrRatio: row.viewed > 0 ? clicked / row.viewed : undefined }))
}

/** `credited`: cart additions and sold lines with the placement that the last click gives them. */
const credits = (unverifiedMs: number | undefined) => `
     touches AS (
       SELECT e.visitor, i.item_id, e.ts, e.placement FROM events e JOIN event_items i USING (event_id)
       WHERE e.type IN ('select_item', 'add_to_cart') AND e.placement IS NOT NULL AND e.visitor IS NOT NULL),
     outcomes AS (
       SELECT e.visitor, i.item_id, e.ts, e.type, NULL AS transaction_id, 0 AS amount
       FROM events e JOIN event_items i USING (event_id) WHERE e.type = 'add_to_cart'
       UNION ALL
       SELECT e.visitor, i.item_id, e.ts, 'purchase' AS type, e.transaction_id,
         coalesce(i.price, 0) * coalesce(i.quantity, 1) * CASE WHEN e.value > 0 THEN e.net_value / e.value ELSE 1 END AS amount
       FROM (${countedOrders(unverifiedMs)}) e JOIN event_items i USING (event_id) WHERE $currency = '' OR e.currency = $currency),
     credited AS (
       SELECT o.*, t.placement FROM outcomes o
       ASOF JOIN touches t ON o.visitor = t.visitor AND o.item_id = t.item_id AND o.ts >= t.ts
       WHERE o.ts - t.ts <= $creditMs)`
