import { EndcapError } from '@endcap/core'
import type { InsightSource } from '../source/source.js'

/** What of the sales is counted. */
export const SALES_MEASURES = ['pieces', 'orders', 'revenue'] as const
/** One of {@link SALES_MEASURES}. */
export type SalesMeasure = (typeof SALES_MEASURES)[number]
/** Whose sales. */
export type SalesLevel = 'shop' | 'category' | 'item'

/** Sales day by day, days without any included. */
export interface DailySales {
  readonly key: string
  /** Sum of `values`. */
  readonly total: number
  /** From the shop's first day to its last. */
  readonly values: Float64Array
}

/** All series of one level over the days of the shop, the largest first. */
export interface SalesTable {
  /** Whole days since 1970-01-01. */
  readonly firstDay: number
  readonly days: number
  readonly series: readonly DailySales[]
}

const AMOUNTS = {
  lines: { pieces: 'sum(quantity)', orders: 'count(DISTINCT order_id)', revenue: 'sum(coalesce(price, 0) * quantity)' },
  orders: { pieces: 'sum(pieces)', orders: 'count(*)', revenue: 'sum(value)' },
} as const

/** Reads sales by day. Throws `input-empty` without an order. `most` keeps the series with the largest totals. */
export async function readDailySales(
  source: InsightSource,
  { level, measure, most }: { readonly level: SalesLevel; readonly measure: SalesMeasure; readonly most?: number },
): Promise<SalesTable> {
  const orders = await source.table('orders')
  const [span] = await source.ask<{ first: number | null; last: number | null; n: number }>(
    `SELECT min(day) AS first, max(day) AS last, count(*) AS n FROM ${orders} AS o`,
  )
  if (!span?.n || span.first === null || span.last === null) {
    throw new EndcapError('input-empty', `${source.basis.source} holds no order`)
  }
  const key = { shop: "''", category: 'category', item: 'item' }[level]
  const table = level === 'shop' ? orders : await source.table('lines')
  const amount = AMOUNTS[level === 'shop' ? 'orders' : 'lines'][measure]
  const condition = level === 'category' ? "WHERE category IS NOT NULL AND category <> ''" : ''
  const daily = `SELECT ${key} AS whose, day, ${amount} AS amount FROM ${table} AS s ${condition} GROUP BY whose, day`
  const rows = await source.ask<{ whose: string; day: number; amount: number }>(
    most === undefined
      ? `SELECT whose, day, amount FROM (${daily}) AS d ORDER BY whose, day`
      : `SELECT d.whose AS whose, d.day AS day, d.amount AS amount FROM (${daily}) AS d
         JOIN (SELECT whose, sum(amount) AS total FROM (${daily}) AS t GROUP BY whose ORDER BY total DESC, whose LIMIT ${Math.floor(most)}) AS k
         ON d.whose = k.whose ORDER BY d.whose, d.day`,
  )
  const days = span.last - span.first + 1
  const byKey = new Map<string, Float64Array>()
  for (const { whose, day, amount: value } of rows) {
    const values = byKey.get(whose) ?? new Float64Array(days)
    byKey.set(whose, values)
    if (day >= span.first && day <= span.last) values[day - span.first]! += value
  }
  const series = [...byKey].map(([whose, values]) => ({
    key: whose,
    total: values.reduce((sum, value) => sum + value, 0),
    values,
  }))
  series.sort((a, b) => b.total - a.total || (a.key < b.key ? -1 : 1))
  return { firstDay: span.first, days, series }
}
