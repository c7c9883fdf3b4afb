import type { Dialect } from '../query/dialect.js'
import { allOrders, IS_COUNTED } from '../query/words.js'
import { OFFLINE } from '../warehouse/import-orders.js'
import { type ExchangeRates, rateSql } from './money.js'
import type { InsightTable, PartChoice, PartTable, TableMaker, TableQuery } from './source.js'

/** How the tables of a warehouse are made. Parameters of the statements: `$fromMs`, `$toMs`. */
export interface WarehouseTableOptions {
  readonly dialect: Dialect
  readonly zone: string
  readonly currency: string
  readonly rates: ExchangeRates
  readonly lookBackMs: number
}

const IN_PERIOD = 'ts >= $fromMs AND ts < $toMs'

/** Rows that several tables and questions rest on, each found once; what stands after FROM. */
export interface SharedRows {
  /** For {@link IDENTITY}. */
  identity(): Promise<string>
  /** For {@link boughtSql}. */
  bought(): Promise<string>
  /** For {@link allOrdersSql}. */
  readonly allOrders: string
}

/** Visitors who logged in as one customer only: `visitor`, `customer`. Who shares a device is nobody in particular. */
export const IDENTITY = `SELECT visitor, min(customer) AS known_customer FROM raw_events
  WHERE visitor IS NOT NULL AND customer IS NOT NULL GROUP BY visitor HAVING min(customer) = max(customer)`

/** Every order, with whether it counts: what insights ask of orders. */
export function allOrdersSql(unverifiedMs: number | undefined): string {
  return `SELECT transaction_id, ts, currency, net_value, status, is_left_out, visitor, session, customer, event_id, bot
    FROM (${allOrders(unverifiedMs)}) AS all_orders`
}

/** What was bought: the products of purchases, each once. */
export function boughtSql({ fewItems }: Dialect): string {
  return `SELECT event_id, item_id, item_name, item_brand, item_category, price, quantity, discount
    FROM ${fewItems(`event_id IN (SELECT event_id FROM raw_events WHERE type = 'purchase')`)} AS i`
}

/** The tables as queries on a warehouse's views. Events of before a login count for the customer without being rewritten. */
export function warehouseTables(options: WarehouseTableOptions, shared: SharedRows): Record<InsightTable, TableMaker> {
  const { dialect, zone } = options
  const kept = (sql: string): TableQuery => ({ sql, isKept: true })
  const open = (sql: string): TableQuery => ({ sql, isKept: false })
  const clock = (ts: string) => `${dialect.localDay(ts, zone)} AS day, ${dialect.localHour(ts, zone)} AS hour`
  const parts = warehouseParts(options, shared.identity)

  return {
    orders: async () => kept(await ordersSql(options, shared, clock)),
    lines: async (from) => kept(linesSql(options, await from('orders'), await shared.bought())),
    baskets: async (from) => open(`SELECT DISTINCT order_id AS basket, item FROM ${await from('lines')} AS l`),
    events: async () => open(await parts.events({})),
    items: async () => open(await parts.items({})),
    sessions: async (from, columns) =>
      kept(sessionsSql(options, await shared.identity(), await from('orders'), clock, columns)),
    paths: async (from) => kept(pathsSql(options, await from('sessions'), await from('orders'))),
    attributes: async () =>
      open(`SELECT customer AS person, attribute, value, origin FROM ${dialect.facts('attributes')} AS f`),
    costs: async () =>
      open(`SELECT f.day AS day, f.channel AS channel, f.campaign AS campaign,
        f.cost * ${rateSql('f.currency', options.currency, options.rates)} AS cost, f.impressions AS impressions, f.clicks AS clicks
        FROM ${dialect.facts('costs')} AS f`),
    stock: async () => open(`SELECT item, day, quantity, unit_cost FROM ${dialect.facts('stock')} AS f`),
    messages: async () =>
      open(`SELECT customer AS person, message, channel, sent_at, opened_at, clicked_at, unsubscribed_at
        FROM ${dialect.facts('messages')} AS f`),
  }
}

