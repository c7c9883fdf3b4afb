import type { InsightSource } from '../../source/source.js'
import type { CostRow } from '../channels/costs.js'
import { holdoutEffect } from '../channels/holdout-effect.js'
import { queryHoldouts } from '../channels/query-campaigns.js'

/** A holdout that measured a campaign of a channel. */
export interface ChannelHoldout {
  readonly campaign: string
  /** Share of buyers who saw it less that of those held out. */
  readonly difference: number
  /** Two-sided. */
  readonly p: number
}

/** Holdouts of campaigns that the costs name, by channel. */
export async function queryChannelHoldouts(
  source: InsightSource,
  costs: readonly CostRow[],
): Promise<Map<string, ChannelHoldout>> {
  const found = new Map<string, ChannelHoldout>()
  if (!source.has('events')) return found
  const named = new Set(costs.flatMap(({ campaign }) => (campaign ? [campaign] : [])))
  if (named.size === 0) return found
  const arms = await queryHoldouts(source, 14)
  for (const { channel, campaign } of costs) {
    if (campaign === undefined || found.has(channel)) continue
    const effect = holdoutEffect(arms.filter((arm) => arm.campaign === campaign))
    if (effect) found.set(channel, { campaign, difference: effect.buyers.difference, p: effect.buyers.p })
  }
  return found
}
