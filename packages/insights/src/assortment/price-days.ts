import type { InsightSource } from '../source/source.js'

/** A product day by day: what it cost and how many were sold. */
export interface PriceDays {
  readonly item: string
  readonly category: string | null
  /** From the first sale on, days on which the shop sold anything. Whole days since 1970-01-01. */
  readonly days: readonly number[]
  /** Of most order lines, views and cart additions of the day; between two of them at different prices it is taken to have moved half way. */
  readonly prices: readonly number[]
  /** Order lines: a bulk order, which often has a price of its own, is one. */
  readonly orders: readonly number[]
  /** Pieces. */
  readonly sold: number
  readonly soldDays: number
  /** True: several prices held at a time, as of price lists or quantity discounts. Then nobody knows what a shopper was asked. */
  readonly isMixed: boolean
}

/** With so many days of two order lines or more, days tell whether prices are mixed, else weeks; so many of the lines must agree. */
const TELLING_DAYS = 20
const [AGREE_DAY, AGREE_WEEK] = [0.9, 0.8]

interface Row {
  readonly item: string
  readonly day: number
  readonly price: number
  readonly pieces: number
  readonly times: number
}

/** Reads the products whose price was not always the same. `openDays` are those on which the shop sold anything, ascending. */
export async function readPriceDays(source: InsightSource, openDays: readonly number[]): Promise<PriceDays[]> {
  const lines = await source.table('lines')
  const moved = `SELECT item FROM ${lines} AS l WHERE price > 0 GROUP BY item
    HAVING min(price) < max(price) * 0.95 AND count(DISTINCT day) >= 20`
  const rows = await source.ask<Row>(
    `SELECT l.item AS item, l.day AS day, l.price AS price, sum(l.quantity) AS pieces, count(*) AS times FROM ${lines} AS l
     JOIN (${moved}) AS m ON l.item = m.item WHERE l.price > 0
     GROUP BY l.item, l.day, l.price ORDER BY l.item, l.day, l.price`,
  )
  const shown = rows.length > 0 && source.has('events') ? await readShownPrices(source, moved) : []
  const kinds = await source.ask<{ item: string; kind: string | null }>(
    `SELECT item, max(category) AS kind FROM ${lines} AS l GROUP BY item`,
  )
  const kindOf = new Map(kinds.map(({ item, kind }) => [item, kind]))
  const byItem = new Map<string, Row[]>()
  for (const row of inLevels([...rows, ...shown])) {
    const known = byItem.get(row.item)
    if (known) known.push(row)
    else byItem.set(row.item, [row])
  }
  return [...byItem].map(([item, own]) => daysOf(item, kindOf.get(item) ?? null, own, openDays))
}

function daysOf(item: string, category: string | null, rows: readonly Row[], openDays: readonly number[]): PriceDays {
  const byDay = new Map<number, { price: number; times: number; orders: number }>()
  let [lastDay, lastPrice, lines] = [Number.NaN, Number.NaN, 0]
  for (const { day, price, pieces, times } of rows) {
    lines = day === lastDay && price === lastPrice ? lines + times : times
    ;[lastDay, lastPrice] = [day, price]
    const known = byDay.get(day)
    const orders = (known?.orders ?? 0) + (pieces > 0 ? times : 0)
    // Of prices that are as frequent the higher one is the list's.
    byDay.set(day, known && lines < known.times ? { ...known, orders } : { price, times: lines, orders })
  }
  const first = rows.find(({ pieces }) => pieces > 0)?.day ?? 0
  const days = openDays.filter((day) => day >= first)
  const prices = between(days, byDay)
  const orders = days.map((day) => byDay.get(day)?.orders ?? 0)
  return {
    item,
    category,
    days,
    prices,
    orders,
    sold: rows.reduce((sum, { pieces }) => sum + pieces, 0),
    soldDays: orders.filter((count) => count > 0).length,
    isMixed: areMixed(rows),
  }
}

/** What views and cart additions of one product say that it costs: prices of days on which nobody bought it. */
async function readShownPrices(source: InsightSource, moved: string): Promise<Row[]> {
  const shown = { types: ['view_item', 'add_to_cart'] }
  // What came twice has the same product on the same line.
  const alone = `SELECT event_id, min(item) AS item, min(quantity) AS quantity
    FROM ${await source.part('items', { ...shown, mayRepeat: true })} AS n GROUP BY event_id HAVING min(line) = max(line)`
  return source.ask<Row>(
    `SELECT i.item AS item, e.day AS day, e.event_value / i.quantity AS price, 0 AS pieces, count(*) AS times
     FROM ${await source.part('events', shown)} AS e JOIN (${alone}) AS i ON e.event_id = i.event_id
     JOIN (${moved}) AS m ON i.item = m.item
     WHERE e.event_value > 0 AND i.quantity > 0
     GROUP BY i.item, e.day, e.event_value / i.quantity ORDER BY i.item, e.day, e.event_value / i.quantity`,
  )
}

/** The price of each day. To keep the old one until the next sale would give every day without a sale after a rise to the low price. */
function between(days: readonly number[], byDay: ReadonlyMap<number, { readonly price: number }>): number[] {
  const sales = days.flatMap((day, at) => (byDay.has(day) ? [at] : []))
  const priceAt = (at: number): number => byDay.get(days[at] as number)?.price ?? 0
  let next = 0
  return days.map((_, at) => {
    while (next < sales.length - 1 && (sales[next] as number) < at) next++
    const after = sales[next] ?? 0
    const before = after > at ? (sales[next - 1] ?? after) : after
    return priceAt(at - before < after - at ? before : after)
  })
}

/** Prices of a product that differ by no more than 1 %, as of rounding and rates, are one: the lowest of them. */
function inLevels(rows: readonly Row[]): Row[] {
  const sorted = [...rows].sort((a, b) => (a.item < b.item ? -1 : a.item > b.item ? 1 : a.price - b.price))
  let [item, level] = ['', 0]
  const levelled = sorted.map((row) => {
    if (row.item !== item || row.price > level * 1.01) level = row.price
    item = row.item
    return { ...row, price: level }
  })
  return levelled.sort((a, b) => (a.item < b.item ? -1 : a.item > b.item ? 1 : a.day - b.day || a.price - b.price))
}

/** Whether the prices of one day, or of one week where days have a single line, are often not the same. */
function areMixed(rows: readonly Row[]): boolean {
  const byDay = agreement(rows, 1)
  if (byDay.groups >= TELLING_DAYS) return byDay.share < AGREE_DAY
  return agreement(rows, 7).share < AGREE_WEEK
}

/** Of groups of two lines or more: how many there are, and what share of their lines has the price of most. */
function agreement(rows: readonly Row[], days: number): { readonly groups: number; readonly share: number } {
  const groups = new Map<number, Map<number, number>>()
  for (const { day, price, times } of rows) {
    const prices = groups.get(Math.floor(day / days)) ?? new Map<number, number>()
    groups.set(Math.floor(day / days), prices.set(price, (prices.get(price) ?? 0) + times))
  }
  let [count, lines, same] = [0, 0, 0]
  for (const prices of groups.values()) {
    const own = [...prices.values()].reduce((sum, times) => sum + times, 0)
    if (own < 2) continue
    count++
    lines += own
    same += Math.max(...prices.values())
  }
  return { groups: count, share: lines > 0 ? same / lines : 1 }
}
