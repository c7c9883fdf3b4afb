import type { InsightSource } from '../source/source.js'
import { FALLBACK_DAYS, type SegmentSettings } from './settings.js'

/** What the time between orders is like in this shop. */
export interface OrderRhythm {
  /** Gaps between two days with an order of one customer. */
  readonly gaps: number
  /** Mean days of a gap; undefined without any. */
  readonly meanDays: number | undefined
  /** Last ordered within so many days: active. */
  readonly activeDays: number
  /** From so many days on: lapsed. */
  readonly lapsedDays: number
  /** Where the two come from. */
  readonly from: 'settings' | 'gaps' | 'fallback'
}

/** A length of a gap, and how often it is. */
export interface GapCount {
  readonly gap: number
  readonly count: number
}

/** How long customers wait between orders, up to a day and with it; by length. */
export async function readGaps(source: InsightSource, day?: number): Promise<GapCount[]> {
  const until = day === undefined ? '' : 'AND day <= $day'
  return source.ask<GapCount>(
    `SELECT gap, count(*) AS count FROM (
       SELECT day - min(day) OVER (PARTITION BY person ORDER BY day ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING) AS gap,
         row_number() OVER (PARTITION BY person ORDER BY day) AS place
       FROM (SELECT DISTINCT person, day FROM ${await source.table('orders')} AS o WHERE person IS NOT NULL ${until}) AS d) AS g
     WHERE place > 1 GROUP BY gap ORDER BY gap`,
    day === undefined ? {} : { day },
  )
}

/** Which time without an order is usual here, and which is not. */
export function rhythmOf(counts: readonly GapCount[], settings: SegmentSettings): OrderRhythm {
  const gaps = counts.reduce((sum, { count }) => sum + count, 0)
  const quantile = (share: number) => {
    let below = 0
    for (const { gap, count } of counts) {
      below += count
      if (below >= share * gaps) return gap
    }
    return 0
  }
  const isKnown = gaps >= settings.leastGaps
  const activeDays =
    settings.activeDays ?? (isKnown ? Math.max(settings.newDays, quantile(0.75)) : FALLBACK_DAYS.active)
  const lapsedDays = settings.lapsedDays ?? (isKnown ? quantile(0.95) : FALLBACK_DAYS.lapsed)
  return {
    gaps,
    meanDays: gaps > 0 ? counts.reduce((sum, { gap, count }) => sum + gap * count, 0) / gaps : undefined,
    activeDays,
    // A shop whose gaps are all alike has no room between the two.
    lapsedDays: Math.max(lapsedDays, activeDays + 1),
    from:
      settings.activeDays !== undefined || settings.lapsedDays !== undefined
        ? 'settings'
        : isKnown
          ? 'gaps'
          : 'fallback',
  }
}