type Sql = (value: string) => string

const person: Sql = (row) => `coalesce(${row}.customer, who.known_customer, ${row}.visitor)`

/** What people do once in a while, beside what they look at and are shown. */
const FEW = new Set(['add_to_cart', 'add_to_wishlist', 'dismiss', 'purchase', 'rate', 'share', 'survey_response'])
const isFew = ({ types }: PartChoice): boolean => types?.every((type) => FEW.has(type)) ?? false

/** Events and their products, all of them or those that a question needs. */
export function warehouseParts(
  { dialect, zone, currency, rates }: WarehouseTableOptions,
  identity: () => Promise<string>,
): Record<PartTable, (choice: PartChoice) => Promise<string>> {
  const wanted = ({ types }: PartChoice) =>
    `bot IS NULL AND ${IN_PERIOD}${types ? ` AND type IN (${types.map((type) => `'${type}'`).join(', ')})` : ''}`
  return {
    async events(choice) {
      const rows = choice.mayRepeat
        ? `(SELECT * FROM raw_events WHERE ${wanted(choice)})`
        : (isFew(choice) ? dialect.fewEvents : dialect.events)(wanted(choice))
      return `SELECT e.event_id AS event_id, ${person('e')} AS person, e.visitor AS visitor, e.session AS session, e.type AS type,
        e.ts AS ts, ${dialect.localDay('e.ts', zone)} AS day, ${dialect.localHour('e.ts', zone)} AS hour, e.page_kind AS page_kind,
        e.placement AS placement, e.strategy AS strategy, e.request_id AS request_id, e.widget AS widget,
        e.experiment AS experiment, e.variant AS variant, e.search_term AS search_term, e.campaign AS campaign,
        e.campaign_type AS campaign_type, e.holdout AS holdout, e.survey AS survey, e.question AS question, e.score AS score,
        e.answers AS answers, e.channel AS channel, e.event_value * ${rateSql('e.currency', currency, rates)} AS event_value,
        e.transaction_id AS transaction_id, e.consent_personalization AS consent_personalization,
        e.items_count AS items_count
        FROM ${rows} AS e LEFT JOIN ${await identity()} AS who ON e.visitor = who.visitor`
    },
    async items(choice) {
      const condition = `event_id IN (SELECT event_id FROM raw_events WHERE ${wanted(choice)})`
      const rows = choice.mayRepeat
        ? `(SELECT * FROM raw_event_items WHERE ${condition})`
        : (isFew(choice) ? dialect.fewItems : dialect.items)(condition)
      return `SELECT i.event_id AS event_id, i.line AS line, i.item_id AS item, i.item_name AS name, i.item_brand AS brand,
        i.item_category AS category, i.price AS price, coalesce(i.quantity, 1) AS quantity, i.list_index AS list_index
        FROM ${rows} AS i`
    },
  }
}

