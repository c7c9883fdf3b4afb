import type { ChurnResult } from '../../customers/churn/churn-result.js'
import type { TargetReport } from '../../customers/churn/predict-target.js'
import { renderFigure } from '../chart/figure.js'
import { drawReliability, RELIABILITY_HEIGHT_PX } from '../chart/reliability.js'
import { formatCount, formatCountOf, formatPercent } from '../format.js'
import { type Html, html } from '../html.js'

/** Groups of fewer people are not shown. */
const LEAST_PEOPLE = 10

/** Who is leaving, how right such chances were, and what to do about it. */
export function renderChurn(result: ChurnResult): Html {
  const { n, as_of, basis, counts, gaps, models, leaving, refused } = result
  const overdue = counts.silent + counts.late
  const model = 'refused' in models.leaving ? undefined : models.leaving
  const finding = result.finding
    ? overdue >= LEAST_PEOPLE
      ? `${formatCount(overdue)} of ${formatCountOf(n, 'customer')} are overdue, ${formatCount(counts.silent)} of them for longer than chance explains.`
      : 'Fewer than ten customers are overdue.'
    : `Nobody is known to be leaving: what silence there is, chance explains.`
  const sure = leaving
    ? leaving.finding
      ? 'That customers leave at all is sure.'
      : 'In this log leaving cannot be told from pausing.'
    : (refused ?? '')
  return html`<section aria-labelledby="churn">
<h2 id="churn">Who is leaving</h2>
<p class="basis">${basis.source} · ${formatCountOf(n, 'customer')} until ${as_of} · ${basis.filter}</p>
<p>${finding} ${sure} Half of the gaps between purchases are at most ${formatCountOf(gaps.median, 'day')}, ${formatPercent(gaps.quantile)} at most ${formatCount(gaps.days)}.</p>
${model?.finding && figure(model)}
${model?.finding && reasons(model)}
<p><strong>What to do:</strong> ${result.finding ? 'write to the overdue ones who brought most, before their usual gap has passed twice; keep a tenth of them without a message, to see what it brings.' : 'nothing yet; look again when more customers have bought twice.'}</p>
</section>`
}

function reasons({ importance }: TargetReport): Html {
  const [first, second, third] = importance
  return html`<p class="note">What moves the chance most: ${[first, second, third].flatMap((each) => (each ? [each.title] : [])).join(', ')}.</p>`
}

function figure({ title, chosen, test }: TargetReport): Html {
  const shown = test.reliability.filter(({ customers }) => customers >= LEAST_PEOPLE)
  return renderFigure({
    id: 'chart-churn',
    title: `How right the chance was to ${title}`,
    description: `${formatCountOf(shown.length, 'group')} of customers by their chance, beside the share that it came true for; the mean distance is ${formatPercent(test.calibration_error)}. Model: ${chosen.model.replace('_', ' ')}.`,
    basis: `newest window · ${formatCountOf(test.n, 'customer')} · AUC ${test.auc.toFixed(3)} (${test.auc_interval.map((value) => value.toFixed(3)).join(' to ')})`,
    heightPx: RELIABILITY_HEIGHT_PX,
    drawing: drawReliability(shown),
    table: {
      columns: ['Group', 'Customers', 'Chance told', 'Came true'],
      rows: shown.map(({ customers, predicted, observed }, index) => [
        String(index + 1),
        formatCount(customers),
        formatPercent(predicted),
        formatPercent(observed),
      ]),
    },
  })
}
