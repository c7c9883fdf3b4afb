import type { MetricChange } from '@endcap/insights'
import { defineCommand } from '../../command.js'
import { showDay } from './day.js'
import { goalsOf } from './goals.js'
import { askInsight, COLUMNS, TRANSACTIONS, WAREHOUSE_OPTIONS } from './insight-source.js'

/** `endcap insight changes`: the last weeks against those before, and against the shop's goals. */
export const changes = defineCommand({
  name: 'insight changes',
  summary: 'Say what changed in the last weeks against those before, how sure that is, and how the goals stand',
  usage: 'insight changes (--data DIR | --clickhouse URL | --transactions FILE) [--days N] [--goals LIST]',
  options: [
    {
      name: 'days',
      type: 'number',
      range: [7, 364],
      description: 'Length of each stretch, whole weeks (left out: 28, or fewer)',
    },
    {
      name: 'goals',
      type: 'text',
      value: 'LIST',
      description: 'What you want of a stretch, as revenue=20000,conversion=0.03,nps=40',
    },
    ...WAREHOUSE_OPTIONS,
    TRANSACTIONS,
    COLUMNS,
  ],
  examples: [
    'endcap insight changes --data ./data --zone Europe/Berlin --goals revenue=20000,returning_share=0.3',
    'endcap insight changes --transactions orders.csv --days 28 --json',
  ],
  async run({ values, io, output }) {
    const asked = {
      ...(values.days !== undefined && { days: values.days }),
      ...(values.goals !== undefined && { goals: await goalsOf(values.goals) }),
    }
    const result = await askInsight('changes', values, asked, io)
    const { metrics, days, first_day, last_day, basis } = result
    const changed = metrics.filter(({ adjusted_p }) => adjusted_p < 0.05)
    output.result({ ...result, from: showDay(first_day), to: showDay(last_day) }, [
      changed.length === 0
        ? `nothing changed more than chance would, ${showDay(first_day)} to ${showDay(last_day)} against the ${days} days before`
        : `changed, ${showDay(first_day)} to ${showDay(last_day)} against the ${days} days before: ${changed.map(({ metric }) => metric).join(', ')}`,
      ...metrics.map((metric) => `  ${line(metric, basis.currency)}`),
    ])
    return 0
  },
})

function line(
  { metric, unit, before, now, change, interval, goal, is_reached }: MetricChange,
  currency: string,
): string {
  const show = (value: number): string =>
    unit === 'share'
      ? `${(100 * value).toFixed(1)} %`
      : unit === 'money'
        ? `${value.toFixed(2)} ${currency}`.trim()
        : unit === 'count'
          ? String(Math.round(value))
          : value.toFixed(2)
  const step = (value: number) =>
    metric === 'nps'
      ? `${value > 0 ? '+' : ''}${value.toFixed(1)}`
      : `${value > 0 ? '+' : ''}${(100 * value).toFixed(1)} %`
  return [
    `${metric.padEnd(20)} ${show(now)}, before ${show(before)}`,
    change === undefined ? '' : `: ${step(change)}`,
    interval ? ` (${step(interval[0])} to ${step(interval[1])})` : '',
    goal === undefined ? '' : `; goal ${show(goal)} ${is_reached ? 'reached' : 'not reached'}`,
  ].join('')
}
