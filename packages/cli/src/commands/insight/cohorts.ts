import type { Cohort, CohortResult } from '@endcap/insights'
import { defineCommand } from '../../command.js'
import { percent } from '../experiment/format.js'
import { showDay } from './day.js'
import { askInsight, COLUMNS, TRANSACTIONS, WAREHOUSE_OPTIONS } from './insight-source.js'

/** `endcap insight cohorts`: how many customers order again, by the month of their first order. */
export const cohorts = defineCommand({
  name: 'insight cohorts',
  summary: 'Tell how many customers order again, and what they bring, by when they ordered first',
  usage: 'insight cohorts (--data DIR | --clickhouse URL | --transactions FILE) [--by month]',
  options: [
    {
      name: 'by',
      type: 'text',
      choices: ['month', 'quarter', 'week'],
      default: 'month',
      description: 'What a cohort is: month, quarter or week of the first order',
    },
    ...WAREHOUSE_OPTIONS,
    TRANSACTIONS,
    COLUMNS,
  ],
  examples: [
    'endcap insight cohorts --data ./data --zone Europe/Berlin',
    'endcap insight cohorts --transactions orders.csv.gz --by quarter --json',
  ],
  async run({ values, io, output }) {
    const result = await askInsight('cohorts', values, { unit: values.by }, io)
    output.result(result, describe(result))
    return 0
  },
})

/** Columns that fit a terminal. */
const SHOWN = 13

function describe(result: CohortResult): string[] {
  const { basis, unit, n, orders, firstDay, lastDay, curve, cohorts: all } = result
  const next = curve[1]
  const columns = Array.from({ length: Math.min(SHOWN, all[0]?.cells.length ?? 0) }, (_, since) => since)
  return [
    next
      ? `${percent(next.retention.value)} of customers order again in the ${unit} after their first order (95 %: ${percent(next.retention.low)} to ${percent(next.retention.high)}, ${next.retention.n} customers)`
      : `Too short a time to tell who orders again in the next ${unit}`,
    trendWords(result),
    `${n} customers, ${orders} orders, ${showDay(firstDay)} to ${showDay(lastDay)} (${basis.source})`,
    '',
    `  ${'first order'.padEnd(12)}${'customers'.padStart(10)}${columns.map((since) => String(since).padStart(8)).join('')}`,
    ...all.map((cohort) => rowOf(cohort, columns)),
    `  ${'all'.padEnd(12)}${String(n).padStart(10)}${columns.map((since) => (curve[since] ? percent(curve[since].retention.value) : '').padStart(8)).join('')}`,
    `Shares of a cohort that ordered so many ${unit}s after. * is not over yet and not in the last row; what has not begun is left empty.`,
    ...(all[0]?.isFirst
      ? [
          `The data begins in ${all[0].cohort}: some of that cohort are customers of before, who seem loyal for a first order.`,
        ]
      : []),
  ]
}

function rowOf({ cohort, customers, cells }: Cohort, columns: readonly number[]): string {
  const shown = columns.map((since) => {
    const cell = cells[since]
    return (cell ? `${percent(cell.retention)}${cell.isPartial ? '*' : ''}` : '').padStart(8)
  })
  return `  ${cohort.padEnd(12)}${String(customers).padStart(10)}${shown.join('')}`
}

function trendWords({ trend, unit }: CohortResult): string {
  if (!trend) return 'Too few cohorts to tell whether that changes.'
  const chance = `p = ${trend.p < 0.001 ? '< 0.001' : trend.p.toFixed(3)}`.replace('= <', '<')
  if (trend.direction === 'none') return `Later cohorts come back about as often in the next ${unit} (${chance}).`
  return `Later cohorts come back ${trend.direction === 'rising' ? 'more' : 'less'} often in the next ${unit} (${chance}).`
}
