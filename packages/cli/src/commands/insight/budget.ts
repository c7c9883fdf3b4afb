import type { BudgetResult, Expected } from '@endcap/insights'
import { defineCommand } from '../../command.js'
import { count, percent, signedPercent } from '../experiment/format.js'
import { COSTS, costsOf, MARGIN } from './channel-options.js'
import { askInsight, COLUMNS, TRANSACTIONS, WAREHOUSE_OPTIONS } from './insight-source.js'
import { alignRows } from './journey-table.js'

/** `endcap insight budget`: how to split what is spent on channels. */
export const budget = defineCommand({
  name: 'insight budget',
  summary: 'Propose how to split the spend on channels, with the return to expect, and say what no holdout supports',
  usage: 'insight budget (--data DIR | --clickhouse URL | --events FILE | --transactions FILE) [--costs FILE]',
  options: [
    COSTS,
    MARGIN,
    {
      name: 'budget',
      type: 'number',
      value: 'AMOUNT',
      range: [0.01, 1e12],
      isFraction: true,
      description: 'To spend a week (left out: as much as now)',
    },
    {
      name: 'max-change',
      type: 'number',
      value: 'RATIO',
      default: 0.25,
      range: [0.001, 1],
      isFraction: true,
      description: 'How far a channel may move from what it is given now',
    },
    {
      name: 'elasticity',
      type: 'number',
      value: 'RATIO',
      default: 0.5,
      range: [0.01, 0.99],
      isFraction: true,
      description: 'Assumed where costs and sales by week tell too little: % of revenue for a % of spend',
    },
    {
      name: 'current-weeks',
      type: 'number',
      default: 8,
      range: [1, 520],
      description: 'Last weeks whose mean is the spend of now',
    },
    { name: 'seed', type: 'number', default: 1, description: 'Of the draws behind the intervals' },
    ...WAREHOUSE_OPTIONS,
    TRANSACTIONS,
    COLUMNS,
  ],
  examples: [
    'endcap insight budget --data ./data --costs costs.csv --margin 0.4',
    'endcap insight budget --data ./data --costs costs.csv --budget 5000 --max-change 0.1 --json',
  ],
  async run({ values, io, output }) {
    const result = await askInsight(
      'budget',
      values,
      {
        ...(await costsOf(values.costs, io)),
        ...(values.margin !== undefined && { margin: values.margin }),
        ...(values.budget !== undefined && { budget: values.budget }),
        maxChange: values['max-change'],
        elasticity: values.elasticity,
        currentWeeks: values['current-weeks'],
        seed: values.seed,
      },
      io,
    )
    output.result(result, describe(result))
    return 0
  },
})

const EVIDENCE = { fitted: 'weekly sales', attributed: 'attributed', nothing: 'no order' } as const

function describe({ channels, total, n, basis, fit, settings, caution }: BudgetResult): string[] {
  const money = (value: number) => value.toFixed(2)
  const range = ({ mean, low, high }: Expected) => `${money(mean)} (95 %: ${money(low)} to ${money(high)})`
  const change = (channel: { readonly current: number; readonly proposed: number }) =>
    channel.current > 0 ? channel.proposed / channel.current - 1 : 0
  const moved = channels.filter((channel) => Math.abs(change(channel)) > 0.005)
  return [
    moved.length === 0
      ? 'Leave the split as it is: no move is expected to bring more'
      : `Move ${moved.map((channel) => `${channel.channel} ${signedPercent(change(channel))}`).join(', ')}: ` +
        `revenue a week changes by ${range(total.revenueChange)}, ${total.isSure ? 'surely up' : 'not sure'}`,
    caution,
    `${count(n)} weeks of costs and sales (${basis.source}); no channel moves by more than ${percent(settings.maxChange, 0)}`,
    '',
    ...alignRows([
      ['a week', 'now', 'proposed', 'change', 'ROAS', 'next unit brings', '95 %', 'known by', 'holdout'],
      ...channels.map((channel) => [
        `  ${channel.channel}`,
        money(channel.current),
        money(channel.proposed),
        signedPercent(change(channel)),
        channel.roas === undefined ? '–' : money(channel.roas),
        money(channel.marginal.mean),
        `${money(channel.marginal.low)} to ${money(channel.marginal.high)}`,
        EVIDENCE[channel.evidence],
        channel.holdout?.campaign ?? 'none',
      ]),
    ]),
    '',
    `ROAS (revenue ÷ cost) of the proposal ${range(total.roas)}`,
    ...(total.roi
      ? [
          `ROI ((revenue × margin − cost) ÷ cost) of the proposal ${signedPercent(total.roi.mean)} ` +
            `(95 %: ${signedPercent(total.roi.low)} to ${signedPercent(total.roi.high)})`,
        ]
      : []),
    ...(total.profitChange ? [`profit a week changes by ${range(total.profitChange)}`] : []),
    fit && channels.some(({ evidence }) => evidence === 'fitted')
      ? `fitted to weekly sales: R² ${fit.rSquared.toFixed(2)}, carry-over ${fit.carryOver}`
      : 'weekly costs vary too little, or weeks are too few, to fit how sales answer: credited orders and an assumed ' +
        `elasticity of ${settings.elasticity} stand in`,
  ]
}
