import type { InsightSource } from '../../source/source.js'
import type { ConversionSums, WholeSums } from './contrast.js'

const DAY_MS = 86_400_000

/** Orders by the channel of their session. */
export interface ChannelOrders {
  readonly channel: string
  readonly orders: number
  readonly revenue: number
  readonly squares: number
  readonly buyers: number
}

/** Customers by the channel of their first order. */
export interface ChannelCustomers {
  readonly channel: string
  readonly customers: number
  /** Whose first order is long enough ago to tell whether they came again in time. */
  readonly watched: number
  readonly kept: number
  /** All that they brought so far. */
  readonly revenue: number
}

/** People who ever came through a channel, and those of them who came at all in the last days. */
export interface ChannelActivity {
  readonly channel: string
  readonly people: number
  readonly active: number
}

const UNKNOWN = `coalesce(channel, 'unknown')`

/** Orders of each channel; those without a session or channel are `unknown`. */
export async function queryOrders(source: InsightSource): Promise<ChannelOrders[]> {
  return source.ask<ChannelOrders>(
    `SELECT came_by AS channel, sum(made) AS orders, sum(earned) AS revenue, sum(squared) AS squares, count(*) AS buyers FROM (
      SELECT came_by, buyer, count(*) AS made, sum(worth) AS earned, sum(worth * worth) AS squared
      FROM (SELECT ${UNKNOWN} AS came_by, coalesce(person, order_id) AS buyer, value AS worth FROM ${await source.table('orders')} AS o) AS r
      GROUP BY came_by, buyer) AS b
    GROUP BY came_by ORDER BY came_by`,
  )
}

/** Sessions and sessions with an order, summed over people. */
export async function queryConversion(source: InsightSource): Promise<{
  readonly channels: readonly (ConversionSums & { readonly channel: string })[]
  readonly whole: WholeSums
}> {
  const sessions = await source.table('sessions')
  const sums = `parts AS (SELECT unit, channel, count(*) AS s, sum(is_sold) AS o
      FROM (SELECT coalesce(person, session) AS unit, channel, CASE WHEN orders > 0 THEN 1 ELSE 0 END AS is_sold FROM ${sessions} AS t) AS r
      GROUP BY unit, channel),
    wholes AS (SELECT unit, sum(s) AS all_s, sum(o) AS all_o FROM parts GROUP BY unit)`
  const channels = await source.ask<ConversionSums & { channel: string }>(
    `WITH ${sums} SELECT p.channel AS channel, count(*) AS people, sum(p.s) AS s, sum(p.o) AS o, sum(p.s * p.s) AS ss,
      sum(p.s * p.o) AS so, sum(p.o * p.o) AS oo, sum(p.s * w.all_s) AS "sS", sum(p.s * w.all_o) AS "sO", sum(p.o * w.all_s) AS "oS",
      sum(p.o * w.all_o) AS "oO"
    FROM parts AS p JOIN wholes AS w ON p.unit = w.unit GROUP BY p.channel ORDER BY p.channel`,
  )
  const [whole] = await source.ask<WholeSums>(
    `WITH ${sums} SELECT sum(all_s) AS "S", sum(all_o) AS "O", sum(all_s * all_s) AS "SS", sum(all_s * all_o) AS "SO",
      sum(all_o * all_o) AS "OO" FROM wholes`,
  )
  return { channels, whole: whole ?? { S: 0, O: 0, SS: 0, SO: 0, OO: 0 } }
}

/** Whom each channel won: the channel of a person's first order in the source, and whether another order came in so many days. */
export async function queryCustomers(source: InsightSource, keptDays: number): Promise<ChannelCustomers[]> {
  const orders = await source.table('orders')
  return source.ask<ChannelCustomers>(
    `WITH counted AS (SELECT person, ${UNKNOWN} AS came_by, ts, value,
        row_number() OVER (PARTITION BY person ORDER BY ts, order_id) AS number FROM ${orders} AS o WHERE person IS NOT NULL),
    firsts AS (SELECT person, came_by, ts AS first_at FROM counted WHERE number = 1),
    seconds AS (SELECT person, ts AS second_at FROM counted WHERE number = 2),
    sums AS (SELECT person, sum(value) AS brought FROM counted GROUP BY person),
    ends AS (SELECT max(ts) - ${keptDays * DAY_MS} AS last_at FROM ${orders} AS o),
    people AS (SELECT f.came_by AS came_by, s.brought AS brought,
        CASE WHEN f.first_at <= e.last_at THEN 1 ELSE 0 END AS is_watched,
        CASE WHEN f.first_at <= e.last_at AND coalesce(n.second_at, 0) > 0 AND n.second_at - f.first_at <= ${keptDays * DAY_MS}
          THEN 1 ELSE 0 END AS is_kept
      FROM firsts AS f JOIN sums AS s ON f.person = s.person LEFT JOIN seconds AS n ON f.person = n.person CROSS JOIN ends AS e)
    SELECT came_by AS channel, count(*) AS customers, sum(is_watched) AS watched, sum(is_kept) AS kept, sum(brought) AS revenue
    FROM people GROUP BY came_by ORDER BY came_by`,
  )
}

/** How many of each channel's people came in the last days of the source. */
export async function queryActivity(source: InsightSource, activeDays: number): Promise<ChannelActivity[]> {
  const sessions = await source.table('sessions')
  return source.ask<ChannelActivity>(
    `WITH lately AS (SELECT person, max(started_at) AS last_at FROM ${sessions} AS s WHERE person IS NOT NULL GROUP BY person),
    ends AS (SELECT max(started_at) - ${activeDays * DAY_MS} AS from_at FROM ${sessions} AS s),
    met AS (SELECT DISTINCT person, channel FROM ${sessions} AS s WHERE person IS NOT NULL)
    SELECT met.channel AS channel, count(*) AS people, sum(CASE WHEN lately.last_at > ends.from_at THEN 1 ELSE 0 END) AS active
    FROM met JOIN lately ON met.person = lately.person CROSS JOIN ends GROUP BY met.channel ORDER BY met.channel`,
  )
}
