import type { FeedbackResult } from '../../customers/feedback.js'
import { COLUMNS_HEIGHT_PX, drawColumns } from '../chart/columns.js'
import { renderFigure } from '../chart/figure.js'
import { formatCount, formatCountOf, formatPercent } from '../format.js'
import { type Html, html } from '../html.js'
import { HIDDEN_BELOW, hiddenNote } from './hidden.js'

/** What customers say of the shop: the score with its interval, over time, and what to do. */
export function renderFeedback({ all, n, periods, trends }: FeedbackResult): Html {
  const asked = periods.filter(({ nps }) => nps)
  const shown = asked.filter(({ nps }) => (nps?.n ?? 0) >= HIDDEN_BELOW)
  const { nps } = all
  if (!nps || nps.n < HIDDEN_BELOW) {
    return html`<section aria-labelledby="feedback"><h2 id="feedback">What customers say</h2>
<p>Too few customers said whether they would recommend the shop. A survey with a question of type <code>nps</code> asks them.</p></section>`
  }
  const score = (value: number) => `${value < 0 ? '−' : ''}${Math.abs(Math.round(value))}`
  const trend = trends.promoters
  return html`<section aria-labelledby="feedback"><h2 id="feedback">What customers say</h2>
<p>The net promoter score is ${score(nps.value)} (95 %: ${score(nps.low)} to ${score(nps.high)}).${trend && trend.direction !== 'none' && ` The share of promoters is ${trend.direction}.`}</p>
${renderFigure({
  id: 'chart-feedback',
  title: 'Promoters, percent of answers',
  description: shown.map(({ period, nps: own }) => `${period}: ${own?.promoters} of ${own?.n}`).join('; '),
  basis: formatCountOf(n, 'answer'),
  heightPx: COLUMNS_HEIGHT_PX,
  drawing: drawColumns(
    shown.map(({ period, nps: own }) => ({ label: period, value: (own?.promoters ?? 0) / (own?.n ?? 1) })),
    (value) => `${Math.round(value * 100)} %`,
  ),
  table: {
    columns: ['Period', 'NPS', 'From', 'To', 'Answers', 'Satisfied', 'Sharing'],
    rows: shown.map(({ period, nps: own, satisfied, sharing }) => [
      period,
      score(own?.value ?? 0),
      score(own?.low ?? 0),
      score(own?.high ?? 0),
      formatCount(own?.n ?? 0),
      formatPercent(satisfied?.value),
      formatPercent(sharing?.value),
    ]),
  },
})}
${hiddenNote(asked.map(({ nps: own }) => own?.n ?? 0))}
<h3>What to do</h3>
<p>${nps.low > 0 ? 'Ask promoters for a review or a recommendation.' : 'Read what those say who gave 6 or less, and answer them.'}</p>
</section>`
}
