import type { RegressResult } from '../../statistics/regress.js'
import { renderFigure } from '../chart/figure.js'
import { drawIntervals, intervalsHeightPx } from '../chart/intervals.js'
import { formatCountOf } from '../format.js'
import { type Html, html } from '../html.js'

/** What explains a column, term by term, in words and as intervals. */
export function renderRegress(result: RegressResult): Html {
  const { formula, family, n, missing, coefficients, words, r_squared, basis } = result
  const terms = coefficients.slice(1)
  const spread = terms.filter(({ vif = 1 }) => vif > 10)
  return html`<section aria-labelledby="regress">
<h2 id="regress">What explains ${formula.split('~')[0]?.trim() ?? ''}</h2>
<p class="basis">${basis.source} · ${formula} · ${formatCountOf(n, 'row')}${missing > 0 && `, ${missing} left out with something missing`}</p>
<p><strong>${words[0] ?? ''}</strong></p>
<ul class="checks">${words.slice(1).map((word) => html`<li>${word}</li>`)}</ul>
${renderFigure({
  id: 'chart-regress',
  title: 'Each coefficient with its 95 % interval',
  description: 'Every term has a scale of its own; an interval that crosses the middle may be nothing.',
  basis:
    family === 'linear'
      ? `R² ${r_squared.toFixed(3)}, robust errors (HC3)`
      : `McFadden’s R² ${r_squared.toFixed(3)}, log odds`,
  heightPx: intervalsHeightPx(terms.length),
  drawing: drawIntervals(
    terms.map(({ term, estimate, low, high }) => ({
      label: term,
      text: short(estimate),
      difference: { value: estimate, low, high },
    })),
    { worse: 'less', same: 'no difference', better: 'more' },
  ),
  table: {
    columns: ['Term', 'Estimate', 'Error', 'From', 'To', 'p', 'VIF'],
    rows: coefficients.map(({ term, estimate, standard_error, low, high, p, vif }) => [
      term,
      short(estimate),
      short(standard_error),
      short(low),
      short(high),
      p.toPrecision(2),
      vif?.toFixed(1) ?? '–',
    ]),
  },
})}
<p class="note">${spread.length > 0 && `${spread.map(({ term }) => term).join(', ')}: hardly to be told apart from the others; leave some out. `}A coefficient says what goes together with the others held equal, not what a change would do: an experiment says that.</p>
</section>`
}

const short = (value: number): string => String(Number(value.toPrecision(4)))
