import type { InsightSource, SourceBasis } from '../source/source.js'
import { readNames } from './names.js'
import { readPaidPrices } from './paid-prices.js'
import { type PriceResult, readPrices } from './prices.js'
import { type Restock, readRestock, readStock, readUnitCosts } from './restock.js'
import { readExposure, type SeenProduct } from './seen-products.js'

/** What to look for. */
export interface ProductOptions {
  /** Share of false ones among those named. @default 0.05 */
  readonly alpha?: number | undefined
  /** Days until new stock is there. @default 14 */
  readonly leadDays?: number | undefined
  /** Pieces in stock by item, beside what was imported. */
  readonly stock?: Readonly<Record<string, number>> | undefined
  /** What the shop pays for a piece by item, beside what was imported. */
  readonly costs?: Readonly<Record<string, number>> | undefined
  /** Most products of each list; counts are of all. @default all */
  readonly limit?: number | undefined
}

/** What to do with products. Lists are sorted by what is at stake. */
export interface ProductResult {
  readonly basis: SourceBasis
  /** Products that were viewed or sold. */
  readonly n: number
  readonly alpha: number
  /** False: the source has no views, so that nothing can be said of promoting or burying. */
  readonly hasViews: boolean
  /** Share of sessions with a view of a product that bought it, over all products; null without views. */
  readonly shopRate: number | null
  /** Of the hypothesis that all products sell as well when seen. */
  readonly rateP: number | null
  readonly nPromote: number
  readonly nBury: number
  readonly nRestock: number
  /** Sell better than the shop when they are seen, and are seen less than the median product. */
  readonly promote: readonly SeenProduct[]
  /** Seen, and sold less than the shop's rate would have it. */
  readonly bury: readonly SeenProduct[]
  /** Would run out before new stock is there. */
  readonly restock: readonly Restock[]
  /** How sales answer to prices. */
  readonly prices: PriceResult
}

/** Products to promote, to bury, to order and to price. Throws `input-empty` without orders. */
export async function analyseProducts(source: InsightSource, options: ProductOptions = {}): Promise<ProductResult> {
  const { alpha = 0.05, leadDays = 14, limit } = options
  const costs = new Map([...(await readUnitCosts(source)), ...Object.entries(options.costs ?? {})])
  const stock = new Map([...(await readStock(source)), ...Object.entries(options.stock ?? {})])
  const names = await readNames(source)
  const named = <T extends { readonly item: string }>(rows: readonly T[]): T[] =>
    rows.slice(0, limit).map((row) => {
      const name = names.get(row.item)
      return name === undefined ? row : { ...row, name }
    })
  const paid = await readPaidPrices(source)
  const priced = <T extends { readonly item: string }>(rows: readonly T[]): T[] =>
    named(rows).map((row) => {
      const price = paid.get(row.item)
      return price === undefined ? row : { ...row, price }
    })
  const seen = source.has('events') ? await readExposure(source, alpha) : undefined
  const [sold] = await source.ask<{ n: number }>(
    `SELECT count(DISTINCT item) AS n FROM ${await source.table('lines')} AS l`,
  )
  const restock = await readRestock(source, { stock, leadDays })
  const prices = await readPrices(source, { alpha, costs })
  return {
    basis: source.basis,
    n: Math.max(sold?.n ?? 0, seen?.n ?? 0),
    alpha,
    hasViews: seen !== undefined && seen.n > 0,
    shopRate: seen && seen.n > 0 ? seen.rate : null,
    rateP: seen && seen.n > 0 ? seen.p : null,
    nPromote: seen?.promote.length ?? 0,
    nBury: seen?.bury.length ?? 0,
    nRestock: restock.length,
    promote: priced(seen?.promote ?? []),
    bury: priced(seen?.bury ?? []),
    restock: priced(restock),
    prices: { ...prices, products: named(prices.products) },
  }
}
