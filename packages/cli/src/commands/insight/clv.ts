import type { ClvResult } from '@endcap/insights'
import { defineCommand } from '../../command.js'
import { showChance } from './chance.js'
import { parseDay } from './day.js'
import { askInsight, COLUMNS, LIMIT, limitOf, listed, TRANSACTIONS, WAREHOUSE_OPTIONS } from './insight-source.js'

/** `endcap insight clv`: what customers will bring. */
export const clv = defineCommand({
  name: 'insight clv',
  summary: 'Forecast what each customer will buy and be worth, with the model that forecasts best',
  usage: 'insight clv (--data DIR | --clickhouse URL | --transactions FILE) [--calibration-end DAY]',
  options: [
    {
      name: 'calibration-end',
      type: 'text',
      value: 'DAY',
      description:
        'Last day that the models may see; forecasts begin there (left out: all days, models tested on a third)',
    },
    {
      name: 'horizon',
      type: 'number',
      value: 'WEEKS',
      range: [1, 520],
      isFraction: true,
      description: 'Weeks to forecast (left out: those after --calibration-end, else 52)',
    },
    { name: 'customer', type: 'text', value: 'ID', description: 'Show only this customer' },
    {
      name: 'margin',
      type: 'number',
      value: 'RATIO',
      default: 1,
      range: [0.000_001, 1],
      isFraction: true,
      description: 'Share of a purchase that is profit; 1: values are revenue',
    },
    {
      name: 'discount',
      type: 'number',
      value: 'RATIO',
      default: 0.1,
      range: [0, 10],
      isFraction: true,
      description: 'What money is worth less a year later',
    },
    {
      name: 'retention',
      type: 'number',
      value: 'RATIO',
      range: [0, 0.99],
      isFraction: true,
      description:
        'Plain formulas: share of a year’s customers who buy in the next (left out: of a window’s, as the log shows)',
    },
    {
      name: 'growth',
      type: 'number',
      value: 'RATIO',
      default: 0,
      range: [-0.99, 10],
      isFraction: true,
      description: 'Plain formulas: by how much a customer buys more each year',
    },
    {
      name: 'acquisition',
      type: 'number',
      value: 'COST',
      default: 0,
      range: [0, 1e9],
      isFraction: true,
      description: 'Plain formulas: what winning a customer costs',
    },
    {
      name: 'maintenance',
      type: 'number',
      value: 'COST',
      default: 0,
      range: [0, 1e9],
      isFraction: true,
      description: 'Plain formulas: what keeping a customer costs a year',
    },
    ...WAREHOUSE_OPTIONS,
    TRANSACTIONS,
    COLUMNS,
    LIMIT,
  ],
  examples: [
    'endcap insight clv --data ./data --margin 0.4',
    'endcap insight clv --transactions CDNOW_sample.txt --calibration-end 1997-09-30 --json',
    'endcap insight clv --transactions orders.csv --customer 0001',
  ],
  async run({ values, io, output }) {
    const { margin, discount, retention, growth, acquisition, maintenance, horizon, customer } = values
    const end = values['calibration-end']
    const result = await askInsight(
      'clv',
      values,
      {
        ...(end !== undefined && { calibrationEnd: parseDay('calibration-end', end) }),
        ...(horizon !== undefined && { horizonWeeks: horizon }),
        ...(retention !== undefined && { retention }),
        ...(customer !== undefined && { customer }),
        margin,
        discount,
        growth,
        acquisition,
        maintenance,
      },
      io,
    )
    const shown = { ...result, customers: result.customers.slice(0, limitOf(values, output)) }
    output.result(shown, tell(shown, result.customers.length))
    return result.refused === undefined ? 0 : 1
  },
})

function tell(result: ClvResult, total: number): string[] {
  const { formulas, forecast, chosen, holdout } = result
  const money = (value: number) => `${value.toFixed(2)}${result.currency ? ` ${result.currency}` : ''}`
  const plain = `Plain formulas, per customer: simple ${money(formulas.simple)}, net present value ${money(formulas.net_present)}, profit share ${money(formulas.profit_share)} (of the customers of ${Math.round(formulas.inputs.period_days)} days ${(100 * formulas.inputs.retention).toFixed(1)} % bought in as many days after them)`
  if (result.refused !== undefined || !forecast || !chosen) return [result.refused ?? 'Nothing could be fitted.', plain]
  const range = (interval: readonly [number, number] | null, digits: number) =>
    interval ? ` (${interval.map((value) => value.toFixed(digits)).join(' to ')})` : ''
  return [
    `${result.n} customers will buy ${forecast.expected_purchases.toFixed(0)} times${range(forecast.interval, 0)} in ${forecast.weeks.toFixed(0)} weeks after ${result.as_of}, worth ${money(forecast.clv)} today`,
    `Model ${chosen.model}: ${chosen.reason}`,
    ...(holdout
      ? [
          `Tested on ${holdout.weeks.toFixed(1)} weeks it had not seen: ${holdout.expected.toFixed(1)} expected${range(holdout.interval, 0)}, ${holdout.actual} came${holdout.relative_error === null ? '' : ` (error ${(100 * holdout.relative_error).toFixed(1)} %)`}`,
        ]
      : ['The log is too short to test a forecast.']),
    ...Object.entries(result.models).flatMap(([name, model]) =>
      'message' in model && typeof model.message === 'string' ? [`${name}: ${model.message}`] : [],
    ),
    plain,
    ...listed(
      result.customers.map((customer) =>
        [
          `  ${customer.id}`,
          `${customer.x + 1} purchases`,
          `${customer.expected_purchases.toFixed(2)} expected`,
          `${money(customer.expected_spend)} each`,
          customer.p_alive === null ? 'staying unknown' : `${showChance(customer.p_alive)} still a customer`,
          `value ${money(customer.clv)}`,
        ].join('  '),
      ),
      total,
    ),
  ]
}
