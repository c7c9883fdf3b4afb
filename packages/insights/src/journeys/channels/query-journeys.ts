import type { InsightSource } from '../../source/source.js'

/** Journeys that met the same channels in as many sessions. */
export interface JourneyGroup {
  /** Distinct channels, in alphabetical order. */
  readonly channels: readonly string[]
  /** Sessions; 5 stands for five and more. */
  readonly sessions: number
  readonly journeys: number
  /** Journeys that ended with an order. */
  readonly sold: number
}

const DAY_MS = 86_400_000
/** Journeys of more sessions are held to be alike. */
const MOST_SESSIONS = 5

/** A person's sessions as journeys: one ends with an order, or when nobody comes for so many days. */
export async function queryJourneys(source: InsightSource, gapDays: number): Promise<JourneyGroup[]> {
  const order = 'PARTITION BY who ORDER BY started_at, session'
  const rows = await source.ask<Omit<JourneyGroup, 'channels'> & { path: string }>(
    `WITH visits AS (SELECT ${source.dialect.key('person')} AS who, session, started_at, channel,
      CASE WHEN orders > 0 THEN 1 ELSE 0 END AS is_sold
      FROM ${await source.table('sessions')} AS s WHERE person IS NOT NULL),
    turns AS (SELECT who, session, started_at, channel, is_sold,
      coalesce(min(is_sold) OVER (${order} ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING), 0) AS was_sold,
      coalesce(min(started_at) OVER (${order} ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING), 0) AS was_at FROM visits),
    numbered AS (SELECT who, channel, is_sold,
      sum(CASE WHEN was_sold = 1 OR started_at - was_at > ${gapDays * DAY_MS} THEN 1 ELSE 0 END)
        OVER (${order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS journey FROM turns),
    met AS (SELECT who, journey, channel, 0 AS nothing, count(*) AS visits, max(is_sold) AS has_sold FROM numbered
      GROUP BY who, journey, channel),
    journeys AS (SELECT ${source.dialect.joined('channel', ['nothing', 'channel'], ' > ')} AS way, sum(visits) AS visited,
      max(has_sold) AS sold_once FROM met GROUP BY who, journey)
    SELECT way AS path, CASE WHEN visited > ${MOST_SESSIONS} THEN ${MOST_SESSIONS} ELSE visited END AS sessions,
      count(*) AS journeys, sum(sold_once) AS sold
    FROM journeys GROUP BY path, sessions ORDER BY path, sessions`,
  )
  return rows.map(({ path, ...row }) => ({ ...row, channels: path.split(' > ') }))
}
