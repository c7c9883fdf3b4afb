import { RESERVED } from '@endcap/core'
import type { ExperimentArm, ExperimentData } from '../experiment/data.js'
import { METRICS, type MetricDefinition } from '../experiment/metric.js'
import type { Database, KeptRows, QueryParameters } from '../warehouse/database.js'
import { DIALECTS, type Dialect } from './dialect.js'
import { readCaps } from './experiment-caps.js'
import { type MeasureColumns, planColumns } from './experiment-measures.js'
import type { Caps } from './experiment-moments.js'
import { readNoveltyData } from './experiment-novelty.js'
import { type Running, readRunning } from './experiment-running.js'
import { DAY_MS, exposedQuery, visitsQuery } from './experiment-visits.js'
import { ALL_TIME, type Period } from './period.js'
import type { OrderOptions } from './words.js'

/** Which experiment to read, and how. */
export interface ExperimentOptions extends OrderOptions {
  readonly experiment: string
  /** Exposures and what came of them. What visitors did before their exposure may be older. */
  readonly period?: Period
  /** Only sales in this currency count as revenue, and as orders that revenue is divided by. @default every sale, as if of one currency */
  readonly currency?: string
  /** @default METRICS */
  readonly metrics?: readonly MetricDefinition[]
  /** How much of what was before the first exposure lessens the noise. 0: none. @default 14 */
  readonly beforeDays?: number
  /** Placement under test, whose lists before the exposure are compared. @default the one that the experiment's lists name */
  readonly placement?: string
  /** New and returning visitors, devices and channels, each apart: costs a look at every event. @default true */
  readonly segments?: boolean
}

export const EXPERIMENT_DEFAULTS = {
  metrics: METRICS,
  beforeDays: 14,
  segments: true,
  currency: '',
} as const satisfies Partial<ExperimentOptions>

/** What the questions about the kept rows share. */
export interface VisitRows {
  readonly dialect: Dialect
  readonly measures: MeasureColumns
  readonly metrics: readonly MetricDefinition[]
  readonly caps: Caps
  readonly hasBefore: boolean
  /** Of the kept rows: what stands after FROM. */
  readonly table: string
  ask<Row>(sql: string): Promise<Row[]>
}

/**
 * Reads an experiment from its exposures, which are logged only for visitors whom the hash enrolled: previews and visitors without
 * consent never count. Programs, and visitors of several arms, are counted and left out. Sales count whatever was clicked, so that an
 * arm without a row compares too. The same of every database: events that came twice count once.
 */
export async function queryExperiment(database: Database, options: ExperimentOptions): Promise<ExperimentData> {
  const { experiment, period = ALL_TIME, unverifiedMs } = options
  const { metrics, beforeDays, segments, currency } = { ...EXPERIMENT_DEFAULTS, ...options }
  const dialect = DIALECTS[database.dialect]
  const measures = planColumns(metrics)
  const parameters: QueryParameters = { ...period, experiment, currency }
  return withKept(database, exposedQuery(dialect), parameters, async (exposed) => {
    const known = { ...parameters, ...exposed.parameters }
    const ask = asker(database, known)
    const facts = await readFacts(ask, exposed.table)
    const base = {
      experiment,
      metrics,
      ...(options.period && { period: options.period }),
      ...(currency !== '' && { currency }),
      filter: filterOf(currency, beforeDays),
      mixedVisitors: facts.mixed,
      bots: facts.programs,
    }
    if (facts.first === null || facts.fromMs === null || facts.lastMs === null) {
      return { ...base, arms: [], moments: {}, span: undefined }
    }
    const span: Period = { fromMs: facts.fromMs, toMs: facts.lastMs + 1 }
    const beforeMs = beforeDays * DAY_MS
    const placement = options.placement ?? (await readPlacement(ask))
    const own: QueryParameters = { ...known, placement, reachMs: Math.max(0, facts.first - beforeMs) }
    const sql = visitsQuery({
      dialect,
      measures,
      exposed: exposed.table,
      isHoldout: experiment === RESERVED.holdout,
      hasSegments: segments,
      beforeMs,
      unverifiedMs,
    })
    return withKept(database, sql, own, async ({ table, parameters }) => {
      const asked = asker(database, { ...own, ...parameters })
      const rows = { dialect, measures, metrics, hasBefore: beforeDays > 0, table, ask: asked }
      const caps = await readCaps(rows)
      const running = await readRunning({ ...rows, caps }, segments)
      const novelty = await readNoveltyData({ ...rows, caps }, facts.endMs)
      return { ...base, ...dataOf(running), span, ...(novelty && { novelty }) }
    })
  })
}

