import { linearise } from '../experiment/linearise.js'
import type { MetricShape, Spread } from '../experiment/power.js'
import type { Database } from '../warehouse/database.js'
import { type Period, readSpan } from './period.js'
import { countedOrders, type OrderOptions } from './words.js'

/** Metrics that a test of a placement can be planned by. */
export const BASELINE_METRICS = ['ctr', 'cart_rate', 'conversion', 'revenue_per_visitor'] as const
/** One of {@link BASELINE_METRICS}. */
export type BaselineMetric = (typeof BASELINE_METRICS)[number]

/** A placement as it is: everybody who saw it, as if all were the control of a test that began with the period. */
export interface Baseline {
  readonly placement: string
  readonly period: Period
  /** People who saw it, each from the first sight within the period on; programs and those without an id are not among them. */
  readonly visitors: number
  readonly visitorsPerDay: number
  /** Undefined where nothing can be said, for want of visitors or because all were alike. */
  readonly metrics: Readonly<Record<BaselineMetric, (Spread & { readonly shape: MetricShape }) | undefined>>
}

/** Which placement, and when. */
export interface BaselineOptions extends OrderOptions {
  readonly placement: string
  /** Days up to the last event. The metrics grow with it, as they do in a test: take about what the test will take. @default 28 */
  readonly days?: number
  /** Only sales in this currency count as revenue. @default every sale, as if of one currency */
  readonly currency?: string
}

const DAY_MS = 86_400_000

/** Reads a placement's metrics between visitors, and how many visitors a day a test of it would get. The same of every database. */
export async function queryBaseline(database: Pick<Database, 'query'>, options: BaselineOptions): Promise<Baseline> {
  const { placement, days = 28, currency = '', unverifiedMs } = options
  const { fromMs: firstMs, toMs } = (await readSpan(database)) ?? { fromMs: 0, toMs: DAY_MS }
  const period = { fromMs: Math.max(firstMs, toMs - days * DAY_MS), toMs }
  const [row] = await database.query<BaselineRow>(sumsOf(unverifiedMs), { ...period, placement, currency })
  const { visitors, viewed, viewed2, clicked, clicked2, products, carts, buyers, revenue, revenue2 } = row ?? NOBODY
  const spread = (
    shape: MetricShape,
    [y, yy]: readonly [number, number],
    [d, yd, dd]: readonly [number, number, number] = [visitors, y, visitors],
  ): (Spread & { readonly shape: MetricShape }) | undefined => {
    // Of before the period nothing is asked.
    const linear = linearise({ visitors, sums: [y, d, 0, 0], products: [yy, yd, 0, 0, dd, 0, 0, 0, 0, 0] })
    return linear && linear.value > 0 && linear.variance > 0
      ? { shape, mean: linear.value, variance: linear.variance }
      : undefined
  }
  return {
    placement,
    period,
    visitors,
    visitorsPerDay: visitors / Math.max(1, (period.toMs - period.fromMs) / DAY_MS),
    metrics: {
      ctr: spread('amount', [clicked, clicked2], [viewed, products, viewed2]),
      // A value of 0 or 1 is its own square.
      cart_rate: spread('share', [carts, carts]),
      conversion: spread('share', [buyers, buyers]),
      revenue_per_visitor: spread('amount', [revenue, revenue2]),
    },
  }
}

interface BaselineRow {
  readonly visitors: number
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

const NOBODY: BaselineRow = {
  visitors: 0,
  viewed: 0,
  viewed2: 0,
  clicked: 0,
  clicked2: 0,
  products: 0,
  carts: 0,
  buyers: 0,
  revenue: 0,
  revenue2: 0,
}

/** The same measures as an experiment's, of those who saw the placement. Events that came twice change none of them. */
const sumsOf = (unverifiedMs: number | undefined) => `
  WITH seen AS (
    SELECT visitor, min(ts) AS since, 1e0 * count(DISTINCT request_id) AS viewed,
      1e0 * count(DISTINCT CASE WHEN type = 'select_item' THEN request_id END) AS clicked
    FROM raw_events WHERE placement = $placement AND type IN ('view_item_list', 'select_item')
      AND visitor IS NOT NULL AND bot IS NULL AND ts >= $fromMs AND ts < $toMs GROUP BY visitor),
  carts AS (
    SELECT visitor, max(ts) AS last_ts FROM raw_events
    WHERE type = 'add_to_cart' AND visitor IS NOT NULL AND ts >= $fromMs AND ts < $toMs GROUP BY visitor),
  sales AS (
    SELECT visitor, ts, CASE WHEN $currency = '' OR currency = $currency THEN coalesce(net_value, 0e0) ELSE 0e0 END AS amount
    FROM (${countedOrders(unverifiedMs)}) AS counted WHERE visitor IS NOT NULL AND ts >= $fromMs AND ts < $toMs),
  people AS (
    SELECT s.visitor AS visitor, max(s.viewed) AS lists, max(s.clicked) AS clicks,
      max(CASE WHEN c.last_ts >= s.since THEN 1e0 ELSE 0e0 END) AS cart, max(CASE WHEN o.ts >= s.since THEN 1e0 ELSE 0e0 END) AS bought,
      sum(CASE WHEN o.ts >= s.since THEN o.amount ELSE 0e0 END) AS spent
    FROM seen AS s LEFT JOIN carts AS c ON s.visitor = c.visitor LEFT JOIN sales AS o ON s.visitor = o.visitor GROUP BY s.visitor)
  SELECT count(*) AS "visitors", coalesce(sum(lists), 0e0) AS "viewed", coalesce(sum(lists * lists), 0e0) AS "viewed2",
    coalesce(sum(clicks), 0e0) AS "clicked", coalesce(sum(clicks * clicks), 0e0) AS "clicked2",
    coalesce(sum(lists * clicks), 0e0) AS "products", coalesce(sum(cart), 0e0) AS "carts", coalesce(sum(bought), 0e0) AS "buyers",
    coalesce(sum(spent), 0e0) AS "revenue", coalesce(sum(spent * spent), 0e0) AS "revenue2"
  FROM people`
