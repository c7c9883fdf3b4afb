import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { factsDdl, PERSONAL_FACTS, warehouseDdl } from '@endcap/core'
import { PermanentError, type Sink } from '../sink.js'
import { isIn, pairsCondition, type SubjectPair, subjectCondition } from '../subjects/subject.js'
import { appendEvents, isAboutData } from './append-events.js'
import { withItems } from './warehouse-columns.js'

/** Where the warehouse is. */
export interface DuckdbSinkOptions {
  /** @default 'duckdb' */
  readonly name?: string
  /**
   * A file, or an instance that is already open: one process owns a DuckDB file, so whoever queries it in this process
   * shares the instance. The sink closes only what it opened.
   */
  readonly database: string | DuckDBInstance
  /**
   * What DuckDB may hold in memory of a file that the sink opens itself; an instance that is shared keeps its own bound. Pages that were written
   * stay in memory up to it. A write that needs more gets twice as much when it is tried again.
   * @default 64 MiB
   */
  readonly memoryBytes?: number
}

/** DuckDB’s own bound is four fifths of the machine. Rows that wait for a whole row group take up to 45 MiB. */
const MEMORY_BYTES = 64 * 2 ** 20

const CURSOR_DDL = 'CREATE TABLE IF NOT EXISTS endcap_cursor (spool VARCHAR PRIMARY KEY, cursor BIGINT)'

/** Creates the DuckDB sink: warehouse tables and views, with rows and cursor in one transaction. */
export function createDuckdbSink(options: DuckdbSinkOptions): Sink {
  const { name = 'duckdb', database } = options
  let { memoryBytes = MEMORY_BYTES } = options
  let own: DuckDBInstance | undefined
  let connection: DuckDBConnection | undefined
  let spoolId = ''

  async function connect(): Promise<DuckDBConnection> {
    if (typeof database !== 'string') return database.connect()
    const { DuckDBInstance } = await import('@duckdb/node-api')
    // Nobody asks an instance of the sink's own anything: more threads only hold more row groups when the log is moved into the file.
    own ??= await DuckDBInstance.create(database, { memory_limit: `${memoryBytes}B`, threads: '1' })
    return own.connect()
  }

  /** By another connection: the one that failed can only roll back. */
  async function giveMore(instance: DuckDBInstance): Promise<void> {
    memoryBytes *= 2
    const to = await instance.connect()
    await to.run(`SET memory_limit = '${memoryBytes}B'`).catch(() => {})
    to.closeSync()
  }

  /** Also where a rollback failed before, for want of memory. */
  async function begin(to: DuckDBConnection): Promise<void> {
    try {
      await to.run('BEGIN TRANSACTION')
    } catch {
      await to.run('ROLLBACK')
      await to.run('BEGIN TRANSACTION')
    }
  }

  async function transact(to: DuckDBConnection, task: () => Promise<void>): Promise<void> {
    await begin(to)
    try {
      await task()
      await to.run('COMMIT')
    } catch (error) {
      if (own && isOutOfMemory(error)) await giveMore(own)
      // Fails when the commit itself failed: then nothing is open any more.
      await to.run('ROLLBACK').catch(() => {})
      throw isAboutData(error) ? new PermanentError((error as Error).message, [], error) : error
    }
  }

  function connected(): DuckDBConnection {
    if (!connection) throw new Error('the sink is not open')
    return connection
  }
  async function rowsOf(sql: string) {
    return (await connected().runAndReadAll(sql)).getRowObjectsJson()
  }

  return {
    name,
    keepsCursor: true,
    subjects: {
      pairs: async (subject) =>
        (await rowsOf(
          `SELECT DISTINCT visitor, customer FROM raw_events WHERE ${pairsCondition(subject)}`,
        )) as unknown as SubjectPair[],
      async export(subject) {
        const events = await rowsOf(`SELECT * FROM events WHERE ${subjectCondition(subject)} ORDER BY ts`)
        const items = await rowsOf(
          `SELECT * FROM event_items WHERE event_id IN (SELECT event_id FROM raw_events WHERE ${subjectCondition(subject)})`,
        )
        const facts: object[] = []
        for (const table of PERSONAL_FACTS) {
          const rows = await rowsOf(`SELECT * FROM ${table} WHERE ${isIn('customer', subject.customers)}`)
          facts.push(...rows.map((row) => ({ table, ...row })))
        }
        return [...withItems(events, items), ...facts]
      },
      async erase(subject) {
        const theirs = `SELECT event_id FROM raw_events WHERE ${subjectCondition(subject)}`
        const to = connected()
        let count = 0
        await transact(to, async () => {
          count = Number((await rowsOf(`SELECT count(DISTINCT event_id) AS n FROM (${theirs})`))[0]?.n)
          await to.run(`DELETE FROM raw_event_items WHERE event_id IN (${theirs})`)
          await to.run(`DELETE FROM raw_events WHERE ${subjectCondition(subject)}`)
          for (const table of PERSONAL_FACTS)
            await to.run(`DELETE FROM ${table} WHERE ${isIn('customer', subject.customers)}`)
        })
        // Into the file, and out of the log beside it; not while somebody else writes, who does so later.
        await to.run('CHECKPOINT').catch(() => {})
        return count
      },
    },
    async open(spool) {
      connection ??= await connect()
      spoolId = spool
      for (const statement of [...warehouseDdl('duckdb'), ...factsDdl('duckdb'), CURSOR_DDL])
        await connection.run(statement)
      const read = await connection.runAndReadAll('SELECT cursor FROM endcap_cursor WHERE spool = $spool', { spool })
      const cursor = read.getRows()[0]?.[0]
      return cursor === undefined ? undefined : Number(cursor)
    },
    async write(events, cursor) {
      const to = connection
      if (!to) throw new Error('the sink is not open')
      await transact(to, async () => {
        await appendEvents(to, events)
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

function isOutOfMemory(error: unknown): boolean {
  return /out of memory|(?:could not|failed to) allocate/i.test(error instanceof Error ? error.message : '')
}
