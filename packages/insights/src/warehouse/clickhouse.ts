import type { ClickHouseClient } from '@clickhouse/client'
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

/** A warehouse on a ClickHouse server. It is only read: a user who may read is enough. */
export interface ClickHouseDatabase extends Database {
  readonly dialect: 'clickhouse'
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
    close: () => client.close(),
  }
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
