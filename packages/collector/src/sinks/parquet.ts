import { join } from 'node:path'
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { EVENT_ITEMS_TABLE, EVENTS_TABLE, type StoredEvent, warehouseDdl } from '@endcap/core'
import { type BatchRule, PermanentError, type Sink } from '../sink.js'
import { pairsCondition, type Subject, type SubjectPair, subjectCondition } from '../subjects/subject.js'
import { appendEvents, isAboutData } from './append-events.js'
import { groupByDay } from './group-by-day.js'
import { createFolderPlace } from './parquet/folder-place.js'
import { createS3Place, type S3Options } from './parquet/s3-place.js'
import { required } from './required.js'
import { withItems } from './warehouse-columns.js'

/** Where the files go: a folder, or a bucket. */
export interface ParquetSinkOptions {
  /** @default 'parquet' */
  readonly name?: string
  readonly folder?: string
  /** A bucket in place of the folder. */
  readonly s3?: S3Options
  /** When a file is finished. @default 50000 events, about 32 MiB of JSON, or a minute */
  readonly batch?: Partial<BatchRule>
}

/** Readers of column files like them large, and a file is not added to. */
const BATCH: BatchRule = { deliverCount: 50_000, deliverBytes: 32 << 20, lingerMs: 60_000 }

/** How far a spool is written, and the files of a write that was begun. */
interface State {
  readonly cursor: number | undefined
  readonly begun: readonly string[]
  /** Writes so far: what is replayed moves no cursor, and needs names of its own. */
  readonly count: number
}

/**
 * Creates the Parquet sink: `events/dt=YYYY-MM-DD/<spool>-<sequence>-<write>.parquet`, and `event_items/…` beside it, with the columns
 * of the warehouse; `dt` is the UTC day of receipt. Each event once: the files of a write are named by where it begins, and
 * those that a crash left behind are removed before it is repeated. Several collectors may share a place.
 */
