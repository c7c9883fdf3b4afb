import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import {
  columnsLookup,
  EndcapError,
  EVENT_ITEMS_TABLE,
  EVENTS_TABLE,
  PERSONAL_FACTS,
  PRECEDENCE_OF_1970,
  type StoredEvent,
  warehouseMigration,
} from '@endcap/core'
import { type BatchRule, PermanentError, type Sink } from '../sink.js'
import { isIn, pairsCondition, type Subject, type SubjectPair, subjectCondition } from '../subjects/subject.js'
import { loadClient } from './load-client.js'
import { type TableRows, toTableRows, withItems } from './warehouse-columns.js'

/** Which server and database. */
export interface ClickHouseSinkOptions {
  /** @default 'clickhouse' */
  readonly name?: string
  /** `https://user:password@host:8443`. @default `ENDCAP_CLICKHOUSE_URL`, else `http://localhost:8123` */
  readonly url?: string
  /** It must exist. @default the user's own */
  readonly database?: string
  /** For one insert. @default 30000 */
  readonly timeoutMs?: number
}

/** ClickHouse makes a part of each insert, and merges parts: fewer and larger ones. */
const BATCH: BatchRule = { deliverCount: 20_000, deliverBytes: 16 << 20, lingerMs: 1000 }

const COLUMNS = 'SELECT table AS relation, name AS column FROM system.columns WHERE database = currentDatabase()'

/** First version that knows `insert_deduplication_token`; older ones refuse a setting that they do not know. */
const TOKEN_SINCE = 22

/**
 * Creates the ClickHouse sink: the warehouse tables and views, filled over HTTP. At least once in the raw tables, once in the
 * views. A repeated insert carries the same deduplication token: where the server heeds it (replicated tables, and others with a
 * `non_replicated_deduplication_window`), it reaches not even materialized views twice. 24.8 is the oldest version supported.
 */
