import type { ListQuality, QualityResult } from '../../quality/measure-quality.js'
import { renderFigure, renderTable } from '../chart/figure.js'
import { drawSpans, spansHeightPx } from '../chart/spans.js'
import { formatAmount, formatCount, formatCountOf, formatPercent } from '../format.js'
import { type Html, html } from '../html.js'

/** Strategies that fewer people saw are not told. */
const LEAST_PEOPLE = 10

/** How good the recommendations are, by strategy and position, with feedback and a replay. */
export function renderQuality({
  strategies,
  positions,
  position_bias,
  feedback,
  offline,
  n,
  people,
  share,
  basis,
}: QualityResult): Html {
  const shown = strategies.filter((strategy) => strategy.people >= LEAST_PEOPLE)
  const isCorrected = shown.every(({ ctr_corrected }) => ctr_corrected !== undefined)
  const told = new Set(shown.map(({ strategy }) => strategy))
  return html`<section aria-labelledby="quality">
<h2 id="quality">How good the recommendations are</h2>
<p class="basis">${basis.source} · ${formatCountOf(n, 'card')} seen by ${formatCount(people)} people${share < 1 && `, one visitor of ${formatCount(1 / share)}`} · ${isCorrected ? 'position taken out' : `position not taken out: ${position_bias}`}</p>
<p><strong>${qualityFinding(shown)}</strong></p>
${
  shown.length > 0 &&
  renderFigure({
    id: 'chart-quality',
    title: isCorrected ? 'Clicks a card as if each stood first' : 'Clicks a card',
    description: `${qualityFinding(shown)} Intervals of 95 %, by person.`,
    basis: formatCountOf(n, 'card'),
    heightPx: spansHeightPx(shown.length),
    drawing: drawSpans(
      shown.map((strategy) => {
        const { value, low = value, high = value } = rateOf(strategy)
        return { label: nameOf(strategy), text: formatPercent(value), value, low: low ?? value, high: high ?? value }
      }),
      { isShared: true },
    ),
    table: {
      columns: [
        'Strategy',
        'Clicks a card',
        'As if first',
        'From',
        'To',
        'Carts a card',
        'Revenue a thousand cards',
        'Cards',
      ],
      rows: shown.map((strategy) => [
        nameOf(strategy),
        formatPercent(strategy.ctr.value),
        formatPercent(strategy.ctr_corrected?.value),
        formatPercent(rateOf(strategy).low),
        formatPercent(rateOf(strategy).high),
        formatPercent(strategy.cart_rate.value),
        formatAmount(strategy.revenue_per_thousand.value, basis.currency),
        formatCount(strategy.impressions),
      ]),
    },
  })
}
<h3>Positions</h3>
${renderTable(
  {
    columns: ['Position', 'Clicks a card', 'Looked at, against the first', 'From', 'To'],
    rows: positions.map(({ position, ctr, examination, examination_low, examination_high }) => [
      String(position),
      formatPercent(ctr),
      examination?.toFixed(2) ?? '–',
      examination_low?.toFixed(2) ?? '–',
      examination_high?.toFixed(2) ?? '–',
    ]),
  },
  'Positions',
)}
<h3>Feedback</h3>
${renderTable(
  {
    columns: ['Strategy', 'Lists with a product dismissed', 'Rating', 'Ratings', 'Net promoter score', 'Answers'],
    rows: feedback
      .filter(({ strategy }) => told.has(strategy))
      .map(({ strategy, dismissed_per_list, rating, ratings, nps, scores }) => [
        strategy,
        formatPercent(dismissed_per_list),
        ratings >= LEAST_PEOPLE && rating !== undefined ? rating.toFixed(2) : '–',
        formatCount(ratings),
        scores >= LEAST_PEOPLE && nps !== undefined ? (nps * 100).toFixed(0) : '–',
        formatCount(scores),
      ]),
  },
  'Feedback',
)}
${
  offline &&
  html`<h3>Replay of the last ${offline.test_days} days</h3>
${renderTable(
  {
    columns: ['Figure', `At ${offline.k}`],
    rows: [
      ['Hit rate', offline.hr.toFixed(4)],
      ['Hit rate of what is popular', offline.popular.hr.toFixed(4)],
      ['MRR', offline.mrr.toFixed(4)],
      ['NDCG', offline.ndcg.toFixed(4)],
      ['MAP', offline.map.toFixed(4)],
      ['Precision', offline.precision.toFixed(4)],
      ['Recall', offline.recall.toFixed(4)],
      ['F1', offline.f1.toFixed(4)],
      ['Coverage', formatPercent(offline.coverage)],
      ['Gini', offline.gini.toFixed(3)],
      ['Novelty, bits', offline.novelty.toFixed(2)],
      ['Diversity within a list', offline.intra_list_diversity?.toFixed(3) ?? '–'],
      ['Calibration', offline.calibration?.toFixed(3) ?? '–'],
    ],
  },
  'Replay',
)}`
}
<p class="note">Strategies were not given to people by chance unless an experiment did so: try the better one in an experiment before it takes the whole shop.</p>
</section>`
}

const nameOf = ({ placement, strategy }: ListQuality): string => `${strategy} in ${placement}`
const rateOf = ({ ctr, ctr_corrected }: ListQuality) => ctr_corrected ?? ctr

/** The best strategy in a sentence, where it is clear. */
export function qualityFinding(strategies: readonly ListQuality[]): string {
  const [best] = strategies
  if (!best) return 'Too few people saw a list to tell.'
  const next = strategies.slice(1).find(({ placement }) => placement === best.placement)
  if (!next) return `${best.strategy} is the only strategy in ${best.placement}.`
  const [own, other] = [rateOf(best), rateOf(next)]
  return (own.low ?? 0) > (other.high ?? 1)
    ? `${best.strategy} draws the most clicks in ${best.placement}.`
    : `No strategy in ${best.placement} is clearly better than the next.`
}
