import { studentBelow, studentQuantile } from '../experiment/distribution.js'

/** One day of a metric: `numerator` over `denominator`; of a sum the denominator is 1. */
export interface DayValue {
  readonly numerator: number
  readonly denominator: number
}

/** How a metric changed from one stretch of days to the next of the same length. */
export interface Change {
  readonly before: number
  readonly now: number
  /** `now / before − 1`; of a difference, `now − before`. Undefined where nothing can be said. */
  readonly change: number | undefined
  /** 95 %. */
  readonly interval: readonly [low: number, high: number] | undefined
  /** Two-sided. 1 where nothing can be said. */
  readonly p: number
}

const CONFIDENCE = 0.975

/**
 * Compares a day with the same day of the stretch before, so that weekdays cancel: the spread between those pairs says how sure the
 * change is, by the delta method and Student's distribution. Days that follow one another may be alike for reasons of their own
 * (a campaign, the weather): the interval does not know of these. `scale` `log`: relative, of what is above 0; `difference`: of scores.
 */
export function compareDays(
  before: readonly DayValue[],
  now: readonly DayValue[],
  scale: 'log' | 'difference' = 'log',
): Change {
  const old = total(before)
  const fresh = total(now)
  const unknown = { before: old.value, now: fresh.value, change: undefined, interval: undefined, p: 1 }
  const count = Math.min(before.length, now.length)
  const isSound =
    old.denominator > 0 && fresh.denominator > 0 && (scale === 'difference' || (old.value > 0 && fresh.value > 0))
  if (count < 7 || !isSound) return unknown
  const pull = ({ numerator, denominator }: DayValue, of: Total) =>
    (numerator - of.value * denominator) / of.meanDenominator / (scale === 'log' ? of.value : 1)
  const gaps = Array.from(
    { length: count },
    (_, at) => pull(now[at] as DayValue, fresh) - pull(before[at] as DayValue, old),
  )
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / count
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / (count - 1)
  const error = Math.sqrt(variance / count)
  const step = scale === 'log' ? Math.log(fresh.value / old.value) : fresh.value - old.value
  if (!(error > 0)) return { ...unknown, change: scale === 'log' ? Math.expm1(step) : step }
  const reach = studentQuantile(CONFIDENCE, count - 1) * error
  const said = (value: number) => (scale === 'log' ? Math.expm1(value) : value)
  return {
    before: old.value,
    now: fresh.value,
    change: said(step),
    interval: [said(step - reach), said(step + reach)],
    p: 2 * studentBelow(-Math.abs(step) / error, count - 1),
  }
}

interface Total {
  readonly value: number
  readonly denominator: number
  readonly meanDenominator: number
}

function total(days: readonly DayValue[]): Total {
  const sum = (key: keyof DayValue) => days.reduce((all, day) => all + day[key], 0)
  const denominator = sum('denominator')
  return {
    value: denominator > 0 ? sum('numerator') / denominator : 0,
    denominator,
    meanDenominator: denominator / Math.max(1, days.length),
  }
}
