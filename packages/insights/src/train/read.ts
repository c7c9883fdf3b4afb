import { createReadStream } from 'node:fs'
import { type Duplex, PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { EndcapError, type ErrorCode } from '@endcap/core'
import { parse } from 'csv-parse'
import { createCollector } from './collector.js'
import { type Columns, findColumns, type ReadRow, readRow } from './columns.js'
import type { Interactions } from './interactions.js'
import { type ResolvedTrainSettings, resolveTrainSettings, type TrainSettings } from './settings.js'

/** Where rows come from: a `.csv`, `.ndjson` or `.jsonl` file, each also `.gz`, or rows, as the warehouse gives them. */
export type InteractionInput = string | AsyncIterable<object> | Iterable<object>

/** A row that could not be used. `line` counts from 1, the header included; for rows in memory, the rows. */
export interface BadRow {
  readonly line: number
  readonly code: ErrorCode
  readonly detail: string
}

/** What was read. */
export interface ReadReport {
  readonly rows: number
  readonly badRows: number
  /** The first 20 bad rows. */
  readonly problems: readonly BadRow[]
  /** Sound rows of a type that says nothing to a trainer, for example `view_item_list`. */
  readonly ignored: number
}

const MOST_PROBLEMS = 20
const ROWS_PER_TICK = 50_000

/** What a reader of one format calls for each row. */
type Take = (line: number, read: ReadRow) => void

/**
 * Streams sessions or orders into columns. Bad rows are counted and the first 20 listed; the rest goes on.
 * Throws `file-unreadable`, `field-missing` when a CSV has no session or item column, and `input-empty` when no row
 * can be used. `onRows` hears of the progress every 50,000 rows.
 */
export async function readSessions(
  input: InteractionInput,
  settings: TrainSettings = {},
  onRows?: (count: number) => void,
  ids?: readonly string[],
): Promise<{ readonly interactions: Interactions; readonly report: ReadReport }> {
  const resolved: ResolvedTrainSettings = resolveTrainSettings(settings)
  const collector = createCollector(ids)
  const problems: BadRow[] = []
  let badRows = 0
  let ignored = 0
  const note = (line: number, code: ErrorCode, detail: string): void => {
    if (badRows++ < MOST_PROBLEMS) problems.push({ line, code, detail })
  }
  const take: Take = (line, read) => {
    if (read === 'ignored') ignored++
    else if ('code' in read) note(line, read.code, read.detail)
    else {
      collector.add(read.row)
      if (collector.count % ROWS_PER_TICK === 0) onRows?.(collector.count)
    }
  }
  if (typeof input !== 'string') await readObjects(input, take)
  else if (/\.(ndjson|jsonl)(\.gz)?$/i.test(input)) await readLines(input, take)
  else if (/\.csv(\.gz)?$/i.test(input)) await readCsv(input, take, note)
  else
    throw new EndcapError('option-invalid', `${input}: the name must end in .csv, .ndjson or .jsonl, or those and .gz`)
  const rows = collector.count
  if (rows === 0) {
    const first = problems[0] ? `, the first in line ${problems[0].line}: ${problems[0].detail}` : ''
    throw new EndcapError('input-empty', `no usable row (${badRows} bad, ${ignored} of other types)${first}`)
  }
  return { interactions: collector.finish(resolved), report: { rows, badRows, problems, ignored } }
}

/** Reads objects: an Endcap event has items; a plain row is one item. */
function createObjectReader(take: Take): (line: number, value: unknown) => void {
  let known = ''
  let columns = findColumns([])
  return (line, value) => {
    if (typeof value !== 'object' || value === null) {
      take(line, { code: 'type-wrong', detail: 'not an object' })
      return
    }
    const event = value as Record<string, unknown>
    const { items, order } = value as { items?: unknown; order?: { transactionId?: unknown } }
    if (Array.isArray(items)) {
      const session = event['session'] ?? order?.transactionId ?? event['stream']
      for (const item of items) {
        const fields: Record<string, unknown> = { ...event, session, item: item?.item_id }
        take(
          line,
          readRow((field) => fields[field]),
        )
      }
      return
    }
    const keys = Object.keys(event)
    if (keys.join() !== known) {
      known = keys.join()
      columns = findColumns(keys)
    }
    const found = columns
    take(
      line,
      readRow((field) => event[keys[found[field]]!]),
    )
  }
}

async function readObjects(rows: AsyncIterable<object> | Iterable<object>, take: Take): Promise<void> {
  const readObject = createObjectReader(take)
  let line = 0
  for await (const row of rows) readObject(++line, row)
}

async function readLines(path: string, take: Take): Promise<void> {
  const readObject = createObjectReader(take)
  let line = 0
  const readLine = (text: string): void => {
    line++
    if (!text.trim()) return
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      take(line, { code: 'json-malformed', detail: text.slice(0, 40) })
      return
    }
    readObject(line, value)
  }
  await pipe<string>(path, new PassThrough({ encoding: 'utf8' }), async (chunks) => {
    let rest = ''
    for await (const chunk of chunks) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() as string
      lines.forEach(readLine)
    }
    if (rest) readLine(rest)
  })
}

