import { barsHeightPx, drawBars } from '../chart/bars.js'
import { renderFigure, renderTable } from '../chart/figure.js'
import type { ReportData } from '../data.js'
import { formatAmount, formatCount, formatCountOf, formatPercent, formatPeriod } from '../format.js'
import { type Html, html } from '../html.js'

/** Which places on the shop's pages earn their space. */
export function renderPlacements({ placements, period, overview }: ReportData): Html {
  const viewed = placements.reduce((sum, placement) => sum + placement.viewed, 0)
  const basis = `${formatPeriod(period)} · ${formatCountOf(viewed, 'row')} seen`
  if (placements.length === 0) {
    return html`<section aria-labelledby="placements"><h2 id="placements">Placements</h2><p class="basis">${basis}</p><p>No placement was drawn yet.</p></section>`
  }
  const ranked = [...placements].sort((a, b) => (b.ctrRatio ?? -1) - (a.ctrRatio ?? -1))
  const figure = renderFigure({
    id: 'chart-ctr',
    title: 'Click-through rate of rows seen',
    description: `The highest is ${ranked[0]?.placement} with ${formatPercent(ranked[0]?.ctrRatio)}.`,
    basis,
    heightPx: barsHeightPx(ranked.length),
    drawing: drawBars(
      ranked.map(({ placement, ctrRatio, viewed: seen }) => ({
        label: placement,
        value: ctrRatio ?? 0,
        text: `${formatPercent(ctrRatio)} of ${formatCount(seen)}`,
      })),
    ),
    table: {
      columns: ['Placement', 'CTR', 'Rows seen', 'Visitors'],
      rows: ranked.map((row) => [
        row.placement,
        formatPercent(row.ctrRatio),
        formatCount(row.viewed),
        formatCount(row.visitors),
      ]),
    },
  })
  const table = {
    columns: ['Placement', 'Drawn', 'Seen', 'Cards seen', 'Clicks', 'CTR', 'To cart', 'Orders', 'Revenue'],
    rows: placements.map((row) => [
      row.placement,
      ...[row.renders, row.viewed, row.impressions, row.clicks].map(formatCount),
      formatPercent(row.ctrRatio),
      formatCount(row.addToCarts),
      formatCount(row.orders),
      formatAmount(row.revenue, overview.currency),
    ]),
  }
  return html`<section aria-labelledby="placements">
<h2 id="placements">Placements</h2>
<p class="basis">${basis}</p>
${figure}
${renderTable(table, 'What each placement brought')}
<p class="note">CTR: rows with a click, of the rows that were on screen for a second. A cart addition or a sale is credited to the last card with that item which the same visitor clicked in the 24 hours before; without such a click it is credited to no placement.</p>
</section>`
}
