import { type ColumnType, EVENT_ITEMS_TABLE, EVENTS_TABLE, type TableSpec, WAREHOUSE_TABLES } from './warehouse.js'
import { ORDERS_COLUMNS, ordersQuery } from './warehouse-orders.js'

/** A database that the warehouse can live in. */
export type WarehouseDialect = 'duckdb' | 'postgres' | 'clickhouse'

const COLUMN_WORDS: Record<WarehouseDialect, Record<ColumnType, string>> = {
  duckdb: { text: 'VARCHAR', integer: 'INTEGER', bigint: 'BIGINT', double: 'DOUBLE', boolean: 'BOOLEAN', json: 'JSON' },
  postgres: {
    text: 'text',
    integer: 'integer',
    bigint: 'bigint',
    double: 'double precision',
    boolean: 'boolean',
    json: 'jsonb',
  },
  // Words that a server of 2018 knows, too. Its JSON functions read text.
  clickhouse: {
    text: 'Nullable(String)',
    integer: 'Nullable(Int32)',
    bigint: 'Nullable(Int64)',
    double: 'Nullable(Float64)',
    boolean: 'Nullable(UInt8)',
    json: 'Nullable(String)',
  },
}

/**
 * The views that queries read, with the columns that name one row. A raw table may hold that row twice:
 * the view keeps the first. `event_id` alone would not do for items, of which an event has many.
 */
const VIEWS = [
  { name: 'events', table: EVENTS_TABLE, key: ['event_id'] },
  { name: 'event_items', table: EVENT_ITEMS_TABLE, key: ['event_id', 'line'] },
] as const satisfies readonly View[]

interface View {
  readonly name: string
  readonly table: TableSpec
  readonly key: readonly string[]
}

/**
 * The statements that make a warehouse in DuckDB, in the order to run them: tables, the columns that a table of an earlier release
 * lacks, then views. Each may run again and changes nothing, but not while another connection runs it: the database answers
 * one of the two with a conflict. No primary key: it makes inserts ten times slower, and the views remove duplicates.
 */
export function warehouseDdl(dialect: 'duckdb'): string[] {
  const columns = (table: TableSpec) => columnsOf(table, dialect).map(({ declared }) => declared)
  return [
    ...WAREHOUSE_TABLES.map((table) => `CREATE TABLE IF NOT EXISTS ${table.name} (${columns(table).join(', ')})`),
    ...WAREHOUSE_TABLES.flatMap((table) =>
      columns(table).map((column) => `ALTER TABLE ${table.name} ADD COLUMN IF NOT EXISTS ${column}`),
    ),
    // A view keeps the columns that its table had when it was made.
    ...VIEWS.map(
      ({ name, table, key }) =>
        `CREATE OR REPLACE VIEW ${name} AS SELECT * FROM ${table.name} ` +
        `QUALIFY row_number() OVER (PARTITION BY ${key.join(', ')} ORDER BY rowid) = 1`,
    ),
    `CREATE OR REPLACE VIEW orders AS ${ordersQuery(dialect)}`,
  ]
}

/**
 * In ClickHouse, `precedence` of a row is this less the moment of receipt (ms since 1970): the later an event was received, the lower.
 */
export const PRECEDENCE_OF_1970 = Number.MAX_SAFE_INTEGER

/** Answers whether a relation has a column, from a listing of what a database has. */
export function columnsLookup(found: readonly { readonly relation: string; readonly column: string }[]) {
  const known = new Set(found.map(({ relation, column }) => `${relation}.${column}`))
  return (relation: string, column: string): boolean => known.has(`${relation}.${column}`)
}

/**
 * The statements that a warehouse on a server still needs, in the order to run them: none when it is complete.
 * `has` says whether a table or view has a column now. An event is shown once by what the database does best: PostgreSQL has a
 * unique index, and rows come by `INSERT … ON CONFLICT DO NOTHING`; ClickHouse keeps of rows with equal keys the one of the
 * highest `precedence`, which the sink lowers with the time of receipt, and the views read with `FINAL`. Where something else is
 * called `orders` already, as in a schema that the shop itself lives in, it stays and that view is not made.
 */
export function warehouseMigration(
  dialect: 'postgres' | 'clickhouse',
  has: (relation: string, column: string) => boolean,
): string[] {
  const changes = VIEWS.flatMap((view) => {
    const { name, table, key } = view
    const columns = columnsOf(table, dialect, key)
    const missing = columns.filter(({ column }) => !has(table.name, column))
    const isNew = missing.length === columns.length
    return [
      ...(isNew ? CREATE[dialect](view, columns.map(({ declared }) => declared).join(', ')) : []),
      ...(isNew ? [] : missing.map(({ declared }) => `ALTER TABLE ${table.name} ADD COLUMN ${declared}`)),
      ...(columns.every(({ column }) => has(name, column)) ? [] : CREATE_VIEW[dialect](view)),
    ]
  })
  const isMade = ORDERS_COLUMNS.every((column) => has('orders', column))
  return [...changes, ...(isMade ? [] : [CREATE_ORDERS[dialect](ordersQuery(dialect))])]
}

const CREATE_ORDERS = {
  postgres: (query: string) =>
    `DO $made$ BEGIN IF to_regclass('orders') IS NULL THEN CREATE VIEW orders AS ${query}; END IF; END $made$`,
  clickhouse: (query: string) => `CREATE VIEW IF NOT EXISTS orders AS ${query}`,
}

const CREATE = {
  postgres: ({ table, key }: View, columns: string) => [
    `CREATE TABLE ${table.name} (${columns})`,
    `CREATE UNIQUE INDEX ${table.name}_key ON ${table.name} (${key.join(', ')})`,
  ],
  clickhouse: ({ table, key }: View, columns: string) => [
    `CREATE TABLE IF NOT EXISTS ${table.name} (${columns}, "precedence" UInt64) ` +
      `ENGINE = ReplacingMergeTree(precedence) ORDER BY (${key.join(', ')})`,
  ],
}

const CREATE_VIEW = {
  postgres: ({ name, table }: View) => [
    `CREATE OR REPLACE VIEW ${name} AS SELECT ${Object.keys(table.columns).join(', ')} FROM ${table.name}`,
  ],
  clickhouse: ({ name, table }: View) => [
    `DROP TABLE IF EXISTS ${name}`,
    `CREATE VIEW ${name} AS SELECT ${Object.keys(table.columns).join(', ')} FROM ${table.name} FINAL`,
  ],
}

/** The columns of a table as a dialect declares them. Columns of `key` hold no null. */
function columnsOf(table: TableSpec, dialect: WarehouseDialect, key: readonly string[] = []) {
  return Object.entries(table.columns).map(([column, type]) => {
    const word = COLUMN_WORDS[dialect][type]
    const solid = dialect === 'clickhouse' ? word.slice('Nullable('.length, -1) : `${word} NOT NULL`
    return { column, declared: `"${column}" ${key.includes(column) ? solid : word}` }
  })
}
