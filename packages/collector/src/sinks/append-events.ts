import { setImmediate as nextTurn } from 'node:timers/promises'
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api'
import {
  type Cell,
  type ColumnType,
  EVENT_ITEMS_TABLE,
  EVENTS_TABLE,
  type StoredEvent,
  type TableSpec,
  toWarehouseRows,
} from '@endcap/core'
import { PermanentError } from '../sink.js'

/** Appending runs on the main thread at about 10 µs a row; more at once would be felt by requests. */
const ROWS_PER_TURN = 256

/**
 * Appends the rows of events to the raw tables of a DuckDB connection. Rejects with a `PermanentError` that names an event
 * whose values no column holds; the caller rolls back.
 */
export async function appendEvents(to: DuckDBConnection, events: readonly StoredEvent[]): Promise<void> {
  if (events.length === 0) return
  const eventRows = await to.createAppender(EVENTS_TABLE.name)
  const itemRows = await to.createAppender(EVENT_ITEMS_TABLE.name)
  try {
    let rows = 0
    for (const stored of events) {
      rows += appendEvent(stored, eventRows, itemRows)
      if (rows < ROWS_PER_TURN) continue
      rows = 0
      await nextTurn()
    }
    eventRows.flushSync()
    await nextTurn()
    itemRows.flushSync()
  } finally {
    // After a failed flush closing fails with the same error again.
    for (const appender of [eventRows, itemRows]) closeQuietly(appender)
  }
}

/** Gives the number of rows. A value that its column cannot hold fails here, so the event can be named. */
function appendEvent(stored: StoredEvent, eventRows: DuckDBAppender, itemRows: DuckDBAppender): number {
  try {
    const { event, items } = toWarehouseRows(stored)
    appendRow(eventRows, EVENTS_TABLE, event)
    for (const item of items) appendRow(itemRows, EVENT_ITEMS_TABLE, item)
    return 1 + items.length
  } catch (error) {
    throw new PermanentError(error instanceof Error ? error.message : String(error), [stored.id], error)
  }
}

function closeQuietly(appender: DuckDBAppender): void {
  try {
    appender.closeSync()
  } catch {}
}

const APPEND: Record<ColumnType, (to: DuckDBAppender, value: Cell) => void> = {
  text: (to, value) => to.appendVarchar(String(value)),
  json: (to, value) => to.appendVarchar(String(value)),
  integer: (to, value) => to.appendInteger(Number(value)),
  bigint: (to, value) => to.appendBigInt(BigInt(Math.trunc(Number(value)))),
  double: (to, value) => to.appendDouble(Number(value)),
  boolean: (to, value) => to.appendBoolean(Boolean(value)),
}

function appendRow(to: DuckDBAppender, table: TableSpec, row: Readonly<Record<string, Cell>>): void {
  for (const [column, type] of Object.entries(table.columns)) {
    const value = row[column] ?? null
    if (value === null) to.appendNull()
    else APPEND[type](to, value)
  }
  to.endRow()
}

/** Errors of the database that come again with the same rows. Anything else (disk, lock, memory) may pass. */
export function isAboutData(error: unknown): boolean {
  return /^(?:Conversion|Invalid Input|Constraint|Out of Range) Error/.test(error instanceof Error ? error.message : '')
}
