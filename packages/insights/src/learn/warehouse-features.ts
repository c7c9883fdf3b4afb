import type { Warehouse } from '../warehouse/duckdb.js'
import { readInteractions } from '../warehouse/interactions.js'
import { type FeaturesOf, featuresFrom, type RankFeature } from './feature.js'

/** What was known of the shop when a list was shown. */
interface History {
  /** Of all interactions before `ts`: the share that was with this item. */
  shareOf(item: string, ts: number): number
  /** Ms since the item was first met; undefined when it had not been. */
  ageMs(item: string, ts: number): number | undefined
  /** The last items that the visitor dealt with before `ts`, newest first. */
  recent(visitor: string | null, ts: number): readonly string[]
  price(item: string): number | undefined
  category(item: string): string | undefined
}

const RECENT_ITEMS = 20
/** Half as fresh after a fortnight. */
const FRESH_MS = 14 * 86_400_000

/**
 * Features that any warehouse can tell, as they stood when the list was shown: `popularity`, `freshness`, `seen-before`,
 * `category-match`, `price-match`. Clicks on lists are not counted, lest a list feed on its own echo.
 * The shares of the ranker's own sources belong beside them: give a `featuresOf` of your own for those.
 */
export async function warehouseFeatures(warehouse: Warehouse): Promise<FeaturesOf> {
  const history = await readHistory(warehouse)
  return featuresFrom(rankFeatures(history))
}

function rankFeatures({ shareOf, ageMs, recent, price, category }: History): RankFeature[] {
  return [
    {
      name: 'popularity',
      means: 'root of the share of all dealings that were with this item',
      value: ({ item, ts }) => Math.sqrt(shareOf(item, ts)),
    },
    {
      name: 'freshness',
      means: '1 for an item new today, 1/2 after a fortnight',
      value({ item, ts }) {
        const age = ageMs(item, ts)
        return age === undefined ? 0 : FRESH_MS / (FRESH_MS + age)
      },
    },
    {
      name: 'seen-before',
      means: '1 when the visitor dealt with this item lately',
      value: ({ item, visitor, ts }) => (recent(visitor, ts).includes(item) ? 1 : 0),
    },
    {
      name: 'category-match',
      means: 'share of the visitor’s last items that are of the same category',
      value({ item, visitor, ts }) {
        const own = category(item)
        const items = recent(visitor, ts)
        return own === undefined ? 0 : items.filter((other) => category(other) === own).length / (items.length || 1)
      },
    },
    {
      name: 'price-match',
      means: 'lower over higher of the item’s price and the mean of the visitor’s last items',
      value({ item, visitor, ts }) {
        const own = price(item)
        const prices = recent(visitor, ts).flatMap((other) => price(other) ?? [])
        const mean = prices.reduce((sum, value) => sum + value, 0) / prices.length
        return own === undefined || !(mean > 0) ? 0 : Math.min(own, mean) / Math.max(own, mean)
      },
    },
  ]
}

async function readHistory(warehouse: Warehouse): Promise<History> {
  const times: number[] = []
  const byItem = new Map<string, number[]>()
  const byVisitor = new Map<string, { ts: number; item: string }[]>()
  for await (const { item, visitor, ts, type } of readInteractions(warehouse)) {
    if (type === 'select_item') continue
    times.push(ts)
    append(byItem, item, ts)
    if (visitor !== '') append(byVisitor, visitor, { ts, item })
  }
  const items = new Map<string, { price: number | null; category: string | null }>()
  for await (const rows of warehouse.stream<{ item: string; price: number | null; category: string | null }>(
    ITEMS,
    {},
  )) {
    for (const { item, price, category } of rows) items.set(item, { price, category })
  }
  return {
    shareOf(item, ts) {
      const all = countBefore(times, (value) => value, ts)
      return all === 0 ? 0 : countBefore(byItem.get(item) ?? [], (value) => value, ts) / all
    },
    ageMs(item, ts) {
      const first = byItem.get(item)?.[0]
      return first === undefined || first >= ts ? undefined : ts - first
    },
    recent(visitor, ts) {
      const rows = visitor === null ? [] : (byVisitor.get(visitor) ?? [])
      const end = countBefore(rows, (row) => row.ts, ts)
      return rows
        .slice(Math.max(0, end - RECENT_ITEMS), end)
        .map(({ item }) => item)
        .reverse()
    },
    price(item) {
      const price = items.get(item)?.price
      return price !== null && price !== undefined && price > 0 ? price : undefined
    },
    category: (item) => items.get(item)?.category ?? undefined,
  }
}

/** The usual price of an item, and the category it was most often in; of two as frequent, the later in the alphabet. */
const ITEMS = `
  WITH prices AS (
    SELECT item_id, median(price) AS price FROM event_items WHERE price > 0 AND isfinite(price) GROUP BY item_id),
  categories AS (
    SELECT item_id, item_category AS category FROM event_items WHERE item_category IS NOT NULL GROUP BY item_id, item_category
    QUALIFY row_number() OVER (PARTITION BY item_id ORDER BY count(*) DESC, item_category DESC) = 1)
  SELECT item_id AS item, price, category FROM prices FULL JOIN categories USING (item_id)`

function append<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const values = map.get(key)
  if (values) values.push(value)
  else map.set(key, [value])
}

/** How many of the sorted rows are before `ts`. */
function countBefore<Row>(rows: readonly Row[], timeOf: (row: Row) => number, ts: number): number {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (timeOf(rows[middle] as Row) < ts) low = middle + 1
    else high = middle
  }
  return low
}
