import type { Database } from '../warehouse/database.js'

/** From the first moment to before the last, in ms since 1970. */
export interface Period {
  readonly fromMs: number
  readonly toMs: number
}

/** Every moment. */
export const ALL_TIME: Period = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }

/** The span of what the warehouse holds within `period`; undefined when that is nothing. */
export async function readSpan(
  database: Pick<Database, 'query'>,
  period: Period = ALL_TIME,
): Promise<Period | undefined> {
  const [row] = await database.query<{ fromMs: number | null; lastMs: number | null }>(
    'SELECT min(ts) AS "fromMs", max(ts) AS "lastMs" FROM raw_events WHERE ts >= $fromMs AND ts < $toMs',
    { ...period },
  )
  if (!row || row.fromMs === null || row.lastMs === null) return undefined
  return { fromMs: row.fromMs, toMs: row.lastMs + 1 }
}
