import { barsHeightPx, drawBars } from '../report/chart/bars.js'
import { renderFigure, renderTable } from '../report/chart/figure.js'
import { formatCountOf } from '../report/format.js'
import { type Html, html } from '../report/html.js'
import { differencesHeightPx, drawDifferences } from './difference-chart.js'
import type { Evaluation } from './evaluate.js'
import { renderFrame } from './page-frame.js'
import { listMethods, markOf } from './summary.js'

const MARKS = { '': '', '+': ' better', '-': ' worse' } as const

/** Draws an evaluation as one HTML page that needs no network and no script. Everything that came from data is escaped. */
export function renderEvaluation(evaluation: Evaluation): string {
  const { protocol, mode, k, predictions, sessions, notes, warnings } = evaluation
  const title = `Evaluation: ${protocol}, ${mode}, lists of ${k}`
  const basis = `${formatCountOf(predictions, 'prediction')} in ${formatCountOf(sessions, 'session')}`
  return renderFrame({
    title,
    basis: `${basis} · model ${evaluation.version}`,
    warnings,
    notes,
    body: html`<section aria-labelledby="methods">
<h2 id="methods">Methods</h2>
${renderTable(tableOf(evaluation), 'Methods')}
<p class="note">In brackets: 95 % of ${evaluation.draws} resamples of sessions. Better and worse are against endcap, by the interval of the paired difference.</p>
</section>
<section aria-labelledby="charts">
<h2 id="charts">Charts</h2>
${renderHits(evaluation, basis)}
${Object.keys(evaluation.baselines).length > 0 && html`<div class="pair">${(['hr', 'mrr'] as const).map((metric) => renderDifferences(evaluation, metric, basis))}</div>`}
</section>
`,
  })
}

function tableOf(evaluation: Evaluation) {
  const { k } = evaluation
  const rows = listMethods(evaluation).map(({ name, result, rival }) => [
    name,
    ...(['hr', 'mrr'] as const).map((metric) => {
      const [low, high] = result.intervals[metric]
      return `${ratio(result[metric])} [${ratio(low)}, ${ratio(high)}]${MARKS[markOf(rival, metric)]}`
    }),
    ...[result.ndcg, result.map, result.precision, result.recall, result.f1, result.coverage, result.gini].map(ratio),
    result.novelty.toFixed(2),
    result.p50_us.toFixed(1),
    result.p99_us.toFixed(1),
    result.fit_s.toFixed(2),
  ])
  const columns = ['Method', `HR@${k}`, `MRR@${k}`, 'NDCG', 'MAP', 'Precision', 'Recall', 'F1', 'Coverage', 'Gini']
  return { columns: [...columns, 'Novelty, bits', 'p50, µs', 'p99, µs', 'Fit, s'], rows }
}

function renderHits(evaluation: Evaluation, basis: string): Html {
  const bars = listMethods(evaluation).map(({ name, result: { hr } }) => ({ label: name, value: hr, text: ratio(hr) }))
  return renderFigure({
    id: 'hits',
    title: `Hit rate at ${evaluation.k}`,
    description: `Hit rate of ${bars.length} methods as lying bars.`,
    basis,
    heightPx: barsHeightPx(bars.length),
    drawing: drawBars(bars),
    table: { columns: ['Method', 'Hit rate'], rows: bars.map(({ label, text }) => [label, text]) },
  })
}

function renderDifferences(evaluation: Evaluation, metric: 'hr' | 'mrr', basis: string): Html {
  const name = metric === 'hr' ? 'hit rate' : 'MRR'
  const rows = listMethods(evaluation).flatMap(({ name: label, rival }) => {
    return rival ? [{ label, difference: rival.difference[metric] }] : []
  })
  const signed = (value: number) => `${value < 0 ? '−' : '+'}${ratio(Math.abs(value))}`
  return renderFigure({
    id: `difference-${metric}`,
    title: `Endcap minus the others, ${name}`,
    description: `Paired differences of ${name} with 95 % intervals; right of the line endcap is better.`,
    basis,
    heightPx: differencesHeightPx(rows.length),
    drawing: drawDifferences(rows, signed),
    table: {
      columns: ['Method', 'Difference', 'Low', 'High'],
      rows: rows.map(({ label, difference: { value, low, high } }) => [label, ...[value, low, high].map(signed)]),
    },
  })
}

const ratio = (value: number): string => value.toFixed(4)
