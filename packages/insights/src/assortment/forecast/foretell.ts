import { studentQuantile } from '../../experiment/distribution.js'
import type { DailySales, SalesLevel, SalesTable } from '../daily-sales.js'
import type { Forecast } from '../forecast.js'
import { backtest, errorUnit, intervalOf } from './backtest.js'
import { METHODS, meanOf } from './methods.js'

/** A product that is new is taken to have been there for so many days: one large order is no daily sale. */
const LEAST_DAYS = 28

/** 0 Monday to 6 Sunday. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7

/** A product is judged from its first sale on: before, it may not have been there. */
export function foretell(
  level: SalesLevel,
  { key, total, values }: DailySales,
  parent: DailySales,
  { firstDay }: SalesTable,
  { horizon, coverage }: { readonly horizon: number; readonly coverage: number },
): Omit<Forecast, 'weekdays'> {
  const sale = values.findIndex((value) => value > 0)
  const start = Math.max(0, Math.min(sale, values.length - LEAST_DAYS))
  const own = values.subarray(start)
  const history = { values: own, weekday: weekdayOf(firstDay + start), parent: parent.values.subarray(start) }
  const { scaled, totals, ...tested } = backtest(history, horizon, coverage)
  const mean = [...METHODS[tested.method](history, horizon)]
  const limits = intervalOf(scaled, horizon, coverage)
  const meanDay = meanOf(own)
  const edge = (side: 0 | 1) =>
    limits ? mean.map((value) => Math.max(0, value + limits[side] * errorUnit(value, meanDay))) : null
  const sum = mean.reduce((all, value) => all + value, 0)
  const reach = totalReach(totals, coverage)
  return {
    level,
    key,
    sold: total,
    soldDays: own.filter((value) => value > 0).length / own.length,
    ...tested,
    total: {
      mean: sum,
      low: reach === undefined ? null : Math.max(0, sum - reach),
      high: reach === undefined ? null : sum + reach,
    },
    mean,
    low: edge(0),
    high: edge(1),
    ...(values.length >= 300 && { months: monthFactors(values, firstDay) }),
  }
}

/** By Student's distribution over the errors of whole forecasts, about zero. */
function totalReach(totals: readonly number[], coverage: number): number | undefined {
  if (totals.length < 3) return undefined
  const square = totals.reduce((sum, error) => sum + error * error, 0) / totals.length
  return studentQuantile((1 + coverage) / 2, totals.length - 1) * Math.sqrt(square * (1 + 1 / totals.length))
}

function monthFactors(values: Float64Array, firstDay: number): (number | null)[] {
  const [sums, counts] = [new Float64Array(12), new Float64Array(12)]
  values.forEach((value, at) => {
    const month = new Date((firstDay + at) * 86_400_000).getUTCMonth()
    sums[month]! += value
    counts[month]!++
  })
  const mean = meanOf(values)
  return Array.from(sums, (sum, month) => (counts[month]! > 0 && mean > 0 ? sum / counts[month]! / mean : null))
}
