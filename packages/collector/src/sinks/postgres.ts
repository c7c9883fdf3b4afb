import {
  type Cell,
  type ColumnType,
  columnsLookup,
  EndcapError,
  type TableSpec,
  warehouseMigration,
} from '@endcap/core'
import type { Client } from 'pg'
import { PermanentError, type Sink } from '../sink.js'
import { pairsCondition, type SubjectPair, subjectCondition } from '../subjects/subject.js'
import { loadClient } from './load-client.js'
import { toTableRows, withItems } from './warehouse-columns.js'

/** Which database, and where in it. */
export interface PostgresSinkOptions {
  /** @default 'postgres' */
  readonly name?: string
  /** `postgres://user:password@host:5432/database`. @default `ENDCAP_POSTGRES_URL`, else libpq's `PGHOST`, `PGUSER` and so on */
  readonly url?: string
  /** Schema of the tables, made when missing; lower case. @default 'public' */
  readonly schema?: string
  /** For connecting and for each statement. @default 30000 */
  readonly timeoutMs?: number
}

const CURSOR_DDL = 'CREATE TABLE endcap_cursor (spool text PRIMARY KEY, "cursor" bigint NOT NULL)'
const SET_CURSOR =
  'INSERT INTO endcap_cursor VALUES ($1, $2) ON CONFLICT (spool) DO UPDATE SET "cursor" = excluded."cursor"'
const COLUMNS =
  'SELECT table_name AS relation, column_name AS "column" FROM information_schema.columns WHERE table_schema = $1'
/** Held while tables are made, so that collectors that start together do not meet. The number is only a name. */
const LOCK = 'SELECT pg_advisory_xact_lock(6364223)'

/**
 * Creates the PostgreSQL sink: the warehouse tables and views, with rows and cursor in one transaction. Each event once, also
 * when several collectors got it: the first row of an id stays. One connection, made again after it broke.
 */
export function createPostgresSink(options: PostgresSinkOptions = {}): Sink {
  const { name = 'postgres', url = process.env.ENDCAP_POSTGRES_URL, schema = 'public', timeoutMs = 30_000 } = options
  if (!/^[a-z_][a-z0-9_]*$/.test(schema)) throw new EndcapError('option-invalid', `${name}: schema ${schema}`)
  let client: Client | undefined
  let spoolId: string | undefined

  async function connect(): Promise<Client> {
    const { default: pg } = await loadClient(name, 'pg', () => import('pg'))
    const made = new pg.Client({
      ...(url === undefined ? {} : { connectionString: url }),
      connectionTimeoutMillis: timeoutMs,
      query_timeout: timeoutMs,
      keepAlive: true,
      application_name: 'endcap',
    })
    // A connection that breaks while idle: the next transaction makes another.
    made.on('error', () => drop(made))
    try {
      await made.connect()
    } catch (error) {
      drop(made)
      throw withoutRows(error)
    }
    return made
  }

  function drop(broken: Client): void {
    if (client === broken) client = undefined
    broken.end().catch(() => {})
  }

  /** Runs `task` in a transaction that sees the schema. What it threw is told apart: about the rows, or about the moment. */
  async function transact<T>(task: (on: Client) => Promise<T>): Promise<T> {
    const on = (client ??= await connect())
    try {
      await on.query(`BEGIN; SET LOCAL search_path TO "${schema}"`)
      const result = await task(on)
      await on.query('COMMIT')
      return result
    } catch (error) {
      await on.query('ROLLBACK').catch(() => drop(on))
      throw isAboutData(error) ? new PermanentError((error as Error).message, [], error) : withoutRows(error)
    }
  }

  return {
    name,
    keepsCursor: true,
    subjects: {
      pairs: (subject) =>
        transact(async (on) => {
          const sql = `SELECT DISTINCT visitor, customer FROM raw_events WHERE ${pairsCondition(subject)}`
          return (await on.query<SubjectPair>(sql)).rows
        }),
      export: (subject) =>
        transact(async (on) => {
          const events = await on.query(`SELECT * FROM events WHERE ${subjectCondition(subject)} ORDER BY ts`)
          const ids = [events.rows.map((row: { event_id: string }) => row.event_id)]
          const items = await on.query('SELECT * FROM event_items WHERE event_id = ANY($1) ORDER BY line', ids)
          return withItems(events.rows, items.rows)
        }),
      erase: (subject) =>
        transact(async (on) => {
          const sql = `DELETE FROM raw_events WHERE ${subjectCondition(subject)} RETURNING event_id`
          const ids = (await on.query<{ event_id: string }>(sql)).rows.map((row) => row.event_id)
          await on.query('DELETE FROM raw_event_items WHERE event_id = ANY($1)', [ids])
          return ids.length
        }),
    },
    async open(spool) {
      const kept = await transact(async (on) => {
        await on.query(LOCK)
        const { rows: schemas } = await on.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema])
        const found = await on.query<{ relation: string; column: string }>(COLUMNS, [schema])
        const has = columnsLookup(found.rows)
        const statements = [
          ...(schemas.length > 0 ? [] : [`CREATE SCHEMA "${schema}"`]),
          ...(has('endcap_cursor', 'cursor') ? [] : [CURSOR_DDL]),
          ...warehouseMigration('postgres', has),
        ]
        if (statements.length > 0) await on.query(statements.join(';\n'))
        const read = 'SELECT "cursor" FROM endcap_cursor WHERE spool = $1'
        return (await on.query<{ cursor: string }>(read, [spool])).rows[0]?.cursor
      })
      spoolId = spool
      return kept === undefined ? undefined : Number(kept)
    },
    async write(events, cursor) {
      if (spoolId === undefined) throw new Error('the sink is not open')
      const tables = toTableRows(events).filter(({ rows }) => rows.length > 0)
      await transact(async (on) => {
        for (const { table, rows } of tables) await on.query(insertOf(table), parametersOf(table, rows))
        await on.query(SET_CURSOR, [spoolId, cursor])
      })
    },
    async close() {
      const on = client
      client = undefined
      spoolId = undefined
      await on?.end()
    },
  }
}

