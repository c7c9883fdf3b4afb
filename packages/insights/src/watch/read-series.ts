import type { InsightSource } from '../source/source.js'
import type { WatchedSeries } from './find-alarms.js'

/** The shop day by day. */
export interface ShopDays {
  /** Whole days since 1970-01-01 of the first value of every series. */
  readonly firstDay: number
  readonly dayCount: number
  /** Of all of the shop, then of its channels and campaigns. */
  readonly series: readonly WatchedSeries[]
  /** Every measure of every part, to say where. */
  readonly parts: readonly WatchedSeries[]
}

interface Row {
  readonly day: number
  readonly channel: string | null
  readonly campaign: string | null
  readonly category?: string | null
}
type SessionRow = Row & { readonly sessions: number; readonly ordered: number; readonly carted: number }
type OrderRow = Row & { readonly orders: number; readonly revenue: number }

const NOTHING = { sessions: 0, ordered: 0, carted: 0, orders: 0, revenue: 0 }
type Counts = typeof NOTHING

/**
 * Counts sessions, orders and revenue by day and part. Orders of a file do without sessions. The newest day is left out unless
 * `lastDay` (whole days since 1970-01-01) says which one is whole. Undefined without a row.
 */
export async function readShopDays(source: InsightSource, lastDay?: number): Promise<ShopDays | undefined> {
  const sessions = source.has('sessions')
    ? await source.ask<SessionRow>(
        `SELECT day, channel, campaign, count(*) AS sessions, sum(CASE WHEN orders > 0 THEN 1 ELSE 0 END) AS ordered,
           sum(CASE WHEN carts > 0 THEN 1 ELSE 0 END) AS carted
         FROM ${await source.table('sessions')} AS s GROUP BY day, channel, campaign ORDER BY day, channel, campaign`,
      )
    : []
  const orders = await source.ask<OrderRow>(
    `SELECT day, channel, campaign, count(*) AS orders, sum(value) AS revenue
     FROM ${await source.table('orders')} AS o GROUP BY day, channel, campaign ORDER BY day, channel, campaign`,
  )
  const lines = source.has('lines')
    ? await source.ask<{ day: number; category: string | null; revenue: number | null }>(
        `SELECT day, category, sum(price * quantity) AS revenue FROM ${await source.table('lines')} AS l
         WHERE category IS NOT NULL GROUP BY day, category ORDER BY day, category`,
      )
    : []
  const days = [...sessions, ...orders].map(({ day }) => day)
  if (days.length === 0) return undefined
  const firstDay = days.reduce((least, day) => Math.min(least, day))
  const end = lastDay ?? days.reduce((most, day) => Math.max(most, day)) - 1
  const dayCount = end - firstDay + 1
  if (dayCount < 1) return undefined

  const counts = new Map<string, { part: WatchedSeries['part']; values: Record<keyof Counts, number[]> }>()
  const add = (part: WatchedSeries['part'], day: number, row: Partial<Counts>) => {
    const at = day - firstDay
    if (at < 0 || at >= dayCount) return
    const key = part ? `${part.by} ${part.name}` : ''
    let own = counts.get(key)
    if (!own) {
      const values = Object.fromEntries(Object.keys(NOTHING).map((name) => [name, new Array<number>(dayCount).fill(0)]))
      counts.set(key, (own = { part, values: values as Record<keyof Counts, number[]> }))
    }
    for (const [name, value] of Object.entries(row) as [keyof Counts, number | null][]) {
      const list = own.values[name]
      list[at] = (list[at] as number) + (value ?? 0)
    }
  }
  for (const { day, channel, campaign, ...row } of [...sessions, ...orders]) {
    add(undefined, day, row)
    if (channel !== null) add({ by: 'channel', name: channel }, day, row)
    if (campaign !== null) add({ by: 'campaign', name: campaign }, day, row)
  }
  for (const { day, category, revenue } of lines) {
    if (category !== null) add({ by: 'category', name: category }, day, { revenue: revenue ?? 0 })
  }
  const seriesOf = ({ part, values }: NonNullable<ReturnType<typeof counts.get>>): WatchedSeries[] => {
    const { sessions: of, ordered, carted, orders: sold, revenue } = values
    if (part?.by === 'category') return [{ measure: 'revenue', values: revenue, part }]
    const ofSessions: WatchedSeries[] =
      sessions.length === 0
        ? []
        : [
            { measure: 'sessions', values: of, part },
            { measure: 'conversion', values: ordered, of, part },
            { measure: 'cart_rate', values: carted, of, part },
          ]
    return [...ofSessions, { measure: 'orders', values: sold, part }, { measure: 'revenue', values: revenue, part }]
  }
  const all = [...counts.values()].flatMap(seriesOf)
  const parts = all.filter(({ part }) => part !== undefined)
  return {
    firstDay,
    dayCount,
    series: [
      ...all.filter(({ part }) => part === undefined),
      ...parts.filter(({ measure, part }) => measure === 'conversion' && part?.by !== 'category'),
    ],
    parts,
  }
}
