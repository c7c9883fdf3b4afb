import type { Period } from '../query/period.js'
import type { ArmResult, MetricName } from './result.js'
import type { Difference } from './sequential.js'
import type { SampleRatio } from './srm.js'

/**
 * What to do, as data. `broken`: the split is wrong, read nothing. `empty`: nobody was exposed. `early`: under the floor
 * of visitors or of days. `better` and `worse`: against control, sure. `costly`: better on the metric, but revenue is
 * surely lower. `open`: no sure difference yet.
 */
export interface Verdict {
  readonly state: 'broken' | 'empty' | 'early' | 'better' | 'worse' | 'costly' | 'open'
  /** CTR, or conversion where an arm shows nothing that could be clicked. */
  readonly metric: MetricName
  /** The arm that it is about: the one furthest ahead. */
  readonly variant: string | undefined
  /** With `early`: the difference is sure by its interval, only the floor is missing. */
  readonly leaning: 'better' | 'worse' | undefined
  /** With `early`: days to a full week. With `open`: about as many until sure, if the difference stays as it is. */
  readonly moreDays: number | undefined
}

/** Visitors in every arm before anything is said: below, the interval's theory has not begun to hold. */
export const FLOOR_VISITORS = 100
/** A shop's week has a rhythm; a verdict waits for a whole one. */
export const FLOOR_DAYS = 7
const DAY_MS = 86_400_000

/** Judges the arms; the first is control. */
export function decide(arms: readonly ArmResult[], sampleRatio: SampleRatio, span: Period | undefined): Verdict {
  const [control, ...tests] = arms
  const metric: MetricName = arms.every(({ viewed }) => viewed > 0) ? 'ctr' : 'conversion'
  const none = { metric, variant: undefined, leaning: undefined, moreDays: undefined }
  if (!control || !span || arms.every(({ visitors }) => visitors === 0)) return { ...none, state: 'empty' }
  if (sampleRatio.alarm) return { ...none, state: 'broken' }

  const ahead = (arm: ArmResult) => arm.metrics[metric].difference
  const best = [...tests].sort((a, b) => (ahead(b)?.value ?? -Infinity) - (ahead(a)?.value ?? -Infinity))[0]
  const difference = best && ahead(best)
  const about = { ...none, variant: best?.variant }
  const sure = side(difference)
  const days = (span.toMs - span.fromMs) / DAY_MS
  if (arms.some(({ visitors }) => visitors < FLOOR_VISITORS)) return { ...about, state: 'early' }
  if (days < FLOOR_DAYS) return { ...about, state: 'early', leaning: sure, moreDays: Math.ceil(FLOOR_DAYS - days) }
  if (!sure) return { ...about, state: 'open', moreDays: daysUntilSure(difference, days) }
  const isCostly = sure === 'better' && side(best?.metrics.revenue.difference) === 'worse'
  return { ...about, state: isCostly ? 'costly' : sure }
}

function side(difference: Difference | undefined): 'better' | 'worse' | undefined {
  if (!difference) return undefined
  return difference.low > 0 ? 'better' : difference.high < 0 ? 'worse' : undefined
}

/** The interval shrinks with the root of the visitors. Undefined past a quarter year: not worth the wait. */
function daysUntilSure(difference: Difference | undefined, days: number): number | undefined {
  if (!difference || difference.value === 0) return undefined
  const growth = ((difference.high - difference.low) / 2 / difference.value) ** 2
  const more = Math.max(1, Math.ceil(days * (growth - 1)))
  return more <= 90 ? more : undefined
}
