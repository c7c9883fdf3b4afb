import { createHash } from 'node:crypto'
import type { ReportData } from './data.js'
import { formatMoment, formatPeriod } from './format.js'
import { html, trusted } from './html.js'
import { renderEvents } from './section/events.js'
import { renderExperiment } from './section/experiment.js'
import { renderOverview } from './section/overview.js'
import { renderPlacements } from './section/placements.js'
import { STYLE } from './style.js'

/** The page loads nothing and runs nothing; its one style sheet is allowed by its hash. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`

/**
 * Draws a report as one HTML page that needs no network and no script: it opens offline, prints, and may be mailed.
 * Everything that came from events is escaped.
 */
export function renderReport(data: ReportData): string {
  const { experiments, overview } = data
  const period = formatPeriod(data.period)
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Endcap report, ${period}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header>
<p class="brand">Endcap</p>
<h1>Shop report</h1>
<p class="basis">${period} · made ${formatMoment(data.generatedAt)}</p>
</header>
<main>
${renderOverview(data)}
${renderPlacements(data)}
<section aria-labelledby="experiments">
<h2 id="experiments">Experiments</h2>
${experiments.length === 0 && html`<p>No experiment has run. Add one to <code>config.json</code> to test a placement.</p>`}
${experiments.map((experiment, index) => renderExperiment(experiment, index, overview.currency))}
</section>
${renderEvents(data)}
</main>
</body>
</html>
`
  return page.markup
}
