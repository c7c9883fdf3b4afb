import { type Experiment, RESERVED } from '@endcap/core'
import type { InterleavingSums } from '../experiment/interleave.js'
import type { Database } from '../warehouse/database.js'
import { ALL_TIME, type Period } from './period.js'
import { IN_PERIOD } from './words.js'

/** Which interleaved experiment to read. */
export interface InterleavingOptions {
  /** Of exactly two variants: control, then the other. */
  readonly experiment: Experiment
  readonly period?: Period
}

/**
 * Sums the credit of an interleaved experiment over its visitors: each item that a visitor clicked in a list, once, for the
 * team that picked it. Programs and visitors who were exposed to another variant of the experiment are left out.
 */
export async function queryInterleaving(
  warehouse: Pick<Database, 'query'>,
  { experiment, period = ALL_TIME }: InterleavingOptions,
): Promise<InterleavingSums> {
  const [control, test] = experiment.variants
  const [row] = await warehouse.query<Row>(SUMS, {
    ...period,
    experiment: experiment.id,
    interleaved: RESERVED.interleaved,
    control: control?.id ?? '',
    test: test?.id ?? '',
  })
  const { exposed = 0, credited = 0, sum = 0, sumSquares = 0, fromMs, lastMs } = row ?? {}
  return {
    exposed,
    credited,
    sum,
    sumSquares,
    prefers: { control: row?.preferControl ?? 0, test: row?.preferTest ?? 0, neither: row?.preferNeither ?? 0 },
    clicks: { control: row?.controlClicks ?? 0, test: row?.testClicks ?? 0, neutral: row?.neutralClicks ?? 0 },
    span: fromMs == null || lastMs == null ? undefined : { fromMs, toMs: lastMs + 1 },
  }
}

interface Row {
  readonly exposed: number
  readonly credited: number
  readonly sum: number
  readonly sumSquares: number
  readonly preferControl: number
  readonly preferTest: number
  readonly preferNeither: number
  readonly controlClicks: number
  readonly testClicks: number
  readonly neutralClicks: number
  readonly fromMs: number | null
  readonly lastMs: number | null
}

const SUMS = `
  WITH exposures AS (
    SELECT e.visitor, e.ts, map_extract_value(CAST(e.experiments AS MAP(VARCHAR, VARCHAR)), $experiment) AS variant
    FROM events e
    WHERE e.type = 'experiment_exposure' AND e.visitor IS NOT NULL AND e.bot IS NULL AND ${IN_PERIOD}),
  exposed AS (
    SELECT visitor, min(ts) AS since, max(ts) AS last FROM exposures WHERE variant IS NOT NULL
    GROUP BY visitor HAVING min(variant) = $interleaved AND max(variant) = $interleaved),
  clicks AS (
    SELECT e.visitor, e.request_id, i.item_id, min(i.team) AS team
    FROM events e JOIN event_items i USING (event_id)
    WHERE e.type = 'select_item' AND e.experiment = $experiment AND e.variant = $interleaved AND ${IN_PERIOD}
    GROUP BY e.visitor, e.request_id, i.item_id),
  credits AS (
    SELECT visitor, min(since) AS since, min(last) AS last,
      count(*) FILTER (WHERE team = $control) AS a, count(*) FILTER (WHERE team = $test) AS b,
      count(*) FILTER (WHERE request_id IS NOT NULL AND team IS NULL) AS neutral
    FROM exposed LEFT JOIN clicks USING (visitor) GROUP BY visitor),
  preferences AS (
    SELECT *, CASE WHEN a + b > 0 THEN (b - a) / (a + b)::DOUBLE END AS preference FROM credits)
  SELECT count(*) AS exposed, count(preference) AS credited, coalesce(sum(preference), 0) AS sum,
    coalesce(sum(preference * preference), 0) AS "sumSquares",
    count(*) FILTER (WHERE preference < 0) AS "preferControl", count(*) FILTER (WHERE preference > 0) AS "preferTest",
    count(*) FILTER (WHERE preference = 0) AS "preferNeither", coalesce(sum(a), 0) AS "controlClicks",
    coalesce(sum(b), 0) AS "testClicks", coalesce(sum(neutral), 0) AS "neutralClicks",
    min(since) AS "fromMs", max(last) AS "lastMs"
  FROM preferences`
