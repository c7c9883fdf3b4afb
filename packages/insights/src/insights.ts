import { analyseChanges } from './changes/changes.js'
import { analyseCohorts } from './customers/cohorts.js'
import { analyseFeedback } from './customers/feedback.js'
import { analyseRfm } from './customers/rfm.js'
import { analyseSegments } from './customers/segments.js'
import type { InsightSource } from './source/source.js'

/** Every insight by its name; each answers from any source. Options and results are plain JSON, so that a running process answers the same. */
export const INSIGHTS = {
  cohorts: analyseCohorts,
  changes: analyseChanges,
  feedback: analyseFeedback,
  rfm: analyseRfm,
  segments: analyseSegments,
} as const

/** One of {@link INSIGHTS}. */
export type InsightName = keyof typeof INSIGHTS
/** What an insight is asked. */
export type InsightOptions<Name extends InsightName> = NonNullable<Parameters<(typeof INSIGHTS)[Name]>[1]>
/** What it answers. */
export type InsightResult<Name extends InsightName> = Awaited<ReturnType<(typeof INSIGHTS)[Name]>>

/** Asks an insight by its name. */
export function runInsight<Name extends InsightName>(
  name: Name,
  source: InsightSource,
  options: InsightOptions<Name>,
): Promise<InsightResult<Name>> {
  const run = INSIGHTS[name] as (source: InsightSource, options: object) => Promise<unknown>
  return run(source, options) as Promise<InsightResult<Name>>
}
