import type { ReportData } from './data.js'
import { formatMoment, formatPeriod } from './format.js'
import { renderFrame } from './frame.js'
import { html } from './html.js'
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
  const main = html`${renderOverview(data)}
${renderPlacements(data)}
<section aria-labelledby="experiments">
<h2 id="experiments">Experiments</h2>
${experiments.length === 0 && html`<p>No experiment has run. Add one to <code>config.json</code> to test a placement.</p>`}
${experiments.map((experiment, index) => renderExperiment(experiment, index, overview.currency))}
</section>
${renderEvents(data)}
`
  return renderFrame({
    title: `Endcap report, ${period}`,
    heading: 'Shop report',
    basis: `${period} · made ${formatMoment(data.generatedAt)}`,
    main,
  })
}
