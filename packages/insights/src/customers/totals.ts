import type { InsightSource } from '../source/source.js'

/** What one person bought in all. */
export interface CustomerTotals {
  readonly person: string
  /** Whole days since 1970-01-01 in the shop's zone. */
  readonly firstDay: number
  readonly lastDay: number
  readonly orders: number
  /** In the shop's currency. */
  readonly value: number
}

/** Everybody who ordered, by id; up to a day and with it where one is given. Orders of guests without an id are nobody's. */
export async function readCustomerTotals(source: InsightSource, lastDay?: number): Promise<CustomerTotals[]> {
  return source.ask<CustomerTotals>(
    `SELECT person, min(day) AS "firstDay", max(day) AS "lastDay", count(*) AS orders, sum(value) AS value
     FROM ${await source.table('orders')} AS o
     WHERE person IS NOT NULL ${lastDay === undefined ? '' : 'AND day <= $lastDay'} GROUP BY person ORDER BY person`,
    lastDay === undefined ? {} : { lastDay },
  )
}
