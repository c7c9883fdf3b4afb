import type { InsightSource } from '../../source/source.js'
import { attribute } from '../attribution/attribution.js'
import { type PathRow, parsePaths } from '../attribution/path.js'
import type { CostRow } from '../channels/costs.js'
import { queryOrders } from '../channels/query-channels.js'
import type { ChannelReturn } from './shrunk-return.js'
import type { Weekly } from './weekly.js'

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** Costs and attributed revenue of channels in the weeks that both are known of. */
export async function queryReturns(
  source: InsightSource,
  costs: readonly CostRow[],
  weekly: Weekly,
): Promise<ChannelReturn[]> {
  const credited = source.has('paths') ? await markovCredits(source) : undefined
  const byOrder = new Map((await queryOrders(source)).map((row) => [row.channel, row]))
  const [span] = await source.ask<{ first: number; last: number }>(
    `SELECT min(day) AS first, max(day) AS last FROM ${await source.table('orders')} AS o`,
  )
  // Credits are of all days of the source; costs may be known of fewer.
  const share = (weekly.weeks * 7) / Math.max(weekly.weeks * 7, (span?.last ?? 0) - (span?.first ?? 0) + 1)
  const names = new Set(costs.map(({ channel }) => channel))
  return Array.from(names, (channel) => {
    const credit = credited?.get(channel) ?? byOrder.get(channel)
    return {
      channel,
      cost: sum([...(weekly.costs.get(channel) ?? [])]),
      revenue: (credit?.revenue ?? 0) * share,
      orders: (credit?.orders ?? 0) * share,
    }
  })
}

async function markovCredits(
  source: InsightSource,
): Promise<Map<string, { readonly revenue: number; readonly orders: number }> | undefined> {
  const rows = await source.ask<PathRow>(
    `SELECT path, conversions, value, nulls FROM ${await source.table('paths')} AS p ORDER BY path`,
  )
  const paths = parsePaths(rows)
  if (!paths.some(({ conversions }) => conversions > 0)) return undefined
  const { conversions, value } = attribute(paths, { draws: 0 }).models.markov
  return new Map(
    Object.keys(conversions).map((channel) => [
      channel,
      { orders: conversions[channel] ?? 0, revenue: value[channel] ?? 0 },
    ]),
  )
}

/** Variance of an order's value ÷ its mean squared. */
export async function queryValueSpread(source: InsightSource): Promise<number> {
  const rows = await queryOrders(source)
  const orders = sum(rows.map((row) => row.orders))
  const mean = sum(rows.map(({ revenue }) => revenue)) / Math.max(1, orders)
  const squares = sum(rows.map((row) => row.squares)) / Math.max(1, orders)
  return mean > 0 ? Math.max(0, squares / mean ** 2 - 1) : 1
}
