import type { ReportData, ReportInsight } from './data.js'
import { formatMoment, formatPeriod } from './format.js'
import { renderFrame } from './frame.js'
import { type Html, html } from './html.js'
import { INSIGHT_SECTIONS, type InsightSection } from './insight-sections.js'
import { renderActions } from './section/actions.js'
import { renderEvents } from './section/events.js'
import { renderExperiment } from './section/experiment.js'
import { renderOverview } from './section/overview.js'
import { renderPlacements } from './section/placements.js'

/**
 * Draws a report as one HTML page that needs no network and no script: it opens offline, prints, and may be mailed.
 * Everything that came from events is escaped.
 */
export function renderReport(data: ReportData): string {
  const { experiments, overview } = data
  const period = formatPeriod(data.period)
  const insights = data.insights.map((insight) => ({ insight, section: sectionOf(insight) }))
  const [changes, rest] = [
    insights.filter(({ insight }) => insight.name === 'changes'),
    insights.filter(({ insight }) => insight.name !== 'changes'),
  ]
  const main = html`${renderActions(data)}
${renderContents(data)}
${changes.map(({ insight, section }) => drawn(insight, section))}
${renderOverview(data)}
${renderPlacements(data)}
<section aria-labelledby="experiments">
<h2 id="experiments">Experiments</h2>
${experiments.length === 0 && html`<p>No experiment has run. Add one to <code>config.json</code> to test a placement.</p>`}
${experiments.map((experiment, index) => renderExperiment(experiment, index, overview.currency))}
</section>
${rest.map(({ insight, section }) => drawn(insight, section))}
${renderUnsaid(data)}
${renderEvents(data)}
`
  return renderFrame({
    title: `Endcap report, ${period}`,
    heading: 'Shop report',
    basis: `${period} · made ${formatMoment(data.generatedAt)}`,
    main,
  })
}

const sectionOf = ({ name }: ReportInsight): InsightSection | undefined =>
  INSIGHT_SECTIONS.find((section) => section.name === name)

function drawn(insight: ReportInsight, section: InsightSection | undefined): Html {
  return 'result' in insight && section ? section.render(insight.result as never) : html``
}

/** Where to go: the page is long. */
function renderContents({ insights }: ReportData): Html {
  const told = insights.flatMap((insight) => {
    const section = 'result' in insight ? sectionOf(insight) : undefined
    return section && insight.name !== 'changes' ? [html`<li><a href="#${section.name}">${section.title}</a></li>`] : []
  })
  if (told.length === 0) return html``
  const own = [
    ['overview', 'What happened'],
    ['placements', 'Placements'],
    ['experiments', 'Experiments'],
  ] as const
  return html`<nav class="contents" aria-label="Contents"><ul>${own.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}${told}</ul></nav>`
}

/** What the page cannot say yet, and what it would take. */
function renderUnsaid({ insights }: ReportData): Html {
  const unsaid = insights.flatMap((insight) => ('unsaid' in insight ? [insight] : []))
  if (unsaid.length === 0) return html``
  return html`<section aria-labelledby="unsaid">
<h2 id="unsaid">Not to be said yet</h2>
<ul class="checks">${unsaid.map((insight) => html`<li class="wait"><strong>${sectionOf(insight)?.title ?? insight.name}</strong>${insight.unsaid}</li>`)}</ul>
</section>`
}
