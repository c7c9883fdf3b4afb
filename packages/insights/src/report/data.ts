import { type Config, EndcapError } from '@endcap/core'
import type { ChangesOptions } from '../changes/changes.js'
import { analyseExperiments } from '../experiment/analyse.js'
import type { ExperimentResult } from '../experiment/result.js'
import { type InsightName, runInsight } from '../insights.js'
import { type Overview, queryOverview } from '../query/overview.js'
import { ALL_TIME, type Period, readSpan } from '../query/period.js'
import { type PlacementResult, queryPlacements } from '../query/placements.js'
import type { OrderOptions } from '../query/words.js'
import { openWarehouseSource, type WarehouseSourceOptions } from '../source/open-warehouse-source.js'
import type { Warehouse } from '../warehouse/duckdb.js'
import type { Action } from './action/action.js'
import { findActions } from './action/find-actions.js'
import { INSIGHT_SECTIONS } from './insight-sections.js'

/** A report as plain JSON: what `endcap report --json` prints and the page is drawn from. */
export interface ReportData {
  readonly v: 1
  /** Milliseconds since 1970. */
  readonly generatedAt: number
  /** From the first to the last event that was counted. Undefined when there is none. */
  readonly period: Period | undefined
  readonly overview: Overview
  readonly placements: readonly PlacementResult[]
  readonly experiments: readonly ExperimentResult[]
  /** What to do next: at most seven, most money at stake first. Empty where nothing stands out. */
  readonly actions: readonly Action[]
  /** In the order of the page. */
  readonly insights: readonly ReportInsight[]
}

/** An insight of the report: what it found, or why it could not say anything. */
export type ReportInsight =
  | { readonly name: InsightName; readonly result: unknown }
  | { readonly name: InsightName; readonly unsaid: string }

/** What to report on. */
export interface ReportOptions extends OrderOptions {
  /** Gives the experiments their weights, their order of arms and their placement. */
  readonly config?: Config
  /** @default all that the warehouse holds */
  readonly period?: Period
  /** @default the clock */
  readonly now?: number
  /** Which insights; none: an empty list. @default all that the report knows */
  readonly insights?: readonly InsightName[]
  /** The shop's: of days and hours, of money, and what it wants of a stretch of days. */
  readonly shop?: Pick<WarehouseSourceOptions, 'zone' | 'rates'> & Pick<ChangesOptions, 'goals'>
}

/**
 * Asks the warehouse every question of the report. An empty warehouse gives a report of zeros. Experiments come in the
 * config's order, then those that only the warehouse knows.
 */
export async function buildReport(warehouse: Warehouse, options: ReportOptions = {}): Promise<ReportData> {
  const { config, period = ALL_TIME, now = Date.now(), unverifiedMs } = options
  const overview = await queryOverview(warehouse, period, { unverifiedMs })
  const { currency } = overview
  const placements = await queryPlacements(warehouse, { period, currency, unverifiedMs })
  const experiments = await analyseExperiments(warehouse, { ...(config && { config }), period, currency, unverifiedMs })
  const insights = await askInsights(warehouse, { ...options, currency })
  const found = {
    v: 1 as const,
    generatedAt: now,
    period: await readSpan(warehouse, period),
    overview,
    placements,
    experiments,
    insights,
  }
  return { ...found, actions: findActions(found) }
}

/** One after the other, of one source, so that a table is made ready once. */
async function askInsights(
  warehouse: Warehouse,
  { insights, period, currency, unverifiedMs, shop = {} }: ReportOptions & { readonly currency: string },
): Promise<ReportInsight[]> {
  const asked = INSIGHT_SECTIONS.filter(({ name }) => insights?.includes(name) ?? true)
  if (asked.length === 0) return []
  const { goals, ...own } = shop
  const source = await openWarehouseSource(warehouse, { ...own, period, currency, unverifiedMs })
  const answers: ReportInsight[] = []
  try {
    for (const { name, options } of asked) {
      try {
        const told = name === 'changes' && goals ? { ...options, goals } : options
        answers.push({ name, result: await runInsight(name, source, told) })
      } catch (error) {
        // A young shop has too little for some: the page says so, and says the rest.
        if (!(error instanceof EndcapError) || error.code === 'storage-failed') throw error
        answers.push({ name, unsaid: error.message.replace(/^\[endcap\] [\w-]+: /, '') })
      }
    }
  } finally {
    await source.close()
  }
  return answers
}
