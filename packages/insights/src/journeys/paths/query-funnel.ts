import type { InsightSource } from '../../source/source.js'
import type { FunnelCount } from './funnel.js'
import { RAW_ROWS } from './session-steps.js'

/** Funnel counts of people, and of sessions by what kind they are; `device` is empty where none is known. */
export interface FunnelCounts {
  readonly people: readonly FunnelCount[]
  readonly sessions: readonly (FunnelCount & {
    readonly channel: string
    readonly isReturning: boolean
    readonly device: string
  })[]
}

const FLAGS = ['searched', 'viewed', 'carted', 'checked', 'ordered', 'came_back'] as const
type FlagRow = Readonly<Record<(typeof FLAGS)[number], number>> & { readonly n: number }

/**
 * Who took which steps. A search is a search or a page of a category or of results; a session is of a returning visitor when it is not
 * the person's first in the source; the step after an order is another order, a rating, a share or an answer to a survey.
 */
export async function queryFunnel(source: InsightSource): Promise<FunnelCounts> {
  const [sessions, orders] = [await source.table('sessions'), await source.table('orders')]
  const flag = (condition: string) => `CASE WHEN ${condition} THEN 1 ELSE 0 END`
  const deeds = `deeds AS (SELECT person, ts FROM ${orders} AS o WHERE person IS NOT NULL UNION ALL
      SELECT t.person AS person, r.ts AS ts FROM (SELECT session, ts FROM ${RAW_ROWS}
        AND type IN ('rate', 'share', 'survey_response')) AS r
      JOIN ${sessions} AS t ON r.session = t.session WHERE t.person IS NOT NULL),
    lately AS (SELECT person, max(ts) AS last_deed_at FROM deeds GROUP BY person)`
  const visits = await source.keep(`WITH browsing AS (SELECT session,
      max(${flag(`type = 'search' OR page_kind IN ('category', 'search')`)}) AS browsed,
      max(${flag(`type = 'begin_checkout' OR page_kind = 'checkout'`)}) AS paying
      FROM ${RAW_ROWS} AND (type IN ('search', 'begin_checkout') OR page_kind IN ('category', 'search', 'checkout')) GROUP BY session),
    bought AS (SELECT session, min(ts) AS bought_at FROM ${orders} AS o WHERE session IS NOT NULL GROUP BY session),
    ${deeds}
    SELECT coalesce(s.person, s.session) AS unit, s.channel AS channel, coalesce(s.device, '') AS own_device,
      ${flag(`row_number() OVER (PARTITION BY coalesce(s.person, s.session) ORDER BY s.started_at, s.session) > 1`)} AS is_returning,
      ${flag('s.searches > 0 OR coalesce(b.browsed, 0) > 0')} AS searched, ${flag('s.product_views > 0')} AS viewed,
      ${flag('s.carts > 0')} AS carted, ${flag('s.checkouts > 0 OR coalesce(b.paying, 0) > 0')} AS checked,
      ${flag('s.orders > 0')} AS ordered,
      ${flag('s.orders > 0 AND coalesce(l.last_deed_at, 0) > coalesce(p.bought_at, 0)')} AS came_back
      FROM ${sessions} AS s LEFT JOIN browsing AS b ON s.session = b.session LEFT JOIN bought AS p ON s.session = p.session
      LEFT JOIN lately AS l ON s.person = l.person`)
  const flags = FLAGS.join(', ')
  const bySession = await source.ask<FlagRow & { channel: string; is_returning: number; own_device: string }>(
    `SELECT channel, is_returning, own_device, ${flags}, count(*) AS n FROM ${visits} AS v
     GROUP BY channel, is_returning, own_device, ${flags} ORDER BY channel, is_returning, own_device, ${flags}`,
  )
  // An order that only the shop's server told has a person but no session.
  const byPerson = await source.ask<FlagRow>(
    `WITH ${deeds},
    buyers AS (SELECT person, min(ts) AS first_at FROM ${orders} AS o WHERE person IS NOT NULL GROUP BY person),
    people AS (SELECT v.unit AS unit, max(searched) AS searched, max(viewed) AS viewed, max(carted) AS carted, max(checked) AS checked,
      max(${flag('v.ordered = 1 OR coalesce(b.first_at, 0) > 0')}) AS ordered,
      max(${flag('coalesce(b.first_at, 0) > 0 AND coalesce(l.last_deed_at, 0) > coalesce(b.first_at, 0)')}) AS came_back
      FROM ${visits} AS v LEFT JOIN buyers AS b ON v.unit = b.person LEFT JOIN lately AS l ON v.unit = l.person GROUP BY v.unit)
    SELECT ${flags}, count(*) AS n FROM people GROUP BY ${flags} ORDER BY ${flags}`,
  )
  return {
    people: byPerson.map(countOf),
    sessions: bySession.map((row) => ({
      ...countOf(row),
      channel: row.channel,
      isReturning: row.is_returning === 1,
      device: row.own_device,
    })),
  }
}

const countOf = (row: FlagRow): FunnelCount => ({
  n: row.n,
  took: [true, ...FLAGS.map((flag) => row[flag] === 1)],
})
