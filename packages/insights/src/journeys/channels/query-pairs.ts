import type { InsightSource } from '../../source/source.js'
import type { PairCount } from './synergy.js'

/** Sessions deeper in a journey than this are held to be alike. */
const DEEPEST = 5

/**
 * Sessions through each channel by whether another channel was met earlier in the same journey, which begins anew after each order.
 * Sessions are compared with others that had as many sessions before them in the journey and as many orders before it (none, one, more).
 */
export async function queryPairs(source: InsightSource): Promise<PairCount[]> {
  const sessions = await source.table('sessions')
  const before = 'PARTITION BY who ORDER BY started_at, session ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING'
  const journeys = `visits AS (SELECT ${source.dialect.key('person')} AS who, session, started_at, channel, orders
      FROM ${sessions} AS s WHERE person IS NOT NULL),
    numbered AS (SELECT who, session, started_at, channel, CASE WHEN orders > 0 THEN 1 ELSE 0 END AS is_sold,
      coalesce(sum(orders) OVER (${before}), 0) AS journey FROM visits),
    placed AS (SELECT who, session, channel, is_sold, journey,
      row_number() OVER (PARTITION BY who, journey ORDER BY started_at, session) AS place FROM numbered),
    deep AS (SELECT who, channel, is_sold, journey, place,
      concat(CAST(CASE WHEN place > ${DEEPEST} THEN ${DEEPEST} ELSE place END AS VARCHAR), '/',
        CASE WHEN journey = 0 THEN '0' WHEN journey = 1 THEN '1' ELSE '2' END) AS stratum FROM placed WHERE place > 1),
    touched AS (SELECT who, journey, channel, min(place) AS first_place FROM placed GROUP BY who, journey, channel),
    alls AS (SELECT channel, stratum, count(*) AS made, sum(is_sold) AS sold FROM deep GROUP BY channel, stratum),
    pairs AS (SELECT t.channel AS earlier, d.channel AS channel, d.stratum AS stratum, count(*) AS made, sum(d.is_sold) AS sold
      FROM deep AS d JOIN touched AS t ON d.who = t.who AND d.journey = t.journey
      WHERE t.channel <> d.channel AND t.first_place < d.place GROUP BY t.channel, d.channel, d.stratum)`
  return source.ask<PairCount>(
    `WITH ${journeys} SELECT p.earlier AS earlier, p.channel AS channel, p.stratum AS stratum, p.made AS met, p.sold AS "metOrders",
      a.made AS "all", a.sold AS "allOrders"
    FROM pairs AS p JOIN alls AS a ON p.channel = a.channel AND p.stratum = a.stratum
    ORDER BY p.earlier, p.channel, p.stratum`,
  )
}
