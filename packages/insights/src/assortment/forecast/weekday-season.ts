import { chiSquareAbove } from '../../experiment/distribution.js'
import { weekdayFactors } from './methods.js'

/** What the weekdays sell. */
export interface WeekdaySeason {
  /** Against the mean day, from Monday to Sunday. */
  readonly factors: readonly number[]
  /** Friedman's test over whole weeks: blind to trend and to how large the weeks are. 1 with fewer than four weeks. */
  readonly p: number
}

const WEEK = 7

/** Reads the weekdays of a series. `weekday` is that of its first day, 0 for Monday. */
export function readWeekdays(values: Float64Array, weekday: number): WeekdaySeason {
  const factors = [...weekdayFactors(values, weekday)]
  const sums = new Float64Array(WEEK)
  const start = (WEEK - weekday) % WEEK
  let [weeks, ties] = [0, 0]
  for (let at = start; at + WEEK <= values.length; at += WEEK) {
    const week = values.subarray(at, at + WEEK)
    if (week.every((value) => value === 0)) continue
    weeks++
    week.forEach((value, day) => {
      const below = week.filter((other) => other < value).length
      const same = week.filter((other) => other === value).length
      sums[day]! += below + (same + 1) / 2
      ties += same * same - 1
    })
  }
  if (weeks < 4) return { factors, p: 1 }
  const spread = sums.reduce((sum, ranks) => sum + (ranks - (weeks * (WEEK + 1)) / 2) ** 2, 0)
  const correction = 1 - ties / (weeks * (WEEK ** 3 - WEEK))
  const statistic = correction > 0 ? (12 * spread) / (weeks * WEEK * (WEEK + 1)) / correction : 0
  return { factors, p: chiSquareAbove(statistic, WEEK - 1) }
}
