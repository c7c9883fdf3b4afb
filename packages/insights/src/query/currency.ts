import type { Database } from '../warehouse/database.js'
import { ALL_TIME, type Period } from './period.js'
import { IN_PERIOD } from './words.js'

/** The currency (ISO 4217) of most purchases of a period; empty without purchases. */
export async function queryCurrency(database: Pick<Database, 'query'>, period: Period = ALL_TIME): Promise<string> {
  const [row] = await database.query<{ code: string }>(
    `SELECT e.currency AS code, count(DISTINCT e.event_id) AS purchases FROM raw_events e
     WHERE e.type = 'purchase' AND e.currency IS NOT NULL AND ${IN_PERIOD} GROUP BY e.currency ORDER BY purchases DESC, code LIMIT 1`,
    { ...period },
  )
  return row?.code ?? ''
}
