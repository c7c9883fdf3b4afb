import { barsHeightPx, drawBars } from '../chart/bars.js'
import { renderFigure } from '../chart/figure.js'
import type { ReportData } from '../data.js'
import { formatCount, formatCountOf, formatPeriod } from '../format.js'
import { type Html, html } from '../html.js'

/** What was logged, by type. */
export function renderEvents({ overview, period }: ReportData): Html {
  const { types, events } = overview
  if (types.length === 0) {
    return html`<section aria-labelledby="events"><h2 id="events">Events</h2><p>Nothing was logged yet.</p></section>`
  }
  const figure = renderFigure({
    id: 'chart-events',
    title: 'Events by type',
    description: `${formatCountOf(types.length, 'type')}; the most frequent is ${types[0]?.type}.`,
    basis: `${formatPeriod(period)} · ${formatCountOf(events, 'event')}`,
    heightPx: barsHeightPx(types.length),
    drawing: drawBars(
      types.map(({ type, events: count }) => ({ label: type, value: count, text: formatCount(count) })),
    ),
    table: {
      columns: ['Type', 'Events', 'Visitors'],
      rows: types.map(({ type, events: count, visitors }) => [type, formatCount(count), formatCount(visitors)]),
    },
  })
  return html`<section aria-labelledby="events"><h2 id="events">Events</h2>${figure}</section>`
}
