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

interface OrderFacts extends Pick<CustomerFacts, 'orders' | 'orderDays' | 'value' | 'pieces' | 'couponOrders'> {
  readonly person: string
  readonly firstDay: number
  readonly lastDay: number
  readonly hourCos: number
  readonly hourSin: number
}
type LineFacts = Pick<
  CustomerFacts,
  'items' | 'categories' | 'brands' | 'lines' | 'discountShare' | 'pricePosition' | 'meanPrice'
> & { readonly person: string }
interface Favourite {
  readonly person: string
  readonly favourite: string | number
  readonly share: number
}

const NO_LINES = {
  items: 0,
  categories: 0,
  brands: 0,
  lines: 0,
  discountShare: null,
  pricePosition: null,
  meanPrice: null,
} as const
const NO_ORDERS = {
  firstDay: null,
  lastDay: null,
  orders: 0,
  orderDays: 0,
  value: 0,
  pieces: 0,
  couponOrders: 0,
  hourCos: 0,
  hourSin: 0,
} as const

/** Reads what is known of everybody up to a day and with it: a row a person leaves the database. */
export async function readCustomerFacts(source: InsightSource, day?: number): Promise<ReadFacts> {
  const until = day === undefined ? '' : 'AND day <= $day'
  const asked: Readonly<Record<string, number>> = day === undefined ? {} : { day }
  const ask = <Row>(sql: string) => source.ask<Row>(sql, asked)
  const has = { lines: source.has('lines'), sessions: source.has('sessions'), events: source.has('events') }
  const orders = await source.table('orders')
  const lines = has.lines ? await source.table('lines') : ''
  const none = Promise.resolve(new Map<string, never>())
  const favourites = async (table: string, column: string, weight: string) =>
    byPerson(await ask<Favourite>(favouriteSql(table, column, weight, until)))
  const sessions = has.sessions ? await source.table('sessions', VISIT_COLUMNS) : ''
  const events = has.events ? await source.part('events', { mayRepeat: true }) : ''
  // Of visitors it is asked first: they are most rows, and while these are read the database finds the others.
  const [visitors, ordered, dealt, category, brand, hour, cameBy, before] = await Promise.all([
    readPersonCounts(source, { sessions, events }, until, asked),
    ask<OrderFacts>(ordersSql(orders, until)),
    has.lines ? ask<LineFacts>(linesSql(lines, until)).then(byPerson) : none,
    has.lines ? favourites(lines, 'category', 'quantity') : none,
    has.lines ? favourites(lines, 'brand', 'quantity') : none,
    favourites(orders, 'hour', '1'),
    has.sessions ? none : favourites(orders, 'channel', '1'),
    has.sessions ? ask<RunUp>(runUpSql(orders, sessions, until)).then(byPerson) : none,
  ])
  const known = byPerson(ordered)
  const text = (found: Favourite | undefined) => (found ? String(found.favourite) : null)
  // Written out column by column: objects that are spread take several times the memory of those that are written.
  const factsOf = (person: string, seen: PersonCounts): CustomerFacts => {
    const bought = known.get(person)
    const ofBuyer = <Value>(found: ReadonlyMap<string, Value>) => (bought ? found.get(person) : undefined)
    const own = bought ?? NO_ORDERS
    const line = ofBuyer(dealt) ?? NO_LINES
    const [ofCategory, ofBrand, at] = [ofBuyer(category), ofBuyer(brand), ofBuyer(hour)]
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
      visitsBefore: ofBuyer(before)?.visits ?? null,
      items: line.items,
      categories: line.categories,
      brands: line.brands,
      lines: line.lines,
      discountShare: line.discountShare,
      pricePosition: line.pricePosition,
      meanPrice: line.meanPrice,
      category: text(ofCategory),
      categoryShare: ofCategory?.share ?? 0,
      brand: text(ofBrand),
      brandShare: ofBrand?.share ?? 0,
      hour: at ? Number(at.favourite) : seen.visitHour,
      channel: has.sessions ? seen.visitChannel : text(cameBy.get(person)),
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
  const unseen = new Set(known.keys())
  const people = visitors.names.map((person, place) => {
    unseen.delete(person)
    return factsOf(person, visitors.at(place))
  })
  for (const person of unseen) people.push(factsOf(person, NO_COUNTS))
  return { has, people: people.sort((a, b) => (a.person < b.person ? -1 : 1)) }
}

interface RunUp {
  readonly person: string
  readonly visits: number
}

const RUN_UP_MS = 7 * 86_400_000

function runUpSql(orders: string, sessions: string, until: string): string {
  return `SELECT o.person AS person, count(*) / (1.0 * count(DISTINCT o.order_id)) AS visits
    FROM ${orders} AS o JOIN ${sessions} AS s ON o.person = s.person
    WHERE s.started_at <= o.ts AND s.started_at > o.ts - ${RUN_UP_MS} ${until.replace('day', 'o.day')} GROUP BY o.person`
}

function ordersSql(orders: string, until: string): string {
  const angle = `hour * ${Math.PI / 12}`
  return `SELECT person, min(day) AS "firstDay", max(day) AS "lastDay", count(*) AS orders, count(DISTINCT day) AS "orderDays",
      sum(value) AS value, sum(pieces) AS pieces, count(coupon) AS "couponOrders",
      avg(cos(${angle})) AS "hourCos", avg(sin(${angle})) AS "hourSin"
    FROM ${orders} AS o WHERE person IS NOT NULL ${until} GROUP BY person ORDER BY person`
}

function linesSql(lines: string, until: string): string {
  return `SELECT l.person AS person, count(DISTINCT l.item) AS items, count(DISTINCT l.category) AS categories, count(DISTINCT l.brand) AS brands,
      count(*) AS lines, sum(l.discount * l.quantity) / nullif(sum((l.price + l.discount) * l.quantity), 0) AS "discountShare",
      avg(CASE WHEN l.price > 0 THEN ln(l.price) - c.level END) AS "pricePosition",
      sum(l.price * l.quantity) / nullif(sum(CASE WHEN l.price IS NULL THEN 0 ELSE l.quantity END), 0) AS "meanPrice"
    FROM ${lines} AS l
    LEFT JOIN (SELECT coalesce(category, '') AS of_category, avg(CASE WHEN price > 0 THEN ln(price) END) AS level FROM ${lines} AS p
      WHERE 1 = 1 ${until} GROUP BY coalesce(category, '')) AS c ON coalesce(l.category, '') = c.of_category
    WHERE l.person IS NOT NULL ${until.replace('day', 'l.day')} GROUP BY l.person`
}

function byPerson<Row extends { readonly person: string }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.person, row]))
}
