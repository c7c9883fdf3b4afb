import { resolve } from 'node:path'
import type { RfmResult } from '@endcap/insights'
import { defineCommand } from '../../command.js'
import { percent } from '../experiment/format.js'
import { parseDay, showDay } from './day.js'
import { askInsight, COLUMNS, LIMIT, limitOf, TRANSACTIONS, WAREHOUSE_OPTIONS } from './insight-source.js'

/** `endcap insight rfm`: customers by recency, frequency and monetary value, and the segments they make. */
export const rfm = defineCommand({
  name: 'insight rfm',
  summary: 'Sort customers into segments by how recently, how often and for how much they bought',
  usage: 'insight rfm (--data DIR | --clickhouse URL | --transactions FILE) [--date DAY]',
  options: [
    {
      name: 'date',
      type: 'text',
      value: 'DAY',
      description: 'Recency is counted to it (left out: a day after the last order)',
    },
    {
      name: 'rules',
      type: 'text',
      value: 'FILE',
      description: 'Segments of your own, as a JSON list of { segment, r, f, m }; the first that fits decides',
    },
    ...WAREHOUSE_OPTIONS,
    TRANSACTIONS,
    COLUMNS,
    LIMIT,
  ],
  examples: [
    'endcap insight rfm --data ./data --zone Europe/Berlin',
    'endcap insight rfm --transactions orders.csv --date 2006-12-31 --json',
  ],
  async run({ values, io, output }) {
    const day = values.date === undefined ? {} : { day: parseDay('date', values.date) }
    const result = await askInsight('rfm', values, { ...day, ...(await rulesOf(values.rules, io.cwd)) }, io)
    output.result(
      { ...result, date: showDay(result.day), customers: result.customers.slice(0, limitOf(values, output)) },
      describe(result),
    )
    return 0
  },
})

async function rulesOf(file: string | undefined, cwd: string) {
  if (file === undefined) return {}
  const { parseRfmRules } = await import('@endcap/insights')
  const { readJsonFile } = await import('../../server/config-file.js')
  return { rules: parseRfmRules(readJsonFile(resolve(cwd, file))) }
}

function describe({ basis, n, orders, revenue, day, segments, bounds }: RfmResult): string[] {
  const [top] = [...segments].sort((a, b) => b.revenue - a.revenue)
  const list = (numbers: readonly number[]) => numbers.map((number) => Number(number.toFixed(2))).join(' / ')
  const money = (value: number) => `${value.toFixed(2)}${basis.currency && ` ${basis.currency}`}`
  return [
    top === undefined
      ? 'No segments'
      : `${top.segment}: ${percent(top.share)} of the customers, ${percent(top.revenueShare ?? 0)} of the revenue`,
    `${n} customers, ${orders} orders, ${money(revenue)}, as of ${showDay(day)} (${basis.source})`,
    '',
    ...segments.map(({ segment, customers, share, revenueShare, medianRecency, medianFrequency, medianMonetary }) =>
      [
        `  ${segment.padEnd(20)} ${String(customers).padStart(8)}`,
        `${percent(share).padStart(7)} of customers`,
        `${percent(revenueShare ?? 0).padStart(7)} of revenue`,
        `median ${medianRecency} days ago, ${medianFrequency} orders, ${medianMonetary.toFixed(2)}`,
      ].join('  '),
    ),
    '',
    `Score 5 at: recency under ${bounds.recency[0]} days, ${bounds.frequency.at(-1)} orders, ${bounds.monetary.at(-1)?.toFixed(2)}`,
    `Bins begin at: recency ${list(bounds.recency)}; frequency ${list(bounds.frequency)}; monetary ${list(bounds.monetary)}`,
    ...segments.flatMap(({ segment, treatment }) =>
      treatment === undefined ? [] : [`  ${segment.padEnd(20)} ${treatment}`],
    ),
  ]
}
