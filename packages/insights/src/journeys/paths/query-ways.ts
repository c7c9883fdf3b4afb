import type { InsightSource } from '../../source/source.js'
import { EXIT, type Transition } from './flow.js'
import { ORDER_STEP, stepName, stepsSql } from './session-steps.js'

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
  const way = source.dialect.joined('CAST(step AS VARCHAR)', ['depth', 'CAST(step AS VARCHAR)'], ' ')
  const rows = await source.ask<{ depth: number; step: number; following: number; way: string; n: number }>(
    `WITH ${stepsSql(source.dialect)},
    ends AS (SELECT visit, min(depth) AS end_depth FROM steps WHERE step = ${ORDER_STEP} GROUP BY visit),
    walks AS (SELECT s.visit AS visit, s.depth AS depth, s.step AS step, e.end_depth AS end_depth
      FROM steps AS s JOIN ends AS e ON s.visit = e.visit WHERE s.depth <= e.end_depth AND s.depth < ${PATH_STEPS}),
    ways AS (SELECT ${way} AS way, CASE WHEN max(end_depth) >= ${PATH_STEPS} THEN 1 ELSE 0 END AS is_cut FROM walks GROUP BY visit)
    SELECT depth, step, following, '' AS way, count(*) AS n FROM steps WHERE depth < ${depth} GROUP BY depth, step, following
    UNION ALL SELECT is_cut AS depth, 0 AS step, 0 AS following, way, count(*) AS n FROM ways GROUP BY way, is_cut`,
  )
  const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  const names = (steps: string) => steps.split(' ').map((step) => stepName(Number(step)))
  return {
    transitions: rows
      .filter((row) => row.way === '')
      .map((row) => ({ depth: row.depth, from: stepName(row.step), to: stepName(row.following) || EXIT, n: row.n }))
      .sort((a, b) => a.depth - b.depth || byText(a.from, b.from) || byText(a.to, b.to)),
    purchasePaths: rows
      .filter((row) => row.way !== '')
      .map((row) => ({ path: [...names(row.way), ...(row.depth ? ['…', 'order'] : [])].join(' > '), sessions: row.n }))
      .sort((a, b) => b.sessions - a.sessions || byText(a.path, b.path))
      .slice(0, MOST_PATHS),
  }
}
