import type { Warehouse } from '../warehouse/duckdb.js'
import { ALL_TIME, type Period, readSpan } from './period.js'
import { IN_PERIOD, ORDERS } from './words.js'

/** What happened in a stretch of time. */
export interface OverviewBucket {
  /** First day, as `2026-11-21`, in UTC. */
  readonly day: string
  readonly events: number
  readonly visitors: number
  readonly sessions: number
  readonly orders: number
  /** In the overview's currency. */
  readonly revenue: number
}

/** Events of one type. */
export interface TypeCount {
  readonly type: string
  readonly events: number
  readonly visitors: number
}

/** What happened in the shop. */
export interface Overview {
  readonly events: number
  /** Distinct visitor ids; who gave no consent has none and is not among them. */
  readonly visitors: number
  readonly sessions: number
  readonly orders: number
  /** The currency of most orders; empty without orders. Money in other currencies is not added up. */
  readonly currency: string
  readonly revenue: number
  readonly types: readonly TypeCount[]
  /** How long a bucket is: days up to ten weeks, weeks up to two years, then months. */
  readonly unit: 'day' | 'week' | 'month'
  readonly buckets: readonly OverviewBucket[]
}

const TOTALS = 'count(*) AS events, count(DISTINCT e.visitor) AS visitors, count(DISTINCT e.session) AS sessions'
const DAY_MS = 86_400_000

/** Counts what happened in a period. Times are UTC; orders are counted once each. */
export async function queryOverview(warehouse: Warehouse, period: Period = ALL_TIME): Promise<Overview> {
  const span = await readSpan(warehouse, period)
  const unit = chooseUnit(span)
  const [totals] = await warehouse.query<Pick<Overview, 'events' | 'visitors' | 'sessions'>>(
    `SELECT ${TOTALS} FROM events e WHERE ${IN_PERIOD}`,
    { ...period },
  )
  const [money] = await warehouse.query<{ currency: string; orders: number }>(
    `SELECT coalesce(e.currency, '') AS currency, count(*) AS orders FROM (${ORDERS}) e WHERE ${IN_PERIOD}
     GROUP BY ALL ORDER BY orders DESC, currency LIMIT 1`,
    { ...period },
  )
  const currency = money?.currency ?? ''
  const buckets = await queryBuckets(warehouse, period, unit, currency)
  const sum = (key: 'orders' | 'revenue') => buckets.reduce((total, bucket) => total + bucket[key], 0)
  const types = await warehouse.query<TypeCount>(
    `SELECT e.type, count(*) AS events, count(DISTINCT e.visitor) AS visitors FROM events e WHERE ${IN_PERIOD}
     GROUP BY ALL ORDER BY events DESC, e.type`,
    { ...period },
  )
  return {
    ...(totals ?? { events: 0, visitors: 0, sessions: 0 }),
    orders: sum('orders'),
    currency,
    revenue: sum('revenue'),
    types,
    unit,
    buckets,
  }
}

function queryBuckets(warehouse: Warehouse, period: Period, unit: Overview['unit'], currency: string) {
  const bucket = `strftime(date_trunc('${unit}', make_timestamp(e.ts * 1000)), '%Y-%m-%d')`
  return warehouse.query<OverviewBucket>(
    `WITH seen AS (SELECT ${bucket} AS day, ${TOTALS} FROM events e WHERE ${IN_PERIOD} GROUP BY ALL),
     sold AS (
       SELECT ${bucket} AS day, count(*) AS orders,
         coalesce(sum(e.order_value) FILTER (WHERE e.currency = $currency), 0) AS revenue
       FROM (${ORDERS}) e WHERE ${IN_PERIOD} GROUP BY ALL)
     SELECT day, events, visitors, sessions, coalesce(orders, 0) AS orders, coalesce(revenue, 0) AS revenue
     FROM seen LEFT JOIN sold USING (day) ORDER BY day`,
    { ...period, currency },
  )
}

function chooseUnit(span: Period | undefined): Overview['unit'] {
  const days = span ? (span.toMs - span.fromMs) / DAY_MS : 0
  return days <= 70 ? 'day' : days <= 731 ? 'week' : 'month'
}
