import { barsHeightPx, drawBars } from '../report/chart/bars.js'
import { renderFigure, renderTable } from '../report/chart/figure.js'
import { formatCount, formatCountOf } from '../report/format.js'
import { type Html, html } from '../report/html.js'
import { differencesHeightPx, drawDifferences } from './difference-chart.js'
import type { Evaluation } from './evaluate.js'
import { renderEvaluationFrame } from './page-frame.js'
import { TENTHS } from './replay.js'
import { listMethods, markOf } from './summary.js'

const MARKS = { '': '', '+': ' better', '-': ' worse' } as const

/** Draws an evaluation as one HTML page that needs no network and no script. Everything that came from data is escaped. */
export function renderEvaluation(evaluation: Evaluation): string {
  const { protocol, mode, k, predictions, sessions, notes, warnings } = evaluation
  const title = `Evaluation: ${protocol}, ${mode}, lists of ${k}`
  const basis = `${formatCountOf(predictions, 'prediction')} in ${formatCountOf(sessions, 'session')}`
  return renderEvaluationFrame({
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
<section aria-labelledby="tenths">
<h2 id="tenths">Popular and rare</h2>
${renderTable(tenthsOf(evaluation), 'Hit rate by popularity')}
<p class="note">Hit rate by the target’s tenth of the train items, from the most popular to the rarest.</p>
</section>
<section aria-labelledby="cost">
<h2 id="cost">Cost</h2>
${renderTable(costOf(evaluation), 'Cost')}
<p class="note">Bytes of all files. Decoded: from the bytes to a first list, the median of several times in Node on the machine that measured; of a sharded model, its manifest.</p>
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

function tenthsOf(evaluation: Evaluation) {
  const cells = (row: (tenth: string) => string) => TENTHS.map(row)
  const methods = listMethods(evaluation)
  const asked = cells((tenth) => formatCount(evaluation.by_tenth[tenth]!.predictions))
  const rows = methods.map(({ name, result }) => [name, ...cells((tenth) => ratio(result.by_tenth[tenth]!.hr))])
  return { columns: ['Tenth', ...TENTHS], rows: [['predictions', ...asked], ...rows] }
}

function costOf(evaluation: Evaluation) {
  const { model_bytes_gzip, model_bytes_brotli, decode_ms, bytes_per_session_mean, bytes_per_session_p95 } = evaluation
  const rows = [
    ['Model, bytes after gzip', formatCount(model_bytes_gzip)],
    ['Model, bytes after Brotli', formatCount(model_bytes_brotli)],
    ['Decoded, ms', decode_ms.toFixed(1)],
    ...(bytes_per_session_mean === undefined
      ? []
      : [
          ['A session loads, bytes after gzip', formatCount(Math.round(bytes_per_session_mean))],
          ['95th percentile', formatCount(Math.round(bytes_per_session_p95 ?? 0))],
        ]),
  ]
  return { columns: ['Cost', ''], rows }
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
