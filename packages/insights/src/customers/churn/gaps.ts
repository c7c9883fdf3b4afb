import type { InsightSource } from '../../source/source.js'

/** Days between purchases of the same customer, over all customers. */
export interface ShopGaps {
  readonly n: number
  readonly median: number
  /** The share of gaps that are no longer than `days`. */
  readonly quantile: number
  readonly days: number
}

/** How a customer bought until now. Days are whole days since 1970-01-01; purchases of one day are one. */
export interface CustomerGaps {
  readonly id: string
  readonly firstDay: number
  readonly lastDay: number
  readonly purchases: number
  readonly value: number
  /** The quantile of the customer's own gaps; undefined with fewer than {@link LEAST_OWN_GAPS}. */
  readonly ownDays: number | undefined
}

/** Gaps from which on a customer's own habit counts. */
export const LEAST_OWN_GAPS = 5

/** Distinct purchase days until `$day`, each with the one before. A first purchase has none before, which the databases say differently. */
const gapsOf = (orders: string): string =>
  `SELECT person, day - before_day AS gap FROM (
     SELECT person, day, max(day) OVER (PARTITION BY person ORDER BY day ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING) AS before_day,
       min(day) OVER (PARTITION BY person) AS first_day
     FROM (SELECT DISTINCT person, day FROM ${orders} AS o WHERE person IS NOT NULL AND day <= $day) AS d) AS g
   WHERE day > first_day`

/** The gaps of all customers until a day; undefined without any. */
export async function readShopGaps(
  source: InsightSource,
  day: number,
  quantile: number,
): Promise<ShopGaps | undefined> {
  const rows = await source.ask<{ gap: number; gaps: number }>(
    `SELECT gap, count(*) AS gaps FROM (${gapsOf(await source.table('orders'))}) AS g GROUP BY gap ORDER BY gap`,
    { day },
  )
  const n = rows.reduce((sum, { gaps }) => sum + Number(gaps), 0)
  if (n === 0) return undefined
  const at = (share: number) => {
    let seen = 0
    return Number(rows.find(({ gaps }) => (seen += Number(gaps)) >= share * n)?.gap ?? rows.at(-1)?.gap)
  }
  return { n, median: at(0.5), quantile, days: at(quantile) }
}

/** Everybody who bought until a day, by id, with the quantile of the own gaps: the least gap that reaches the share, as in R's type 1. */
export async function readCustomerGaps(source: InsightSource, day: number, quantile: number): Promise<CustomerGaps[]> {
  const orders = await source.table('orders')
  const rows = await source.ask<
    { [key in 'first' | 'last' | 'days' | 'value']: number } & { person: string; own: number | null }
  >(
    `SELECT c.person AS person, c.first AS first, c.last AS last, c.days AS days, c.value AS value, q.own AS own
     FROM (SELECT person, min(day) AS first, max(day) AS last, count(DISTINCT day) AS days, sum(value) AS value
         FROM ${orders} AS o WHERE person IS NOT NULL AND day <= $day GROUP BY person) AS c
       LEFT JOIN (SELECT person, min(CASE WHEN place * 1000 >= $permille * gaps THEN gap END) AS own
         FROM (SELECT person, gap, row_number() OVER (PARTITION BY person ORDER BY gap) AS place,
             count(*) OVER (PARTITION BY person) AS gaps FROM (${gapsOf(orders)}) AS g) AS ranked
         WHERE gaps >= ${LEAST_OWN_GAPS} GROUP BY person) AS q ON c.person = q.person`,
    { day, permille: Math.round(quantile * 1000) },
  )
  return rows
    .map(({ person, first, last, days, value, own }) => ({
      id: person,
      firstDay: Number(first),
      lastDay: Number(last),
      purchases: Number(days),
      value: Math.round(Number(value) * 1e6) / 1e6,
      // A customer without enough gaps has none, which is null or 0 by database.
      ownDays: own === null || Number(own) === 0 ? undefined : Number(own),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
}
