import { analyseForecast } from './assortment/forecast.js'
import { analyseProducts } from './assortment/products.js'
import { analyseRules } from './assortment/rules.js'
import { analyseSequences } from './assortment/sequences.js'
import { analyseChanges } from './changes/changes.js'
import { analyseChurn } from './customers/churn/churn.js'
import { analyseClv } from './customers/clv/clv.js'
import { analyseCohorts } from './customers/cohorts.js'
import { analyseFeedback } from './customers/feedback.js'
import { analyseRfm } from './customers/rfm.js'
import { analyseSegments } from './customers/segments.js'
import { analyseAttribution } from './journeys/attribution/analyse-attribution.js'
import { analyseBudget } from './journeys/budget/analyse-budget.js'
import { analyseChannels } from './journeys/channels/analyse-channels.js'
import { analysePaths } from './journeys/paths/analyse-paths.js'
import { measureQuality } from './quality/measure-quality.js'
import type { InsightSource } from './source/source.js'
import { correlateTable } from './statistics/correlate.js'
import { describeTable } from './statistics/describe.js'
import { regressTable } from './statistics/regress.js'
import { watchShop } from './watch/watch-shop.js'

/** Every insight by its name; each answers from any source. Options and results are plain JSON, so that a running process answers the same. */
export const INSIGHTS = {
  cohorts: analyseCohorts,
  changes: analyseChanges,
  churn: analyseChurn,
  clv: analyseClv,
  rfm: analyseRfm,
  attribution: analyseAttribution,
  paths: analysePaths,
  channels: analyseChannels,
  budget: analyseBudget,
  rules: analyseRules,
  sequences: analyseSequences,
  forecast: analyseForecast,
  products: analyseProducts,
  describe: describeTable,
  correlate: correlateTable,
  regress: regressTable,
  watch: watchShop,
  quality: measureQuality,
  feedback: analyseFeedback,
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
