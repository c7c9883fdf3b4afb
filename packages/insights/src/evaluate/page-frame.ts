import { renderFrame } from '../report/frame.js'
import { type Html, html } from '../report/html.js'

/** What stands in the page of an evaluation. */
export interface EvaluationFrame {
  readonly title: string
  /** Sample size and version, under the title. */
  readonly basis: string
  readonly warnings: readonly string[]
  /** Sections. */
  readonly body: Html
  readonly notes: readonly string[]
}

/** One HTML page: title, warnings, sections, notes. */
export function renderEvaluationFrame({ title, basis, warnings, body, notes }: EvaluationFrame): string {
  const main = html`${warnings.map((warning) => html`<div class="verdict wait"><p class="headline">${warning}</p></div>`)}
${body}<section aria-labelledby="notes">
<h2 id="notes">Notes</h2>
${notes.map((note) => html`<p class="note">${note}</p>`)}
</section>
`
  return renderFrame({ title: `Endcap: ${title}`, heading: title, basis, main })
}
