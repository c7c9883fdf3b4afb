import type { ChurnCustomer, ChurnResult } from '@endcap/insights'
import { defineCommand } from '../../command.js'
import { showChance } from './chance.js'
import { askInsight, COLUMNS, LIMIT, limitOf, listed, TRANSACTIONS, WAREHOUSE_OPTIONS } from './insight-source.js'

/** `endcap insight churn`: who is leaving, who will buy and when. */
export const churn = defineCommand({
  name: 'insight churn',
  summary: 'Warn of customers who leave, say who will buy and when, with reasons, and how well that came true',
  usage: 'insight churn (--data DIR | --clickhouse URL | --transactions FILE) [--leave-days N] [--buy-days N]',
  options: [
    {
      name: 'quantile',
      type: 'number',
      value: 'RATIO',
      default: 0.9,
      range: [0.5, 0.999],
      isFraction: true,
      description: 'Share of gaps between orders after which a customer is late',
    },
    {
      name: 'leave-days',
      type: 'number',
      range: [1, 3650],
      description: 'Days without an order that are called leaving (left out: by the shop’s gaps)',
    },
    {
      name: 'buy-days',
      type: 'number',
      default: 30,
      range: [1, 3650],
      description: 'Days within which buying is forecast',
    },
    { name: 'customer', type: 'text', value: 'ID', description: 'Show only this customer' },
    ...WAREHOUSE_OPTIONS,
    TRANSACTIONS,
    COLUMNS,
    LIMIT,
  ],
  examples: [
    'endcap insight churn --data ./data --zone Europe/Berlin',
    'endcap insight churn --transactions orders.csv --limit 20 --json',
  ],
  async run({ values, io, output }) {
    const { quantile, customer } = values
    const limit = limitOf(values, output)
    const leaveDays = values['leave-days']
    const result = await askInsight(
      'churn',
      values,
      {
        quantile,
        buyDays: values['buy-days'],
        explained: limit,
        ...(leaveDays !== undefined && { leaveDays }),
        ...(customer !== undefined && { customer }),
      },
      io,
    )
    const shown = { ...result, customers: result.customers.slice(0, limit) }
    output.result(shown, tell(shown, result.customers.length))
    return 0
  },
})

const percent = (ratio: number): string => `${(100 * ratio).toFixed(0)} %`

function tell(result: ChurnResult, total: number): string[] {
  const { counts, gaps, leaving, silence, models, next_order_test: test } = result
  const sure = leaving
    ? leaving.finding
      ? `Customers do leave (likelihood ratio ${leaving.likelihood_ratio.toFixed(1)}, p ${leaving.p < 1e-4 ? '< 0.0001' : leaving.p.toFixed(4)}).`
      : `Leaving cannot be told from pausing (likelihood ratio ${leaving.likelihood_ratio.toFixed(1)}, p ${leaving.p.toFixed(2)}).`
    : (result.refused ?? '')
  return [
    result.finding
      ? `${counts.silent + counts.late} of ${result.n} customers are overdue by ${result.as_of}: ${counts.silent} for longer than chance explains, ${counts.late} beyond the usual gap`
      : `Nothing that chance does not explain: of ${result.n} customers ${counts.late} are beyond the usual gap, by ${result.as_of}`,
    sure,
    `Usual gap: ${gaps.median} days, ${percent(gaps.quantile)} of gaps are at most ${gaps.days} days (${gaps.n} gaps)${silence && silence.found > 0 ? `; of the ${silence.found} silent at most ${percent(silence.level)} are expected to be customers still` : ''}`,
    ...[models.leaving, models.buying].map((model) =>
      'refused' in model
        ? `No model: ${model.refused}`
        : `Chance to ${model.title}: ${model.chosen.model}, ${model.chosen.calibration}; on ${model.test.n} customers of the newest window AUC ${model.test.auc.toFixed(3)} (${model.test.auc_interval.map((value) => value.toFixed(3)).join(' to ')}), Brier score ${model.test.brier.toFixed(4)}, ${percent(model.test.brier_skill)} better than one chance for all${model.finding ? '' : '; too little to go by'}`,
    ),
    ...(test
      ? [
          `Next orders within their interval in the newest ${test.days} days: ${test.expected.toFixed(0)} expected, ${test.actual} came`,
        ]
      : []),
    ...listed(result.customers.map(tellCustomer), total),
  ]
}

function tellCustomer(customer: ChurnCustomer): string {
  const { next_order: next, reasons } = customer
  return [
    `  ${customer.id}`,
    customer.state.replace('_', ' '),
    `${customer.days_since_order} days (usual ${customer.limit_days}, ${customer.limit_from})`,
    ...(customer.p_alive === null ? [] : [`${showChance(customer.p_alive)} still a customer`]),
    ...(customer.p_leaving === null ? [] : [`${showChance(customer.p_leaving)} to stay away`]),
    ...(next
      ? [`if staying, next order ${next.date ?? 'in years'} (${next.low ?? 'years'} to ${next.high ?? 'years'})`]
      : []),
    ...tellReasons('because', reasons, 1),
    ...tellReasons('although', reasons, -1),
  ].join('  ')
}

/** The reasons that speak for staying away, or against it. */
function tellReasons(word: string, reasons: ChurnCustomer['reasons'], sign: number): string[] {
  const told = reasons
    .filter(({ contribution }) => contribution * sign > 0)
    .map(({ feature, title, value }) =>
      feature === 'order_chance'
        ? `${title} ${showChance(value)}`
        : feature === 'coupon_share'
          ? `${title} ${percent(value)}`
          : `${title} ${Number(value.toFixed(Math.abs(value) < 10 ? 1 : 0))}`,
    )
  return told.length > 0 ? [`${word} ${told.join(', ')}`] : []
}
