import { type ColumnType, EVENT_ITEMS_TABLE, EVENTS_TABLE, type TableSpec, WAREHOUSE_TABLES } from './warehouse.js'

/** A database that the warehouse can live in. */
export type WarehouseDialect = 'duckdb'

const COLUMN_WORDS: Record<WarehouseDialect, Record<ColumnType, string>> = {
  duckdb: { text: 'VARCHAR', integer: 'INTEGER', bigint: 'BIGINT', double: 'DOUBLE', boolean: 'BOOLEAN', json: 'JSON' },
}

/**
 * The views that queries read, with the columns that name one row. A raw table may hold that row twice:
 * the view keeps the first. `event_id` alone would not do for items, of which an event has many.
 */
const VIEWS = [
  { name: 'events', table: EVENTS_TABLE, key: 'event_id' },
  { name: 'event_items', table: EVENT_ITEMS_TABLE, key: 'event_id, line' },
] as const

/**
 * The statements that make a warehouse, in the order to run them: tables, the columns that a table of an earlier release
 * lacks, then views. Each may run again and changes nothing, but not while another connection runs it: the database answers
 * one of the two with a conflict. No primary key: it makes inserts ten times slower, and the views remove duplicates.
 */
export function warehouseDdl(dialect: WarehouseDialect): string[] {
  const words = COLUMN_WORDS[dialect]
  const columns = (table: TableSpec) =>
    Object.entries(table.columns).map(([column, type]) => `"${column}" ${words[type]}`)
  return [
    ...WAREHOUSE_TABLES.map((table) => `CREATE TABLE IF NOT EXISTS ${table.name} (${columns(table).join(', ')})`),
    ...WAREHOUSE_TABLES.flatMap((table) =>
      columns(table).map((column) => `ALTER TABLE ${table.name} ADD COLUMN IF NOT EXISTS ${column}`),
    ),
    // A view keeps the columns that its table had when it was made.
    ...VIEWS.map(
      ({ name, table, key }) =>
        `CREATE OR REPLACE VIEW ${name} AS SELECT * FROM ${table.name} ` +
        `QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY rowid) = 1`,
    ),
  ]
}
