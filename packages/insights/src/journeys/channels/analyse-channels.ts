import { EndcapError } from '@endcap/core'
import { normalQuantile } from '../../experiment/distribution.js'
import type { InsightSource, SourceBasis } from '../../source/source.js'
import { type Share, shareOf } from '../share.js'
import { analyseCampaigns, type CampaignResult } from './analyse-campaigns.js'
import { type Contrast, contrastConversion } from './contrast.js'
import { correctTogether } from './correct-together.js'
import { type CostRow, costsByDay } from './costs.js'
import { type JourneyEffect, journeyEffects } from './journey-effects.js'
import { queryChannelDays } from './query-campaigns.js'
import { queryActivity, queryConversion, queryCustomers, queryOrders } from './query-channels.js'
import { queryCosts } from './query-costs.js'
import { queryJourneys } from './query-journeys.js'
import { queryPairs } from './query-pairs.js'
import { findSynergies, type Synergy } from './synergy.js'

/** What of the channels is told. */
export interface ChannelsOptions {
  /** @default those of the warehouse */
  readonly costs?: readonly CostRow[] | undefined
  /** Share of revenue that is left after the goods are paid; for ROI. */
  readonly margin?: number | undefined
  /** A customer is kept who orders again in so many days. @default 90 */
  readonly keptDays?: number | undefined
  /** A person is active who came in the last so many days. @default 30 */
  readonly activeDays?: number | undefined
  /** A journey is over when nobody came for so many days. @default 7 */
  readonly gapDays?: number | undefined
  /** Days after a message in which orders count. @default 14 */
  readonly windowDays?: number | undefined
  /** Days of a promotion, to be judged against the days around them. */
  readonly during?: { readonly fromDay: number; readonly toDay: number } | undefined
  /** @default 0.05 */
  readonly alpha?: number | undefined
}

/** One channel. Of a file of orders only what orders tell. */
export interface ChannelResult {
  readonly channel: string
  readonly sessions?: number
  readonly people?: number
  /** Sessions with an order, with an interval over people, against those of all other channels. */
  readonly conversion?: Contrast & { readonly pAdjusted: number; readonly isSure: boolean }
  /** What meeting it adds to a journey's chance of an order, all else that is known of the journey alike. */
  readonly journey?: JourneyEffect & { readonly pAdjusted: number; readonly isSure: boolean }
  readonly orders: number
  readonly revenue: number
  /** Of the revenue of all channels. */
  readonly salesShare: number | undefined
  readonly orderValue: { readonly mean: number; readonly low: number; readonly high: number } | undefined
  readonly buyers: number
  readonly ordersPerBuyer: number | undefined
  /** People whose first order in the source came by it. */
  readonly newCustomers: number
  /** What these brought so far, through any channel. */
  readonly newCustomerRevenue: number
  /** Of the new customers who are watched long enough, those who ordered again in time. */
  readonly kept: Share
  /** Of its people, those who came lately. */
  readonly active?: Share
  readonly cost?: number
  /** Revenue ÷ cost. */
  readonly roas?: number | undefined
  /** (Revenue × margin − cost) ÷ cost; where a margin is given. */
  readonly roi?: number | undefined
  readonly costPerNewCustomer?: number | undefined
}

/** Channels side by side. */
export interface ChannelsResult {
  readonly basis: SourceBasis
  /** Orders. */
  readonly n: number
  readonly sessions: number | undefined
  /** By revenue. */
  readonly channels: readonly ChannelResult[]
  /** Pairs of channels that were tested; the surest first. */
  readonly synergies: readonly Synergy[]
  readonly campaigns: readonly CampaignResult[]
  readonly settings: {
    readonly margin: number | undefined
    readonly keptDays: number
    readonly activeDays: number
    readonly gapDays: number
    readonly windowDays: number
  }
  /** The channel that `journey` of the others is compared with. */
  readonly baseline: string | undefined
  /** Channels of the costs that no session or order came by, and what was spent on them. */
  readonly costsElsewhere: Readonly<Record<string, number>>
}

/**
 * Conversion, order value, frequency, sales share, new customers, activity, retention, costs, campaigns and pairs of channels. Throws
 * `field-missing` for a source without orders, `input-empty` where there is none, and `option-invalid`.
 */