async function readCsv(path: string, take: Take, note: (line: number, code: ErrorCode, detail: string) => void) {
  let columns: Columns | undefined
  let line = 0
  const readRecord = (record: readonly string[]): void => {
    line++
    for (const field of record) if (field.includes('\n')) line += field.split('\n').length - 1
    if (record.length === 1 && record[0] === '') return
    const found = columns
    if (!found) columns = readHeader(record, path)
    else {
      take(
        line,
        readRow((field) => record[found[field]]),
      )
    }
  }
  await pipe<string>(path, new PassThrough({ encoding: 'utf8' }), async (chunks) => {
    const parts = chunks[Symbol.asyncIterator]()
    const rest = await readPlain(parts, readRecord)
    if (rest === undefined) return
    const before = line
    const parser = createParser((lines, detail) => note(before + lines, 'value-invalid', detail))
    await pipeline(follow(rest, parts), parser, async (records: AsyncIterable<string[]>) => {
      for await (const record of records) readRecord(record)
    })
  })
}

/**
 * Reads lines whose fields are plain, as those of a log are, in a fraction of the time that a parser takes. Gives back what it
 * has not read, from a line on before which no quote and no carriage return of its own stands; undefined when nothing is left.
 */
async function readPlain(
  chunks: AsyncIterator<string>,
  readRecord: (record: readonly string[]) => void,
): Promise<string | undefined> {
  let rest = ''
  let isFirst = true
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    const text = rest + (isFirst ? next.value.replace(/^\uFEFF/, '') : next.value)
    isFirst = false
    // A carriage return at the end may be half of a line's end.
    if (/"|\r(?!\n|$)/.test(text)) return text
    const lines = text.split('\n')
    rest = lines.pop() as string
    for (const fields of lines) readRecord((fields.endsWith('\r') ? fields.slice(0, -1) : fields).split(','))
  }
  return rest || undefined
}

async function* follow(first: string, chunks: AsyncIterator<string>): AsyncGenerator<string> {
  yield first
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
}

const createParser = (onSkip: (line: number, detail: string) => void) =>
  parse({
    relax_column_count: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      onSkip(Number((error as { lines?: number } | undefined)?.lines ?? 0), error?.code ?? 'not CSV')
      return undefined
    },
  })

function readHeader(names: readonly string[], path: string): Columns {
  const columns = findColumns(names)
  if (columns.session >= 0 && columns.item >= 0) return columns
  const what = columns.session < 0 ? 'session or order' : 'item'
  throw new EndcapError('field-missing', `${path}: no ${what} column in the header ${names.join(',').slice(0, 200)}`)
}

/** Runs a file, unpacked when its name ends in `.gz`, through `format` into `read`. */
async function pipe<T>(path: string, format: Duplex, read: (chunks: AsyncIterable<T>) => Promise<void>): Promise<void> {
  try {
    const unpack = /\.gz$/i.test(path) ? createGunzip() : new PassThrough()
    await pipeline(createReadStream(path), unpack, format, read as (chunks: AsyncIterable<unknown>) => Promise<void>)
  } catch (error) {
    throw error instanceof EndcapError ? error : new EndcapError('file-unreadable', path, error)
  }
}
