import type { InsightSource } from '../source/source.js'

/** An order of a person. */
export interface StreamOrder {
  readonly day: number
  readonly month: number
  /** Distinct items, frequent or not. */
  readonly size: number
  /** The frequent ones. */
  readonly codes: readonly number[]
}

/** Orders person by person. */
export interface OrderStream {
  readonly items: readonly string[]
  /** Those with two orders or more, each by time. */
  readonly people: readonly (readonly StreamOrder[])[]
  /** How many months there are; `month` counts from 0. */
  readonly months: number
  /** What part of all places of baskets an item filled in a month, by item, then by month. */
  readonly shares: Float64Array
}

/** Months are 30 days each: seasons move what sells. */
const MONTH_DAYS = 30

/** Reads the orders of known people with the items that `minCount` of them bought. */
export async function readOrders(source: InsightSource, minCount: number): Promise<OrderStream> {
  const lines = await source.table('lines')
  const frequent = `SELECT item, row_number() OVER (ORDER BY held, item) - 1 AS code FROM
    (SELECT item, count(DISTINCT person) AS held FROM ${lines} AS l WHERE person IS NOT NULL GROUP BY item) AS i
    WHERE held >= $minCount`
  const items = await source.ask<{ item: string }>(`SELECT item FROM (${frequent}) AS f ORDER BY code`, { minCount })
  const pairs = `SELECT DISTINCT person, order_id, day, item FROM ${lines} AS l WHERE person IS NOT NULL`
  const repeat = `SELECT person FROM ${lines} AS l WHERE person IS NOT NULL GROUP BY person HAVING min(day) < max(day)`
  const rows = await source.ask<{ person: string; day: number; size: number; contents: string }>(
    `SELECT p.person AS person, s.day AS day, s.size AS size,
       ${source.dialect.joined('CAST(f.code AS VARCHAR)', ['f.code', 'f.item'], ' ')} AS contents
     FROM (${pairs}) AS p JOIN (${frequent}) AS f ON p.item = f.item
     JOIN (SELECT order_id, min(day) AS day, count(DISTINCT item) AS size FROM ${lines} AS l GROUP BY order_id) AS s
       ON p.order_id = s.order_id
     JOIN (${repeat}) AS r ON p.person = r.person
     GROUP BY p.person, p.order_id, s.day, s.size ORDER BY p.person, s.day, p.order_id`,
    { minCount },
  )
  const months = await source.ask<{ month: number; item: string; held: number; places: number }>(
    `SELECT h.month AS month, h.item AS item, h.held AS held, t.places AS places FROM
       (SELECT ${source.dialect.wholes('day', MONTH_DAYS)} AS month, item, count(DISTINCT order_id) AS held FROM ${lines} AS l
        GROUP BY month, item) AS h
     JOIN (${frequent}) AS f ON h.item = f.item
     JOIN (SELECT month, sum(size) AS places FROM (SELECT order_id, min(${source.dialect.wholes('day', MONTH_DAYS)}) AS month,
        count(DISTINCT item) AS size FROM ${lines} AS l GROUP BY order_id) AS o GROUP BY month) AS t ON h.month = t.month`,
    { minCount },
  )
  const codes = new Map(items.map(({ item }, code) => [item, code]))
  const start = months.reduce((least, { month }) => Math.min(least, month), Number.POSITIVE_INFINITY)
  const length = months.reduce((most, { month }) => Math.max(most, month - start + 1), 0)
  const shares = new Float64Array(items.length * length)
  for (const { month, item, held, places } of months) {
    shares[(codes.get(item) as number) * length + month - start] = held / places
  }
  return { items: items.map(({ item }) => item), people: byPerson(rows, start), months: length, shares }
}

function byPerson(
  rows: readonly { readonly person: string; readonly day: number; readonly size: number; readonly contents: string }[],
  start: number,
): StreamOrder[][] {
  const people = new Map<string, StreamOrder[]>()
  for (const { person, day, size, contents } of rows) {
    const order = { day, month: Math.floor(day / MONTH_DAYS) - start, size, codes: contents.split(' ').map(Number) }
    const known = people.get(person)
    if (known) known.push(order)
    else people.set(person, [order])
  }
  return [...people.values()].filter(({ length }) => length > 1)
}
