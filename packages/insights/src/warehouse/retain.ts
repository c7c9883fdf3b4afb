import { EVENT_ITEMS_TABLE, EVENTS_TABLE } from '@endcap/core'
import { dayStart } from './day-start.js'
import type { Warehouse } from './duckdb.js'

/** How long the warehouse keeps events. */
export interface RetainOptions {
  /** Whole days in `zone`, today not counted. */
  readonly days: number
  /** IANA name. @default 'UTC' */
  readonly zone?: string
  /** Only counts. @default false */
  readonly isDryRun?: boolean
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What was deleted, or would be. */
export interface RetainReport {
  /** Events of before this moment go; ms since 1970. */
  readonly before: number
  readonly events: number
  readonly items: number
  /** The oldest event that is left; absent when none is. */
  readonly oldest?: number
}

/** Deletes events that happened before the kept days, with their items, in one transaction. Other sinks and backups keep theirs. */
export async function retainEvents(warehouse: Warehouse, options: RetainOptions): Promise<RetainReport> {
  const { days, zone = 'UTC', isDryRun = false, now } = options
  const before = dayStart(now, zone, days)
  const [events, items] = [EVENTS_TABLE.name, EVENT_ITEMS_TABLE.name]
  const old = `event_id IN (SELECT event_id FROM ${events} WHERE ts < $before)`
  let counts: { events: number; items: number }
  if (isDryRun) {
    const [found] = await warehouse.query<{ events: number; items: number }>(
      `SELECT (SELECT count(*) FROM ${events} WHERE ts < $before) AS events, (SELECT count(*) FROM ${items} WHERE ${old}) AS items`,
      { before },
    )
    counts = { events: found?.events ?? 0, items: found?.items ?? 0 }
  } else {
    counts = await warehouse.transaction(async (connection) => {
      const values = { before: BigInt(before) }
      const goneItems = await connection.run(`DELETE FROM ${items} WHERE ${old}`, values)
      const goneEvents = await connection.run(`DELETE FROM ${events} WHERE ts < $before`, values)
      return { events: goneEvents.rowsChanged, items: goneItems.rowsChanged }
    })
    // Gives the room back. Not while somebody writes: then the next time does.
    if (counts.events > 0) await warehouse.query('CHECKPOINT').catch(() => undefined)
  }
  const [left] = await warehouse.query<{ oldest: number | null }>(
    `SELECT min(ts) AS oldest FROM ${events} WHERE ts >= $before`,
    { before },
  )
  return { before, ...counts, ...(left?.oldest != null && { oldest: left.oldest }) }
}