/** Each order that counts, with how its session came to the shop. */
async function ordersSql(options: WarehouseTableOptions, shared: SharedRows, clock: Sql): Promise<string> {
  const { dialect, currency, rates } = options
  const rate = rateSql('o.currency', currency, rates)
  return `SELECT ${person('o')} AS person,
      CASE WHEN coalesce(o.customer, who.known_customer) IS NULL THEN 0 ELSE 1 END AS is_known,
      o.transaction_id AS order_id, o.ts AS ts, ${clock('o.ts')}, coalesce(o.net_value, 0) * ${rate} AS value,
      coalesce(b.pieces, 0) AS pieces, o.session AS session,
      CASE WHEN o.session IS NULL THEN p.own_channel ELSE coalesce(c.came_by, 'direct') END AS channel, c.came_for AS campaign,
      p.used_coupon AS coupon, o.event_id AS event_id, o.currency AS currency
    FROM ${shared.allOrders} AS o
    LEFT JOIN ${await shared.identity()} AS who ON o.visitor = who.visitor
    LEFT JOIN (SELECT session, ${dialect.first('channel', 'ts', 'event_id')} AS came_by,
        ${dialect.first('channel_campaign', 'ts', 'event_id')} AS came_for
      FROM raw_events WHERE channel IS NOT NULL AND session IN (SELECT session FROM raw_events WHERE type = 'purchase' AND session IS NOT NULL)
      GROUP BY session) AS c ON o.session = c.session
    LEFT JOIN (SELECT event_id, max(order_coupon) AS used_coupon,
        max(CASE WHEN channel_medium = '${OFFLINE}' THEN '${OFFLINE}' ELSE channel END) AS own_channel
      FROM raw_events WHERE type = 'purchase' AND (order_coupon IS NOT NULL OR channel IS NOT NULL)
      GROUP BY event_id) AS p ON o.event_id = p.event_id
    LEFT JOIN (SELECT event_id, sum(coalesce(quantity, 1)) AS pieces
      FROM ${await shared.bought()} AS i GROUP BY event_id) AS b ON o.event_id = b.event_id
    WHERE ${IS_COUNTED} AND o.bot IS NULL AND o.ts >= $fromMs AND o.ts < $toMs AND ${rate} IS NOT NULL`
}

function linesSql({ currency, rates }: WarehouseTableOptions, orders: string, bought: string): string {
  const rate = rateSql('o.currency', currency, rates)
  return `SELECT o.order_id AS order_id, o.person AS person, o.ts AS ts, o.day AS day, i.item_id AS item, i.item_name AS name,
      i.item_brand AS brand, i.item_category AS category, i.price * ${rate} AS price, coalesce(i.quantity, 1) AS quantity,
      coalesce(i.discount, 0) * ${rate} AS discount
    FROM ${orders} AS o JOIN ${bought} AS i ON o.event_id = i.event_id`
}

/** With `columns`, at least these: what only others need is not looked for. */
function sessionsSql(
  { dialect }: WarehouseTableOptions,
  identity: string,
  orders: string,
  clock: Sql,
  columns?: readonly string[],
): string {
  const wants = (...some: readonly string[]) => !columns || some.some((column) => columns.includes(column))
  const sum = (condition: string) => `sum(CASE WHEN ${condition} THEN 1 ELSE 0 END)`
  const all = `session IS NOT NULL AND bot IS NULL AND ${IN_PERIOD}`
  const landing = (column: string) =>
    dialect.first(`CASE WHEN channel IS NULL THEN NULL ELSE ${column} END`, 'ts', 'event_id')
  const counted = `type IN ('view_item', 'search', 'add_to_cart', 'begin_checkout')`
  const none = { columns: '', join: '' }
  // Page views apart: they are few, and only of them the first one is looked for. A repetition changes nothing there, nor the ends of a visit.
  const landed = wants('channel', 'source', 'medium', 'campaign', 'landing')
    ? {
        columns: `, coalesce(l.first_channel, 'direct') AS channel, l.first_source AS source, l.first_medium AS medium,
          l.first_campaign AS campaign, l.first_page AS landing`,
        join: `LEFT JOIN (SELECT session, ${landing('channel')} AS first_channel, ${landing('channel_source')} AS first_source,
            ${landing('channel_medium')} AS first_medium, ${landing('channel_campaign')} AS first_campaign,
            ${dialect.first('page_url', 'ts', 'event_id')} AS first_page
          FROM raw_events WHERE type = 'page_view' AND ${all} GROUP BY session) AS l ON s.session = l.session`,
      }
    : none
  const sold = wants('orders', 'revenue')
    ? {
        columns: ', coalesce(o.orders, 0) AS orders, coalesce(o.revenue, 0) AS revenue',
        join: `LEFT JOIN (SELECT session, count(*) AS orders, sum(value) AS revenue FROM ${orders} AS paid
          WHERE session IS NOT NULL GROUP BY session) AS o ON s.session = o.session`,
      }
    : none
  return `SELECT s.session AS session, coalesce(s.one_customer, who.known_customer, s.one_visitor) AS person,
      s.started_at AS started_at, s.ended_at AS ended_at, ${clock('s.started_at')},
      s.product_views AS product_views, s.searches AS searches, s.carts AS carts, s.checkouts AS checkouts,
      s.one_device AS device${landed.columns}${sold.columns}
    FROM (SELECT session, min(visitor) AS one_visitor, min(customer) AS one_customer, min(ts) AS started_at, max(ts) AS ended_at,
        max(device) AS one_device,
        ${sum(`type = 'view_item'`)} AS product_views, ${sum(`type = 'search'`)} AS searches,
        ${sum(`type = 'add_to_cart'`)} AS carts, ${sum(`type = 'begin_checkout'`)} AS checkouts
      FROM ${dialect.events(all, counted)} AS e GROUP BY session) AS s
    LEFT JOIN ${identity} AS who ON s.one_visitor = who.visitor ${landed.join} ${sold.join}`
}

