import type { ClvResult } from '../../customers/clv/clv.js'
import { renderFigure, renderTable } from '../chart/figure.js'
import { drawPairs, PAIRS_HEIGHT_PX } from '../chart/pairs.js'
import { formatAmount, formatCount, formatCountOf, formatPercent, formatSmall } from '../format.js'
import { type Html, html } from '../html.js'

/** Groups of fewer people are not shown. */
const LEAST_PEOPLE = 10

/** What customers will bring, how well such a forecast came true, and what to do about it. */
export function renderClv(result: ClvResult): Html {
  const { n, as_of, basis, currency, forecast, chosen, holdout, formulas, refused } = result
  const head = html`<h2 id="clv">What customers will bring</h2><p class="basis">${basis.source} · ${formatCountOf(n, 'customer')} until ${as_of} · ${basis.filter}</p>`
  const plain = html`<p class="note">By plain formulas, per customer: ${formatAmount(formulas.simple, currency)} (simple), ${formatAmount(formulas.net_present, currency)} (net present value), ${formatAmount(formulas.profit_share, currency)} (profit share), with ${formatPercent(formulas.inputs.retention)} of the customers of ${formatCountOf(Math.round(formulas.inputs.period_days), 'day')} buying in as many days after them.</p>`
  if (refused !== undefined || !forecast || !chosen) {
    return html`<section aria-labelledby="clv">${head}<p>${refused ?? 'There is too little to forecast.'}</p>${plain}</section>`
  }
  const range = (interval: readonly [number, number] | null) =>
    interval
      ? ` (95 % interval ${formatCount(Math.round(interval[0]))} to ${formatCount(Math.round(interval[1]))})`
      : ''
  const worth = topShare(result)
  return html`<section aria-labelledby="clv">
${head}
<p>In the next ${formatCount(Math.round(forecast.weeks))} weeks ${formatCount(Math.round(forecast.expected_purchases))} purchases are expected${range(forecast.interval)}, worth ${formatAmount(forecast.clv, currency)} today at a discount of ${formatPercent(forecast.discount)} a year. Model: ${chosen.model}, ${chosen.reason}.</p>
${
  holdout
    ? html`<p>Tested on ${formatSmall(holdout.weeks)} weeks that it had not seen: ${formatCount(Math.round(holdout.expected))} expected${range(holdout.interval)}, ${formatCount(holdout.actual)} came.</p>${groups(holdout.by_frequency, `${holdout.calibration_end} to ${holdout.end}`)}`
    : html`<p>The log is too short to test the forecast.</p>`
}
${plain}
<details><summary>Show the parameters of the models</summary>${parameters(result)}</details>
${worth && html`<p><strong>What to do:</strong> the tenth with the highest value holds ${formatPercent(worth.share)} of what is to come. Spend on keeping those ${formatCountOf(worth.customers, 'customer')} first, and never more on winning a customer than a new one brings.</p>`}
</section>`
}

function groups(all: NonNullable<ClvResult['holdout']>['by_frequency'], period: string): Html | undefined {
  const shown = all.filter(({ customers }) => customers >= LEAST_PEOPLE)
  if (shown.length === 0) return undefined
  const people = shown.reduce((sum, { customers }) => sum + customers, 0)
  return renderFigure({
    id: 'chart-clv',
    title: 'Purchases by how often customers had bought again',
    description: `Mean purchases of a customer in the test, beside what was expected, for ${formatCountOf(shown.length, 'group')} of customers.`,
    basis: `${period} · ${formatCountOf(people, 'customer')}`,
    heightPx: PAIRS_HEIGHT_PX,
    drawing: drawPairs(
      shown.map(({ x, expected_mean, actual_mean }) => ({ label: x, expected: expected_mean, actual: actual_mean })),
      formatSmall,
    ),
    table: {
      columns: ['Repeat purchases before', 'Customers', 'Expected', 'Came'],
      rows: shown.map(({ x, customers, expected_mean, actual_mean }) => [
        x,
        formatCount(customers),
        expected_mean.toFixed(2),
        actual_mean.toFixed(2),
      ]),
    },
  })
}

/** How much of all value the first tenth holds; nothing where that would be fewer than ten people. */
function topShare({ customers, n }: ClvResult): { customers: number; share: number } | undefined {
  const count = Math.floor(n / 10)
  const total = customers.reduce((sum, { clv }) => sum + clv, 0)
  if (count < LEAST_PEOPLE || customers.length < n || total <= 0) return undefined
  return { customers: count, share: customers.slice(0, count).reduce((sum, { clv }) => sum + clv, 0) / total }
}

/** The parameters of every model, for those who check. */
function parameters({ models }: ClvResult): Html {
  const rows = Object.entries(models).map(([name, model]) => [
    name,
    Object.entries(model)
      .flatMap(([key, value]) =>
        typeof value === 'number' && !['log_likelihood', 'customers'].includes(key)
          ? [`${key} ${value.toPrecision(5)}`]
          : [],
      )
      .join(', '),
    model.log_likelihood.toFixed(3),
  ])
  return renderTable({ columns: ['Model', 'Parameters', 'Log likelihood'], rows }, 'Parameters of the models')
}
