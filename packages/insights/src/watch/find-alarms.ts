import { type DailySeries, type Judgement, judgeDays, LEARN_DAYS } from './judge.js'

/** A series that is watched. */
export interface WatchedSeries extends DailySeries {
  /** What it counts. */
  readonly measure: 'sessions' | 'conversion' | 'cart_rate' | 'orders' | 'revenue'
  /** Which part of the shop; undefined: all. */
  readonly part?: { readonly by: 'channel' | 'campaign' | 'category'; readonly name: string } | undefined
}

/** Days that are unusual. */
export interface FoundAlarm extends Judgement {
  /** Index of the series. */
  readonly series: number
  /** Index of the surest day, and how many days up to it were judged together. */
  readonly day: number
  readonly span: number
  /** Index of the first and of the last day on which it was told. */
  readonly began: number
  readonly ended: number
}

type Judged = Judgement & { readonly span: number }

/** How often an alarm may be false. */
export interface AlarmOptions {
  /** Expected false alarms a quarter over all series together, at most. */
  readonly perQuarter: number
  /** Index of the first day judged, and of the last. */
  readonly from: number
  readonly to: number
}

/** A day by itself, for what breaks; a week, for what slides. */
const SPANS = [1, 7] as const
export const QUARTER_DAYS = 91

/**
 * At the bare sum the synthetic shops of `packages/insights/bench/watch.mjs` (seeds 3001 to 3040, ten orders a day) had 0.94 false alarms a
 * quarter, growing ones 1.02, with intervals up to 1.25: as many as asked for, but not surely at most as many. With this they surely are.
 */
const CAUTION = 1.5

/**
 * The level of one judgement: so that all judgements of a quarter together have at most the expected number of false alarms (Bonferroni's
 * sum, which holds however series and days depend on each other, and a factor for days that are rougher than the normal distribution).
 */
export function levelOf(perQuarter: number, seriesCount: number): number {
  return perQuarter / (CAUTION * QUARTER_DAYS * SPANS.length * Math.max(1, seriesCount))
}

/** Whether a series has enough in it to be judged on a day. */
export function isWatched(series: WatchedSeries, day: number): boolean {
  return judgeDays(series, { day, span: 1, skip: new Set(), level: 0.05 }) !== undefined
}

/**
 * Judges every day of every series. Days that are unusual are not learned from later; an alarm that goes on, or is told by the day and by
 * its week, is one.
 */
export function findAlarms(series: readonly WatchedSeries[], { perQuarter, from, to }: AlarmOptions): FoundAlarm[] {
  const level = levelOf(perQuarter, series.length)
  const alarms: FoundAlarm[] = []
  series.forEach((each, index) => {
    const skip = new Set<number>()
    const scores: Record<(typeof SPANS)[number], Forecast[]> = { 1: [], 7: [] }
    let open: FoundAlarm | undefined
    // Earlier days, too: an incident of last month is not what this month is to be like.
    for (let day = Math.max(0, from - LEARN_DAYS); day <= to; day++) {
      const found = SPANS.flatMap((span): Judged[] => {
        const judgement = judgeDays(each, { day, span, skip, level, widen: widening(scores[span], day) })
        if (!judgement) return []
        if (judgement.p < level) return [{ span, ...judgement }]
        scores[span].push({ day, score: judgement.score })
        return []
      }).sort((a, b) => a.p - b.p)
      const [surest] = found
      if (surest && found.some(({ span }) => span === 1)) skip.add(day)
      if (open && (!surest || Math.sign(surest.score) !== Math.sign(open.score))) {
        if (open.ended >= from) alarms.push(open)
        open = undefined
      }
      if (!surest) continue
      // The surest of its days stands for all.
      const stands = open && open.p <= surest.p ? open : { series: index, day, began: day, ended: day, ...surest }
      open = { ...stands, began: open?.began ?? day, ended: day }
    }
    if (open && open.ended >= from) alarms.push(open)
  })
  return alarms.sort((a, b) => b.ended - a.ended || a.p - b.p)
}

/** How far a forecast was off, in its errors. */
interface Forecast {
  readonly day: number
  readonly score: number
}

/** As if so many forecasts had been as good as they should be. */
const TRUSTED = 8
/** Forecasts of the last days are not asked: what slides for a week would widen the range that it has to leave. */
const LAG_DAYS = 14

/**
 * How much worse forecasts have been than their errors said, over eight weeks; at least 1. A shop that changes all the time, faster
 * than a trend tells, is given a wider range instead of alarms.
 */
function widening(forecasts: readonly Forecast[], day: number): number {
  const last = forecasts.filter((each) => each.day <= day - LAG_DAYS).slice(-LEARN_DAYS)
  const squares = last.reduce((sum, { score }) => sum + score ** 2, 0)
  return Math.sqrt(Math.max(1, (TRUSTED + squares) / (TRUSTED + last.length)))
}
