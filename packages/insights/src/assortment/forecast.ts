import { EndcapError } from '@endcap/core'
import type { InsightSource, SourceBasis } from '../source/source.js'
import { adjustAmong } from './adjust.js'
import { type DailySales, readDailySales, SALES_MEASURES, type SalesLevel, type SalesMeasure } from './daily-sales.js'
import type { ForecastError } from './forecast/backtest.js'
import { foretell, weekdayOf } from './forecast/foretell.js'
import type { MethodName } from './forecast/methods.js'
import { readWeekdays, type WeekdaySeason } from './forecast/weekday-season.js'
import { readNames } from './names.js'

/** What is to be foretold. */
export interface ForecastOptions {
  /** @default ['shop', 'category', 'item'], as far as the source goes */
  readonly levels?: readonly SalesLevel[] | undefined
  /** @default 'pieces' where the source has lines, else 'orders' */
  readonly measure?: SalesMeasure | undefined
  /** Days ahead, from the day after the last order. @default 28 */
  readonly horizon?: number | undefined
  /** Of the intervals. @default 0.9 */
  readonly coverage?: number | undefined
  /** Most series of each level, the largest first. @default 100 */
  readonly limit?: number | undefined
}

/** What one series will sell. */
export interface Forecast {
  readonly level: SalesLevel
  /** Empty for the shop. */
  readonly key: string
  readonly name?: string
  /** Sold so far. */
  readonly sold: number
  /** Share of days with a sale. */
  readonly soldDays: number
  readonly method: MethodName
  /** False: nothing beat the last day or the last week again, so that is taken. */
  readonly beatsNaive: boolean
  /** On days that had no say in the choice; of the method and of both benchmarks. Empty: too few days to judge. */
  readonly errors: readonly ForecastError[]
  readonly origins: number
  /** Share of those days within their intervals. */
  readonly coverage: number | null
  /** Over the whole horizon. Null: too few days for an interval. */
  readonly total: { readonly mean: number; readonly low: number | null; readonly high: number | null }
  /** Day by day. */
  readonly mean: readonly number[]
  readonly low: readonly number[] | null
  readonly high: readonly number[] | null
  readonly weekdays: WeekdaySeason & { readonly pAdjusted: number; readonly isSignificant: boolean }
  /** Of series of 300 days or more: what a day of each month sells against the mean day, January first; null where none was seen. */
  readonly months?: readonly (number | null)[]
}

/** Forecasts, the shop first, then by what they sold. */
export interface ForecastResult {
  readonly basis: SourceBasis
  /** Days of sales. */
  readonly n: number
  /** Whole days since 1970-01-01. */
  readonly firstDay: number
  readonly lastDay: number
  readonly horizon: number
  readonly measure: SalesMeasure
  /** Of the intervals. */
  readonly interval: number
  readonly nSeries: number
  readonly nBeatNaive: number
  readonly forecasts: readonly Forecast[]
}

/** Foretells sales by day. Throws `option-invalid`, and `input-empty` without orders. */
export async function analyseForecast(source: InsightSource, options: ForecastOptions = {}): Promise<ForecastResult> {
  const { horizon = 28, coverage = 0.9, limit = 100 } = options
  const measure = options.measure ?? (source.has('lines') ? 'pieces' : 'orders')
  if (!(horizon >= 1 && horizon <= 366)) throw new EndcapError('option-invalid', 'horizon is 1 to 366 days')
  if (!(coverage > 0 && coverage < 1)) throw new EndcapError('option-invalid', 'coverage is a share between 0 and 1')
  if (!SALES_MEASURES.includes(measure)) {
    throw new EndcapError('option-invalid', `measure is one of ${SALES_MEASURES.join(', ')}`)
  }
  const levels = (options.levels ?? ['shop', 'category', 'item']).filter(
    (level) => level === 'shop' || source.has('lines') || options.levels !== undefined,
  )
  const shop = await readDailySales(source, { level: 'shop', measure })
  const parent = shop.series[0] as DailySales
  const drafts: Omit<Forecast, 'weekdays'>[] = []
  const weekdays: WeekdaySeason[] = []
  const names = levels.includes('item') && source.has('lines') ? await readNames(source) : new Map<string, string>()
  for (const level of levels) {
    const table = level === 'shop' ? shop : await readDailySales(source, { level, measure, most: limit })
    for (const series of table.series) {
      const name = level === 'item' ? names.get(series.key) : undefined
      drafts.push({
        ...foretell(level, series, parent, table, { horizon, coverage }),
        ...(name !== undefined && { name }),
      })
      weekdays.push(readWeekdays(series.values, weekdayOf(table.firstDay)))
    }
  }
  const adjusted = adjustAmong(
    Float64Array.from(weekdays, ({ p }) => p),
    weekdays.length,
  )
  return {
    basis: source.basis,
    n: shop.days,
    firstDay: shop.firstDay,
    lastDay: shop.firstDay + shop.days - 1,
    horizon,
    measure,
    interval: coverage,
    nSeries: drafts.length,
    nBeatNaive: drafts.filter(({ beatsNaive }) => beatsNaive).length,
    forecasts: drafts.map((draft, at) => {
      const pAdjusted = adjusted[at]!
      return { ...draft, weekdays: { ...(weekdays[at] as WeekdaySeason), pAdjusted, isSignificant: pAdjusted <= 0.05 } }
    }),
  }
}
