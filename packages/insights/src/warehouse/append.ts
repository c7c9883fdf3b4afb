import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api'
import { type Cell, type StoredEvent, type TableSpec, toWarehouseRows, WAREHOUSE_TABLES } from '@endcap/core'
import type { Warehouse } from './duckdb.js'

/** What an append did, in events. */
export interface Appended {
  readonly added: number
  /** Events whose id was in the warehouse already, or came twice. */
  readonly duplicates: number
}

/**
 * Writes the events that the warehouse does not hold yet, in one transaction. `accept` is asked once all are read:
 * when it says no, nothing is written and nothing counted.
 */
export function appendEvents(
  warehouse: Warehouse,
  events: AsyncIterable<StoredEvent> | Iterable<StoredEvent>,
  accept: () => boolean = () => true,
): Promise<Appended> {
  return warehouse.transaction(async (connection) => {
    const read = await stageEvents(connection, events)
    if (!accept()) return { added: 0, duplicates: 0 }
    await connection.run(
      'CREATE TEMP TABLE fresh AS SELECT event_id FROM stage_raw_events ANTI JOIN raw_events USING (event_id)',
    )
    const added: number[] = []
    for (const { name } of WAREHOUSE_TABLES) {
      const { rowsChanged } = await connection.run(
        `INSERT INTO ${name} FROM stage_${name} SEMI JOIN fresh USING (event_id)`,
      )
      added.push(rowsChanged)
    }
    return { added: added[0] ?? 0, duplicates: read - (added[0] ?? 0) }
  })
}

/** Reads the events into temporary tables, which end with the connection. Gives how many came. */
async function stageEvents(
  connection: DuckDBConnection,
  events: AsyncIterable<StoredEvent> | Iterable<StoredEvent>,
): Promise<number> {
  const appenders: DuckDBAppender[] = []
  for (const { name } of WAREHOUSE_TABLES) {
    await connection.run(`CREATE TEMP TABLE stage_${name} AS FROM ${name} LIMIT 0`)
    appenders.push(await connection.createAppender(`stage_${name}`, null, 'temp'))
  }
  const [eventRows, itemRows] = appenders as [DuckDBAppender, DuckDBAppender]
  const [eventTable, itemTable] = WAREHOUSE_TABLES
  const seen = new Set<string>()
  let read = 0
  for await (const stored of events) {
    read++
    if (seen.has(stored.id)) continue
    seen.add(stored.id)
    const { event, items } = toWarehouseRows(stored)
    appendRow(eventRows, eventTable, event)
    for (const item of items) appendRow(itemRows, itemTable, item)
  }
  for (const appender of appenders) appender.closeSync()
  return read
}

function appendRow(appender: DuckDBAppender, table: TableSpec, row: Readonly<Record<string, Cell>>): void {
  for (const [column, type] of Object.entries(table.columns)) {
    const value = row[column] ?? null
    if (value === null) appender.appendNull()
    else if (typeof value === 'boolean') appender.appendBoolean(value)
    else if (typeof value === 'string') appender.appendVarchar(value)
    else if (type === 'bigint') appender.appendBigInt(BigInt(Math.round(value)))
    else if (type === 'integer') appender.appendInteger(value)
    else appender.appendDouble(value)
  }
  appender.endRow()
}
