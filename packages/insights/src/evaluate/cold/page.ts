import { renderTable } from '../../report/chart/figure.js'
import { html } from '../../report/html.js'
import { renderEvaluationFrame } from '../page-frame.js'
import { COLD_PARTS, type ColdEvaluation, type ColdPartName } from './cold.js'
import { basisOf, listColdMethods, PART_WORDS, signed, withBounds } from './summary.js'

/** Draws a leave-items-out evaluation as one HTML page that needs no network and no script. */
export function renderCold(evaluation: ColdEvaluation): string {
  const { protocol, mode, k, hidden_items, version, warnings, notes, draws } = evaluation
  return renderEvaluationFrame({
    title: `Cold start: ${protocol}, ${mode}, lists of ${k}`,
    basis: `${hidden_items} items hidden from train · model ${version}`,
    warnings,
    notes,
    body: html`${COLD_PARTS.map(
      (part) => html`<section aria-labelledby="${part}">
<h2 id="${part}">${PART_WORDS[part]}</h2>
<p class="note">${basisOf(evaluation, part)}</p>
${renderTable(tableOf(evaluation, part), PART_WORDS[part])}
</section>
`,
    )}<p class="note">In brackets: 95 % of ${draws} resamples of sessions, paired.</p>
`,
  })
}

function tableOf(evaluation: ColdEvaluation, part: ColdPartName) {
  const { k } = evaluation
  const rows = listColdMethods(evaluation, part).map(({ name, result, margin }) => [
    name,
    ...(['hr', 'mrr', 'ndcg'] as const).map((metric) => withBounds(result[metric], result.intervals[metric])),
    margin ? `${signed(margin.value)} [${signed(margin.low)}, ${signed(margin.high)}]` : '',
  ])
  return { columns: ['Method', `HR@${k}`, `MRR@${k}`, `NDCG@${k}`, 'Endcap ahead in HR by'], rows }
}
