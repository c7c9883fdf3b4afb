import type { InsightSource } from '../../source/source.js'

/** What a model of leaving knows of a customer at a day, with words for people. */
export const FEATURES = {
  days_since_order: 'days since the last order',
  silence_ratio: 'silence against the usual gap',
  purchases: 'purchases so far',
  mean_gap: 'mean days between purchases',
  tenure: 'days since the first order',
  recent_purchases: 'purchases in the latest window',
  earlier_purchases: 'purchases in the window before',
  mean_value: 'mean value of a purchase',
  coupon_share: 'share of orders with a coupon',
  days_since_visit: 'days since the last visit',
  visits: 'visits in the latest window',
  product_views: 'products viewed in the latest window',
  carts: 'carts filled in the latest window',
  order_chance: 'chance of an order by the lifetime model',
} as const

/** One of {@link FEATURES}. */
export type FeatureName = keyof typeof FEATURES

/** A snapshot with another column at the end. */
export function withColumn(snapshot: Snapshot, name: FeatureName, values: readonly number[]): Snapshot {
  return {
    ...snapshot,
    names: [...snapshot.names, name],
    rows: snapshot.rows.map((row, at) => [...row, values[at] ?? 0]),
  }
}

/** Customers at a day: what was known, and what came in the window after it. */
export interface Snapshot {
  readonly ids: readonly string[]
  readonly names: readonly FeatureName[]
  /** A row a customer, in the order of `names`. */
  readonly rows: readonly (readonly number[])[]
  /** First day with an order after the day, within the log; undefined: none. */
  readonly nextDay: readonly (number | undefined)[]
  readonly day: number
}

const OF_ORDERS = [
  'days_since_order',
  'silence_ratio',
  'purchases',
  'mean_gap',
  'tenure',
  'recent_purchases',
  'earlier_purchases',
  'mean_value',
  'coupon_share',
] as const satisfies readonly FeatureName[]
const OF_VISITS = ['days_since_visit', 'visits', 'product_views', 'carts'] as const satisfies readonly FeatureName[]

type OrderRow = { readonly person: string } & Readonly<
  Record<'first' | 'last' | 'days' | 'recent' | 'earlier' | 'value' | 'orders' | 'coupons' | 'next', number | null>
>
type VisitRow = { readonly person: string } & Readonly<Record<'last' | 'visits' | 'views' | 'carts', number | null>>

/**
 * Reads everybody who had ordered until `day`, as known then; the windows are of `window` days. `usualGap` stands for the gaps of those
 * who bought once. Visits are there where the source has sessions.
 */
export async function readSnapshot(
  source: InsightSource,
  { day, window, usualGap }: { readonly day: number; readonly window: number; readonly usualGap: number },
): Promise<Snapshot> {
  const parameters = { day, recent: day - window, earlier: day - 2 * window }
  const past = (what: string, where = '') => `sum(CASE WHEN day <= $day${where} THEN ${what} ELSE 0 END)`
  const orders = await source.ask<OrderRow>(
    `SELECT person, min(day) AS first, max(CASE WHEN day <= $day THEN day ELSE 0 END) AS last,
       ${past('1')} AS days, ${past('1', ' AND day > $recent')} AS recent,
       ${past('1', ' AND day > $earlier AND day <= $recent')} AS earlier, ${past('value')} AS value,
       ${past('orders')} AS orders, ${past('coupons')} AS coupons, min(CASE WHEN day > $day THEN day END) AS next
     FROM (SELECT person, day, sum(value) AS value, count(*) AS orders,
         sum(CASE WHEN coupon IS NULL THEN 0 ELSE 1 END) AS coupons
       FROM ${await source.table('orders')} AS o WHERE person IS NOT NULL GROUP BY person, day) AS d
     GROUP BY person HAVING min(day) <= $day`,
    parameters,
  )
  const visits = source.has('sessions') ? await readVisits(source, parameters) : undefined
  const known = [...orders].sort((a, b) => (a.person < b.person ? -1 : a.person > b.person ? 1 : 0))
  const names = visits ? [...OF_ORDERS, ...OF_VISITS] : OF_ORDERS
  return {
    ids: known.map(({ person }) => person),
    names,
    day,
    nextDay: known.map(({ next }) => (next === null || Number(next) === 0 ? undefined : Number(next))),
    rows: known.map((row) => {
      const number = (name: Exclude<keyof OrderRow, 'person'>) => Number(row[name] ?? 0)
      const [days, since] = [number('days'), day - number('last')]
      const gap = days > 1 ? (number('last') - number('first')) / (days - 1) : usualGap
      const visit = visits?.get(row.person)
      const tenure = day - number('first')
      return [
        since,
        since / Math.max(1, gap),
        days,
        gap,
        tenure,
        number('recent'),
        number('earlier'),
        Math.round((number('value') / days) * 1e6) / 1e6,
        number('coupons') / number('orders'),
        ...(visits
          ? [
              visit ? day - Number(visit.last) : tenure + 1,
              Number(visit?.visits ?? 0),
              Number(visit?.views ?? 0),
              Number(visit?.carts ?? 0),
            ]
          : []),
      ]
    }),
  }
}

async function readVisits(source: InsightSource, parameters: Readonly<Record<'day' | 'recent', number>>) {
  const late = (what: string) => `sum(CASE WHEN day > $recent THEN ${what} ELSE 0 END)`
  const rows = await source.ask<VisitRow>(
    `SELECT person, max(day) AS last, ${late('1')} AS visits, ${late('product_views')} AS views, ${late('carts')} AS carts
     FROM ${await source.table('sessions')} AS s WHERE day <= $day
       AND person IN (SELECT person FROM ${await source.table('orders')} AS o WHERE person IS NOT NULL AND day <= $day) GROUP BY person`,
    parameters,
  )
  return new Map(rows.map((row) => [row.person, row]))
}
