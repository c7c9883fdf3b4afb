import type { InsightSource } from '../../source/source.js'
import type { Duration } from './survival.js'

const HOUR_MS = 3_600_000

/** Whole hours from each person's first session to the first order, or to the end of the source for who has not ordered. */
export async function queryDurations(source: InsightSource): Promise<Duration[]> {
  const [sessions, orders] = [await source.table('sessions'), await source.table('orders')]
  const { dialect } = source
  const hours = (until: string) =>
    dialect.wholes(`CASE WHEN ${until} > met_at THEN ${until} - met_at ELSE 0 END`, HOUR_MS)
  return source.ask<Duration>(
    `WITH met AS (SELECT person, min(started_at) AS met_at FROM ${sessions} AS s WHERE person IS NOT NULL GROUP BY person),
    bought AS (SELECT person, min(ts) AS bought_at, 1 AS is_buyer FROM ${orders} AS o WHERE person IS NOT NULL GROUP BY person),
    over AS (SELECT max(ended_at) AS end_at FROM ${sessions} AS s),
    watched AS (SELECT CASE WHEN coalesce(is_buyer, 0) = 1 THEN 1 ELSE 0 END AS is_event,
      CASE WHEN coalesce(is_buyer, 0) = 1 THEN ${hours('coalesce(bought_at, 0)')} ELSE ${hours('end_at')} END AS hour
      FROM met LEFT JOIN bought ON met.person = bought.person CROSS JOIN over)
    SELECT hour AS time, sum(is_event) AS events, sum(1 - is_event) AS censored FROM watched GROUP BY hour ORDER BY hour`,
  )
}
