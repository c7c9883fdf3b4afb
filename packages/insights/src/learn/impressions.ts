import { RESERVED } from '@endcap/core'
import type { Period } from '../query/period.js'
import { countedOrders } from '../query/words.js'
import type { Warehouse } from '../warehouse/duckdb.js'

/** An item that was shown at a position, and what came of it. */
export interface Impression {
  /** One answer of the ranker, drawn as one list. */
  readonly requestId: string
  readonly placement: string
  /** In the list, from 0. */
  readonly position: number
  /**
   * Probability (0–1] that the policy in use put this item at this position of **this list's items**; 1 where nothing
   * was left to chance; null where it was not logged.
   */
  readonly propensity: number | null
  readonly strategy: string | null
  /** Version of the model in use. */
  readonly model: string | null
  readonly item: string
  readonly visitor: string | null
  readonly session: string | null
  /** When half of the card had been on screen for 1 s, or it was clicked, in ms since 1970. */
  readonly ts: number
  readonly clicked: boolean
  readonly carted: boolean
  readonly bought: boolean
  /** Two orders picked the list in turn, so that no one policy's propensity tells how it came about. Absent: one did. */
  readonly interleaved?: boolean
}

/** How long after an impression its outcomes count. */
export interface AttributionWindows {
  /** From being shown to the click. @default 30 minutes */
  readonly clickMs?: number
  /** From the click, or from the cart addition in the list itself, to the cart and to the order. @default 1 day */
  readonly saleMs?: number
}

/** What was read. */
export interface ImpressionLog {
  readonly rows: readonly Impression[]
  /** Shown items that are not among the rows. */
  readonly apart: {
    /** Shown to visitors that look like programs. */
    readonly bots: number
    /** Shown without a granted consent to measurement. */
    readonly withoutConsent: number
    /** Logged without a position, so that nothing can be learned from them. */
    readonly withoutPosition: number
  }
}

export const ATTRIBUTION_DEFAULTS = {
  clickMs: 30 * 60 * 1000,
  saleMs: 24 * 60 * 60 * 1000,
} as const satisfies AttributionWindows

/**
 * The impressions of a period: each item of each list once, with its outcomes. Shown is what a `view_item_list` names, or
 * what was clicked before a second had passed; `widget_render` counts for nothing, since a card below the fold is not seen.
 * A click points to its impression by request and item. A cart addition or an order is credited, as in the table of
 * placements, to the last impression that the same visitor clicked (or added from) before it, one only.
 * Lists stand together: ordered by first sight, request, visitor, position, item. The last day's orders may still be to come.
 */
export async function readImpressions(
  warehouse: Warehouse,
  { fromMs, toMs }: Period,
  windows: AttributionWindows = {},
): Promise<ImpressionLog> {
  const { clickMs, saleMs } = { ...ATTRIBUTION_DEFAULTS, ...windows }
  const parameters = { fromMs, toMs, clickMs, saleMs }
  const rows: Impression[] = []
  for await (const block of warehouse.stream<Impression>(`WITH ${SHOWN}, ${OUTCOMES} ${ROWS}`, parameters)) {
    for (const row of block) rows.push(row)
  }
  const [apart] = await warehouse.query<ImpressionLog['apart']>(APART, { fromMs, toMs })
  return { rows, apart: apart ?? { bots: 0, withoutConsent: 0, withoutPosition: 0 } }
}

/** Lists in their order; impressions of one list stand together in what {@link readImpressions} gives. */
export function groupLists(impressions: readonly Impression[]): Impression[][] {
  const lists = new Map<string, Impression[]>()
  for (const impression of impressions) {
    const key = listKey(impression)
    const list = lists.get(key)
    if (list) list.push(impression)
    else lists.set(key, [impression])
  }
  return [...lists.values()]
}

/** What names a list: a request id is the sender's word, so that two visitors never share a list by using the same one. */
export function listKey({ requestId, placement, visitor }: Impression): string {
  return JSON.stringify([requestId, placement, visitor])
}

/** A person who agreed to be measured. */
const COUNTED = `e.bot IS NULL AND e.consent_analytics = 'granted'`
const IN_LIST = 'e.request_id IS NOT NULL AND e.placement IS NOT NULL'

