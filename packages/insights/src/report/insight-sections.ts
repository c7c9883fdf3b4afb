import type { InsightName, InsightResult } from '../insights.js'
import type { Html } from './html.js'
import { renderAttribution } from './section/attribution.js'
import { renderBudget } from './section/budget.js'
import { renderChanges } from './section/changes.js'
import { renderChannels } from './section/channels.js'
import { renderChurn } from './section/churn.js'
import { renderClv } from './section/clv.js'
import { renderCohorts } from './section/cohorts.js'
import { renderFeedback } from './section/feedback.js'
import { renderForecast } from './section/forecast.js'
import { renderPaths } from './section/paths.js'
import { renderProducts } from './section/products.js'
import { renderQuality } from './section/quality.js'
import { renderRfm } from './section/rfm.js'
import { renderRules } from './section/rules.js'
import { renderSegments } from './section/segments.js'
import { renderWatch } from './section/watch.js'

/** An insight as a part of the report. */
export interface InsightSection<Name extends InsightName = InsightName> {
  readonly name: Name
  /** In the contents, and in the list of what could not be said. The section's id is the insight's name. */
  readonly title: string
  readonly options: object
  readonly render: (result: never) => Html
}

function section<Name extends InsightName>(
  name: Name,
  title: string,
  render: (result: InsightResult<Name>) => Html,
  options: object = {},
): InsightSection<Name> {
  return { name, title, options, render: render as (result: never) => Html }
}

/** The insights of the report, in the order of the page: it reads from what changed to where to look closer. */
export const INSIGHT_SECTIONS: readonly InsightSection[] = [
  section('changes', 'What changed', renderChanges),
  section('watch', 'Anything unusual?', renderWatch),
  section('segments', 'Who the customers are', renderSegments),
  section('rfm', 'Recency, frequency and value', renderRfm),
  section('cohorts', 'Who orders again', renderCohorts),
  section('clv', 'What customers will bring', renderClv),
  section('churn', 'Who is leaving', renderChurn),
  section('feedback', 'What customers say', renderFeedback),
  section('rules', 'Bought together', renderRules),
  section('products', 'Products', renderProducts),
  section('forecast', 'What will be sold', renderForecast),
  section('paths', 'Paths to an order', renderPaths),
  section('channels', 'Channels', renderChannels),
  section('attribution', 'Attribution', renderAttribution),
  section('budget', 'Budget', renderBudget),
  section('quality', 'How good the recommendations are', renderQuality),
]
