import type { OverviewBucket } from '../../query/overview.js'
import { COLUMNS_HEIGHT_PX, drawColumns } from '../chart/columns.js'
import { renderFigure } from '../chart/figure.js'
import type { ReportData } from '../data.js'
import { describeOrderSources, formatAmount, formatCount, formatCountOf, formatPeriod } from '../format.js'
import { type Html, html } from '../html.js'

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' })

/** What happened: the main numbers, then visitors and orders over time. */
export function renderOverview({ overview, period }: ReportData): Html {
  const { visitors, sessions, orders, revenue, currency, events, unit, buckets } = overview
  const basis = `${formatPeriod(period)} · ${formatCountOf(events, 'event')}`
  const sources = describeOrderSources(overview)
  const tiles = [
    { title: 'Visitors', value: formatCount(visitors), note: 'with consent' },
    { title: 'Sessions', value: formatCount(sessions), note: 'with consent' },
    { title: 'Orders', value: formatCount(orders), note: 'each once' },
    { title: 'Revenue', value: formatAmount(revenue, currency), note: currency || 'no orders yet' },
  ]
  return html`<section aria-labelledby="overview">
<h2 id="overview">What happened</h2>
<p class="basis">${basis}. Days are UTC.</p>
<dl class="tiles">${tiles.map(({ title, value, note }) => html`<div><dt>${title}</dt><dd>${value}</dd><dd class="basis">${note}</dd></div>`)}</dl>
${sources && html`<p class="basis">${sources}</p>`}
${buckets.length > 0 && html`<div class="pair">${timeline('visitors', `Visitors by ${unit}`, buckets, unit, `${formatPeriod(period)} · ${formatCountOf(visitors, 'visitor')}`)}${timeline('orders', `Orders by ${unit}`, buckets, unit, `${formatPeriod(period)} · ${formatCountOf(orders, 'order')}`)}</div>`}
</section>`
}

function timeline(
  key: 'visitors' | 'orders',
  title: string,
  buckets: readonly OverviewBucket[],
  unit: string,
  basis: string,
): Html {
  const label = ({ day }: OverviewBucket) => (unit === 'month' ? MONTH : DAY).format(new Date(`${day}T00:00:00Z`))
  const most = buckets.reduce((best, bucket) => (bucket[key] > best[key] ? bucket : best))
  return renderFigure({
    id: `chart-${key}`,
    title,
    description: `${formatCountOf(buckets.length, unit)}; the most is ${formatCount(most[key])} at ${label(most)}.`,
    basis,
    heightPx: COLUMNS_HEIGHT_PX,
    drawing: drawColumns(
      buckets.map((bucket) => ({ label: label(bucket), value: bucket[key] })),
      (value) => (value < 1 ? '' : formatCount(value)),
    ),
    table: {
      columns: [unit[0]?.toUpperCase() + unit.slice(1), title.split(' ')[0] ?? '', 'Sessions', 'Events'],
      rows: buckets.map((bucket) => [bucket.day, bucket[key], bucket.sessions, bucket.events].map(String)),
    },
  })
}
