import type { ChangeMetric, ChangesResult, MetricChange } from '../../changes/changes.js'
import { renderFigure } from '../chart/figure.js'
import { drawIntervals, intervalsHeightPx } from '../chart/intervals.js'
import { formatAmount, formatCount, formatPercent } from '../format.js'
import { type Html, html } from '../html.js'

const LABELS: Readonly<Record<ChangeMetric, string>> = {
  revenue: 'Revenue',
  orders: 'Orders',
  sessions: 'Sessions',
  conversion: 'Orders a session',
  average_order_value: 'Average order',
  new_customers: 'New customers',
  returning_share: 'Orders of returning customers',
  nps: 'Net promoter score',
  roas: 'Revenue a unit of cost (ROAS)',
}
const DAY_MS = 86_400_000
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

/** What changed, how sure that is, and how the goals stand. */
export function renderChanges(result: ChangesResult): Html {
  const { metrics, days, first_day, last_day, basis } = result
  const span = `${DAY.format(first_day * DAY_MS)} – ${DAY.format(last_day * DAY_MS)} against the ${days} days before`
  const goals = metrics.filter(({ goal }) => goal !== undefined)
  return html`<section aria-labelledby="changes">
<h2 id="changes">What changed</h2>
<p class="basis">${span}. Days are those of ${basis.zone}.</p>
<p><strong>${changesFinding(result)}</strong></p>
${
  goals.length > 0 &&
  html`<ul class="checks">${goals.map(
    (metric) =>
      html`<li class="${metric.is_reached ? 'good' : 'bad'}"><strong>${LABELS[metric.metric]}</strong>${show(metric, metric.now, basis.currency)}, goal ${show(metric, metric.goal ?? 0, basis.currency)} ${metric.is_reached ? 'reached' : 'not reached'}</li>`,
  )}</ul>`
}
${renderFigure({
  id: 'chart-changes',
  title: 'Change of each number, with its 95 % interval',
  description: `${changesFinding(result)} Each number has a scale of its own; an interval that crosses the middle may be chance.`,
  basis: span,
  heightPx: intervalsHeightPx(metrics.length),
  drawing: drawIntervals(
    metrics.map((metric) => ({
      label: LABELS[metric.metric],
      text: `${show(metric, metric.now, basis.currency)} · ${step(metric, metric.change)}`,
      difference:
        metric.change === undefined || metric.interval === undefined
          ? undefined
          : { value: metric.change, low: metric.interval[0], high: metric.interval[1] },
    })),
    { worse: 'less', same: 'as before', better: 'more' },
  ),
  table: {
    columns: ['Number', 'Now', 'Before', 'Change', 'From', 'To', 'Corrected p'],
    rows: metrics.map((metric) => [
      LABELS[metric.metric],
      show(metric, metric.now, basis.currency),
      show(metric, metric.before, basis.currency),
      step(metric, metric.change),
      step(metric, metric.interval?.[0]),
      step(metric, metric.interval?.[1]),
      metric.adjusted_p.toPrecision(2),
    ]),
  },
})}
<p class="note">Each day is compared with the same weekday before, and all numbers are corrected for together (Holm, 5 %). A change has causes that no comparison of weeks can tell apart: what you changed yourself is told by an experiment.</p>
</section>`
}

/** What changed, in a sentence. */
export function changesFinding({ metrics }: ChangesResult): string {
  const changed = metrics.filter(({ adjusted_p, change }) => adjusted_p < 0.05 && change !== undefined)
  if (changed.length === 0) return 'Nothing changed more than chance would.'
  const words = changed.map((metric) => {
    const { change = 0 } = metric
    return `${LABELS[metric.metric].toLowerCase()} ${step(metric, change)}`
  })
  return `Changed more than chance would: ${words.join(', ')}.`
}

function show({ unit }: Pick<MetricChange, 'unit'>, value: number, currency: string): string {
  if (unit === 'money') return formatAmount(value, currency)
  if (unit === 'share') return formatPercent(value)
  return unit === 'count' ? formatCount(value) : value.toFixed(unit === 'score' ? 0 : 2)
}

function step({ unit }: Pick<MetricChange, 'unit'>, change: number | undefined): string {
  if (change === undefined) return '–'
  const sign = change < 0 ? '−' : '+'
  return unit === 'score' ? `${sign}${Math.abs(change).toFixed(1)} points` : sign + formatPercent(Math.abs(change))
}