export async function analyseChannels(source: InsightSource, options: ChannelsOptions = {}): Promise<ChannelsResult> {
  const { costs, margin, keptDays = 90, activeDays = 30, gapDays = 7, windowDays = 14, during, alpha = 0.05 } = options
  if (margin !== undefined && !(margin > 0 && margin <= 1)) {
    throw new EndcapError('option-invalid', 'the margin is a share of revenue above 0, at most 1')
  }
  if (![keptDays, activeDays, gapDays, windowDays].every((days) => days > 0)) {
    throw new EndcapError('option-invalid', 'days to be kept, active, away and counted are numbers above 0')
  }
  const orders = await queryOrders(source)
  const hasSessions = source.has('sessions')
  if (orders.length === 0) throw new EndcapError('input-empty', `${source.basis.source} holds no order`)
  const customers = new Map((await queryCustomers(source, keptDays)).map((row) => [row.channel, row]))
  const conversions = hasSessions ? await conversionsOf(source, alpha) : undefined
  const journeys = hasSessions ? journeyEffects(await queryJourneys(source, gapDays), alpha) : undefined
  const activity = new Map(
    (hasSessions ? await queryActivity(source, activeDays) : []).map((row) => [row.channel, row]),
  )
  const days = hasSessions ? await queryChannelDays(source) : []
  const spent = await spendOf(source, await queryCosts(source, costs))
  const sold = new Map(orders.map((row) => [row.channel, row]))
  const all = orders.reduce((sum, { revenue }) => sum + revenue, 0)
  const names = new Set([...sold.keys(), ...(conversions?.keys() ?? [])])
  const channels = Array.from(names, (channel): ChannelResult => {
    const own = sold.get(channel) ?? { orders: 0, revenue: 0, squares: 0, buyers: 0 }
    const won = customers.get(channel) ?? { customers: 0, watched: 0, kept: 0, revenue: 0 }
    const came = activity.get(channel)
    const found = conversions?.get(channel)
    const cost = spent?.get(channel)
    const effect = journeys?.effects.get(channel)
    return {
      channel,
      ...(found && { sessions: found.sessions, people: found.people, conversion: found.conversion }),
      ...(effect && { journey: { ...effect, pAdjusted: effect.p, isSure: false } }),
      orders: own.orders,
      revenue: own.revenue,
      salesShare: all > 0 ? own.revenue / all : undefined,
      orderValue: meanOf(own, alpha),
      buyers: own.buyers,
      ordersPerBuyer: own.buyers > 0 ? own.orders / own.buyers : undefined,
      newCustomers: won.customers,
      newCustomerRevenue: won.revenue,
      kept: shareOf(won.kept, won.watched, alpha),
      ...(came && { active: shareOf(came.active, came.people, alpha) }),
      ...(cost !== undefined && {
        cost,
        roas: cost > 0 ? own.revenue / cost : undefined,
        roi: cost > 0 && margin !== undefined ? (own.revenue * margin - cost) / cost : undefined,
        costPerNewCustomer: won.customers > 0 ? cost / won.customers : undefined,
      }),
    }
  }).sort((a, b) => b.revenue - a.revenue || (a.channel < b.channel ? -1 : 1))
  const findings = correctTogether(
    {
      channels,
      synergies: hasSessions ? findSynergies(await queryPairs(source), alpha) : [],
      campaigns: hasSessions ? await analyseCampaigns(source, days, { windowDays, during, alpha }) : [],
    },
    alpha,
  )
  return {
    basis: source.basis,
    n: orders.reduce((sum, row) => sum + row.orders, 0),
    sessions: conversions ? channels.reduce((sum, { sessions = 0 }) => sum + sessions, 0) : undefined,
    ...findings,
    settings: { margin, keptDays, activeDays, gapDays, windowDays },
    baseline: journeys?.baseline,
    costsElsewhere: Object.fromEntries(Array.from(spent ?? []).filter(([channel]) => !names.has(channel))),
  }
}

async function conversionsOf(source: InsightSource, alpha: number) {
  const { channels, whole } = await queryConversion(source)
  return new Map(
    channels.map(({ channel, ...sums }) => {
      const contrast = contrastConversion(sums, whole, alpha)
      const conversion = { ...contrast, pAdjusted: contrast.p, isSure: false }
      return [channel, { sessions: sums.s, people: sums.people, conversion }]
    }),
  )
}

/** Costs of the days that the source has orders of. */
async function spendOf(
  source: InsightSource,
  costs: readonly CostRow[] | undefined,
): Promise<Map<string, number> | undefined> {
  if (!costs) return undefined
  const table = await source.table(source.has('sessions') ? 'sessions' : 'orders')
  const [span] = await source.ask<{ first: number; last: number }>(
    `SELECT min(day) AS first, max(day) AS last FROM ${table} AS t`,
  )
  const sums = new Map<string, number>()
  for (const { channel, cost } of costsByDay(costs, span?.first ?? 0, span?.last ?? -1)) {
    sums.set(channel, (sums.get(channel) ?? 0) + cost)
  }
  return sums
}

function meanOf(
  { orders, revenue, squares }: { readonly orders: number; readonly revenue: number; readonly squares: number },
  alpha: number,
): ChannelResult['orderValue'] {
  if (orders === 0) return undefined
  const mean = revenue / orders
  const variance = orders > 1 ? Math.max(0, squares / orders - mean * mean) / (orders - 1) : 0
  const half = normalQuantile(1 - alpha / 2) * Math.sqrt(variance)
  return { mean, low: mean - half, high: mean + half }
}
