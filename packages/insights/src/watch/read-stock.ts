import type { InsightSource } from '../source/source.js'

/** A product that is, or soon will be, sold out. */
export interface StockFinding {
  readonly item: string
  /** Pieces left at the last count. */
  readonly quantity: number
  /** Pieces sold a day, over the last four weeks. */
  readonly daily_sales: number
  /** Days that the stock lasts at that pace; 0: sold out. */
  readonly days_left: number
}

const PACE_DAYS = 28
/** Below so many days of stock a product is worth naming. */
const SOON_DAYS = 7
const MOST = 50

/** Products that sell and whose last counted stock lasts less than a week, the best selling first. Nothing where no stock is known. */
export async function readStock(source: InsightSource, day: number): Promise<StockFinding[]> {
  if (!source.has('stock') || !source.has('lines')) return []
  const { dialect } = source
  const rows = await source.ask<{ item: string; left_pieces: number; sold: number }>(
    `SELECT s.item AS item, s.left_pieces AS left_pieces, l.sold AS sold FROM
       (SELECT item, ${dialect.last('quantity', 'day')} AS left_pieces FROM ${await source.table('stock')} AS k
        WHERE day <= $day AND quantity IS NOT NULL GROUP BY item) AS s
     JOIN (SELECT item, sum(quantity) AS sold FROM ${await source.table('lines')} AS k WHERE day > $from AND day <= $day GROUP BY item) AS l
       ON s.item = l.item ORDER BY l.sold DESC, s.item`,
    { day, from: day - PACE_DAYS },
  )
  return rows
    .map(({ item, left_pieces, sold }) => {
      const pace = sold / PACE_DAYS
      return { item, quantity: left_pieces, daily_sales: pace, days_left: Math.max(0, left_pieces) / pace }
    })
    .filter(({ days_left, daily_sales }) => daily_sales > 0 && days_left < SOON_DAYS)
    .slice(0, MOST)
}
