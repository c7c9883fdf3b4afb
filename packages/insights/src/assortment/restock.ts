import type { InsightSource } from '../source/source.js'
import { type DailySales, readDailySales } from './daily-sales.js'
import { foretell } from './forecast/foretell.js'

/** A product that may run out. */
export interface Restock {
  readonly item: string
  readonly name?: string
  /** Mean price of a piece that was sold; left out where no price is known. */
  readonly price?: number
  readonly stock: number
  /** Days until it is sold out at the expected pace; null: beyond a year. */
  readonly coverDays: number | null
  /** Pieces that will be asked for until new stock is there. */
  readonly demand: number
  /** 90 % interval; null: too few days for one. */
  readonly demandLow: number | null
  readonly demandHigh: number | null
  /** Pieces to order so that 95 of 100 times nothing runs out until then; without an interval, by the expected demand. */
  readonly order: number
}

/** What a piece costs the shop, of the latest import of stock. */
export async function readUnitCosts(source: InsightSource): Promise<ReadonlyMap<string, number>> {
  if (!source.has('stock')) return new Map()
  const rows = await source.ask<{ item: string; cost: number | null }>(
    `SELECT item, ${source.dialect.last('unit_cost', 'day')} AS cost FROM ${await source.table('stock')} AS s GROUP BY item`,
  )
  return new Map(rows.flatMap(({ item, cost }) => (cost === null ? [] : [[item, cost] as const])))
}

/** Pieces in stock, of the latest import. */
export async function readStock(source: InsightSource): Promise<ReadonlyMap<string, number>> {
  if (!source.has('stock')) return new Map()
  const rows = await source.ask<{ item: string; held: number | null }>(
    `SELECT item, ${source.dialect.last('quantity', 'day')} AS held FROM ${await source.table('stock')} AS s GROUP BY item`,
  )
  return new Map(rows.flatMap(({ item, held }) => (held === null ? [] : [[item, held] as const])))
}

/** Products whose stock may not last until new stock is there, the one that runs out first on top. */
export async function readRestock(
  source: InsightSource,
  { stock, leadDays }: { readonly stock: ReadonlyMap<string, number>; readonly leadDays: number },
): Promise<Restock[]> {
  if (stock.size === 0) return []
  const shop = await readDailySales(source, { level: 'shop', measure: 'pieces' })
  const table = await readDailySales(source, { level: 'item', measure: 'pieces' })
  const rows = table.series.flatMap((series): Restock[] => {
    const held = stock.get(series.key)
    if (held === undefined) return []
    const { total, mean } = foretell('item', series, shop.series[0] as DailySales, table, {
      horizon: leadDays,
      coverage: 0.9,
    })
    const needed = total.high ?? total.mean
    if (held >= needed || total.mean <= 0) return []
    return [
      {
        item: series.key,
        stock: held,
        coverDays: daysUntil(held, mean),
        demand: total.mean,
        demandLow: total.low,
        demandHigh: total.high,
        order: Math.ceil(needed - held),
      },
    ]
  })
  return rows.sort(
    (a, b) => (a.coverDays ?? 366) - (b.coverDays ?? 366) || b.order - a.order || (a.item < b.item ? -1 : 1),
  )
}

function daysUntil(stock: number, mean: readonly number[]): number | null {
  let left = stock
  for (const [day, pieces] of mean.entries()) {
    if (left < pieces) return day + (pieces > 0 ? left / pieces : 0)
    left -= pieces
  }
  const pace = mean.reduce((sum, pieces) => sum + pieces, 0) / mean.length
  const days = mean.length + left / pace
  return days <= 365 ? days : null
}
