import type { Forecast, ForecastResult } from '@endcap/insights'
import { defineCommand } from '../../command.js'
import { showDay } from './day.js'
import { askInsight, COLUMNS, LIMIT, limitOf, listed, TRANSACTIONS, WAREHOUSE_OPTIONS } from './insight-source.js'

/** `endcap insight forecast`: what the shop, its categories and its products will sell. */
export const forecast = defineCommand({
  name: 'insight forecast',
  summary: 'Foretell sales by day, by a method that a backtest chose, with its error beside that of a naive guess',
  usage: 'insight forecast (--data DIR | --clickhouse URL | --transactions FILE) [--days N] [--level LEVEL]',
  options: [
    {
      name: 'days',
      type: 'number',
      default: 28,
      range: [1, 366],
      description: 'How many days, from the one after the last order',
    },
    {
      name: 'level',
      type: 'text',
      choices: ['all', 'shop', 'category', 'item'],
      default: 'all',
      description: 'Whose sales',
    },
    {
      name: 'measure',
      type: 'text',
      choices: ['pieces', 'orders', 'revenue'],
      description: 'What is counted (left out: pieces, or orders where the file has no products)',
    },
    {
      name: 'interval',
      type: 'number',
      isFraction: true,
      range: [0.5, 0.99],
      default: 0.9,
      description: 'Share of days that the intervals are to hold',
    },
    ...WAREHOUSE_OPTIONS,
    TRANSACTIONS,
    COLUMNS,
    LIMIT,
  ],
  examples: [
    'endcap insight forecast --data ./data --zone Europe/Berlin',
    'endcap insight forecast --transactions orders.csv --days 14 --level item --json',
  ],
  async run({ values, io, output }) {
    const { level, measure, limit, interval } = values
    // What is computed does not depend on what is printed.
    const asked = {
      ...(level !== 'all' && { levels: [level] }),
      measure,
      horizon: values.days,
      coverage: interval,
      limit: Math.max(1, limit ?? 100),
    }
    const result = await askInsight('forecast', values, asked, io)
    output.result(
      { ...result, from: showDay(result.lastDay + 1), to: showDay(result.lastDay + result.horizon) },
      lines(result, limitOf(values, output)),
    )
    return 0
  },
})

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

function lines(result: ForecastResult, limit: number): string[] {
  const { basis, n, lastDay, horizon, measure, nSeries, nBeatNaive, interval, forecasts } = result
  const shop = forecasts.find(({ level }) => level === 'shop')
  return [
    ...(shop
      ? [`The shop will sell ${amount(shop)} ${measure} from ${showDay(lastDay + 1)} to ${showDay(lastDay + horizon)}`]
      : []),
    `${nBeatNaive} of ${nSeries} series are foretold better than by the last day or week again, after ${n} days of sales (${basis.source}); intervals are to hold ${interval * 100} %`,
    ...(shop?.weekdays.isSignificant
      ? [`Weekdays  ${shop.weekdays.factors.map((factor, day) => `${WEEKDAYS[day]} ${factor.toFixed(2)}`).join('  ')}`]
      : shop
        ? ['No weekday sells more or less than the others, as far as these weeks tell']
        : []),
    ...listed(
      forecasts.slice(0, limit).map((each) => {
        const own = each.errors[0]
        const error = own
          ? `MASE ${own.mase.toFixed(2)}  held ${each.coverage === null ? '–' : `${(each.coverage * 100).toFixed(0)} %`}`
          : 'too few days to judge'
        const naive = each.beatsNaive || each.errors.length === 0 ? '' : '  nothing beats it'
        return `  ${each.level.padEnd(8)} ${each.name ?? each.key}  ${amount(each)}  ${each.method}  ${error}${naive}`
      }),
      forecasts.length,
    ),
  ]
}

function amount({ total }: Forecast): string {
  const show = (value: number) => (value < 100 ? value.toFixed(1) : Math.round(value).toString())
  return total.low === null || total.high === null
    ? `${show(total.mean)}`
    : `${show(total.mean)} (${show(total.low)} to ${show(total.high)})`
}
