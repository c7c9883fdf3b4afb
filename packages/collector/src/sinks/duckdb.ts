import { setImmediate as nextTurn } from 'node:timers/promises'
import type { DuckDBAppender, DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import {
  type Cell,
  type ColumnType,
  EVENT_ITEMS_TABLE,
  EVENTS_TABLE,
  type StoredEvent,
  type TableSpec,
  toWarehouseRows,
  warehouseDdl,
} from '@endcap/core'
import { PermanentError, type Sink } from '../sink.js'

/** Where the warehouse is. */
export interface DuckdbSinkOptions {
  /** @default 'duckdb' */
  readonly name?: string
  /**
   * A file, or an instance that is already open: one process owns a DuckDB file, so whoever queries it in this process
   * shares the instance. The sink closes only what it opened.
   */
  readonly database: string | DuckDBInstance
}

const CURSOR_DDL = 'CREATE TABLE IF NOT EXISTS endcap_cursor (spool VARCHAR PRIMARY KEY, cursor BIGINT)'

/** Appending runs on the main thread at about 10 µs a row; more at once would be felt by requests. */
const ROWS_PER_TURN = 256

/** Creates the DuckDB sink: warehouse tables and views, with rows and cursor in one transaction. */
export function createDuckdbSink({ name = 'duckdb', database }: DuckdbSinkOptions): Sink {
  let own: DuckDBInstance | undefined
  let connection: DuckDBConnection | undefined
  let spoolId = ''

  async function connect(): Promise<DuckDBConnection> {
    if (typeof database !== 'string') return database.connect()
    const { DuckDBInstance } = await import('@duckdb/node-api')
    own ??= await DuckDBInstance.create(database)
    return own.connect()
  }

  async function transact(to: DuckDBConnection, task: () => Promise<void>): Promise<void> {
    await to.run('BEGIN TRANSACTION')
    try {
      await task()
      await to.run('COMMIT')
    } catch (error) {
      // Fails when the commit itself failed: then nothing is open any more.
      await to.run('ROLLBACK').catch(() => {})
      throw isAboutData(error) ? new PermanentError((error as Error).message, [], error) : error
    }
  }

  return {
    name,
    keepsCursor: true,
    async open(spool) {
      connection ??= await connect()
      spoolId = spool
      for (const statement of [...warehouseDdl('duckdb'), CURSOR_DDL]) await connection.run(statement)
      const read = await connection.runAndReadAll('SELECT cursor FROM endcap_cursor WHERE spool = $spool', { spool })
      const cursor = read.getRows()[0]?.[0]
      return cursor === undefined ? undefined : Number(cursor)
    },
    async write(events, cursor) {
      const to = connection
      if (!to) throw new Error('the sink is not open')
      await transact(to, async () => {
        await append(to, events)
        const values = { spool: spoolId, cursor: BigInt(cursor) }
        await to.run('INSERT OR REPLACE INTO endcap_cursor VALUES ($spool, $cursor)', values)
      })
    },
    async close() {
      connection?.closeSync()
      own?.closeSync()
      connection = undefined
      own = undefined
    },
  }
}

async function append(to: DuckDBConnection, events: readonly StoredEvent[]): Promise<void> {
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
function isAboutData(error: unknown): boolean {
  return /^(?:Conversion|Invalid Input|Constraint|Out of Range) Error/.test(error instanceof Error ? error.message : '')
}
