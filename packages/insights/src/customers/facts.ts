import type { InsightSource } from '../source/source.js'
import { favouriteSql } from './favourite.js'
import { NO_COUNTS, type PersonCounts, readPersonCounts, VISIT_COLUMNS } from './person-counts.js'

/** All that is known of one person, up to a day. Counts are 0 where the source does not tell of them. */
export interface CustomerFacts extends Omit<PersonCounts, 'visitHour' | 'visitChannel'> {
  readonly person: string
  /** Whole days since 1970-01-01 of the first and the last order; null without any. */
  readonly firstDay: number | null
  readonly lastDay: number | null
  readonly orders: number
  /** Days with an order. */
  readonly orderDays: number
  /** In the shop's currency. */
  readonly value: number
  readonly pieces: number
  readonly couponOrders: number
  /** Mean of the cosine and the sine of the hour of orders on a clock of 24 hours. */
  readonly hourCos: number
  readonly hourSin: number
  /** Mean visits in the seven days up to an order, its own included; null where no visit is known. */
  readonly visitsBefore: number | null
  /** Distinct. */
  readonly items: number
  readonly categories: number
  readonly brands: number
  readonly lines: number
  /** Of pieces, by how many without a discount they would have cost more: 0–1; null where nothing tells. */
  readonly discountShare: number | null
  /** Mean of the logarithm of price over that of its category, geometric means; null without prices. */
  readonly pricePosition: number | null
  /** Mean price of a piece; null without prices. */
  readonly meanPrice: number | null
  /** Where most pieces are from; null where nothing tells. */
  readonly category: string | null
  readonly brand: string | null
  /** Share of pieces in that category, of that brand. */
  readonly categoryShare: number
  readonly brandShare: number
  /** Hour of the day with most orders, or most visits where there are no orders. */
  readonly hour: number | null
  /** How they mostly come. */
  readonly channel: string | null
}

/** The people of a source, by id. Whoever only visited has orders of 0. */
export interface ReadFacts {
  readonly people: readonly CustomerFacts[]
  /** What the source tells of beside orders. */
  readonly has: { readonly lines: boolean; readonly sessions: boolean; readonly events: boolean }
}

/** What is known of somebody who bought. What nothing tells is null, or left out where the source has no such table. */
interface BuyerRow
  extends Pick<CustomerFacts, 'orders' | 'orderDays' | 'value' | 'pieces' | 'couponOrders' | 'hourCos' | 'hourSin'>,
    Partial<Pick<CustomerFacts, 'discountShare' | 'pricePosition' | 'meanPrice' | 'visitsBefore'>> {
  readonly person: string
  readonly firstDay: number
  readonly lastDay: number
  readonly items?: number | null
  readonly categories?: number | null
  readonly brands?: number | null
  readonly lines?: number | null
  readonly category?: string | number | null
  readonly categoryShare?: number | null
  readonly brand?: string | number | null
  readonly brandShare?: number | null
  readonly hour?: number | null
  readonly channel?: string | number | null
}

const NO_ORDERS: Omit<BuyerRow, 'person' | 'firstDay' | 'lastDay'> & {
  readonly firstDay: null
  readonly lastDay: null
} = {
  firstDay: null,
  lastDay: null,
  orders: 0,
  orderDays: 0,
  value: 0,
  pieces: 0,
  couponOrders: 0,
  hourCos: 0,
  hourSin: 0,
}

