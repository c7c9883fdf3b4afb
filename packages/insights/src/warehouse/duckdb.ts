import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBValue,
  type DuckDBValueConverter,
  type DuckDBVector,
  type JS,
  JSDuckDBValueConverter,
} from '@duckdb/node-api'
import { EndcapError, factsDdl, warehouseDdl } from '@endcap/core'
import type { Database, QueryParameters } from './database.js'

/** How to open a warehouse. */
export interface WarehouseOptions {
  /** The DuckDB file; its folder is made when missing. `:memory:` for one that is gone at close. */
  readonly path: string
  /**
   * An instance that is already open in this process, for example the collector's: it is used and, at close, left open.
   * One process owns the file, so whoever shares the process must share the instance.
   */
  readonly instance?: DuckDBInstance
  /**
   * Refuses writes, and a file that does not exist.
   * @default false
   */
  readonly readOnly?: boolean
}

/** The warehouse: the views `events` and `event_items`, and the raw tables behind them. */
export interface Warehouse extends Database {
  readonly dialect: 'duckdb'
  readonly path: string
  readonly instance: DuckDBInstance
  /** The rows of a statement in blocks, as they are found: for results too large for memory. */
  stream<Row>(sql: string, parameters?: QueryParameters): AsyncGenerator<Row[]>
  /** Runs `task` on a connection of its own. All that it wrote is kept, or nothing when it throws. */
  transaction<T>(task: (connection: DuckDBConnection) => Promise<T>): Promise<T>
  close(): void
}

/**
 * Opens the DuckDB warehouse, and makes its tables and views when they are missing.
 * Throws `storage-failed` when the file cannot be opened, as while another process has it.
 */
export async function openWarehouse({ path, instance, readOnly = false }: WarehouseOptions): Promise<Warehouse> {
  const db = instance ?? (await openInstance(path, readOnly))
  const connection = await db.connect()
  let kept = 0
  const inTurn = createTurns()
  if (!readOnly)
    for (const statement of [...warehouseDdl('duckdb'), ...factsDdl('duckdb')]) await connection.run(statement)

  return {
    dialect: 'duckdb',
    path,
    instance: db,
    async query(sql, parameters = {}) {
      const [chunks, names] = await inTurn(async () => {
        const result = await connection.run(sql, bind(parameters))
        return [await result.fetchAllChunks(), result.deduplicatedColumnNames()] as const
      })
      return (await rowsOf(chunks, names)) as never
    },
    async keep(sql, parameters = {}) {
      const table = `kept_${++kept}`
      await inTurn(() => connection.run(`CREATE TEMP TABLE ${table} AS ${sql}`, bind(parameters)))
      return {
        table,
        parameters: {},
        async drop() {
          await inTurn(() => connection.run(`DROP TABLE ${table}`))
        },
      }
    },
    async *stream(sql, parameters = {}) {
      const own = await db.connect()
      try {
        const result = await own.stream(sql, bind(parameters))
        for await (const rows of result.yieldConvertedRowObjects(toPlain)) yield rows as never
      } finally {
        own.closeSync()
      }
    },
    async transaction(task) {
      const own = await db.connect()
      try {
        await own.run('BEGIN')
        const result = await task(own)
        await own.run('COMMIT')
        return result
      } catch (error) {
        await own.run('ROLLBACK').catch(() => undefined)
        throw error
      } finally {
        own.closeSync()
      }
    },
    close() {
      connection.closeSync()
      if (!instance) db.closeSync()
    },
  }
}

async function openInstance(path: string, readOnly: boolean): Promise<DuckDBInstance> {
  try {
    if (path !== ':memory:' && !readOnly) mkdirSync(dirname(path), { recursive: true })
    return await DuckDBInstance.create(path, readOnly ? { access_mode: 'READ_ONLY' } : {})
  } catch (error) {
    throw new EndcapError('storage-failed', `the warehouse ${path} cannot be opened`, error)
  }
}

function bind(parameters: QueryParameters): Record<string, DuckDBValue> {
  return { ...parameters }
}

/**
 * Statements run in the order in which they are asked: the connection takes one at a time, and any of those that wait. The next one runs
 * while the rows of the one before are read.
 */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve()
  return <Result>(task: () => Promise<Result>): Promise<Result> => {
    const turn = last.then(task)
    last = turn.catch(() => undefined)
    return turn
  }
}

/** Blocks of 2048 rows that are read at one go. */
const READ_AT_ONCE = 16

/** The rows of blocks. Columns are converted one after the other, which takes a quarter less time than row by row. */
async function rowsOf(
  chunks: readonly DuckDBDataChunk[],
  names: readonly string[],
): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = []
  for (const [at, chunk] of chunks.entries()) {
    if (at > 0 && at % READ_AT_ONCE === 0) await setImmediate()
    const columns = names.map((_, column) => valuesOf(chunk.getColumnVector(column)))
    const count = chunk.rowCount
    for (let place = 0; place < count; place++) {
      const row: Record<string, unknown> = {}
      for (let column = 0; column < names.length; column++) row[names[column] as string] = columns[column]?.[place]
      rows.push(row)
    }
  }
  return rows
}

function valuesOf(vector: DuckDBVector): unknown[] {
  const values = new Array<unknown>(vector.itemCount)
  for (let at = 0; at < values.length; at++) {
    const value: unknown = vector.getItem(at)
    values[at] =
      typeof value === 'string' || typeof value === 'number'
        ? value
        : toPlain(value as DuckDBValue, vector.type, toPlain)
  }
  return values
}

/** Sums and counts are 64 or 128 bits wide in DuckDB; the warehouse's own numbers all fit a double. */
const toPlain: DuckDBValueConverter<unknown> = (value, type, convert) => {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null) return value
  return JSDuckDBValueConverter(value, type, convert as DuckDBValueConverter<JS>)
}
