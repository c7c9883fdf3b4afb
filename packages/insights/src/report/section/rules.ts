import type { Rule } from '../../assortment/rule.js'
import type { RuleResult } from '../../assortment/rules.js'
import { renderFigure } from '../chart/figure.js'
import { drawRanges, rangesHeightPx } from '../chart/ranges.js'
import { formatCount, formatCountOf, formatPercent, formatSmall } from '../format.js'
import { type Html, html } from '../html.js'

/** Rules that are drawn. */
const SHOWN = 10
/** Groups of fewer people are not shown; a rule's baskets are at most so many people's. */
const LEAST_SHOWN = 10

/** What is bought together, and what to do about it. */
export function renderRules(result: RuleResult): Html {
  const { n, rules, nSignificant, nCorrected, nRules, tested, alpha, basis } = result
  const sure = rules.filter(({ isSignificant, count }) => isSignificant && count >= LEAST_SHOWN)
  const words = `${basis.source} · ${formatCountOf(n, 'basket')}`
  const [best] = sure
  if (!best) {
    return html`<section aria-labelledby="rules"><h2 id="rules">Bought together</h2>
<p class="basis">${words}</p>
<p>Nothing is bought together more than chance and the size of baskets give${nCorrected > 0 && html`, though ${formatCountOf(nCorrected, 'rule')} would look so without regard to the size of baskets`}. Do nothing here.</p></section>`
  }
  const shown = sure.slice(0, SHOWN)
  const figure = renderFigure({
    id: 'chart-rules',
    title: 'Lift of the surest rules',
    description: `The highest is ${nameOf(best)} with ${formatSmall(best.lift)} times as many baskets as by chance.`,
    basis: words,
    heightPx: rangesHeightPx(shown.length),
    drawing: drawRanges(
      shown.map((rule) => ({
        label: nameOf(rule),
        text: `${formatSmall(rule.lift)} × in ${formatCount(rule.count)}`,
        value: rule.lift,
        low: rule.liftLow,
        high: rule.liftHigh,
      })),
      { mark: 1, words: 'as by chance', isRatio: true },
    ),
    table: {
      columns: ['Rule', 'Baskets', 'Confidence', 'Lift', 'From', 'To', 'In baskets of its size'],
      rows: shown.map((rule) => [
        nameOf(rule),
        formatCount(rule.count),
        formatPercent(rule.confidence),
        formatSmall(rule.lift),
        formatSmall(rule.liftLow),
        formatSmall(rule.liftHigh),
        formatSmall(rule.sizeLift),
      ]),
    },
  })
  return html`<section aria-labelledby="rules">
<h2 id="rules">Bought together</h2>
<p class="basis">${words}</p>
<div class="verdict good"><p class="headline"><bdi>${nameOf(best)}</bdi>: ${formatSmall(best.lift)} times as often as by chance</p>
<p>Show <bdi>${nameAt(best, best.lhs.length)}</bdi> to whoever has <bdi>${best.lhs.map((_, at) => nameAt(best, at)).join(' and ')}</bdi> in the cart. <code>endcap insight rules --place</code> puts the surest products on top of a placement, and with <code>--experiment</code> it tests that they sell more.</p></div>
${figure}
<p class="note">${formatCount(nSignificant)} of ${formatCountOf(nRules, 'rule')} hold after the correction over ${formatCount(tested)} tests (Benjamini–Hochberg, at most ${formatPercent(alpha)} false) and among baskets of the same sizes. Intervals are 95 %, each by itself. Bought together is no proof that one sells the other: an experiment is.</p>
</section>`
}

const nameAt = ({ lhs, rhs, names }: Rule, at: number): string => names?.[at] ?? lhs[at] ?? rhs

const nameOf = (rule: Rule): string =>
  `${rule.lhs.map((_, at) => nameAt(rule, at)).join(' + ')} → ${nameAt(rule, rule.lhs.length)}`
