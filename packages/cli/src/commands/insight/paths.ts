import type { PathsResult } from '@endcap/insights'
import { defineCommand } from '../../command.js'
import { count, percent } from '../experiment/format.js'
import { askInsight, LIMIT, limitOf, listed, WAREHOUSE_OPTIONS } from './insight-source.js'
import { alignRows, showHours } from './journey-table.js'

/** `endcap insight paths`: how people come to an order. */
export const paths = defineCommand({
  name: 'insight paths',
  summary: 'Show the funnel, where people leave, the ways that end in an order and how long it takes',
  usage: 'insight paths (--data DIR | --clickhouse URL | --events FILE)',
  options: [
    { name: 'depth', type: 'number', default: 5, range: [2, 12], description: 'Steps of a session in the flow' },
    {
      name: 'most',
      type: 'number',
      default: 6,
      range: [1, 50],
      description: 'Kinds of step in a column of the flow; rarer ones are told as other',
    },
    ...WAREHOUSE_OPTIONS,
    LIMIT,
  ],
  examples: ['endcap insight paths --data ./data', 'endcap insight paths --events events.ndjson --depth 4 --json'],
  async run({ values, io, output }) {
    const result = await askInsight('paths', values, { depth: values.depth, most: values.most }, io)
    const limit = limitOf(values, output)
    output.result({ ...result, purchasePaths: result.purchasePaths.slice(0, limit) }, describe(result, limit))
    return 0
  },
})

const WORDS: Readonly<Record<string, string>> = {
  visit: 'visit',
  search: 'search or list',
  product_view: 'product',
  add_to_cart: 'cart',
  checkout: 'checkout',
  order: 'order',
  after: 'again, rating, share',
}

function describe(
  { basis, n, sessions, funnel, dropOff, segments, purchasePaths, timeToOrder }: PathsResult,
  limit: number,
): string[] {
  const word = (step: string) => WORDS[step] ?? step
  const order = funnel.find(({ step }) => step === 'order')
  const between = (low: number | undefined, high: number | undefined) =>
    low === undefined || high === undefined ? '' : `${percent(low)} to ${percent(high)}`
  const rate = order?.fromStart
  return [
    ...(dropOff
      ? [
          `Most are lost after ${word(dropOff.step)}: ${percent(dropOff.share)} of those who come there (${count(dropOff.people)})`,
        ]
      : []),
    `${percent(rate?.rate ?? 0)} of ${count(n)} people ordered (95 %: ${between(rate?.low, rate?.high)}), ` +
      `${count(sessions)} sessions (${basis.source})`,
    '',
    ...alignRows([
      ['step', 'stage', 'took it', 'it or later', 'of the step before', '95 %', 'of all'],
      ...funnel.map((row) => [
        `  ${word(row.step)}`,
        row.stage,
        count(row.took),
        count(row.reached),
        percent(row.fromPrevious.rate ?? 0),
        between(row.fromPrevious.low, row.fromPrevious.high),
        percent(row.fromStart.rate ?? 0),
      ]),
    ]),
    '',
    ...alignRows([
      ['sessions that end in an order', 'sessions', 'rate', '95 %'],
      ...segments.map(({ segment, value, sessions: visits, steps }) => {
        const share = steps.find(({ step }) => step === 'order')?.fromStart
        return [`  ${segment} ${value}`, count(visits), percent(share?.rate ?? 0), between(share?.low, share?.high)]
      }),
    ]),
    '',
    `Half of the ${count(timeToOrder.buyers)} buyers ordered within ${showHours(timeToOrder.medianHours)} of their first ` +
      `visit, nine in ten within ${showHours(timeToOrder.quantiles.q90)}`,
    ...timeToOrder.byDay.map(
      ({ day, share, low, high }) => `  by day ${day}: ${percent(share)} of all people (${between(low, high)})`,
    ),
    ...(purchasePaths.length > 0 ? ['', 'Ways to an order'] : []),
    ...listed(
      purchasePaths.slice(0, limit).map(({ path, sessions: times }) => `  ${count(times)}  ${path}`),
      purchasePaths.length,
    ),
  ]
}