/** `cards`: rows of list events; `shown`: the first sight of each item of each list, with its first click. */
const SHOWN = `
  cards AS MATERIALIZED (
    SELECT e.event_id, e.type, e.ts, coalesce(e.visitor, '') AS who, e.visitor, e.session, e.placement, e.request_id,
      e.strategy, e.model, coalesce(e.variant = '${RESERVED.interleaved}', false) AS interleaved, i.line, i.item_id, i.list_index, i.propensity
    FROM events e JOIN event_items i USING (event_id)
    WHERE e.type IN ('view_item_list', 'select_item', 'add_to_cart') AND ${IN_LIST} AND ${COUNTED}
      AND e.ts >= $fromMs - $clickMs AND e.ts < $toMs + $clickMs + $saleMs),
  sights AS (
    SELECT who, placement, request_id, item_id, min(ts) AS seen_at, min(ts) FILTER (WHERE type = 'select_item') AS clicked_at,
      arg_min({visitor: visitor, session: session, strategy: strategy, model: model, interleaved: interleaved, list_index: list_index,
        propensity: propensity}, (type = 'select_item', ts, event_id, line)) FILTER (WHERE list_index >= 0) AS first
    FROM cards WHERE type IN ('view_item_list', 'select_item') GROUP BY who, placement, request_id, item_id),
  shown AS (
    SELECT who, placement, request_id, item_id, seen_at, clicked_at, unnest(first),
      min(seen_at) OVER (PARTITION BY who, placement, request_id) AS list_at
    FROM sights WHERE first IS NOT NULL AND seen_at >= $fromMs AND seen_at < $toMs)`

/** `credited`: impressions with a cart addition or an order to their credit. */
const OUTCOMES = `
  touches AS (
    SELECT who, placement, request_id, item_id, clicked_at AS ts FROM shown
    WHERE who <> '' AND clicked_at - seen_at <= $clickMs
    UNION ALL
    SELECT c.who, c.placement, c.request_id, c.item_id, c.ts
    FROM cards c SEMI JOIN shown USING (who, placement, request_id, item_id) WHERE c.type = 'add_to_cart' AND who <> ''),
  outcomes AS (
    SELECT e.event_id, e.type, e.ts, e.visitor AS who, i.item_id, i.line
    FROM (
      SELECT event_id, type, ts, visitor, bot, consent_analytics FROM events WHERE type = 'add_to_cart'
      UNION ALL
      SELECT event_id, 'purchase' AS type, ts, visitor, bot, consent_analytics FROM (${countedOrders()})) e JOIN event_items i USING (event_id)
    WHERE e.visitor IS NOT NULL AND ${COUNTED} AND e.ts >= $fromMs AND e.ts < $toMs + $clickMs + $saleMs),
  credited AS (
    SELECT o.type, t.who, t.placement, t.request_id, t.item_id
    FROM outcomes o JOIN touches t ON o.who = t.who AND o.item_id = t.item_id AND o.ts >= t.ts AND o.ts - t.ts <= $saleMs
    QUALIFY row_number() OVER (PARTITION BY o.event_id, o.line ORDER BY t.ts DESC, t.request_id, t.placement) = 1),
  sold AS (
    SELECT who, placement, request_id, item_id, bool_or(type = 'add_to_cart') AS carted, bool_or(type = 'purchase') AS bought
    FROM credited GROUP BY ALL)`

const ROWS = `
  SELECT s.request_id AS "requestId", s.placement, s.list_index AS position, s.propensity, s.strategy, s.model,
    s.item_id AS item, s.visitor, s.session, s.seen_at AS ts,
    coalesce(s.clicked_at - s.seen_at <= $clickMs, false) AS clicked,
    coalesce(sold.carted, false) AS carted, coalesce(sold.bought, false) AS bought, s.interleaved
  FROM shown s LEFT JOIN sold USING (who, placement, request_id, item_id)
  ORDER BY s.list_at, s.request_id, s.who, s.placement, s.list_index, s.item_id`

const APART = `
  SELECT count(*) FILTER (WHERE e.bot IS NOT NULL) AS bots,
    count(*) FILTER (WHERE e.bot IS NULL AND e.consent_analytics IS DISTINCT FROM 'granted') AS "withoutConsent",
    count(*) FILTER (WHERE ${COUNTED} AND coalesce(i.list_index, -1) < 0) AS "withoutPosition"
  FROM events e JOIN event_items i USING (event_id)
  WHERE e.type = 'view_item_list' AND ${IN_LIST} AND e.ts >= $fromMs AND e.ts < $toMs`
