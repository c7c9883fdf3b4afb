import type { ExperimentArm, ExperimentData } from '../experiment/data.js'
import { METRICS } from '../experiment/metric.js'
import type { MetricMoments } from '../experiment/moments.js'
import type { Warehouse } from '../warehouse/duckdb.js'
import { ALL_TIME, type Period } from './period.js'
import { countedOrders, IN_PERIOD, type OrderOptions } from './words.js'

/** Which experiment to read. */
export interface ExperimentOptions extends OrderOptions {
  readonly experiment: string
  readonly period?: Period
  /** Only sales in this currency count as revenue. @default every sale, as if of one currency */
  readonly currency?: string
}

/**
 * Reads an experiment from its exposures, which are logged only for visitors whom the hash enrolled: previews and
 * visitors without consent never count. Sales count whatever was clicked, so that an arm without a row compares too.
 */
export async function queryExperiment(warehouse: Warehouse, options: ExperimentOptions): Promise<ExperimentData> {
  const { experiment, period = ALL_TIME, currency = '', unverifiedMs } = options
  const parameters = { ...period, experiment }
  const [facts] = await warehouse.query<{ fromMs: number | null; lastMs: number | null; mixed: number }>(
    `WITH ${EXPOSED}
     SELECT min(since) AS "fromMs", max(last) AS "lastMs", count(*) FILTER (WHERE arms > 1) AS mixed FROM exposed`,
    parameters,
  )
  const rows = await warehouse.query<ArmRow>(`WITH ${EXPOSED}, ${perVisitor(unverifiedMs)} ${SUMS}`, {
    ...parameters,
    currency,
  })
  const span =
    facts && facts.fromMs !== null && facts.lastMs !== null
      ? { fromMs: facts.fromMs, toMs: facts.lastMs + 1 }
      : undefined
  return {
    experiment,
    metrics: METRICS,
    arms: rows.map(toArm),
    moments: Object.fromEntries(rows.map((row) => [row.variant, toMoments(row)])),
    span,
    mixedVisitors: facts?.mixed ?? 0,
  }
}

/** Ids of the experiments that any visitor was exposed to, in alphabetical order. */
export async function listExperiments(warehouse: Warehouse, period: Period = ALL_TIME): Promise<string[]> {
  const rows = await warehouse.query<{ id: string }>(
    `SELECT DISTINCT unnest(json_keys(e.experiments)) AS id FROM events e
     WHERE e.type = 'experiment_exposure' AND ${IN_PERIOD} ORDER BY id`,
    { ...period },
  )
  return rows.map(({ id }) => id)
}

/** `exposed`: each visitor's variant and the time since when. */
const EXPOSED = `
  exposures AS (
    SELECT e.visitor, e.ts, map_extract_value(CAST(e.experiments AS MAP(VARCHAR, VARCHAR)), $experiment) AS variant
    FROM events e WHERE e.type = 'experiment_exposure' AND e.visitor IS NOT NULL AND ${IN_PERIOD}),
  exposed AS (
    SELECT visitor, min(variant) AS variant, count(DISTINCT variant) AS arms, min(ts) AS since, max(ts) AS last
    FROM exposures WHERE variant IS NOT NULL GROUP BY visitor)`

/** `visits`: one row a visitor of exactly one arm. Rows of the slot itself are known by the experiment that they carry. */
const perVisitor = (unverifiedMs: number | undefined) => `
  kept AS (SELECT visitor, variant, since FROM exposed WHERE arms = 1),
  rows AS (
    SELECT e.visitor, count(DISTINCT e.request_id) AS viewed,
      count(DISTINCT e.request_id) FILTER (WHERE e.type = 'select_item') AS clicked,
      count(*) FILTER (WHERE e.type = 'select_item') AS clicks
    FROM events e WHERE e.experiment = $experiment AND e.type IN ('view_item_list', 'select_item') AND ${IN_PERIOD}
    GROUP BY e.visitor),
  cards AS (
    SELECT e.visitor, count(DISTINCT (e.request_id, i.item_id)) AS impressions
    FROM events e JOIN event_items i USING (event_id)
    WHERE e.experiment = $experiment AND e.type = 'view_item_list' AND ${IN_PERIOD} GROUP BY e.visitor),
  carts AS (
    SELECT DISTINCT e.visitor FROM events e JOIN kept USING (visitor)
    WHERE e.type = 'add_to_cart' AND e.ts >= since AND ${IN_PERIOD}),
  sales AS (
    SELECT e.visitor, coalesce(sum(e.net_value) FILTER (WHERE $currency = '' OR e.currency = $currency), 0) AS revenue
    FROM (${countedOrders(unverifiedMs)}) e JOIN kept USING (visitor) WHERE e.ts >= since AND ${IN_PERIOD} GROUP BY e.visitor),
  visits AS (
    SELECT variant, coalesce(viewed, 0) AS viewed, coalesce(clicked, 0) AS clicked, coalesce(clicks, 0) AS clicks,
      coalesce(impressions, 0) AS impressions, (carts.visitor IS NOT NULL)::INTEGER AS cart,
      (sales.visitor IS NOT NULL)::INTEGER AS buyer, coalesce(revenue, 0) AS revenue
    FROM kept LEFT JOIN rows USING (visitor) LEFT JOIN cards USING (visitor)
      LEFT JOIN carts ON carts.visitor = kept.visitor LEFT JOIN sales ON sales.visitor = kept.visitor)`

const SUMS = `
  SELECT variant, count(*) AS visitors, sum(impressions) AS impressions, sum(clicks) AS clicks,
    sum(viewed) AS viewed, sum(viewed * viewed) AS viewed2, sum(clicked) AS clicked, sum(clicked * clicked) AS clicked2,
    sum(viewed * clicked) AS products, sum(cart) AS carts, sum(buyer) AS buyers, sum(revenue) AS revenue,
    sum(revenue * revenue) AS revenue2
  FROM visits GROUP BY variant ORDER BY variant`

interface ArmRow {
  readonly variant: string
  readonly visitors: number
  readonly impressions: number
  readonly clicks: number
  readonly viewed: number
  readonly viewed2: number
  readonly clicked: number
  readonly clicked2: number
  readonly products: number
  readonly carts: number
  readonly buyers: number
  readonly revenue: number
  readonly revenue2: number
}

function toArm({ variant, visitors, impressions, viewed, clicks }: ArmRow): ExperimentArm {
  return { variant, visitors, impressions, viewed, clicks }
}

function toMoments(row: ArmRow): Readonly<Record<string, MetricMoments>> {
  const { visitors, viewed, viewed2, clicked, clicked2, products } = row
  const perVisitor = (sum: number, squares: number): MetricMoments => ({
    visitors,
    sums: [sum, visitors, 0, 0],
    products: [squares, sum, 0, 0, visitors, 0, 0, 0, 0, 0],
  })
  return {
    ctr: { visitors, sums: [clicked, viewed, 0, 0], products: [clicked2, products, 0, 0, viewed2, 0, 0, 0, 0, 0] },
    // A value of 0 or 1 is its own square.
    cart_rate: perVisitor(row.carts, row.carts),
    conversion: perVisitor(row.buyers, row.buyers),
    revenue_per_visitor: perVisitor(row.revenue, row.revenue2),
  }
}