/** Reads what is known of everybody up to a day and with it: a row a person leaves the database. */
export async function readCustomerFacts(source: InsightSource, day?: number): Promise<ReadFacts> {
  const until = day === undefined ? '' : 'AND day <= $day'
  const asked: Readonly<Record<string, number>> = day === undefined ? {} : { day }
  const has = { lines: source.has('lines'), sessions: source.has('sessions'), events: source.has('events') }
  const orders = await source.table('orders')
  const lines = has.lines ? await source.table('lines') : ''
  const sessions = has.sessions ? await source.table('sessions', VISIT_COLUMNS) : ''
  const events = has.events ? await source.part('events', { mayRepeat: true }) : ''
  const favourite = (table: string, column: string, weight: string) => favouriteSql(table, column, weight, until)
  const parts: Part[] = [
    { sql: ordersSql(orders, until), columns: ORDER_COLUMNS },
    { sql: favourite(orders, '1e0 * hour', '1'), columns: { hour: 'favourite' } },
  ]
  if (has.lines) {
    parts.push(
      { sql: linesSql(lines, until), columns: LINE_COLUMNS },
      { sql: favourite(lines, 'category', 'quantity'), columns: { category: 'favourite', categoryShare: 'share' } },
      { sql: favourite(lines, 'brand', 'quantity'), columns: { brand: 'favourite', brandShare: 'share' } },
    )
  }
  if (has.sessions) parts.push({ sql: runUpSql(orders, sessions, until), columns: { visitsBefore: 'visits' } })
  else parts.push({ sql: favourite(orders, 'channel', '1'), columns: { channel: 'favourite' } })
  // Of visitors it is asked first: they are most rows, and while these are read the database finds the others.
  const [visitors, buyers] = await Promise.all([
    readPersonCounts(source, { sessions, events }, until, asked),
    source.ask<BuyerRow>(joinedSql(parts), asked),
  ])
  const known = new Map(buyers.map((row) => [row.person, row]))
  const text = (found: string | number | null | undefined) =>
    found === null || found === undefined ? null : String(found)
  // Written out column by column: objects that are spread take several times the memory of those that are written.
  const factsOf = (person: string, seen: PersonCounts): CustomerFacts => {
    const own = known.get(person) ?? NO_ORDERS
    return {
      person,
      firstDay: own.firstDay,
      lastDay: own.lastDay,
      orders: own.orders,
      orderDays: own.orderDays,
      value: own.value,
      pieces: own.pieces,
      couponOrders: own.couponOrders,
      hourCos: own.hourCos,
      hourSin: own.hourSin,
      visitsBefore: own.visitsBefore ?? null,
      items: own.items ?? 0,
      categories: own.categories ?? 0,
      brands: own.brands ?? 0,
      lines: own.lines ?? 0,
      discountShare: own.discountShare ?? null,
      pricePosition: own.pricePosition ?? null,
      meanPrice: own.meanPrice ?? null,
      category: text(own.category),
      categoryShare: own.categoryShare ?? 0,
      brand: text(own.brand),
      brandShare: own.brandShare ?? 0,
      hour: own.hour ?? seen.visitHour,
      channel: has.sessions ? seen.visitChannel : text(own.channel),
      sessions: seen.sessions,
      productViews: seen.productViews,
      searches: seen.searches,
      carts: seen.carts,
      firstSeen: seen.firstSeen,
      lastSeen: seen.lastSeen,
      ratings: seen.ratings,
      shares: seen.shares,
      wishes: seen.wishes,
      recommend: seen.recommend,
      consent: seen.consent,
    }
  }
  const people = visitors.names.map((person, place) => factsOf(person, visitors.at(place)))
  // Mostly everybody who bought was seen; only where they were not is it looked who.
  if (people.reduce((count, { orders }) => count + Number(orders > 0), 0) < known.size) {
    const seen = new Set(visitors.names)
    for (const person of known.keys()) if (!seen.has(person)) people.push(factsOf(person, NO_COUNTS))
  }
  return { has, people: people.sort((a, b) => (a.person < b.person ? -1 : 1)) }
}

/** A statement with a row a person, and what its columns are called beside those of others. */
interface Part {
  readonly sql: string
  /** By the name that is wanted: the column of the statement. */
  readonly columns: Readonly<Record<string, string>>
}

