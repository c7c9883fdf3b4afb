import { EndcapError } from '@endcap/core'
import type { InsightSource } from '../../source/source.js'
import { seriesOf, spanOf } from './campaign-span.js'
import { type HoldoutEffect, holdoutEffect } from './holdout-effect.js'
import { type InterruptedEffect, interruptedSeries } from './interrupted.js'
import {
  type CampaignDay,
  type ChannelDay,
  queryCampaignDays,
  queryHoldouts,
  queryMessages,
} from './query-campaigns.js'

/** What a campaign did: what it is seen to bring, what changed while it ran, and what it added by its holdout. */
export interface CampaignResult {
  readonly campaign: string
  /** `visits`: it brings people by tagged links. `message`: it is shown on the shop's pages. `change`: the days that were asked for. */
  readonly kind: 'visits' | 'message' | 'change'
  /** The sessions that it brought; of `visits`. */
  readonly live?: { readonly sessions: number; readonly sold: number; readonly revenue: number; readonly cost?: number }
  /** Of `message`. */
  readonly message?: { readonly shown: number; readonly accepted: number; readonly dismissed: number }
  readonly fromDay?: number
  readonly toDay?: number
  /** Orders and revenue a day against what weekday, trend and control let expect. */
  readonly beforeAfter?: {
    readonly orders: InterruptedEffect
    readonly revenue: InterruptedEffect
    /** Of orders; corrected with all that the answer tests. */
    readonly pAdjusted: number
    readonly isSure: boolean
  }
  /** Why there is no `beforeAfter`. */
  readonly notJudged?: string
  readonly holdout?: HoldoutEffect & { readonly pAdjusted: number; readonly isSure: boolean }
}

/** What to ask of campaigns. */
export interface CampaignOptions {
  /** Days after a message in which orders count. */
  readonly windowDays: number
  /** Days of a promotion without a tag. */
  readonly during?: { readonly fromDay: number; readonly toDay: number } | undefined
  readonly alpha: number
}

/**
 * Looks at every campaign of a source that has sessions and events, the one with most sessions first. Its p-values are not corrected yet.
 */
export async function analyseCampaigns(
  source: InsightSource,
  days: readonly ChannelDay[],
  { windowDays, during, alpha }: CampaignOptions,
): Promise<CampaignResult[]> {
  const byTag = groupBy(await queryCampaignDays(source), ({ campaign }) => campaign)
  const holdouts = groupBy(await queryHoldouts(source, windowDays), ({ campaign }) => campaign)
  const visits = Array.from(byTag, ([campaign, own]) => visitsOf(campaign, own, days, alpha))
  const messages = (await queryMessages(source)).map(({ campaign, ...message }): CampaignResult => {
    const effect = holdoutEffect(holdouts.get(campaign) ?? [], alpha)
    const holdout = effect && { holdout: { ...effect, pAdjusted: effect.buyers.p, isSure: false } }
    return { campaign, kind: 'message', message, ...holdout }
  })
  const change: CampaignResult[] = during
    ? [{ campaign: 'the days asked for', kind: 'change', ...during, ...judge(days, during, undefined, alpha) }]
    : []
  return [...change, ...visits, ...messages].sort(
    (a, b) =>
      rank(a) - rank(b) || (b.live?.sessions ?? 0) - (a.live?.sessions ?? 0) || (a.campaign < b.campaign ? -1 : 1),
  )
}

const rank = ({ kind }: CampaignResult): number => ['change', 'visits', 'message'].indexOf(kind)

function visitsOf(
  campaign: string,
  own: readonly CampaignDay[],
  days: readonly ChannelDay[],
  alpha: number,
): CampaignResult {
  const sum = (field: 'sessions' | 'sold' | 'revenue') => own.reduce((total, day) => total + day[field], 0)
  const live = { sessions: sum('sessions'), sold: sum('sold'), revenue: sum('revenue') }
  const span = spanOf(own)
  if (!span) return { campaign, kind: 'visits', live }
  const { fromDay, toDay, channels } = span
  return { campaign, kind: 'visits', live, fromDay, toDay, ...judge(days, span, channels, alpha) }
}

function judge(
  days: readonly ChannelDay[],
  span: { readonly fromDay: number; readonly toDay: number },
  channels: readonly string[] | undefined,
  alpha: number,
): Pick<CampaignResult, 'beforeAfter' | 'notJudged'> {
  try {
    const orders = interruptedSeries(seriesOf(days, 'orders', channels), span, alpha)
    const revenue = interruptedSeries(seriesOf(days, 'revenue', channels), span, alpha)
    return { beforeAfter: { orders, revenue, pAdjusted: orders.p, isSure: false } }
  } catch (error) {
    if (!(error instanceof EndcapError)) throw error
    return { notJudged: error.message.replace(/^\[endcap\] [a-z-]+: /, '') }
  }
}

function groupBy<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(key(row))
    if (group) group.push(row)
    else groups.set(key(row), [row])
  }
  return groups
}
