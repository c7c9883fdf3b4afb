import type { FactTable, StoredEvent } from '@endcap/core'
import { type Appended, appendEvents } from './append.js'
import { appendToClickHouse, replaceInClickHouse } from './append-clickhouse.js'
import type { ClickHouseDatabase } from './clickhouse.js'
import type { Warehouse } from './duckdb.js'
import { replaceFacts } from './replace-facts.js'

/** A warehouse that imports can write into. */
export type ImportDatabase = Warehouse | ClickHouseDatabase

/** A row of a table of facts; days and times are whole numbers. */
export type FactRow = Readonly<Record<string, string | number | null>>

/**
 * Where an import writes. In DuckDB each call is a transaction. In ClickHouse it is one INSERT a table, of which the server keeps about a
 * million rows at once, or nothing of them: what is cut short there is completed by the same import once more.
 */
export interface ImportTarget {
  /**
   * Writes the events that the warehouse does not hold yet. `accept` is asked once all are read: when it says no, nothing is written and
   * nothing counted.
   */
  appendEvents(events: AsyncIterable<StoredEvent> | Iterable<StoredEvent>, accept?: () => boolean): Promise<Appended>
  /** Writes rows, of which no two have the same key, in the place of those that have it. Gives how many. */
  replaceFacts(table: FactTable, rows: readonly FactRow[]): Promise<number>
}

/** The way into a warehouse. */
export function targetOf(database: ImportDatabase): ImportTarget {
  if (database.dialect === 'duckdb') {
    return {
      appendEvents: (events, accept) => appendEvents(database, events, accept),
      replaceFacts: (table, rows) => replaceFacts(database, table, rows),
    }
  }
  return {
    appendEvents: (events, accept) => appendToClickHouse(database, events, accept),
    replaceFacts: (table, rows) => replaceInClickHouse(database, table, rows),
  }
}
