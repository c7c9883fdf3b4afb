import type { Warehouse } from '../warehouse/duckdb.js'
import { ALL_TIME, type Period, readSpan } from './period.js'
import { allOrders, countedOrders, IN_PERIOD, type OrderOptions } from './words.js'

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

/** Who told of the orders, in a shop whose server tells them. */
export interface OrderSources {
  /** Orders that count and that the shop's server has told. */
  readonly confirmed: number
  /** What they brought, in the overview's currency. */
  readonly confirmedRevenue: number
  /** Orders since the server began to tell them that count, though only pages have told them so far. */
  readonly unverified: number
  readonly unverifiedRevenue: number
  /** Orders that only pages told and that do not count any more. */
  readonly leftOut: number
  /** Orders that do not count as they were cancelled. */
  readonly cancelled: number
  /** What went back of the orders that count, in the overview's currency; it is no revenue. */
  readonly refunded: number
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
  /** Without what went back. */
  readonly revenue: number
  /** Undefined where no server has told an order. */
  readonly orderSources: OrderSources | undefined
  readonly types: readonly TypeCount[]
  /** How long a bucket is: days up to ten weeks, weeks up to two years, then months. */
  readonly unit: 'day' | 'week' | 'month'
  readonly buckets: readonly OverviewBucket[]
}

const TOTALS = 'count(*) AS events, count(DISTINCT e.visitor) AS visitors, count(DISTINCT e.session) AS sessions'
const DAY_MS = 86_400_000

/** Counts what happened in a period. Times are UTC; orders are counted once each. */
export async function queryOverview(
  warehouse: Warehouse,
  period: Period = ALL_TIME,
  { unverifiedMs }: OrderOptions = {},
): Promise<Overview> {
  const span = await readSpan(warehouse, period)
  const unit = chooseUnit(span)
  const [totals] = await warehouse.query<Pick<Overview, 'events' | 'visitors' | 'sessions'>>(
    `SELECT ${TOTALS} FROM events e WHERE ${IN_PERIOD}`,
    { ...period },
  )
  const [money] = await warehouse.query<{ currency: string; orders: number }>(
    `SELECT coalesce(e.currency, '') AS currency, count(*) AS orders FROM (${countedOrders(unverifiedMs)}) e WHERE ${IN_PERIOD}
     GROUP BY ALL ORDER BY orders DESC, currency LIMIT 1`,
    { ...period },
  )
  const currency = money?.currency ?? ''
  const buckets = await queryBuckets(warehouse, period, unit, currency, countedOrders(unverifiedMs))
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
    orderSources: await querySources(warehouse, period, currency, allOrders(unverifiedMs)),
    types,
    unit,
    buckets,
  }
}

async function querySources(warehouse: Warehouse, period: Period, currency: string, orders: string) {
  const [row] = await warehouse.query<OrderSources & { hasServer: boolean }>(
    `WITH told AS (SELECT *, source = 'server' AS is_server, status <> 'cancelled' AND NOT is_left_out AS counts,
         currency = $currency AS is_money,
         source = 'browser' AND ts >= began_at AS is_open FROM (${orders}))
     SELECT (SELECT coalesce(bool_or(is_server), false) FROM told) AS "hasServer",
       count(*) FILTER (WHERE counts AND is_server) AS confirmed,
       coalesce(sum(net_value) FILTER (WHERE counts AND is_server AND is_money), 0) AS "confirmedRevenue",
       count(*) FILTER (WHERE counts AND is_open) AS unverified,
       coalesce(sum(net_value) FILTER (WHERE counts AND is_open AND is_money), 0) AS "unverifiedRevenue",
       count(*) FILTER (WHERE is_left_out) AS "leftOut",
       count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
       coalesce(sum(refunded_value) FILTER (WHERE counts AND is_money), 0) AS refunded
     FROM told e WHERE ${IN_PERIOD}`,
    { ...period, currency },
  )
  if (!row?.hasServer) return undefined
  const { hasServer: _, ...sources } = row
  return sources
}

function queryBuckets(warehouse: Warehouse, period: Period, unit: Overview['unit'], currency: string, orders: string) {
  const bucket = `strftime(date_trunc('${unit}', make_timestamp(e.ts * 1000)), '%Y-%m-%d')`
  return warehouse.query<OverviewBucket>(
    `WITH seen AS (SELECT ${bucket} AS day, ${TOTALS} FROM events e WHERE ${IN_PERIOD} GROUP BY ALL),
     sold AS (
       SELECT ${bucket} AS day, count(*) AS orders,
         coalesce(sum(e.net_value) FILTER (WHERE e.currency = $currency), 0) AS revenue
       FROM (${orders}) e WHERE ${IN_PERIOD} GROUP BY ALL)
     SELECT day, events, visitors, sessions, coalesce(orders, 0) AS orders, coalesce(revenue, 0) AS revenue
     FROM seen LEFT JOIN sold USING (day) ORDER BY day`,
    { ...period, currency },
  )
}

function chooseUnit(span: Period | undefined): Overview['unit'] {
  const days = span ? (span.toMs - span.fromMs) / DAY_MS : 0
  return days <= 70 ? 'day' : days <= 731 ? 'week' : 'month'
}
