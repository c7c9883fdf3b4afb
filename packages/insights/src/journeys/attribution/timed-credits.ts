import type { InsightSource } from '../../source/source.js'
import type { Credits } from './credit.js'

const DAY_MS = 86_400_000
/** How far a journey goes back from its order, as in the table `paths`. */
export const LOOK_BACK_DAYS = 30

/** Credits with the standard errors of their conversions. */
export interface TimedCredits {
  readonly credits: Credits
  readonly se: Readonly<Record<string, number>>
}

/**
 * Time decay by real times: of the sessions in the 30 days up to an order, one that began d days before it weighs 2^(−d / half-life).
 * Orders without a session in that time go to the channel of their own, if one is known.
 */
export async function readTimedCredits(source: InsightSource, halfLifeDays: number): Promise<TimedCredits> {
  const [sessions, orders] = [await source.table('sessions'), await source.table('orders')]
  const rows = await source.ask<{ channel: string; conversions: number; value: number; squares: number }>(
    `WITH moments AS (
      SELECT person, started_at AS moment, channel, NULL AS order_at FROM ${sessions} AS s WHERE person IS NOT NULL
      UNION ALL SELECT person, ts AS moment, '' AS channel, ts AS order_at FROM ${orders} AS o WHERE person IS NOT NULL),
    followed AS (SELECT person, moment, channel, min(order_at) OVER (PARTITION BY person ORDER BY moment
        RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS next_at FROM moments),
    touches AS (SELECT person, next_at, channel, pow(2e0, -(next_at - moment) / ${halfLifeDays * DAY_MS}e0) AS weight
      FROM followed WHERE channel <> '' AND next_at IS NOT NULL AND moment > next_at - ${LOOK_BACK_DAYS * DAY_MS}),
    weights AS (SELECT person, next_at, channel, sum(weight) AS heft FROM touches GROUP BY person, next_at, channel),
    journeys AS (SELECT person, next_at, sum(heft) AS whole FROM weights GROUP BY person, next_at),
    sold AS (SELECT person, ts, count(*) AS sold_count, sum(value) AS sold_value, min(channel) AS own_channel FROM ${orders} AS o
      WHERE person IS NOT NULL GROUP BY person, ts),
    shares AS (
      SELECT w.channel AS channel, w.heft / j.whole AS part, s.sold_count AS sold_count, s.sold_value AS sold_value
      FROM weights AS w JOIN journeys AS j ON w.person = j.person AND w.next_at = j.next_at
      JOIN sold AS s ON w.person = s.person AND w.next_at = s.ts
      UNION ALL
      SELECT s.own_channel AS channel, 1e0 AS part, s.sold_count AS sold_count, s.sold_value AS sold_value
      FROM sold AS s LEFT JOIN (SELECT person, next_at, 1 AS is_known FROM journeys) AS j ON s.person = j.person AND s.ts = j.next_at
      WHERE coalesce(j.is_known, 0) = 0 AND s.own_channel IS NOT NULL AND s.own_channel <> '')
    SELECT channel, sum(part * sold_count) AS conversions, sum(part * sold_value) AS value, sum(part * part * sold_count) AS squares
    FROM shares GROUP BY channel ORDER BY channel`,
  )
  return {
    credits: Object.fromEntries(rows.map(({ channel, conversions, value }) => [channel, { conversions, value }])),
    se: Object.fromEntries(rows.map(({ channel, squares }) => [channel, Math.sqrt(squares)])),
  }
}
