import type { InsightSource } from '../../source/source.js'
import type { Transition } from './flow.js'
import { stepsSql } from './session-steps.js'

/** A way through the shop on which people bought, in one session. */
export interface PurchasePath {
  /** The first steps up to the order, joined by ` > `; `…` where more than 12 came before it. */
  readonly path: string
  readonly sessions: number
}

const PATH_STEPS = 12
const MOST_PATHS = 1000

/** How steps follow each other at the first depths, and the commonest ways to an order. */
export async function queryWays(
  source: InsightSource,
  depth: number,
): Promise<{ readonly transitions: Transition[]; readonly purchasePaths: PurchasePath[] }> {
  const path = source.dialect.joined('step', ['depth', 'step'], ' > ')
  const rows = await source.ask<{ kind: string; depth: number; from_step: string; to_step: string; n: number }>(
    `WITH ${stepsSql()},
    ends AS (SELECT session, min(depth) AS end_depth FROM steps WHERE step = 'order' GROUP BY session),
    walks AS (SELECT s.session AS session, s.depth AS depth, s.step AS step, e.end_depth AS end_depth
      FROM steps AS s JOIN ends AS e ON s.session = e.session WHERE s.depth <= e.end_depth AND s.depth < ${PATH_STEPS}),
    ways AS (SELECT session, ${path} AS way, max(end_depth) AS end_depth FROM walks GROUP BY session),
    told_ways AS (SELECT CASE WHEN end_depth >= ${PATH_STEPS} THEN concat(way, ' > … > order') ELSE way END AS whole FROM ways)
    SELECT 'flow' AS kind, depth, step AS from_step, CASE WHEN following = '' THEN 'exit' ELSE following END AS to_step, count(*) AS n
    FROM steps WHERE depth < ${depth} GROUP BY depth, step, following
    UNION ALL SELECT 'way' AS kind, 0 AS depth, whole AS from_step, '' AS to_step, count(*) AS n FROM told_ways GROUP BY whole`,
  )
  const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  return {
    transitions: rows
      .filter(({ kind }) => kind === 'flow')
      .map((row) => ({ depth: row.depth, from: row.from_step, to: row.to_step, n: row.n }))
      .sort((a, b) => a.depth - b.depth || byText(a.from, b.from) || byText(a.to, b.to)),
    purchasePaths: rows
      .filter(({ kind }) => kind === 'way')
      .map((row) => ({ path: row.from_step, sessions: row.n }))
      .sort((a, b) => b.sessions - a.sessions || byText(a.path, b.path))
      .slice(0, MOST_PATHS),
  }
}
