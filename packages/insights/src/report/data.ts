import type { Config } from '@endcap/core'
import { analyseExperiments } from '../experiment/analyse.js'
import type { ExperimentResult } from '../experiment/result.js'
import { type Overview, queryOverview } from '../query/overview.js'
import { ALL_TIME, type Period, readSpan } from '../query/period.js'
import { type PlacementResult, queryPlacements } from '../query/placements.js'
import type { OrderOptions } from '../query/words.js'
import type { Warehouse } from '../warehouse/duckdb.js'

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
}

/** What to report on. */
export interface ReportOptions extends OrderOptions {
  /** Gives the experiments their weights, their order of arms and their placement. */
  readonly config?: Config
  /** @default all that the warehouse holds */
  readonly period?: Period
  /** @default the clock */
  readonly now?: number
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
  return { v: 1, generatedAt: now, period: await readSpan(warehouse, period), overview, placements, experiments }
}
