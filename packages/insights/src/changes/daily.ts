import type { InsightSource } from '../source/source.js'

/** What happened on one day of the shop's calendar. */
export interface Daily {
  /** Whole days since 1970-01-01. */
  readonly day: number
  readonly sessions: number
  readonly orders: number
  readonly revenue: number
  /** Orders by someone who had not ordered before, as far as the source goes back. */
  readonly newCustomers: number
  /** Orders of people with an id. */
  readonly ordersOfPeople: number
  /** Of answers on the scale of 0 to 10: 9 or 10, 0 to 6, and all. */
  readonly promoters: number
  readonly detractors: number
  readonly answers: number
  /** What channels cost, and what orders brought that came by a channel with costs. */
  readonly cost: number
  readonly paidRevenue: number
}

const NOTHING: Omit<Daily, 'day'> = {
  sessions: 0,
  orders: 0,
  revenue: 0,
  newCustomers: 0,
  ordersOfPeople: 0,
  promoters: 0,
  detractors: 0,
  answers: 0,
  cost: 0,
  paidRevenue: 0,
}

/** Every day from `first` to `last`, those on which nothing happened too. */
export async function readDaily(source: InsightSource, first: number, last: number): Promise<Daily[]> {
  const days = new Map<number, Record<keyof Daily, number>>()
  for (let day = first; day <= last; day++) days.set(day, { day, ...NOTHING })
  const within = { first, last }
  for (const sql of await statements(source)) {
    for (const { day, ...told } of await source.ask<Partial<Daily> & { readonly day: number }>(sql, within)) {
      const row = days.get(day)
      if (row) Object.assign(row, told)
    }
  }
  return [...days.values()]
}

async function statements(source: InsightSource): Promise<string[]> {
  const orders = await source.table('orders')
  const within = 'day >= $first AND day <= $last'
  const list = [
    `SELECT day, count(*) AS orders, sum(value) AS revenue, count(person) AS "ordersOfPeople" FROM ${orders} AS o WHERE ${within} GROUP BY day`,
    `SELECT day, count(*) AS "newCustomers" FROM (SELECT person, min(day) AS day FROM ${orders} AS o WHERE person IS NOT NULL
      GROUP BY person) AS f WHERE ${within} GROUP BY day`,
  ]
  if (source.has('sessions')) {
    list.push(
      `SELECT day, count(*) AS sessions FROM ${await source.table('sessions')} AS s WHERE ${within} GROUP BY day`,
    )
  }
  if (source.has('events')) {
    const sum = (condition: string) => `sum(CASE WHEN ${condition} THEN 1 ELSE 0 END)`
    // A scale of 0 to 10 is one on which somebody has answered with more than 5.
    list.push(`SELECT day, ${sum('score >= 9')} AS promoters, ${sum('score <= 6')} AS detractors, count(*) AS answers
      FROM (SELECT day, question, score, max(score) OVER (PARTITION BY question) AS highest FROM ${await source.part('events', { types: ['survey_response'] })} AS e
        WHERE score IS NOT NULL) AS a WHERE highest > 5 AND ${within} GROUP BY day`)
  }
  if (source.has('costs')) {
    const costs = await source.table('costs')
    list.push(
      `SELECT day, sum(cost) AS cost FROM ${costs} AS c WHERE ${within} GROUP BY day`,
      `SELECT day, sum(value) AS "paidRevenue" FROM ${orders} AS o
        WHERE channel IN (SELECT channel FROM ${costs} AS c) AND ${within} GROUP BY day`,
    )
  }
  return list
}

/** First and last day on which anything was ordered or visited; undefined where nothing was. */
export async function readDays(source: InsightSource): Promise<{ first: number; last: number } | undefined> {
  const spans: { first: number | null; last: number | null }[] = []
  for (const table of ['orders', 'sessions'] as const) {
    if (!source.has(table)) continue
    spans.push(
      ...(await source.ask<{ first: number | null; last: number | null }>(
        `SELECT min(day) AS "first", max(day) AS "last" FROM ${await source.table(table)} AS t`,
      )),
    )
  }
  const told = spans.flatMap(({ first, last }) => (first === null || last === null ? [] : [{ first, last }]))
  if (told.length === 0) return undefined
  return { first: Math.min(...told.map(({ first }) => first)), last: Math.max(...told.map(({ last }) => last)) }
}