/**
 * One row for each person of the first part, with the columns of all: ids are long texts, and reading them once for each part takes longer
 * than finding the parts. Numbers are fractions: whole numbers of 64 bits take several times as long to read. No join, since engines
 * differ in what stands where nothing is found.
 */
function joinedSql(parts: readonly Part[]): string {
  const names = parts.flatMap(({ columns }) => Object.keys(columns))
  // Inside they have names of their own: ClickHouse takes a name in an aggregate for the result of that name.
  const inner = (name: string) => `part_${names.indexOf(name)}`
  const rows = parts.map(({ sql, columns }, at) => {
    const own = names.map((name) => `${columns[name] === undefined ? 'NULL' : `"${columns[name]}"`} AS ${inner(name)}`)
    return `SELECT person, ${own.join(', ')} FROM (${sql}) AS p${at}`
  })
  const [first = ''] = names
  return `SELECT person, ${names.map((name) => `max(${inner(name)}) AS "${name}"`).join(', ')}
    FROM (${rows.join(' UNION ALL ')}) AS all_parts GROUP BY person HAVING count(${inner(first)}) > 0`
}

const RUN_UP_MS = 7 * 86_400_000

function runUpSql(orders: string, sessions: string, until: string): string {
  return `SELECT o.person AS person, count(*) / (1.0 * count(DISTINCT o.order_id)) AS visits
    FROM ${orders} AS o JOIN ${sessions} AS s ON o.person = s.person
    WHERE s.started_at <= o.ts AND s.started_at > o.ts - ${RUN_UP_MS} ${until.replace('day', 'o.day')} GROUP BY o.person`
}

const ORDER_COLUMNS = {
  orders: 'orders',
  firstDay: 'first_day',
  lastDay: 'last_day',
  orderDays: 'order_days',
  value: 'worth',
  pieces: 'all_pieces',
  couponOrders: 'coupon_orders',
  hourCos: 'hour_cos',
  hourSin: 'hour_sin',
} as const

function ordersSql(orders: string, until: string): string {
  const angle = `hour * ${Math.PI / 12}`
  return `SELECT person, 1e0 * count(*) AS orders, 1e0 * min(day) AS first_day, 1e0 * max(day) AS last_day,
      1e0 * count(DISTINCT day) AS order_days, 1e0 * sum(value) AS worth, 1e0 * sum(pieces) AS all_pieces, 1e0 * count(coupon) AS coupon_orders,
      avg(cos(${angle})) AS hour_cos, avg(sin(${angle})) AS hour_sin
    FROM ${orders} AS o WHERE person IS NOT NULL ${until} GROUP BY person`
}

const LINE_COLUMNS = {
  items: 'items',
  categories: 'categories',
  brands: 'brands',
  lines: 'all_lines',
  discountShare: 'discount_share',
  pricePosition: 'price_position',
  meanPrice: 'mean_price',
} as const

function linesSql(lines: string, until: string): string {
  return `SELECT l.person AS person, 1e0 * count(DISTINCT l.item) AS items, 1e0 * count(DISTINCT l.category) AS categories,
      1e0 * count(DISTINCT l.brand) AS brands, 1e0 * count(*) AS all_lines,
      sum(l.discount * l.quantity) / nullif(sum((l.price + l.discount) * l.quantity), 0) AS discount_share,
      avg(CASE WHEN l.price > 0 THEN ln(l.price) - c.level END) AS price_position,
      sum(l.price * l.quantity) / nullif(sum(CASE WHEN l.price IS NULL THEN 0 ELSE l.quantity END), 0) AS mean_price
    FROM ${lines} AS l
    LEFT JOIN (SELECT coalesce(category, '') AS of_category, avg(CASE WHEN price > 0 THEN ln(price) END) AS level FROM ${lines} AS p
      WHERE 1 = 1 ${until} GROUP BY coalesce(category, '')) AS c ON coalesce(l.category, '') = c.of_category
    WHERE l.person IS NOT NULL ${until.replace('day', 'l.day')} GROUP BY l.person`
}
