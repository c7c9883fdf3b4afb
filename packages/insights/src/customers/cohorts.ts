import { EndcapError } from '@endcap/core'
import type { InsightSource, SourceBasis } from '../source/source.js'
import { type Calendar, type CohortUnit, createCalendar } from './calendar.js'
import { type Trend, trendOf } from './trend.js'
import { type Share, wilson } from './wilson.js'

/** How cohorts are made. */
export interface CohortOptions {
  /** @default 'month' */
  readonly unit?: CohortUnit | undefined
}

/** A cohort in one unit of time after its first order. */
export interface CohortCell {
  /** Units since that of the first order: 0 is that itself. */
  readonly since: number
  /** Customers of the cohort who ordered. */
  readonly customers: number
  /** Of the cohort, 0–1. */
  readonly retention: number
  readonly orders: number
  readonly revenue: number
  /** All that the cohort brought up to then, a customer. */
  readonly revenuePerCustomer: number
  /** The data ends before this unit does: it can only grow, and is left out of the curve. */
  readonly isPartial: boolean
}

/** Customers whose first order was in the same unit of time. */
export interface Cohort {
  /** `2026-11`; the Monday of a week. */
  readonly cohort: string
  readonly customers: number
  /** The data begins here: some of them may have ordered before. */
  readonly isFirst: boolean
  /** From 0 to the last unit of the data; a later one is not there, since nobody knows. */
  readonly cells: readonly CohortCell[]
}

/** All cohorts together that are old enough, so long after the first order. */
export interface RetentionPoint {
  readonly since: number
  /** Who ordered, of all in cohorts for which the unit is over. */
  readonly retention: Share
  /** A customer of these cohorts, in this unit. */
  readonly revenuePerCustomer: number
}

/** Cohort retention, in customers and in revenue. */
export interface CohortResult {
  readonly basis: SourceBasis
  readonly unit: CohortUnit
  readonly n: number
  readonly orders: number
  readonly revenue: number
  /** Day of the first and of the last order, whole days since 1970-01-01. */
  readonly firstDay: number
  readonly lastDay: number
  readonly cohorts: readonly Cohort[]
  readonly curve: readonly RetentionPoint[]
  /** Whether later cohorts come back in the unit after their first order more often, or less; the first cohort aside. */
  readonly trend: Trend | undefined
}

/** Orders of a cohort in a unit; both by number. */
export interface CohortRow {
  readonly cohort: number
  readonly unit_at: number
  readonly customers: number
  readonly orders: number
  readonly revenue: number
}

/** Reads cohorts from orders. Throws `input-empty` without any customer's order. */
export async function analyseCohorts(
  source: InsightSource,
  { unit = 'month' }: CohortOptions = {},
): Promise<CohortResult> {
  const calendar = createCalendar(unit, source.dialect)
  const orders = await source.table('orders')
  const [span] = await source.ask<{ firstDay: number | null; lastDay: number | null }>(
    `SELECT min(day) AS "firstDay", max(day) AS "lastDay" FROM ${orders} AS o WHERE person IS NOT NULL`,
  )
  const rows = await source.ask<CohortRow>(
    `SELECT ${calendar.sql('f.first_day')} AS cohort, ${calendar.sql('o.day')} AS unit_at, count(DISTINCT o.person) AS customers,
       count(*) AS orders, sum(o.value) AS revenue
     FROM ${orders} AS o
     JOIN (SELECT person, min(day) AS first_day FROM ${orders} AS a WHERE person IS NOT NULL GROUP BY person) AS f ON o.person = f.person
     GROUP BY cohort, unit_at ORDER BY cohort, unit_at`,
  )
  if (rows.length === 0) throw new EndcapError('input-empty', `${source.basis.source} holds no order of a customer`)
  return { basis: source.basis, ...arrangeCohorts(rows, calendar, span?.firstDay ?? 0, span?.lastDay ?? 0) }
}

/** Puts the counts into a triangle: nothing stands where the data has ended, and 0 where nobody ordered. */
export function arrangeCohorts(
  rows: readonly CohortRow[],
  calendar: Calendar,
  firstDay: number,
  lastDay: number,
): Omit<CohortResult, 'basis'> {
  const last = calendar.of(lastDay)
  const isLastPartial = calendar.firstDay(last + 1) > lastDay + 1
  const first = calendar.of(firstDay)
  const byCohort = new Map<number, Map<number, CohortRow>>()
  for (const row of rows) {
    const own = byCohort.get(row.cohort) ?? new Map<number, CohortRow>()
    byCohort.set(row.cohort, own.set(row.unit_at, row))
  }
  const cohorts = [...byCohort].map(([number, own]): Cohort => {
    const customers = own.get(number)?.customers ?? 0
    let total = 0
    const cells = Array.from({ length: last - number + 1 }, (_, since): CohortCell => {
      const row = own.get(number + since)
      total += row?.revenue ?? 0
      return {
        since,
        customers: row?.customers ?? 0,
        retention: (row?.customers ?? 0) / customers,
        orders: row?.orders ?? 0,
        revenue: row?.revenue ?? 0,
        revenuePerCustomer: total / customers,
        isPartial: number + since === last && isLastPartial,
      }
    })
    return { cohort: calendar.nameOf(number), customers, isFirst: number === first, cells }
  })
  const sum = (of: (row: CohortRow) => number) => rows.reduce((total, row) => total + of(row), 0)
  return {
    unit: calendar.unit,
    n: cohorts.reduce((total, { customers }) => total + customers, 0),
    orders: sum(({ orders }) => orders),
    revenue: sum(({ revenue }) => revenue),
    firstDay,
    lastDay,
    cohorts,
    curve: curveOf(cohorts, last - first),
    trend: trendOf(
      cohorts.flatMap(({ isFirst, customers, cells }, at) => {
        const next = cells[1]
        return isFirst || !next || next.isPartial ? [] : [{ at, successes: next.customers, n: customers }]
      }),
    ),
  }
}

function curveOf(cohorts: readonly Cohort[], longest: number): RetentionPoint[] {
  return Array.from({ length: longest + 1 }, (_, since) => since).flatMap((since) => {
    const old = cohorts.flatMap(({ customers, cells }) => {
      const cell = cells[since]
      return cell && !cell.isPartial ? [{ customers, cell }] : []
    })
    const n = old.reduce((total, { customers }) => total + customers, 0)
    const retention = wilson(
      old.reduce((total, { cell }) => total + cell.customers, 0),
      n,
    )
    return retention
      ? [{ since, retention, revenuePerCustomer: old.reduce((total, { cell }) => total + cell.revenue, 0) / n }]
      : []
  })
}
