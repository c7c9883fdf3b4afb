import type { InsightSource } from '../../source/source.js'
import type { Spend } from './gamma-gamma.js'
import type { PurchaseHistory } from './lifetime-model.js'

/** A customer's purchases until a day, and after it. Purchases of one day are one. */
export interface CustomerPurchases extends PurchaseHistory {
  readonly id: string
  /** Whole days since 1970-01-01. */
  readonly firstDay: number
  readonly lastDay: number
  /** Value of everything bought until the day. */
  readonly value: number
  /** Of the repeat purchases. */
  readonly spend: Spend
  /** Days with a purchase, and their value, after the day until the end of what is known. */
  readonly later: number
  readonly laterValue: number
}

interface Row {
  readonly person: string
  readonly first: number
  readonly last: number
  readonly days: number
  readonly value: number
  readonly first_value: number
  readonly later: number
  readonly later_value: number
}

/** First and last day with an order of somebody; undefined without any. */
export async function readSpan(source: InsightSource): Promise<{ first: number; last: number } | undefined> {
  const [span] = await source.ask<{ first: number | null; last: number | null }>(
    `SELECT min(day) AS first, max(day) AS last FROM ${await source.table('orders')} AS o WHERE person IS NOT NULL`,
  )
  return span && span.first !== null && span.last !== null && Number(span.last) > 0
    ? { first: Number(span.first), last: Number(span.last) }
    : undefined
}

/** Money to a millionth: databases add in orders of their own, and the last digits would run on through a fit. */
const money = (value: number): number => Math.round(Number(value) * 1e6) / 1e6

/** Everybody whose first purchase was until `day`, by id; `later` is counted until `lastDay`. */
export async function readPurchases(source: InsightSource, day: number, lastDay: number): Promise<CustomerPurchases[]> {
  const early = (what: string) => `sum(CASE WHEN d.day <= $day THEN ${what} ELSE 0 END)`
  const late = (what: string) => `sum(CASE WHEN d.day > $day THEN ${what} ELSE 0 END)`
  const rows = await source.ask<Row>(
    `SELECT d.person AS person, min(f.first_day) AS first, max(CASE WHEN d.day <= $day THEN d.day ELSE 0 END) AS last,
       ${early('1')} AS days, ${early('d.value')} AS value,
       sum(CASE WHEN d.day = f.first_day THEN d.value ELSE 0 END) AS first_value,
       ${late('1')} AS later, ${late('d.value')} AS later_value
     FROM (SELECT person, day, sum(value) AS value FROM ${await source.table('orders')} AS o
         WHERE person IS NOT NULL AND day <= $lastDay GROUP BY person, day) AS d
       JOIN (SELECT person, min(day) AS first_day FROM ${await source.table('orders')} AS o2
         WHERE person IS NOT NULL GROUP BY person) AS f ON d.person = f.person
     WHERE f.first_day <= $day GROUP BY d.person`,
    { day, lastDay },
  )
  return rows
    .map(({ person, first, last, days, value, first_value, later, later_value }): CustomerPurchases => {
      const x = Number(days) - 1
      return {
        id: person,
        firstDay: Number(first),
        lastDay: Number(last),
        x,
        t_x: (Number(last) - Number(first)) / 7,
        T: (day - Number(first)) / 7,
        value: money(value),
        spend: { x, mean: x > 0 ? money(Number(value) - Number(first_value)) / x : 0 },
        later: Number(later),
        laterValue: money(later_value),
      }
    })
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
}
