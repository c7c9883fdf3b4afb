import { crostonSba, tsb } from './croston.js'
import { fitHoltWinters } from './holt-winters.js'

/** What a method may look at. */
export interface History {
  /** Day by day, the last one last. */
  readonly values: Float64Array
  /** Weekday of the first value: 0 Monday to 6 Sunday. */
  readonly weekday: number
  /** Of the category or the shop over the same days: its weekdays stand for those of a product that sells seldom. */
  readonly parent: Float64Array
}

/** What is expected on each of the next days. */
export type Method = (history: History, horizon: number) => Float64Array

const WEEK = 7
const YEAR = 364

/** Every method by name. The first two are what the others have to beat. */
export const METHODS = {
  /** The last day again. */
  naive: ({ values }, horizon) => new Float64Array(horizon).fill(values.at(-1) ?? 0),
  /** The last week again. */
  'seasonal-naive': ({ values }, horizon) =>
    Float64Array.from({ length: horizon }, (_, step) => values[values.length - WEEK + (step % WEEK)] ?? 0),
  /** The mean of the last four weeks. */
  'moving-average': ({ values }, horizon) => new Float64Array(horizon).fill(meanOf(values.subarray(-4 * WEEK))),
  /** The level by simple exponential smoothing, times what each weekday is of the week in the category or the shop. */
  'weekday-profile': weekdayProfile,
  /** Additive, with a damped trend and a season of seven days (Holt 1957, Winters 1960, Gardner, McKenzie 1985). */
  'holt-winters': ({ values }, horizon) => fitHoltWinters(values)(values, horizon),
  /** Croston 1972 for sales with gaps, without its bias (Syntetos, Boylan 2005). */
  'croston-sba': ({ values }, horizon) => new Float64Array(horizon).fill(crostonSba(values)),
  /** Teunter, Syntetos, Babai 2011: falls while nothing is sold. */
  tsb: ({ values }, horizon) => new Float64Array(horizon).fill(tsb(values)),
  /** The same weekdays a year ago, at the level of today. */
  'last-year': lastYear,
} as const satisfies Record<string, Method>

/** One of {@link METHODS}. */
export type MethodName = keyof typeof METHODS
/** What the others have to beat. */
export const BENCHMARKS = ['naive', 'seasonal-naive'] as const satisfies readonly MethodName[]

/** The methods that so many days are enough for. */
export function methodsFor(days: number): MethodName[] {
  return (Object.keys(METHODS) as MethodName[]).filter((name) => {
    if (name === 'last-year') return days >= YEAR + 4 * WEEK
    return name === 'holt-winters' ? days >= 4 * WEEK : true
  })
}

/** What each weekday sells, against the mean day: seven factors from Monday on. A weekday without data is 1. */
export function weekdayFactors(values: Float64Array, weekday: number): Float64Array {
  const [sums, counts] = [new Float64Array(WEEK), new Float64Array(WEEK)]
  values.forEach((value, at) => {
    const day = (weekday + at) % WEEK
    sums[day]! += value
    counts[day]!++
  })
  const mean = meanOf(values)
  return sums.map((sum, day) => (mean > 0 && counts[day]! > 0 ? sum / counts[day]! / mean : 1))
}

export const meanOf = (values: Float64Array): number =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : 0

const SMOOTHING = [0.02, 0.05, 0.1, 0.2, 0.4] as const
/** Of the parent, half a year tells its weekdays. */
const PROFILE_DAYS = 26 * WEEK

function weekdayProfile({ values, weekday, parent }: History, horizon: number): Float64Array {
  const skipped = Math.max(0, parent.length - PROFILE_DAYS)
  const factors = weekdayFactors(parent.subarray(skipped), (weekday + skipped) % WEEK)
  const factor = (at: number): number => factors[(weekday + at) % WEEK]!
  let best = { loss: Number.POSITIVE_INFINITY, level: meanOf(values) }
  for (const alpha of SMOOTHING) {
    let level = meanOf(values.subarray(0, 4 * WEEK))
    let loss = 0
    for (let at = 0; at < values.length; at++) {
      const share = factor(at)
      const error = values[at]! - level * share
      if (at >= 4 * WEEK) loss += error * error
      // A weekday on which the shop is closed tells nothing of the level.
      if (share > 0.05) level += (alpha * error * share) / Math.max(1, share * share)
    }
    if (loss < best.loss) best = { loss, level }
  }
  return Float64Array.from({ length: horizon }, (_, step) => Math.max(0, best.level * factor(values.length + step)))
}

function lastYear({ values }: History, horizon: number): Float64Array {
  const now = meanOf(values.subarray(-4 * WEEK))
  const then = meanOf(values.subarray(values.length - YEAR - 4 * WEEK, values.length - YEAR))
  const growth = then > 0 ? Math.min(3, now / then) : 1
  return Float64Array.from(
    { length: horizon },
    (_, step) => (values[values.length - YEAR + (step % YEAR)] ?? 0) * growth,
  )
}
