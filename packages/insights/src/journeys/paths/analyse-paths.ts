import { EndcapError } from '@endcap/core'
import type { InsightSource, SourceBasis } from '../../source/source.js'
import { type Flow, foldFlow } from './flow.js'
import { type FunnelCount, type FunnelRow, foldFunnel, worstStep } from './funnel.js'
import { queryDurations } from './query-durations.js'
import { queryFunnel } from './query-funnel.js'
import { type PurchasePath, queryWays } from './query-ways.js'
import { estimateSurvival, quantileOfEvents, type SurvivalPoint, survivalQuantile } from './survival.js'

/** What of the ways to an order is told. */
export interface PathsOptions {
  /** Columns of the flow. @default 5 */
  readonly depth?: number | undefined
  /** Steps in a column of the flow; rarer ones are `other`. @default 6 */
  readonly most?: number | undefined
}

/** A part of the sessions with its funnel. */
export interface SegmentFunnel {
  readonly segment: 'channel' | 'device' | 'visitor'
  readonly value: string
  readonly sessions: number
  readonly steps: readonly FunnelRow[]
}

/** How people come to an order. */
export interface PathsResult {
  readonly basis: SourceBasis
  /** People. */
  readonly n: number
  readonly sessions: number
  /** By person. */
  readonly funnel: readonly FunnelRow[]
  /** Where the greatest share ends before an order. */
  readonly dropOff: { readonly step: string; readonly share: number; readonly people: number } | undefined
  /** By session; the largest first. */
  readonly segments: readonly SegmentFunnel[]
  readonly flow: Flow
  readonly purchasePaths: readonly PurchasePath[]
  readonly timeToOrder: {
    readonly buyers: number
    readonly notYet: number
    /** Of the buyers; hours from their first session. */
    readonly medianHours: number | undefined
    readonly quantiles: {
      readonly q25: number | undefined
      readonly q75: number | undefined
      readonly q90: number | undefined
    }
    /** Hours until half of all people have ordered, also those who are not watched long; undefined where fewer do. */
    readonly survivalMedianHours: number | undefined
    /** Share of all people who have ordered by so many days: Kaplan–Meier. */
    readonly byDay: readonly (SurvivalPoint & { readonly day: number })[]
  }
}

const SHOWN_DAYS = [0, 1, 3, 7, 14, 30, 60, 90, 180, 365]

/**
 * Funnel, drop-off, flow of steps, ways to an order and the time it takes. Throws `field-missing` for a source without sessions and
 * `input-empty` without any.
 */
export async function analysePaths(source: InsightSource, options: PathsOptions = {}): Promise<PathsResult> {
  const { depth = 5, most = 6 } = options
  if (!(Number.isInteger(depth) && depth >= 2 && depth <= 12)) {
    throw new EndcapError('option-invalid', 'the depth of a flow is a whole number from 2 to 12')
  }
  if (!(Number.isInteger(most) && most >= 1)) {
    throw new EndcapError('option-invalid', 'the steps of a column are a whole number from 1')
  }
  const counts = await queryFunnel(source)
  const funnel = foldFunnel(counts.people)
  const [start] = funnel
  if (!start) throw new EndcapError('input-empty', `${source.basis.source} holds no session`)
  const worst = worstStep(funnel)
  const { transitions, purchasePaths } = await queryWays(source, depth)
  return {
    basis: source.basis,
    n: start.reached,
    sessions: counts.sessions.reduce((sum, { n }) => sum + n, 0),
    funnel,
    dropOff: worst && { step: worst.step, share: worst.left / worst.reached, people: worst.left },
    segments: segmentsOf(counts.sessions),
    flow: foldFlow(transitions, { depth, most }),
    purchasePaths,
    timeToOrder: await timeToOrder(source),
  }
}

function segmentsOf(sessions: Awaited<ReturnType<typeof queryFunnel>>['sessions']): SegmentFunnel[] {
  const groups = new Map<string, { segment: SegmentFunnel['segment']; value: string; counts: FunnelCount[] }>()
  const put = (segment: SegmentFunnel['segment'], value: string, count: FunnelCount): void => {
    const group = groups.get(`${segment}:${value}`) ?? { segment, value, counts: [] }
    group.counts.push(count)
    groups.set(`${segment}:${value}`, group)
  }
  for (const count of sessions) {
    put('visitor', count.isReturning ? 'returning' : 'new', count)
    put('channel', count.channel, count)
    if (count.device) put('device', count.device, count)
  }
  return Array.from(groups.values(), ({ segment, value, counts }) => {
    const steps = foldFunnel(counts)
    return { segment, value, sessions: steps[0]?.reached ?? 0, steps }
  }).sort((a, b) => (a.segment < b.segment ? 1 : a.segment > b.segment ? -1 : b.sessions - a.sessions))
}

async function timeToOrder(source: InsightSource): Promise<PathsResult['timeToOrder']> {
  const durations = await queryDurations(source)
  const points = estimateSurvival(durations)
  const sum = (field: 'events' | 'censored') => durations.reduce((total, duration) => total + duration[field], 0)
  const longest = Math.max(0, ...durations.map(({ time }) => time))
  const byDay = SHOWN_DAYS.filter((day) => day * 24 <= longest).flatMap((day) => {
    const point = points.findLast(({ time }) => time < (day + 1) * 24)
    return point ? [{ ...point, day }] : []
  })
  return {
    buyers: sum('events'),
    notYet: sum('censored'),
    medianHours: quantileOfEvents(durations, 0.5),
    quantiles: {
      q25: quantileOfEvents(durations, 0.25),
      q75: quantileOfEvents(durations, 0.75),
      q90: quantileOfEvents(durations, 0.9),
    },
    survivalMedianHours: survivalQuantile(points, 0.5),
    byDay,
  }
}
