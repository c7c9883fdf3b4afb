import type { InsightName, InsightResult } from '../insights.js'
import type { Html } from './html.js'
import { renderAttribution } from './section/attribution.js'
import { renderBudget } from './section/budget.js'
import { renderChanges } from './section/changes.js'
import { renderChannels } from './section/channels.js'
import { renderPaths } from './section/paths.js'

/** An insight as a part of the report. */
export interface InsightSection<Name extends InsightName = InsightName> {
  readonly name: Name
  /** What stands in the list of what could not be said. */
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
  section('paths', 'Journeys', renderPaths),
  section('channels', 'Channels', renderChannels),
  section('attribution', 'Attribution', renderAttribution),
  section('budget', 'Budget', renderBudget),
]
