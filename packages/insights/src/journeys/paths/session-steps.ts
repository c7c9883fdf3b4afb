/** Raw rows of people in the period, with a session. What came twice is in them twice: only for questions to which that is the same. */
export const RAW_ROWS = 'raw_events WHERE session IS NOT NULL AND bot IS NULL AND ts >= $fromMs AND ts < $toMs'

/** Steps of a session as SQL on a raw event; null: no step. */
export const STEP_SQL = `CASE
  WHEN type = 'purchase' THEN 'order'
  WHEN type = 'add_to_cart' THEN 'add to cart'
  WHEN type = 'view_item' THEN 'product'
  WHEN type = 'search' THEN 'search'
  WHEN type = 'begin_checkout' THEN 'checkout'
  WHEN type = 'view_cart' THEN 'cart'
  WHEN type = 'page_view' AND page_kind IN ('home', 'category', 'product', 'cart', 'search', 'checkout') THEN page_kind
  WHEN type = 'page_view' THEN 'page' END`

/** Of events at the same moment the page comes first, then what happened on it. */
const RANK_SQL = `CASE WHEN type = 'page_view' THEN 0 WHEN type = 'purchase' THEN 2 ELSE 1 END`

const STEP_TYPES = `('purchase', 'add_to_cart', 'view_item', 'search', 'begin_checkout', 'view_cart', 'page_view')`

/**
 * The steps of each session as SQL that names the table `steps` (session, depth from 0, step, following): the same step again is one
 * step, and so is an event that came twice; `following` is '' at the end.
 */
export function stepsSql(): string {
  const beside = (side: string) =>
    `coalesce(min(step) OVER (PARTITION BY session ORDER BY ts, place, event_id ROWS BETWEEN 1 ${side} AND 1 ${side}), '')`
  return `told AS (SELECT session, ts, event_id, ${RANK_SQL} AS place, ${STEP_SQL} AS step
      FROM ${RAW_ROWS} AND type IN ${STEP_TYPES}),
    turns AS (SELECT session, ts, place, event_id, step, ${beside('PRECEDING')} AS previous FROM told WHERE step IS NOT NULL),
    steps AS (SELECT session, step, row_number() OVER (PARTITION BY session ORDER BY ts, place, event_id) - 1 AS depth,
      ${beside('FOLLOWING')} AS following FROM turns WHERE previous <> step)`
}
