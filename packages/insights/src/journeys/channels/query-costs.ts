import type { InsightSource } from '../../source/source.js'
import { type CostRow, channelName } from './costs.js'

/** Costs: those that are given, else those that were imported into the warehouse; undefined where there are none. */
export async function queryCosts(
  source: InsightSource,
  given: readonly CostRow[] | undefined,
): Promise<readonly CostRow[] | undefined> {
  if (given) return given
  if (!source.has('costs')) return undefined
  const rows = await source.ask<{ day: number; channel: string; campaign: string | null; cost: number | null }>(
    `SELECT day, channel, campaign, cost FROM ${await source.table('costs')} AS c ORDER BY day, channel, campaign`,
  )
  if (rows.length === 0) return undefined
  return rows.flatMap(({ day, channel, campaign, cost }) =>
    cost === null
      ? []
      : [{ fromDay: day, toDay: day, channel: channelName(channel), cost, ...(campaign && { campaign }) }],
  )
}
