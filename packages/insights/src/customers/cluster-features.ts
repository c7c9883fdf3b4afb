import type { InsightSource } from '../source/source.js'
import type { CustomerFacts, ReadFacts } from './facts.js'

/** What customers are compared by, a row a customer; the columns are named. */
export interface ClusterFeatures {
  readonly names: readonly string[]
  readonly people: readonly string[]
  readonly rows: readonly (readonly number[])[]
}

/** Categories with a column of their own, by pieces; the last one of all has none, since shares sum to 1. */
const MOST_CATEGORIES = 8
/** The shop's mean counts as much as so many orders of a customer: few orders say little. */
const PRIOR_ORDERS = 1
/** Orders at least: of those with fewer nothing is said. */
export const CLUSTER_ORDERS = 3

interface Column {
  readonly name: string
  of(facts: CustomerFacts): number | null
}

/** How somebody buys, not how much: recency, frequency and value have segments of their own. */
const HABITS: readonly Column[] = [
  { name: 'pieces per order', of: ({ pieces, orders }) => Math.log(1 + pieces / orders) },
  { name: 'coupon share', of: ({ couponOrders, orders }) => couponOrders / orders },
  { name: 'price level', of: ({ pricePosition }) => pricePosition },
  {
    name: 'visits before an order',
    of: ({ visitsBefore }) => (visitsBefore === null ? null : Math.log(1 + visitsBefore)),
  },
  { name: 'searches per visit', of: ({ searches, sessions }) => (sessions > 0 ? searches / sessions : null) },
  { name: 'hour (cosine)', of: ({ hourCos }) => hourCos },
  { name: 'hour (sine)', of: ({ hourSin }) => hourSin },
]

/** The columns that this source tells, of customers with enough orders. */
export async function readClusterFeatures(
  source: InsightSource,
  { people, has }: ReadFacts,
  day?: number,
): Promise<ClusterFeatures> {
  const customers = people.filter(({ orders }) => orders >= CLUSTER_ORDERS)
  const shares = has.lines
    ? await readCategoryShares(source, day)
    : { names: [], of: new Map<string, readonly number[]>() }
  const columns: readonly Column[] = [
    ...HABITS,
    ...shares.names.map((name, at) => ({
      name: `share of ${name}`,
      of: ({ person }: CustomerFacts) => shares.of.get(person)?.[at] ?? null,
    })),
  ]
  const told = columns.flatMap(({ name, of }) => {
    const values = customers.map(of)
    const known = values.filter((value): value is number => value !== null && Number.isFinite(value))
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length
    const isTold = known.length > customers.length / 2 && known.some((value) => Math.abs(value - mean) > 1e-12)
    return isTold ? [{ name, mean, values }] : []
  })
  return {
    names: told.map(({ name }) => name),
    people: customers.map(({ person }) => person),
    rows: customers.map(({ orders }, row) =>
      told.map(({ mean, values }) => {
        const value = values[row] ?? mean
        return (orders * value + PRIOR_ORDERS * mean) / (orders + PRIOR_ORDERS)
      }),
    ),
  }
}

/** Each customer's share of pieces in the shop's largest categories. */
async function readCategoryShares(source: InsightSource, day?: number) {
  const lines = await source.table('lines')
  const until = day === undefined ? '' : 'AND day <= $day'
  const asked: Readonly<Record<string, number>> = day === undefined ? {} : { day }
  const found = await source.ask<{ category: string }>(
    `SELECT category, sum(quantity) AS pieces FROM ${lines} AS l WHERE category IS NOT NULL AND person IS NOT NULL ${until}
     GROUP BY category ORDER BY pieces DESC, category LIMIT ${MOST_CATEGORIES + 1}`,
    asked,
  )
  const names = found.slice(0, -1).map(({ category }) => category)
  const of = new Map<string, readonly number[]>()
  if (names.length === 0) return { names, of }
  // Fractions: whole numbers of 64 bits take several times as long to read.
  const part = (_: string, at: number) => `1e0 * sum(CASE WHEN category = $c${at} THEN quantity ELSE 0 END) AS p${at}`
  const rows = await source.ask<Record<string, number> & { readonly person: string }>(
    `SELECT person, 1e0 * sum(quantity) AS pieces, ${names.map(part).join(', ')} FROM ${lines} AS l
     WHERE person IS NOT NULL AND category IS NOT NULL ${until} GROUP BY person`,
    { ...asked, ...Object.fromEntries(names.map((name, at) => [`c${at}`, name])) },
  )
  for (const row of rows as unknown as (Record<string, number> & { readonly person: string })[]) {
    of.set(
      row.person,
      names.map((_, at) => (row[`p${at}`] ?? 0) / Math.max(row.pieces ?? 1, 1e-9)),
    )
  }
  return { names, of }
}
