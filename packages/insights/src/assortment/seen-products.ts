import type { InsightSource } from '../source/source.js'
import { type ShrunkRate, shrinkRates } from './shrink.js'

/** A product by how it sells when it is seen. */
export interface SeenProduct extends Omit<ShrunkRate, 'below'> {
  readonly item: string
  readonly name?: string
  /** Mean price of a piece that was sold; left out where no price is known. */
  readonly price?: number
  /** Sessions that viewed it. */
  readonly views: number
  /** Of these, those that bought it. */
  readonly buyers: number
  /** Cards of it that were seen in lists. */
  readonly impressions: number
  /** Chance that it is not what the list says: not better, or not worse, than the shop. */
  readonly doubt: number
  /** To promote: orders more if it were seen as the median product is. To bury: orders that its views would have brought at the shop's rate, less its own. */
  readonly orders: number
}

/** Products that sell well and are seldom seen, and those that are seen and do not sell. */
export interface Exposure {
  readonly n: number
  readonly rate: number
  readonly p: number
  readonly promote: readonly SeenProduct[]
  readonly bury: readonly SeenProduct[]
}

/** Fewer views than this name no product. */
const LEAST_VIEWS = 30

/** Reads views, and what the same sessions bought. */
export async function readExposure(source: InsightSource, alpha: number): Promise<Exposure> {
  const lists = await source.part('items', { types: ['view_item_list'], mayRepeat: true })
  const viewed = await viewedSql(source)
  const bought = `SELECT DISTINCT o.session AS session, l.item AS item FROM ${await source.table('orders')} AS o
    JOIN ${await source.table('lines')} AS l ON o.order_id = l.order_id WHERE o.session IS NOT NULL`
  const rows = await source.ask<{ item: string; views: number; buyers: number }>(
    `SELECT v.item AS item, count(*) AS views, sum(CASE WHEN b.hit = 1 THEN 1 ELSE 0 END) AS buyers FROM (${viewed}) AS v
     LEFT JOIN (SELECT session, item, 1 AS hit FROM (${bought}) AS d) AS b ON v.session = b.session AND v.item = b.item
     GROUP BY v.item ORDER BY v.item`,
  )
  const cards = await source.ask<{ item: string; impressions: number }>(
    `SELECT item, count(*) AS impressions FROM (SELECT DISTINCT item, ${source.dialect.key('event_id')} AS event, line
       FROM ${lists} AS i) AS c GROUP BY item`,
  )
  const impressions = new Map(cards.map((card) => [card.item, card.impressions]))
  const { rate, p, rates } = shrinkRates(rows.map(({ views, buyers }) => ({ trials: views, successes: buyers })))
  const median = medianOf(rows.map(({ views }) => views))
  const products = rows.map(({ item, views, buyers }, at) => {
    const { below, ...shrunk } = rates[at] as ShrunkRate
    return { item, views, buyers, impressions: impressions.get(item) ?? 0, ...shrunk, below }
  })
  const known = products.filter(({ views }) => views >= LEAST_VIEWS)
  const better = known
    .filter(({ views }) => views < median)
    .map(({ below, ...product }) => ({
      ...product,
      doubt: below,
      orders: (median - product.views) * product.rate,
    }))
  const worse = known.map(({ below, ...product }) => ({
    ...product,
    doubt: 1 - below,
    orders: product.views * rate - product.buyers,
  }))
  const byStake = (a: SeenProduct, b: SeenProduct) => b.orders - a.orders || (a.item < b.item ? -1 : 1)
  return {
    n: rows.length,
    rate,
    p,
    promote: surest(better, alpha).sort(byStake),
    bury: surest(worse, alpha).sort(byStake),
  }
}

/** The products that each session viewed, `session` and `item`, once each. */
export async function viewedSql(source: InsightSource): Promise<string> {
  const views = { types: ['view_item'], mayRepeat: true }
  return `SELECT DISTINCT e.session AS session, i.item AS item FROM ${await source.part('events', views)} AS e
    JOIN ${await source.part('items', views)} AS i ON e.event_id = i.event_id WHERE e.session IS NOT NULL`
}

/** As many as keep the mean doubt within alpha: that is the share of wrong ones to expect (Newton et al. 2004). */
function surest(products: readonly SeenProduct[], alpha: number): SeenProduct[] {
  const sorted = [...products].sort((a, b) => a.doubt - b.doubt || (a.item < b.item ? -1 : 1))
  let sum = 0
  const end = sorted.findIndex(({ doubt }, at) => {
    sum += doubt
    return sum / (at + 1) > alpha
  })
  return end < 0 ? sorted : sorted.slice(0, end)
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? 0
}