/** Ids of the experiments that any visitor was exposed to, in alphabetical order. */
export async function listExperiments(database: Database, period: Period = ALL_TIME): Promise<string[]> {
  const { jsonKeys } = DIALECTS[database.dialect]
  const rows = await database.query<{ id: string }>(
    `SELECT DISTINCT ${jsonKeys('experiments')} AS id FROM raw_events
     WHERE type = 'experiment_exposure' AND experiments IS NOT NULL AND ts >= $fromMs AND ts < $toMs ORDER BY id`,
    { ...period },
  )
  return rows.map(({ id }) => id)
}

function dataOf({ arms, moments, cumulative, segments }: Running) {
  const inOrder: ExperimentArm[] = [...arms].sort((a, b) => (a.variant < b.variant ? -1 : 1))
  return { arms: inOrder, moments, cumulative, ...(segments.length > 0 && { segments }) }
}

interface Facts {
  readonly mixed: number
  readonly programs: number
  /** The very first exposure of anyone in an arm, before the period or in it. */
  readonly first: number | null
  readonly fromMs: number | null
  readonly lastMs: number | null
  /** Just after the last event of the period, whatever it was: days are whole up to here. */
  readonly endMs: number
}

type Ask = VisitRows['ask']

async function readFacts(ask: Ask, exposed: string): Promise<Facts> {
  const [row] = await ask<Facts>(
    `SELECT count(CASE WHEN bots > 0 THEN 1 END) AS programs, count(CASE WHEN bots = 0 AND arm <> other_arm THEN 1 END) AS mixed,
       min(CASE WHEN bots = 0 THEN first_ts END) AS "first", min(CASE WHEN bots = 0 THEN since END) AS "fromMs",
       max(CASE WHEN bots = 0 THEN last_ts END) AS "lastMs"
     FROM ${exposed} AS exposed`,
  )
  const [last] = await ask<{ endMs: number | null }>(
    'SELECT max(ts) AS "endMs" FROM raw_events WHERE ts >= $fromMs AND ts < $toMs',
  )
  const { mixed = 0, programs = 0, first = null, fromMs = null, lastMs = null } = row ?? {}
  return { mixed, programs, first, fromMs, lastMs, endMs: (last?.endMs ?? 0) + 1 }
}

async function readPlacement(ask: Ask): Promise<string> {
  const [row] = await ask<{ name: string | null }>(
    'SELECT min(placement) AS name FROM raw_events WHERE experiment = $experiment AND ts >= $fromMs AND ts < $toMs',
  )
  return row?.name ?? ''
}

function filterOf(currency: string, beforeDays: number): string {
  const money = currency === '' ? 'sales of every currency' : `sales in ${currency}`
  const before = beforeDays > 0 ? `; ${beforeDays} days before the first exposure to lessen the noise` : ''
  return `people, each in one arm, from the first exposure on; ${money}${before}`
}

/** Rows that are there while a task asks them. */
async function withKept<T>(
  database: Database,
  sql: string,
  parameters: QueryParameters,
  task: (kept: KeptRows) => Promise<T>,
): Promise<T> {
  const kept = await database.keep(sql, used(sql, parameters))
  try {
    return await task(kept)
  } finally {
    await kept.drop()
  }
}

/** Asks with the parameters that a statement names: databases refuse others. */
function asker(database: Database, parameters: QueryParameters): Ask {
  return (sql) => database.query(sql, used(sql, parameters))
}

function used(sql: string, parameters: QueryParameters): QueryParameters {
  const names = new Set(Array.from(sql.matchAll(/\$([a-zA-Z]\w*)/g), ([, name]) => name))
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => names.has(name)))
}
