import { type Experiment, RESERVED } from '@endcap/core'
import type { InterleavingSums } from '../experiment/interleave.js'
import type { Database } from '../warehouse/database.js'
import { DIALECTS, type Dialect } from './dialect.js'
import { ALL_TIME, type Period } from './period.js'

/** Which interleaved experiment to read. */
export interface InterleavingOptions {
  /** Of exactly two variants: control, then the other. */
  readonly experiment: Experiment
  readonly period?: Period
}

/**
 * Sums the credit of an interleaved experiment over its visitors: each item that a visitor clicked in a list, once, for the
 * team that picked it. Programs and visitors who were exposed to another variant of the experiment are left out. The same of every
 * database.
 */
export async function queryInterleaving(
  database: Pick<Database, 'dialect' | 'query'>,
  { experiment, period = ALL_TIME }: InterleavingOptions,
): Promise<InterleavingSums> {
  const [control, test] = experiment.variants
  const [row] = await database.query<Row>(sumsQuery(DIALECTS[database.dialect]), {
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

/** An item of a list that was chosen counts once, however often: so that it does not matter whether events came twice. */
const sumsQuery = ({ jsonText }: Dialect) => `
  WITH exposures AS (
    SELECT visitor, ts, ${jsonText('experiments', '$experiment')} AS shown FROM raw_events
    WHERE type = 'experiment_exposure' AND visitor IS NOT NULL AND bot IS NULL AND ts >= $fromMs AND ts < $toMs),
  exposed AS (
    SELECT visitor, min(ts) AS since, max(ts) AS last_ts FROM exposures WHERE shown IS NOT NULL
    GROUP BY visitor HAVING min(shown) = $interleaved AND max(shown) = $interleaved),
  clicked AS (
    SELECT visitor, request_id, event_id FROM raw_events
    WHERE type = 'select_item' AND experiment = $experiment AND variant = $interleaved AND ts >= $fromMs AND ts < $toMs),
  picked AS (
    SELECT c.visitor AS visitor, c.request_id AS request, i.item_id AS item, min(i.team) AS picked_by
    FROM clicked AS c JOIN raw_event_items AS i ON c.event_id = i.event_id GROUP BY c.visitor, c.request_id, i.item_id),
  credits AS (
    SELECT visitor, sum(${flag('picked_by = $control')}) AS a, sum(${flag('picked_by = $test')}) AS b,
      sum(${flag('picked_by IS NULL')}) AS n
    FROM picked GROUP BY visitor),
  preferences AS (
    SELECT since, last_ts, own, other, nobody, CASE WHEN own + other > 0 THEN (other - own) / (own + other) END AS preference
    FROM (
      SELECT e.since AS since, e.last_ts AS last_ts, coalesce(c.a, 0e0) AS own, coalesce(c.b, 0e0) AS other, coalesce(c.n, 0e0) AS nobody
      FROM exposed AS e LEFT JOIN credits AS c ON e.visitor = c.visitor) AS credited)
  SELECT count(*) AS "exposed", count(preference) AS "credited", coalesce(sum(preference), 0e0) AS "sum",
    coalesce(sum(preference * preference), 0e0) AS "sumSquares",
    sum(${flag('preference < 0')}) AS "preferControl", sum(${flag('preference > 0')}) AS "preferTest",
    sum(${flag('preference = 0')}) AS "preferNeither", sum(own) AS "controlClicks", sum(other) AS "testClicks",
    sum(nobody) AS "neutralClicks", min(since) AS "fromMs", max(last_ts) AS "lastMs"
  FROM preferences`

const flag = (condition: string) => `CASE WHEN ${condition} THEN 1e0 ELSE 0e0 END`
