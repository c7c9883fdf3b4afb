import type { Forecast, ForecastResult } from '../../assortment/forecast.js'
import { BAND_HEIGHT_PX, drawBand } from '../chart/band.js'
import { renderFigure, renderTable } from '../chart/figure.js'
import { formatCount, formatDay, formatPercent, formatSmall } from '../format.js'
import { type Html, html } from '../html.js'

const DAY_MS = 86_400_000
/** Categories and products in the table. */
const SHOWN = 12
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const

/** What will be sold, how sure that is, and what to do about it. */
export function renderForecast(result: ForecastResult): Html {
  const { n, lastDay, horizon, measure, forecasts, nSeries, nBeatNaive, interval, basis } = result
  const words = `${basis.source} · ${formatCount(n)} days of sales`
  const [first] = forecasts
  if (!first) {
    return html`<section aria-labelledby="forecast"><h2 id="forecast">What will be sold</h2><p class="basis">${words}</p><p>Nothing was sold yet.</p></section>`
  }
  const day = (step: number) => formatDay((lastDay + 1 + step) * DAY_MS)
  const show = (value: number | null) => (value === null ? '–' : value < 100 ? formatSmall(value) : formatCount(value))
  const points = first.mean.map((value, step) => ({
    label: day(step),
    value,
    low: first.low?.[step] ?? null,
    high: first.high?.[step] ?? null,
  }))
  const figure = renderFigure({
    id: 'chart-forecast',
    title: `${first.level === 'shop' ? 'The shop' : (first.name ?? first.key)}: ${measure} a day`,
    description: `${show(first.total.mean)} ${measure} in ${horizon} days, ${show(first.total.low)} to ${show(first.total.high)}.`,
    basis: words,
    heightPx: BAND_HEIGHT_PX,
    drawing: drawBand(points, show),
    table: {
      columns: ['Day', 'Expected', 'From', 'To'],
      rows: points.map(({ label, value, low, high }) => [label, show(value), show(low), show(high)]),
    },
  })
  const table = {
    columns: ['What', `${horizon} days`, 'From', 'To', 'Method', 'MASE', 'Held'],
    rows: forecasts
      .slice(0, SHOWN)
      .map((each) => [
        each.name ?? (each.key || 'The shop'),
        show(each.total.mean),
        show(each.total.low),
        show(each.total.high),
        each.method + (each.beatsNaive ? '' : ' (nothing beats it)'),
        each.errors[0] ? formatSmall(each.errors[0].mase) : '–',
        each.coverage === null ? '–' : formatPercent(each.coverage),
      ]),
  }
  return html`<section aria-labelledby="forecast">
<h2 id="forecast">What will be sold</h2>
<p class="basis">${words}</p>
<div class="verdict ${first.beatsNaive ? 'good' : 'wait'}"><p class="headline">${show(first.total.mean)} ${measure} from ${day(0)} to ${day(horizon - 1)}</p>
<p>${sureWords(first, interval, show)} ${weekWords(first)}</p></div>
${figure}
${renderTable(table, 'Forecasts')}
<p class="note">${formatCount(nBeatNaive)} of ${formatCount(nSeries)} series are foretold better than by the last day or week again, on days that had no say in the choice. MASE: mean absolute error over that of the last week again; below 1 is better. Held: share of judged days within their interval, which is to be ${formatPercent(interval)}.</p>
</section>`
}

function sureWords(
  { total, errors, beatsNaive }: Forecast,
  interval: number,
  show: (value: number | null) => string,
): string {
  if (errors.length === 0) return 'There are too few days to judge how good this is: plan with care.'
  const range = `Plan for ${show(total.low)} to ${show(total.high)}, which is to hold ${formatPercent(interval)} of the time.`
  return beatsNaive ? range : `${range} No method beat the last day or week again, so that is what this is.`
}

function weekWords({ weekdays }: Forecast): string {
  if (!weekdays.isSignificant) return 'No weekday stands out.'
  const best = weekdays.factors.reduce((top, factor, at) => (factor > (weekdays.factors[top] ?? 0) ? at : top), 0)
  return `${WEEKDAYS[best]} is the strongest weekday, with ${formatSmall(weekdays.factors[best] ?? 1)} times the mean day: staff and stock for it.`
}
