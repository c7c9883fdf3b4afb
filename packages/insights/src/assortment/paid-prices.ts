import type { InsightSource } from '../source/source.js'

/** The mean price of a piece that was sold, by item; nothing where the source has no prices. */
export async function readPaidPrices(source: InsightSource): Promise<ReadonlyMap<string, number>> {
  if (!source.has('lines')) return new Map()
  const rows = await source.ask<{ item: string; price: number | null }>(
    `SELECT item, sum(l.price * l.quantity) / sum(l.quantity) AS price FROM ${await source.table('lines')} AS l
     WHERE l.price IS NOT NULL AND l.quantity > 0 GROUP BY item ORDER BY item`,
  )
  return new Map(rows.flatMap(({ item, price }) => (price === null ? [] : [[item, price] as const])))
}
