import { EndcapError } from '@endcap/core'
import { studentBelow, studentQuantile } from '../../experiment/distribution.js'
import { leastSquaresInTime } from '../least-squares.js'

/** One day of a series. */
export interface SeriesDay {
  /** Whole days since 1970-01-01. */
  readonly day: number
  readonly value: number
  /** Of a series that the campaign does not touch, on the same day. */
  readonly control?: number | undefined
}

/** What changed while a campaign ran, against what weekday, trend and the control series let expect. */
export interface InterruptedEffect {
  /** A day, in the unit of the series. */
  readonly effect: number
  readonly low: number
  readonly high: number
  /** Two-sided. */
  readonly p: number
  /** Of what was expected a day. */
  readonly lift: number | undefined
  readonly expectedPerDay: number
  readonly daysBefore: number
  readonly daysDuring: number
  readonly daysAfter: number
  readonly hasControl: boolean
  /** Of the residual of a day with that of the day before. */
  readonly correlation: number
}

/** Fewer days than these before and during a campaign are not judged. */
export const DAYS_BEFORE = 28
export const DAYS_DURING = 3

/**
 * Interrupted time series: the days of a campaign against the days before and after it, with a trend, weekdays and, where it is given, a
 * control series; residuals may follow each other (Bernal, Cummins, Gasparrini 2017). It sees whatever else changed on the same days
 * too. Throws `input-empty` where there are too few days.
 */
export function interruptedSeries(
  series: readonly SeriesDay[],
  { fromDay, toDay }: { readonly fromDay: number; readonly toDay: number },
  alpha = 0.05,
): InterruptedEffect {
  const sorted = [...series].sort((a, b) => a.day - b.day)
  const isDuring = ({ day }: SeriesDay) => day >= fromDay && day <= toDay
  const during = sorted.filter(isDuring)
  const daysBefore = sorted.filter(({ day }) => day < fromDay).length
  if (daysBefore < DAYS_BEFORE || during.length < DAYS_DURING) {
    throw new EndcapError(
      'input-empty',
      `${daysBefore} days before and ${during.length} during the campaign; ${DAYS_BEFORE} and ${DAYS_DURING} are needed`,
    )
  }
  const first = (sorted[0] as SeriesDay).day
  const hasControl =
    sorted.every(({ control }) => control !== undefined) && varies(sorted.map(({ control = 0 }) => control))
  const rows = sorted.map((entry) => [
    isDuring(entry) ? 1 : 0,
    1,
    entry.day - first,
    ...Array.from({ length: 6 }, (_, weekday) => (entry.day % 7 === weekday ? 1 : 0)),
    ...(hasControl ? [entry.control ?? 0] : []),
  ])
  const fit = leastSquaresInTime(
    rows,
    sorted.map(({ value }) => value),
  )
  const effect = fit.coefficients[0] ?? 0
  const error = Math.sqrt(fit.covariance[0]?.[0] ?? 0)
  const half = studentQuantile(1 - alpha / 2, fit.degrees) * error
  const mean = during.reduce((sum, { value }) => sum + value, 0) / during.length
  const expectedPerDay = mean - effect
  return {
    effect,
    low: effect - half,
    high: effect + half,
    p: error > 0 ? 2 * studentBelow(-Math.abs(effect) / error, fit.degrees) : 1,
    lift: expectedPerDay > 0 ? effect / expectedPerDay : undefined,
    expectedPerDay,
    daysBefore,
    daysDuring: during.length,
    daysAfter: sorted.length - daysBefore - during.length,
    hasControl,
    correlation: fit.correlation,
  }
}

function varies(values: readonly number[]): boolean {
  return values.some((value) => value !== values[0])
}