/** Each person's channels up to an order, within the look-back; then those that no order followed. */
function pathsSql({ dialect, lookBackMs }: WarehouseTableOptions, sessions: string, orders: string): string {
  const steps = dialect.joined('channel', ['moment', 'session'], ' > ')
  return `WITH moments AS (
      SELECT person, started_at AS moment, session, channel, NULL AS order_at FROM ${sessions} AS s WHERE person IS NOT NULL
      UNION ALL SELECT person, ts AS moment, '' AS session, '' AS channel, ts AS order_at FROM ${orders} AS o WHERE person IS NOT NULL),
    touches AS (SELECT person, moment, session, channel, min(order_at) OVER (PARTITION BY person ORDER BY moment
        RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS next_at FROM moments),
    journeys AS (SELECT person, next_at, ${steps} AS path FROM touches
      WHERE channel <> '' AND (next_at IS NULL OR moment > next_at - ${lookBackMs}) GROUP BY person, next_at),
    sold AS (SELECT person, ts, count(*) AS conversions, sum(value) AS value, min(channel) AS channel FROM ${orders} AS o
      WHERE person IS NOT NULL GROUP BY person, ts),
    counted AS (
      SELECT coalesce(j.path, o.channel) AS path, o.conversions AS conversions, o.value AS value, 0 AS nulls
      FROM sold AS o LEFT JOIN (SELECT * FROM journeys WHERE next_at IS NOT NULL) AS j ON o.person = j.person AND o.ts = j.next_at
      UNION ALL SELECT path, 0 AS conversions, 0 AS value, 1 AS nulls FROM journeys WHERE next_at IS NULL)
    SELECT path, sum(conversions) AS conversions, sum(value) AS value, sum(nulls) AS nulls FROM counted
    WHERE path IS NOT NULL AND path <> '' GROUP BY path`
}

/** How many orders of the period do not count, by reason. */
export function leftOutSql({ currency, rates }: WarehouseTableOptions, allOrders: string): string {
  const count = (condition: string) => `sum(CASE WHEN ${condition} THEN 1 ELSE 0 END)`
  return `SELECT ${count(`o.status = 'cancelled'`)} AS cancelled, ${count(`o.status <> 'cancelled' AND o.is_left_out`)} AS unconfirmed,
      ${count(`${IS_COUNTED} AND o.bot IS NOT NULL`)} AS programs,
      ${count(`${IS_COUNTED} AND o.bot IS NULL AND ${rateSql('o.currency', currency, rates)} IS NULL`)} AS "otherCurrency"
    FROM ${allOrders} AS o WHERE o.ts >= $fromMs AND o.ts < $toMs`
}
