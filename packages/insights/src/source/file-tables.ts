import { DIALECTS } from '../query/dialect.js'
import type { ColumnMapping } from './file-columns.js'
import { type ExchangeRates, rateSql } from './money.js'
import type { FromTable, InsightTable, TableQuery } from './source.js'

/** A return or cancellation: a negative number of pieces or value, or an order id that starts with C, as in Online Retail. */
export const IS_RETURN = `(coalesce(quantity, 1) <= 0 OR coalesce(value, 0) < 0 OR coalesce(price, 0) < 0
  OR coalesce(regexp_matches("order", '^C\\d'), false))`

/** What decides the tables of a file of orders. Parameters of the statements: `$fromMs`, `$toMs`. */
export interface FileTableOptions {
  readonly columns: ColumnMapping
  readonly zone: string
  readonly currency: string
  readonly rates: ExchangeRates
}

type Tables = Partial<Record<InsightTable, (from: FromTable) => Promise<TableQuery>>>

/** The tables that a file of orders gives, on the table `typed`: as far as its columns go. */
export function fileTables({ columns, zone, currency, rates }: FileTableOptions): Tables {
  const { localDay, localHour } = DIALECTS.duckdb
  const kept = (sql: string) => async (): Promise<TableQuery> => ({ sql, isKept: true })
  const order = columns.order === undefined ? `'row ' || "row"` : `coalesce("order", 'row ' || "row")`
  const rate = rateSql('currency', currency, rates)
  const amount = columns.price === undefined ? 'coalesce(value, 0)' : 'price * coalesce(quantity, 1)'
  // Samples and gifts, at a price of 0, are in an order; by themselves they are none.
  const charged = columns.price === undefined ? '' : 'HAVING max(price) > 0'
  const sound = `NOT ${IS_RETURN} AND ${rate} IS NOT NULL`
  const tables: Tables = {}
  if (columns.date !== undefined) {
    tables.orders = kept(`SELECT person, CASE WHEN person IS NULL THEN 0 ELSE 1 END AS is_known, order_id, ts,
        ${localDay('ts', zone)} AS day, ${localHour('ts', zone)} AS hour, value, pieces, CAST(NULL AS VARCHAR) AS session,
        channel, campaign, coupon
      FROM (SELECT ${order} AS order_id, min(customer) AS person, min(ts) AS ts, sum(coalesce(${amount}, 0) * ${rate}) AS value,
          sum(coalesce(quantity, 1)) AS pieces, min(channel) AS channel, min(campaign) AS campaign, min(coupon) AS coupon
        FROM typed WHERE ${sound} GROUP BY ALL ${charged}) WHERE ts >= $fromMs AND ts < $toMs`)
  }
  if (columns.item !== undefined) {
    const when = columns.date === undefined ? '' : 'AND ts >= $fromMs AND ts < $toMs'
    const items = `SELECT ${order} AS order_id, customer AS person, ts, ${localDay('ts', zone)} AS day, item, name, brand, category,
        coalesce(price, value / nullif(coalesce(quantity, 1), 0)) * ${rate} AS price, coalesce(quantity, 1) AS quantity,
        coalesce(discount, 0) * ${rate} AS discount
      FROM typed WHERE ${sound} AND item IS NOT NULL ${when}`
    if (columns.date !== undefined) tables.lines = kept(items)
    if (columns.order !== undefined) {
      tables.baskets = kept(
        `SELECT DISTINCT ${order} AS basket, item FROM typed WHERE ${sound} AND item IS NOT NULL ${when}`,
      )
    }
  }
  return tables
}