/** How the driver hands over a column: as one array, whatever the number of rows. */
const ARRAY_WORDS = {
  text: 'text[]',
  json: 'text[]',
  integer: 'integer[]',
  bigint: 'bigint[]',
  double: 'double precision[]',
  boolean: 'boolean[]',
} as const

function insertOf({ name, columns }: TableSpec): string {
  const entries = Object.entries(columns)
  const arrays = entries.map(([, type], index) => `$${index + 1}::${ARRAY_WORDS[type]}`)
  const names = entries.map(([column]) => `"${column}"`)
  const values = entries.map(([column, type]) => (type === 'json' ? `"${column}"::jsonb` : `"${column}"`))
  return (
    `INSERT INTO ${name} (${names.join(', ')}) SELECT ${values.join(', ')} ` +
    `FROM unnest(${arrays.join(', ')}) AS given (${names.join(', ')}) ON CONFLICT DO NOTHING`
  )
}

function parametersOf({ columns }: TableSpec, rows: readonly Readonly<Record<string, Cell>>[]): Cell[][] {
  return Object.entries(columns).map(([column, type]) => rows.map((row) => storable(row[column] ?? null, type)))
}

/** PostgreSQL's text holds any character but U+0000, and its JSON no half of a surrogate pair either: they become U+FFFD. */
function storable(cell: Cell, type: ColumnType): Cell {
  if (type === 'bigint' && typeof cell === 'number') return Math.trunc(cell)
  if (typeof cell !== 'string') return cell
  if (type !== 'json') return cell.includes('\0') ? cell.replaceAll('\0', '\uFFFD') : cell
  // JSON.stringify writes both as escapes. An escaped backslash is one, too, so that what follows it is not.
  return cell.replace(/\\(?:(u0000|ud[89a-f]..)|.)/g, (found, unstorable) => (unstorable ? '\uFFFD' : found))
}

/** Classes 22 (data exception) and 23 (constraint): they come again with the same rows. */
function isAboutData(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && /^2[23]/.test(code)
}

/** The server's `detail` and `where` may quote a row, and errors are logged. */
function withoutRows(error: unknown): Error {
  const { message, code } = error as { message: string; code?: unknown }
  // Of several addresses that all refused, Node gives no message.
  return Object.assign(new Error(message || String(code)), code === undefined ? {} : { code })
}
