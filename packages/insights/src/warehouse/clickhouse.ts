import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import { EndcapError } from '@endcap/core'
import type { Database, QueryParameters } from './database.js'

/** Which server and database. */
export interface ClickHouseOptions {
  /** `https://user:password@host:8443`. */
  readonly url: string
  /** The one that the collector's sink fills. @default the user's own */
  readonly database?: string
  /** For one question. @default 300000 */
  readonly timeoutMs?: number
}

/** A warehouse on a ClickHouse server. Insights only read it: a user who may read is enough. Imports write, too. */
export interface ClickHouseDatabase extends Database {
  readonly dialect: 'clickhouse'
  /** The rows of a statement as the server writes them, whole numbers of 64 bits as texts. Servers too old for `query` know it, too. */
  read<Row>(sql: string): Promise<Row[]>
  /** Runs a statement that answers nothing. */
  run(sql: string): Promise<void>
  /**
   * Writes rows by one INSERT, as they come. The server takes in about a million of them, or 256 MiB, at once, and keeps what it has
   * taken in when the rest fails. Rows that it was told before are written again.
   */
  insert(table: string, columns: readonly string[], rows: Iterable<object> | AsyncIterable<object>): Promise<void>
  close(): Promise<void>
}

/**
 * Opens the warehouse that the sink `clickhouse` fills, over HTTP; ClickHouse 24.8 is the oldest version supported. Rows that are
 * asked several times are worked out each time, since a server keeps nothing for a reader between two questions.
 * Throws `option-invalid` for a wrong address and `option-missing` without the package `@clickhouse/client`.
 */
export async function openClickHouse({
  url,
  database,
  timeoutMs = 300_000,
}: ClickHouseOptions): Promise<ClickHouseDatabase> {
  if (!URL.canParse(url)) throw new EndcapError('option-invalid', 'the address of ClickHouse is a URL')
  const client = await connect({
    url,
    ...(database === undefined ? {} : { database }),
    request_timeout: timeoutMs,
    application: 'endcap',
  })
  return {
    dialect: 'clickhouse',
    async query<Row>(sql: string, parameters: QueryParameters = {}) {
      try {
        const answer = await client.query({
          query: typed(sql, parameters),
          query_params: parameters,
          format: 'JSONCompactEachRowWithNamesAndTypes',
        })
        return toRows<Row>(await answer.json())
      } catch (error) {
        throw new EndcapError('storage-failed', 'ClickHouse did not answer the question', error)
      }
    },
    async keep(sql, parameters = {}) {
      return { table: `(${sql})`, parameters, drop: async () => undefined }
    },
    async read<Row>(sql: string) {
      try {
        const answer = await client.query({ query: sql, format: 'JSONEachRow', clickhouse_settings: LONG_STATEMENTS })
        return await answer.json<Row>()
      } catch (error) {
        throw new EndcapError('storage-failed', 'ClickHouse did not answer the question', error)
      }
    },
    async run(sql) {
      try {
        await client.command({ query: sql })
      } catch (error) {
        throw new EndcapError('storage-failed', 'ClickHouse did not do what it was told', error)
      }
    },
    async insert(table, columns, rows) {
      const values = Readable.from(rows)
      try {
        await client.insert({
          table,
          columns: [...columns] as [string, ...string[]],
          values,
          format: 'JSONEachRow',
          clickhouse_settings: await asOftenAsTold(client),
        })
      } catch (error) {
        throw new EndcapError('storage-failed', 'ClickHouse did not take the rows', error)
      } finally {
        // Where they come from can be closed after this.
        values.destroy()
        await finished(values).catch(() => undefined)
      }
    },
    close: () => client.close(),
  }
}

/** A list of ids is longer than the 256 KiB that a server reads of a statement by itself. */
const LONG_STATEMENTS = { max_query_size: String(2 ** 20) }

/**
 * Replicated tables pass over rows that they were told a while ago, though others have replaced them since; under a token that was never
 * used they do not. Servers before 22 refuse a setting that they do not know, and those of today do not heed the older one.
 */
async function asOftenAsTold(client: ClickHouseClient): Promise<ClickHouseSettings> {
  const answer = await client.query({ query: 'SELECT version() AS version', format: 'JSONEachRow' })
  const [{ version = '' } = {}] = await answer.json<{ version: string }>()
  return Number.parseInt(version, 10) >= 22 ? { insert_deduplication_token: randomUUID() } : { insert_deduplicate: 0 }
}

async function connect(options: object): Promise<ClickHouseClient> {
  try {
    const { createClient, ClickHouseLogLevel } = await import('@clickhouse/client')
    return createClient({ ...options, log: { level: ClickHouseLogLevel.OFF } })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new EndcapError(
      'option-missing',
      'ClickHouse needs @clickhouse/client: npm install @clickhouse/client',
      error,
    )
  }
}

/** `$name` as ClickHouse says it, with the type of its value. */
function typed(sql: string, parameters: QueryParameters): string {
  return sql.replace(/\$([a-zA-Z]\w*)/g, (_, name: string) => `{${name}:${typeOf(parameters[name])}}`)
}

function typeOf(value: QueryParameters[string] | undefined): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'Int64' : 'Float64'
  if (typeof value === 'boolean') return 'UInt8'
  return value === null ? 'Nullable(String)' : 'String'
}

/** Whole numbers of 64 bits are written as text; they all fit a double. */
function toRows<Row>([names = [], types = [], ...rows]: readonly (readonly unknown[])[]): Row[] {
  const isNumber = types.map((type) => /^(Nullable\()?(U?Int|Float|Decimal)/.test(String(type)))
  return rows.map((row) => {
    const cells = row.map((cell, at) => [names[at], isNumber[at] && cell !== null ? Number(cell) : cell])
    return Object.fromEntries(cells) as Row
  })
}
