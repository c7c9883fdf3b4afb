import type { Alarm, WatchResult } from '../../watch/watch-shop.js'
import { renderFigure } from '../chart/figure.js'
import { drawSpans, spansHeightPx } from '../chart/spans.js'
import { formatCount, formatCountOf, formatPercent } from '../format.js'
import { type Html, html } from '../html.js'

const DAY_MS = 86_400_000
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
const MEASURES: Readonly<Record<Alarm['measure'], string>> = {
  sessions: 'Visits',
  conversion: 'Conversion',
  cart_rate: 'Visits that add to the cart',
  orders: 'Orders',
  revenue: 'Revenue',
}

/** What is not like the weeks before, where, and how often such a finding would be false. */
export function renderWatch({
  alarms,
  day,
  days,
  stock,
  series,
  false_alarms_per_quarter,
  n,
  basis,
}: WatchResult): Html {
  const until = DAY.format(day * DAY_MS)
  const bearable = `${formatCount(series)} series watched; at most ${false_alarms_per_quarter} false alarm a quarter is to be expected of all together`
  return html`<section aria-labelledby="watch">
<h2 id="watch">Anything unusual?</h2>
<p class="basis">${basis.source} · ${formatCountOf(days, 'day')} up to ${until}, judged by what came before (${formatCountOf(n, 'day')} read)</p>
<p><strong>${alarms.length === 0 ? `Nothing was unusual up to ${until}.` : alarms.map(headline).join(' ')}</strong></p>
${
  alarms.length > 0 &&
  renderFigure({
    id: 'chart-watch',
    title: 'What was observed, against what was to be expected',
    description: 'The range is what the weeks before let expect, the upright stroke what was observed.',
    basis: bearable,
    heightPx: spansHeightPx(alarms.length),
    drawing: drawSpans(
      alarms.map((alarm) => ({
        label: nameOf(alarm),
        text: show(alarm, alarm.observed),
        low: alarm.low,
        high: alarm.high,
        value: alarm.expected,
        mark: alarm.observed,
        tone: alarm.direction === 'down' ? 'bad' : 'good',
      })),
      { isShared: false },
    ),
    table: {
      columns: ['What', 'Day', 'Days together', 'Observed', 'Expected', 'From', 'To', 'p'],
      rows: alarms.map((alarm) => [
        nameOf(alarm),
        DAY.format(alarm.day * DAY_MS),
        String(alarm.span),
        show(alarm, alarm.observed),
        show(alarm, alarm.expected),
        show(alarm, alarm.low),
        show(alarm, alarm.high),
        alarm.p.toPrecision(2),
      ]),
    },
  })
}
${
  stock.length > 0 &&
  html`<ul class="checks">${stock.map(({ item, quantity, daily_sales, days_left }) => html`<li class="${quantity <= 0 ? 'bad' : 'wait'}"><strong>${item}</strong>${quantity <= 0 ? 'sold out' : `lasts ${days_left.toFixed(1)} days`}, sells ${daily_sales.toFixed(1)} a day</li>`)}</ul>`
}
<p class="note">${bearable}. ${alarms.length === 0 ? 'There is nothing to do.' : 'Look at the place that is named first: a checkout, a tag, a campaign that ended. A change that you made yourself is told by an experiment.'}</p>
</section>`
}

const nameOf = ({ measure, part }: Alarm): string =>
  part ? `${MEASURES[measure]}, ${part.by} ${part.name}` : MEASURES[measure]

function headline(alarm: Alarm): string {
  const [place] = alarm.where
  const from = place ? `, most of all ${place.by} ${place.name}` : ''
  return `${nameOf(alarm)} ${alarm.direction} to ${show(alarm, alarm.observed)}, where ${show(alarm, alarm.expected)} was to be expected${from}.`
}

function show({ measure }: Alarm, value: number): string {
  return measure === 'conversion' || measure === 'cart_rate' ? formatPercent(value) : formatCount(value)
}