export function createParquetSink({ name = 'parquet', folder, s3, batch = {} }: ParquetSinkOptions): Sink {
  const place = s3 ? createS3Place(name, s3) : createFolderPlace(required(folder, name, 'a folder, or s3'))
  let instance: DuckDBInstance | undefined
  let connection: DuckDBConnection | undefined
  let spoolId = ''
  let state: State | undefined

  const statePath = () => `_endcap/${spoolId}.json`

  async function keep(next: State): Promise<void> {
    await place.writeText(statePath(), JSON.stringify(next))
    state = next
  }

  /** Removes the files of a write that was begun and not finished. */
  async function mend(kept: State): Promise<State> {
    for (const file of kept.begun) await place.remove(file)
    return kept
  }

  /** Writes the tables of one day to files of the work folder. Gives them by the name that they will have. */
  async function writeDay(on: DuckDBConnection, day: string, events: readonly StoredEvent[], base: string) {
    const written = new Map<string, string>()
    for (const { name: table } of TABLES) await on.run(`TRUNCATE ${table}`)
    try {
      await appendEvents(on, events)
      for (const { name: table, folder: target } of TABLES) {
        const count = await on.runAndReadAll(`SELECT count(*)::INTEGER FROM ${table}`)
        if (count.getRows()[0]?.[0] === 0) continue
        const file = join(place.workFolder(), `${target}-${day}.parquet`)
        await on.run(`COPY ${table} TO '${file.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`)
        written.set(`${target}/dt=${day}/${base}.parquet`, file)
      }
    } catch (error) {
      throw isAboutData(error) ? new PermanentError((error as Error).message, [], error) : error
    }
    return written
  }

  /** Gives `visit` each file of a table, as a relation of SQL. */
  async function eachFile(table: string, visit: (relation: string, name: string) => Promise<void>): Promise<void> {
    for (const target of await place.list(table, '.parquet')) {
      const { path, free } = await place.fetch(target)
      try {
        await visit(`read_parquet('${path.replaceAll("'", "''")}', hive_partitioning = false)`, target)
      } finally {
        await free()
      }
    }
  }

  async function rowsOf(sql: string) {
    if (!connection) throw new Error('the sink is not open')
    return (await connection.runAndReadAll(sql)).getRowObjectsJson()
  }

  async function collect(table: string, columns: string, condition: string) {
    const rows: Awaited<ReturnType<typeof rowsOf>> = []
    await eachFile(
      table,
      async (from) => void rows.push(...(await rowsOf(`SELECT ${columns} FROM ${from} WHERE ${condition}`))),
    )
    return rows
  }

  /** Puts the ids of a subject's events in a table, by which its items are found. */
  async function gatherIds(subject: Subject): Promise<number> {
    await rowsOf('CREATE OR REPLACE TEMP TABLE theirs (event_id VARCHAR)')
    await eachFile('events', async (from) => {
      await rowsOf(`INSERT INTO theirs SELECT event_id FROM ${from} WHERE ${subjectCondition(subject)}`)
    })
    return Number((await rowsOf('SELECT count(DISTINCT event_id) AS n FROM theirs'))[0]?.n)
  }

  /** Writes the files of a table anew that hold rows of the condition, without them. */
  async function withoutRows(table: string, condition: string): Promise<void> {
    await eachFile(table, async (from, target) => {
      const counts = `SELECT count(*) AS n, count(*) FILTER (WHERE ${condition}) AS theirs FROM ${from}`
      const [{ n, theirs } = { n: 0, theirs: 0 }] = await rowsOf(counts)
      if (Number(theirs) === 0) return
      if (n === theirs) return place.remove(target)
      const file = join(place.workFolder(), 'erased.parquet')
      const rest = `SELECT * FROM ${from} WHERE NOT coalesce(${condition}, false)`
      await rowsOf(`COPY (${rest}) TO '${file.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`)
      await place.put(target, file)
    })
  }

  return {
    name,
    keepsCursor: true,
    subjects: {
      pairs: async (subject) =>
        (await collect('events', 'DISTINCT visitor, customer', pairsCondition(subject))) as unknown as SubjectPair[],
      async export(subject) {
        const events = await collect('events', '*', subjectCondition(subject))
        await gatherIds(subject)
        return withItems(events, await collect('event_items', '*', 'event_id IN (SELECT event_id FROM theirs)'))
      },
      async erase(subject) {
        const count = await gatherIds(subject)
        if (count === 0) return 0
        // Items first: what is cut short in between is found again by its events.
        await withoutRows('event_items', 'event_id IN (SELECT event_id FROM theirs)')
        await withoutRows('events', subjectCondition(subject))
        await rowsOf('DROP TABLE theirs')
        return count
      },
    },
    batch: { ...BATCH, ...batch },
    async open(spool) {
      await place.open()
      spoolId = encodeURIComponent(spool)
      if (!connection) {
        const { DuckDBInstance } = await import('@duckdb/node-api')
        instance ??= await DuckDBInstance.create(':memory:')
        connection = await instance.connect()
        for (const statement of warehouseDdl('duckdb')) await connection.run(statement)
      }
      const text = await place.readText(statePath())
      state = text === undefined ? { cursor: undefined, begun: [], count: 0 } : await mend(JSON.parse(text) as State)
      return state.cursor
    },
    async write(events, cursor) {
      if (!connection || !state) throw new Error('the sink is not open')
      const { cursor: start = 0, count } = await mend(state)
      const base = `${spoolId}-${String(start).padStart(16, '0')}-${count}`
      const written = new Map<string, string>()
      for (const [day, group] of groupByDay(events)) {
        for (const [target, file] of await writeDay(connection, day, group, base)) written.set(target, file)
      }
      if (written.size > 0) await keep({ ...state, begun: [...written.keys()] })
      for (const [target, file] of written) await place.put(target, file)
      await keep({ cursor, begun: [], count: count + 1 })
    },
    async close() {
      connection?.closeSync()
      instance?.closeSync()
      connection = undefined
      instance = undefined
      state = undefined
      await place.close()
    },
  }
}

/** Items first: whoever finds an event finds its items. */
const TABLES = [
  { name: EVENT_ITEMS_TABLE.name, folder: 'event_items' },
  { name: EVENTS_TABLE.name, folder: 'events' },
] as const
