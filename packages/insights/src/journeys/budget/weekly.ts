import type { CostRow } from '../channels/costs.js'
import { costsByDay } from '../channels/costs.js'

/** What was spent and sold in each whole week that both are known of. */
export interface Weekly {
  /** First day of the first week; whole days since 1970-01-01. */
  readonly fromDay: number
  readonly weeks: number
  /** Revenue of the whole shop by week. */
  readonly revenue: readonly number[]
  /** By channel, its costs by week. Channels that cost nothing are not there. */
  readonly costs: ReadonlyMap<string, readonly number[]>
}

/** Revenue of a day. */
export interface RevenueDay {
  readonly day: number
  readonly revenue: number
}

/** Folds days into weeks, counted back from the last day that both are known of, so that the newest week is whole. */
export function foldWeeks(days: readonly RevenueDay[], costs: readonly CostRow[]): Weekly {
  const range = (values: readonly number[], pick: (...values: number[]) => number, none: number) =>
    values.reduce((found, value) => pick(found, value), none)
  const firstDay = Math.max(
    range(
      days.map(({ day }) => day),
      Math.min,
      Number.POSITIVE_INFINITY,
    ),
    range(
      costs.map((row) => row.fromDay),
      Math.min,
      Number.POSITIVE_INFINITY,
    ),
  )
  const lastDay = Math.min(
    range(
      days.map(({ day }) => day),
      Math.max,
      Number.NEGATIVE_INFINITY,
    ),
    range(
      costs.map((row) => row.toDay),
      Math.max,
      Number.NEGATIVE_INFINITY,
    ),
  )
  const weeks = Number.isFinite(firstDay) && lastDay >= firstDay ? Math.floor((lastDay - firstDay + 1) / 7) : 0
  const fromDay = weeks > 0 ? lastDay + 1 - weeks * 7 : 0
  const zeros = () => Array.from({ length: weeks }, () => 0)
  const add = (sums: number[], day: number, amount: number): void => {
    const week = Math.floor((day - fromDay) / 7)
    if (week >= 0 && week < weeks) sums[week] = (sums[week] as number) + amount
  }
  const revenue = zeros()
  for (const day of days) add(revenue, day.day, day.revenue)
  const byChannel = new Map<string, number[]>()
  for (const { day, channel, cost } of costsByDay(costs, fromDay, lastDay)) {
    const sums = byChannel.get(channel) ?? zeros()
    byChannel.set(channel, sums)
    add(sums, day, cost)
  }
  const paid = Array.from(byChannel).filter(([, sums]) => sums.some((sum) => sum > 0))
  return { fromDay, weeks, revenue, costs: new Map(paid.sort(([a], [b]) => (a < b ? -1 : 1))) }
}
