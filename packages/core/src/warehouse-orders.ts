import type { WarehouseDialect } from './warehouse-ddl.js'

/** How an order stands. `unverified`: only pages have told it. Refunds may be told by a page, too: see the column `source`. */
export const ORDER_STATUSES = ['unverified', 'confirmed', 'partially_refunded', 'refunded', 'cancelled'] as const
/** One of {@link ORDER_STATUSES}. */
export type OrderStatus = (typeof ORDER_STATUSES)[number]

/** The columns of the view `orders`, in order. */
export const ORDERS_COLUMNS = [
  /** One row each. */
  'transaction_id',
  /** When it was ordered, as the server says first; else when a page first told it. */
  'ts',
  /** Of the server's newest telling, else of the first page that told it. */
  'value',
  'currency',
  /** What went back of `value`, at most all of it. */
  'refunded_value',
  /** `value` without what went back; 0 of a cancelled order. What is added up as revenue. */
  'net_value',
  /** One of `ORDER_STATUSES`. */
  'status',
  /** `server`: told by the shop's server, which pages cannot do. `browser`: by pages only. */
  'source',
  /** Of the server, else of the page. */
  'visitor',
  'session',
  'customer',
  /** The purchase whose `event_items` are what was bought: the server's newest with items, else the first page's. */
  'event_id',
  /** When the server's first telling was received. */
  'confirmed_at',
  /** Of the first page that told it, else of the server. */
  'consent_analytics',
  'bot',
] as const

/** The words that databases have each their own of: the value of the row with the least, or greatest, pair of keys. Nulls are passed over. */
interface Words {
  first(value: string, ...key: readonly [string, string]): string
  last(value: string, ...key: readonly [string, string]): string
  readonly leftJoin: string
  /** Rows of orders, each event once. */
  readonly rows: string
}

const ORDER_ROWS = `type IN ('purchase', 'refund', 'cancel') AND transaction_id IS NOT NULL`

const WORDS: Record<WarehouseDialect, Words> = {
  duckdb: {
    first: (value, ...key) => `arg_min(${value}, (${key}))`,
    last: (value, ...key) => `arg_max(${value}, (${key}))`,
    leftJoin: 'LEFT JOIN',
    // Not from the view `events`, which would sort all events to find these.
    rows:
      `(SELECT * FROM raw_events WHERE ${ORDER_ROWS} ` +
      'QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY rowid) = 1)',
  },
  postgres: {
    first: (value, major, minor) =>
      `(array_agg(${value} ORDER BY ${major}, ${minor}) FILTER (WHERE ${value} IS NOT NULL))[1]`,
    last: (value, major, minor) =>
      `(array_agg(${value} ORDER BY ${major} DESC, ${minor} DESC) FILTER (WHERE ${value} IS NOT NULL))[1]`,
    leftJoin: 'LEFT JOIN',
    rows: `(SELECT * FROM events WHERE ${ORDER_ROWS})`,
  },
  clickhouse: {
    first: (value, ...key) => `argMin(${value}, tuple(${key}))`,
    last: (value, ...key) => `argMax(${value}, tuple(${key}))`,
    // Versions before 20 ask which of several matches is meant.
    leftJoin: 'ALL LEFT JOIN',
    rows: `(SELECT * FROM events WHERE ${ORDER_ROWS})`,
  },
}

/**
 * The query of the view `orders`: one row a `transaction_id` that was told as a purchase. It does not matter in which order, or
 * how often, its events came. What the server tells wins over what pages tell, and of its tellings the one of the highest
 * `order_updated_at`. Refunds of an order that the server has told are the server's only, and in the order's currency; only the server cancels.
 */
export function ordersQuery(dialect: WarehouseDialect): string {
  const { first, last, leftJoin, rows } = WORDS[dialect]
  const when = (condition: string, column: string) => `CASE WHEN ${condition} THEN ${column} ELSE NULL END`
  const page = `type = 'purchase' AND source IS NULL`
  const server = `type = 'purchase' AND source = 'server'`
  const earliest = (condition: string, column: string) => first(when(condition, column), 'coalesce(ts, 0)', 'event_id')
  const newest = (condition: string, column: string) =>
    last(when(condition, column), 'coalesce(order_updated_at, 0)', 'event_id')
  const serverFirst = (column: string) => `coalesce(${newest(server, column)}, ${earliest(page, column)})`
  const pageFirst = (column: string) => `coalesce(${earliest(page, column)}, ${newest(server, column)})`
  const refunds = (condition: string) =>
    `sum(round(abs(${when(`type = 'refund' AND ${condition}`, 'order_value')}) * 10000)) / 10000`

  const told = `SELECT transaction_id, coalesce(min(${when(server, 'ts')}), min(${when(page, 'ts')})) AS told_ts,
    ${serverFirst('order_value')} AS told_value, ${serverFirst('currency')} AS told_currency,
    ${serverFirst('visitor')} AS told_visitor, ${serverFirst('session')} AS told_session,
    ${serverFirst('customer')} AS told_customer,
    coalesce(${newest(`${server} AND items_count > 0`, 'event_id')}, ${earliest(page, 'event_id')},
      ${newest(server, 'event_id')}) AS told_event,
    min(${when(server, 'received_at')}) AS told_confirmed, max(${when(server, 'order_updated_at')}) AS told_updated,
    max(${when(`type = 'cancel' AND source = 'server'`, 'order_updated_at')}) AS told_cancelled,
    ${pageFirst('consent_analytics')} AS told_consent, ${pageFirst('bot')} AS told_bot
    FROM ${rows} AS order_rows GROUP BY transaction_id`
  const returned = `SELECT transaction_id, currency AS told_currency, ${refunds(`source = 'server'`)} AS server_refunds,
    ${refunds('source IS NULL')} AS page_refunds
    FROM ${rows} AS refund_rows WHERE type = 'refund' GROUP BY transaction_id, currency`
  const settled = `SELECT transaction_id, told_ts, told_value, told_currency, told_visitor, told_session, told_customer,
    told_event, told_confirmed, told_consent, told_bot,
    CASE WHEN told_confirmed IS NULL THEN 'browser' ELSE 'server' END AS told_source,
    CASE WHEN told_confirmed IS NOT NULL AND told_cancelled >= told_updated THEN 1 ELSE 0 END AS is_cancelled,
    coalesce(CASE WHEN told_confirmed IS NULL THEN page_refunds ELSE server_refunds END, 0) AS all_refunds
    FROM (${told}) AS told ${leftJoin} (${returned}) AS returned USING (transaction_id, told_currency)
    WHERE told_ts IS NOT NULL`
  const capped = `SELECT *, CASE WHEN all_refunds > told_value THEN told_value ELSE all_refunds END AS refunds
    FROM (${settled}) AS settled`
  return `SELECT transaction_id, told_ts AS ts, told_value AS value, told_currency AS currency, refunds AS refunded_value,
    CASE WHEN is_cancelled = 1 THEN 0 ELSE round((told_value - refunds) * 10000) / 10000 END AS net_value,
    CASE WHEN is_cancelled = 1 THEN 'cancelled'
      WHEN refunds > 0 AND refunds + 0.005 >= told_value THEN 'refunded'
      WHEN refunds > 0 THEN 'partially_refunded'
      WHEN told_source = 'server' THEN 'confirmed' ELSE 'unverified' END AS status,
    told_source AS source, told_visitor AS visitor, told_session AS session, told_customer AS customer,
    told_event AS event_id, told_confirmed AS confirmed_at, told_consent AS consent_analytics, told_bot AS bot
    FROM (${capped}) AS capped`.replace(/\n\s+/g, ' ')
}
