import type { RfmResult, RfmSegment } from '../../customers/rfm.js'
import { barsHeightPx, drawBars } from '../chart/bars.js'
import { renderFigure } from '../chart/figure.js'
import { formatAmount, formatCount, formatCountOf, formatDay, formatPercent } from '../format.js'
import { type Html, html } from '../html.js'
import { HIDDEN_BELOW, hiddenNote } from './hidden.js'

const DAY_MS = 86_400_000

/** Customers by recency, frequency and monetary value: which segment the money is in, how large each is, and what to do. */
export function renderRfm({ basis, day, n, segments }: RfmResult): Html {
  const shown = segments.filter(({ customers }) => customers >= HIDDEN_BELOW)
  const [richest] = [...shown].sort((a, b) => b.revenue - a.revenue)
  const fading = shown.filter(({ segment }) => ["Can't Lose Them", 'At Risk'].includes(segment))
  const atRisk = fading.reduce((sum, { revenue }) => sum + revenue, 0)
  const money = (value: number) => formatAmount(value, basis.currency)
  return html`<section aria-labelledby="rfm"><h2 id="rfm">Customers by recency, frequency and value</h2>
<p>${richest && `${richest.segment} are ${formatPercent(richest.share)} of the customers and brought ${formatPercent(richest.revenueShare)} of the revenue.`}${atRisk > 0 && ` Customers who brought ${money(atRisk)} have not ordered for long.`}</p>
${renderFigure({
  id: 'chart-rfm',
  title: 'Customers by segment',
  description: shown.map(({ segment, customers }) => `${segment} ${formatCount(customers)}`).join('; '),
  basis: `as of ${formatDay(day * DAY_MS)} · ${formatCountOf(n, 'customer')}`,
  heightPx: barsHeightPx(shown.length),
  drawing: drawBars(
    shown.map(({ segment, customers, share }) => ({
      label: segment,
      value: customers,
      text: `${formatCount(customers)} (${formatPercent(share)})`,
    })),
  ),
  table: {
    columns: ['Segment', 'Customers', 'Revenue', 'Of revenue', 'Median recency', 'Median orders', 'Median value'],
    rows: shown.map((segment) => rowOf(segment, money)),
  },
})}
${hiddenNote(segments.map(({ customers }) => customers))}
<h3>What to do</h3>
<ul>${shown.flatMap(({ segment, treatment }) => (treatment === undefined ? [] : [html`<li><strong>${segment}</strong>: ${treatment}</li>`]))}</ul>
</section>`
}

function rowOf(of: RfmSegment, money: (value: number) => string): string[] {
  return [
    of.segment,
    formatCount(of.customers),
    money(of.revenue),
    formatPercent(of.revenueShare),
    `${formatCount(of.medianRecency)} days`,
    formatCount(of.medianFrequency),
    money(of.medianMonetary),
  ]
}