export function createClickHouseSink(options: ClickHouseSinkOptions = {}): Sink {
  const { name = 'clickhouse', url = process.env.ENDCAP_CLICKHOUSE_URL, database, timeoutMs = 30_000 } = options
  // What fails later would quote the address, with its password.
  if (url !== undefined && !URL.canParse(url)) throw new EndcapError('option-invalid', `the sink ${name} needs a url`)
  let client: ClickHouseClient | undefined
  let hasTokens = false
  let isOpen = false

  async function connect(): Promise<ClickHouseClient> {
    const { createClient, ClickHouseLogLevel } = await loadClient(
      name,
      '@clickhouse/client',
      () => import('@clickhouse/client'),
    )
    return createClient({
      ...(url === undefined ? {} : { url }),
      ...(database === undefined ? {} : { database }),
      request_timeout: timeoutMs,
      application: 'endcap',
      // The collector logs what fails.
      log: { level: ClickHouseLogLevel.OFF },
    })
  }

  async function rowsOf<Row>(to: ClickHouseClient, query: string): Promise<Row[]> {
    return (await to.query({ query, format: 'JSONEachRow' })).json<Row>()
  }

  async function insert(to: ClickHouseClient, { table, rows }: TableRows, ranks: Ranks, token: string): Promise<void> {
    if (rows.length === 0) return
    try {
      await to.insert({
        table: table.name,
        values: rows.map((row) => ({ ...row, precedence: ranks.get(String(row.event_id)) })),
        format: 'JSONEachRow',
        columns: ['precedence', ...Object.keys(table.columns)],
        clickhouse_settings: hasTokens ? { insert_deduplication_token: `${table.name}-${token}` } : {},
      })
    } catch (error) {
      throw isAboutData(error) ? new PermanentError(firstLine(error), [], error) : new Error(firstLine(error))
    }
  }

  function connected(): ClickHouseClient {
    if (!client || !isOpen) throw new Error('the sink is not open')
    return client
  }

  /** Those that an import has made. */
  async function personalFacts(to: ClickHouseClient): Promise<readonly string[]> {
    const found = await rowsOf<{ name: string }>(
      to,
      'SELECT name FROM system.tables WHERE database = currentDatabase()',
    )
    return PERSONAL_FACTS.filter((table) => found.some(({ name }) => name === table))
  }

  /** Deletes rows by rewriting the parts that hold them, and waits until the server has done so. */
  async function mutate(to: ClickHouseClient, table: string, condition: string): Promise<void> {
    await to.command({ query: `ALTER TABLE ${table} DELETE WHERE ${condition}` })
    const open =
      'SELECT count() AS count FROM system.mutations ' +
      `WHERE database = currentDatabase() AND table = '${table}' AND NOT is_done`
    const untilMs = performance.now() + MUTATION_WAIT_MS
    for (;;) {
      const [left] = await rowsOf<{ count: string | number }>(to, open)
      if (Number(left?.count) === 0) return
      if (performance.now() > untilMs) throw new Error(`${table}: the server has not finished deleting`)
      await sleep(MUTATION_POLL_MS)
    }
  }

  return {
    name,
    keepsCursor: false,
    subjects: {
      pairs: (subject) =>
        rowsOf<SubjectPair>(
          connected(),
          `SELECT DISTINCT visitor, customer FROM raw_events WHERE ${pairsCondition(subject, quote)}`,
        ),
      async export(subject) {
        const to = connected()
        const condition = subjectCondition(subject, quote)
        const events = await rowsOf<object>(to, `SELECT * FROM events WHERE ${condition} ORDER BY ts`)
        const theirs = `event_id IN (SELECT event_id FROM raw_events WHERE ${condition})`
        const items = await rowsOf<object>(to, `SELECT * FROM event_items WHERE ${theirs}`)
        const facts: object[] = []
        for (const table of await personalFacts(to)) {
          const rows = await rowsOf<object>(to, `SELECT * FROM ${table} FINAL WHERE ${ofCustomers(subject)}`)
          facts.push(...rows.map((row) => ({ table, ...row })))
        }
        return [...withItems(events, items), ...facts]
      },
      async erase(subject) {
        const to = connected()
        const condition = subjectCondition(subject, quote)
        const found = await rowsOf<{ event_id: string }>(
          to,
          `SELECT DISTINCT event_id FROM raw_events WHERE ${condition}`,
        )
        const ids = found.map((row) => row.event_id)
        // Items first: what is cut short in between is found again by its events.
        for (let first = 0; first < ids.length; first += IDS_COUNT) {
          await mutate(to, EVENT_ITEMS_TABLE.name, isIn('event_id', ids.slice(first, first + IDS_COUNT), quote))
        }
        if (ids.length > 0) await mutate(to, EVENTS_TABLE.name, condition)
        for (const table of await personalFacts(to)) {
          const [held] = await rowsOf<object>(
            to,
            `SELECT 1 AS held FROM ${table} WHERE ${ofCustomers(subject)} LIMIT 1`,
          )
          if (held) await mutate(to, table, ofCustomers(subject))
        }
        return ids.length
      },
    },
    batch: BATCH,
    async open() {
      const to = (client ??= await connect())
      const [answer] = await rowsOf<{ version: string }>(to, 'SELECT version() AS version')
      hasTokens = Number.parseInt(answer?.version ?? '', 10) >= TOKEN_SINCE
      const found = await rowsOf<{ relation: string; column: string }>(to, COLUMNS)
      for (const query of warehouseMigration('clickhouse', columnsLookup(found))) await to.command({ query })
      isOpen = true
      return undefined
    },
    async write(events) {
      const to = client
      if (!to || !isOpen) throw new Error('the sink is not open')
      const token = tokenOf(events)
      const ranks: Ranks = new Map(
        events.map(({ id, receivedAt }) => [id, String(PRECEDENCE_OF_1970 - Math.trunc(receivedAt))]),
      )
      for (const tableRows of toTableRows(events)) await insert(to, tableRows, ranks, token)
    },
    async close() {
      isOpen = false
      await client?.close()
      client = undefined
    },
  }
}

/** What imports tell of a person. */
const ofCustomers = ({ customers }: Subject): string => isIn('customer', customers, quote)

/** A mutation rewrites whole parts: minutes, on a table of billions. */
const MUTATION_WAIT_MS = 600_000
const MUTATION_POLL_MS = 100
/** A statement holds 256 KiB. */
const IDS_COUNT = 5000

/** A text literal of ClickHouse. */
function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}

/** `precedence` by event id: the later an event was received, the lower. */
type Ranks = ReadonlyMap<string, string>

/** Names these events in this order: a batch that was cut otherwise has another token. */
function tokenOf(events: readonly StoredEvent[]): string {
  const hash = createHash('sha256')
  for (const { id } of events) hash.update(id).update('\n')
  return hash.digest('hex').slice(0, 32)
}

/**
 * Codes of the server for values that it cannot read or hold (src/Common/ErrorCodes.cpp): 6, 26 to 28, 38, 41, 72 parse errors,
 * 53, 70 and 349 types and nulls, 69 a bound, 117 incorrect data, 130 an array.
 */
const ABOUT_DATA = new Set(['6', '26', '27', '28', '38', '41', '53', '69', '70', '72', '117', '130', '349'])

function isAboutData(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: string }
  const said = code ?? /^Code: (\d+)/.exec(message ?? '')?.[1]
  return ABOUT_DATA.has(String(said))
}

/** Without what follows: the server quotes the value that it could not read. */
function firstLine(error: unknown): string {
  const { message, code } = error as { message?: string; code?: unknown }
  if (!message) return String(code)
  return message.split(/[:\n]/).slice(0, 3).join(':').slice(0, 200)
}
