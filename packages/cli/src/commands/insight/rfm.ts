import { defineCommand } from '../../command.js'
import { parseDay, showDay } from './day.js'
import { askInsight, COLUMNS, LIMIT, TRANSACTIONS, WAREHOUSE_OPTIONS } from './insight-source.js'

/** `endcap insight rfm`: customers by recency, frequency and monetary value. */
export const rfm = defineCommand({
  name: 'insight rfm',
  summary: 'Sort customers by how recently, how often and for how much they bought',
  usage: 'insight rfm (--data DIR | --clickhouse URL | --transactions FILE) [--date DAY]',
  options: [
    {
      name: 'date',
      type: 'text',
      value: 'DAY',
      description: 'Recency is counted to it (left out: a day after the last order)',
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
    const result = await askInsight('rfm', values, day, io)
    const { basis, n, customers } = result
    const shown = customers.slice(0, values.limit)
    output.result({ ...result, date: showDay(result.day), customers: shown }, [
      `${n} customers, as of ${showDay(result.day)} (${basis.source})`,
      ...shown.map(({ customer, recency, frequency, monetary }) =>
        [`  ${customer}`, `${recency} days ago`, `${frequency} orders`, monetary.toFixed(2)].join('  '),
      ),
    ])
    return 0
  },
})
