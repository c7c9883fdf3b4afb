import type { CohortResult } from '../../customers/cohorts.js'
import { renderFigure } from '../chart/figure.js'
import { drawHeat, heatHeightPx } from '../chart/heat.js'
import { formatCount, formatCountOf, formatDay, formatPercent } from '../format.js'
import { type Html, html } from '../html.js'
import { HIDDEN_BELOW, hiddenNote } from './hidden.js'

const DAY_MS = 86_400_000
/** Columns that fit a page. */
const MOST_COLUMNS = 13

/** Who orders again, by when they ordered first: the share after one unit, the triangle, and what to do. */
export function renderCohorts({ unit, n, firstDay, lastDay, cohorts, curve, trend }: CohortResult): Html {
  const shown = cohorts.filter(({ customers }) => customers >= HIDDEN_BELOW)
  const width = Math.min(MOST_COLUMNS, Math.max(0, ...shown.map(({ cells }) => cells.length)))
  const columns = Array.from({ length: Math.max(0, width - 1) }, (_, at) => at + 1)
  const next = curve[1]?.retention
  return html`<section aria-labelledby="cohorts"><h2 id="cohorts">Who orders again</h2>
<p>${next ? `${formatPercent(next.value)} of customers order again in the ${unit} after their first order (95 %: ${formatPercent(next.low)} to ${formatPercent(next.high)}).` : 'It is too early to tell who orders again.'}${trend && (trend.direction === 'none' ? ' Later cohorts come back about as often as earlier ones.' : ` Later cohorts come back ${trend.direction === 'rising' ? 'more' : 'less'} often.`)}</p>
${renderFigure({
  id: 'chart-cohorts',
  title: `Percent that ordered, by ${unit}s since the first order`,
  description: shown.map(({ cohort, customers }) => `${cohort}: ${formatCountOf(customers, 'customer')}`).join('; '),
  basis: `${formatDay(firstDay * DAY_MS)} – ${formatDay(lastDay * DAY_MS)} · ${formatCountOf(n, 'customer')}`,
  heightPx: heatHeightPx(shown.length),
  drawing: drawHeat(
    columns.map(String),
    shown.map(({ cohort, cells }) => ({
      label: cohort,
      cells: columns.map((since) => (cells[since]?.isPartial ? undefined : cells[since]?.retention)),
    })),
  ),
  table: {
    columns: ['First order', 'Customers', ...columns.map(String)],
    rows: shown.map(({ cohort, customers, cells }) => [
      cohort,
      formatCount(customers),
      ...columns.map((since) => {
        const cell = cells[since]
        return cell && !cell.isPartial ? formatPercent(cell.retention) : '–'
      }),
    ]),
  },
})}
${hiddenNote(cohorts.map(({ customers }) => customers))}
<p class="note">A ${unit} that is not over is left empty, and so is what has not come yet.${cohorts[0]?.isFirst && ` The data begins in ${cohorts[0].cohort}: some of that cohort ordered before.`}</p>
<h3>What to do</h3>
<p>${trend?.direction === 'falling' ? 'Look at what changed in how customers are won: newer ones stay away.' : 'Write to new customers before the usual time of the second order is over, and test it with a holdout.'}</p>
</section>`
}
