import type { AttributionModel, AttributionResult } from '@endcap/insights'
import { defineCommand } from '../../command.js'
import { count, percent } from '../experiment/format.js'
import { askInsight, LIMIT, limitOf, listed, PATHS, WAREHOUSE_OPTIONS } from './insight-source.js'
import { alignRows } from './journey-table.js'

/** `endcap insight attribution`: the orders shared out among channels, by every model side by side. */
export const attribution = defineCommand({
  name: 'insight attribution',
  summary: 'Share orders out among channels by eight models side by side, from first touch to Markov and Shapley',
  usage: 'insight attribution (--data DIR | --clickhouse URL | --events FILE | --paths FILE)',
  options: [
    {
      name: 'order',
      type: 'number',
      default: 1,
      range: [1, 3],
      description: 'Touches that the next step depends on in the Markov chain',
    },
    {
      name: 'draws',
      type: 'number',
      default: 100,
      range: [0, 10_000],
      description: 'Draws for the standard errors of the Markov model; 0: none',
    },
    {
      name: 'half-life-days',
      type: 'number',
      default: 7,
      range: [0.001, 3650],
      isFraction: true,
      description: 'Time decay: after so many days a session counts half; of a warehouse or events',
    },
    {
      name: 'half-life-touches',
      type: 'number',
      default: 1,
      range: [0.001, 1000],
      isFraction: true,
      description: 'Time decay with --paths, which has no times: after so many touches a touch counts half',
    },
    {
      name: 'first-share',
      type: 'number',
      default: 0.4,
      range: [0, 1],
      isFraction: true,
      description: 'Position model: share of the first touch',
    },
    {
      name: 'last-share',
      type: 'number',
      default: 0.4,
      range: [0, 1],
      isFraction: true,
      description: 'Position model: share of the last touch',
    },
    {
      name: 'direct',
      type: 'text',
      value: 'LIST',
      description: 'Steps that are no channel for the last non-direct touch (left out: direct, (direct), (none))',
    },
    ...WAREHOUSE_OPTIONS,
    PATHS,
    LIMIT,
  ],
  examples: [
    'endcap insight attribution --data ./data --zone Europe/Berlin',
    'endcap insight attribution --paths paths.csv --json',
  ],
  async run({ values, io, output }) {
    const direct = values.direct
      ?.split(',')
      .map((step) => step.trim())
      .filter((step) => step !== '')
    const result = await askInsight(
      'attribution',
      values,
      {
        markovOrder: values.order,
        draws: values.draws,
        halfLifeDays: values['half-life-days'],
        halfLifeTouches: values['half-life-touches'],
        firstShare: values['first-share'],
        lastShare: values['last-share'],
        ...(direct && { direct }),
      },
      io,
    )
    output.result(result, describe(result, limitOf(values, output)))
    return 0
  },
})

const HEADS: Readonly<Record<AttributionModel, string>> = {
  first: 'first',
  last: 'last',
  last_non_direct: 'non-direct',
  linear: 'linear',
  position: 'position',
  time_decay: 'decay',
  markov: 'Markov',
  shapley: 'Shapley',
}

function describe({ models, totals, ranges, n, basis, caution }: AttributionResult, limit: number): string[] {
  const names = Object.keys(HEADS) as AttributionModel[]
  const share = (model: AttributionModel, channel: string) =>
    percent((models[model].conversions[channel] ?? 0) / totals.conversions)
  const sure = (channel: string) => {
    const se = models.markov.se?.[channel]
    return se === undefined ? '' : `± ${percent((1.96 * se) / totals.conversions)}`
  }
  const [top] = ranges
  return [
    ...(top
      ? [
          `${top.channel} is credited with ${percent(top.low)} (${HEADS[top.lowModel]}) to ${percent(top.high)} ` +
            `(${HEADS[top.highModel]}) of ${count(totals.conversions)} orders, by the model`,
        ]
      : []),
    caution,
    `${count(n)} journeys, ${count(totals.paths)} paths, orders worth ${totals.value.toFixed(2)} ${basis.currency}`.trimEnd() +
      ` (${basis.source})`,
    '',
    ...listed(
      alignRows([
        ['share of orders', ...names.map((name) => HEADS[name]), 'Markov 95 %'],
        ...ranges
          .slice(0, limit)
          .map(({ channel }) => [`  ${channel}`, ...names.map((name) => share(name, channel)), sure(channel)]),
      ]),
      ranges.length + 1,
    ),
  ]
}
