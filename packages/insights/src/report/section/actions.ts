import type { Action, ActionConfidence } from '../action/action.js'
import { ACTION_WORDS, sizeWords } from '../action/words.js'
import type { ReportData } from '../data.js'
import { type Html, html } from '../html.js'
import { INSIGHT_SECTIONS } from '../insight-sections.js'

const TONES: Readonly<Record<ActionConfidence, string>> = { sure: 'good', likely: 'open', unsure: 'wait' }

/** What to do next, on top of the page. Nothing where nothing was asked that could say. */
export function renderActions({ actions, insights, experiments }: ReportData): Html {
  if (insights.length === 0 && experiments.length === 0) return html``
  return html`<section aria-labelledby="actions">
<h2 id="actions">What to do</h2>
${
  actions.length === 0
    ? html`<p>Nothing stands out that more than chance explains. Leave things as they are, and look again in a week.</p>`
    : html`<ol class="actions">${actions.map(renderAction)}</ol>
<p class="note">Most money at stake first; amounts are estimates of four weeks. Everything here holds after a correction for all that was looked for.</p>`
}
</section>`
}

function renderAction(action: Action): Html {
  const size = sizeWords(action)
  return html`<li class="${TONES[action.confidence]}">
<p><strong><bdi>${action.text}</bdi></strong></p>
<p class="basis">${size !== '' && html`${size} · `}${ACTION_WORDS[action.confidence]} · <a href="#${action.section}">${titleOf(action.section)}</a></p>
<p class="how"><code>${action.how}</code></p>
</li>`
}

const titleOf = (section: Action['section']): string =>
  INSIGHT_SECTIONS.find(({ name }) => name === section)?.title ?? 'Experiments'
