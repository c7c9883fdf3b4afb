import { basename } from 'node:path'
import { EndcapError } from '@endcap/core'
import { ALL_TIME, type Period } from '../query/period.js'
import { openWarehouse, type Warehouse } from '../warehouse/duckdb.js'
import { importEvents } from '../warehouse/import-events.js'
import { COLUMN_NAMES, type ColumnMapping, type ColumnRole, guessByCells, guessByName } from './file-columns.js'
import { typeRows } from './file-rows.js'
import { fileTables, IS_RETURN } from './file-tables.js'
import type { ExchangeRates } from './money.js'
import { checkZone, openWarehouseSource } from './open-warehouse-source.js'
import { readCells } from './read-cells.js'
import { readBaskets, readPaths } from './read-other.js'
import { createSource, type InsightSource, type SourceParts } from './source.js'

/** What a file holds. */
export const FILE_KINDS = ['transactions', 'baskets', 'paths', 'events'] as const
/**
 * One of {@link FILE_KINDS}. `transactions`: orders or their lines, with a date; `baskets`: a basket a line, or pairs of basket and item;
 * `paths`: journeys with their conversions; `events`: Endcap's events, an object a line.
 */
export type FileKind = (typeof FILE_KINDS)[number]

/** Which file insights read, and how. */
export interface FileSourceOptions {
  readonly kind: FileKind
  /** CSV, TSV, blanks, NDJSON or Parquet; `.gz` is unpacked. */
  readonly file: string
  /** Columns by what they are: by name, or by number from 1 where the file names none. @default guessed */
  readonly columns?: ColumnMapping | undefined
  /** Leaves rows out that cannot be read, and counts them. @default false: the first one is an error */
  readonly skipBad?: boolean | undefined
  readonly period?: Period | undefined
  /** Of days, and of times that name no zone. @default 'UTC' */
  readonly zone?: string | undefined
  /** @default none: amounts as they are */
  readonly currency?: string | undefined
  readonly rates?: ExchangeRates | undefined
}

/**
 * Reads a file into a database in memory and makes a source of it. Throws `file-unreadable`, `input-empty`, `field-missing` for a
 * column that is needed and `value-invalid` for a row that cannot be read.
 */
export async function openFileSource(options: FileSourceOptions): Promise<InsightSource> {
  const { kind, file, zone = 'UTC', period } = options
  checkZone(zone)
  const database = await openWarehouse({ path: ':memory:' })
  try {
    if (kind === 'events') return await openEvents(database, options)
    const parts =
      kind === 'paths'
        ? await readPaths(database, file)
        : ((kind === 'baskets' ? await readBaskets(database, file) : undefined) ??
          (await readOrders(database, options)))
    return createSource({
      database,
      parameters: { ...(period ?? ALL_TIME) },
      lacks: (table) => `${file} gives no ${table}: ${NEEDS[table]}`,
      close: async () => database.close(),
      ...parts,
      basis: {
        source: basename(file),
        zone,
        currency: options.currency ?? '',
        period,
        filter: 'all rows',
        leftOut: {},
        ...parts.basis,
      },
    })
  } catch (error) {
    database.close()
    throw error
  }
}

/** What a kind of file brings to a source. */
export interface FileParts extends Pick<SourceParts, 'tables'> {
  readonly basis: Partial<SourceParts['basis']>
}

const NEEDS = {
  orders: 'it has no dates of orders',
  lines: 'it needs a date and an item in each row',
  baskets: 'it needs an order and an item in each row, or a basket a line',
  sessions: 'sessions come of events: --data or --events',
  events: 'events come of --data or --events',
  items: 'events come of --data or --events',
  paths: 'paths come of --paths, --data or --events',
  attributes: 'they come of `endcap import --customers`',
  costs: 'they come of `endcap import --costs`',
  stock: 'it comes of `endcap import --stock`',
  messages: 'they come of `endcap import --messages`',
} as const

async function openEvents(database: Warehouse, options: FileSourceOptions): Promise<InsightSource> {
  const { file, skipBad = false } = options
  const { problems } = await importEvents(database, { file, skipBad })
  const [bad] = problems
  if (bad && !skipBad) {
    throw new EndcapError(
      'value-invalid',
      `${file}, line ${bad.line}: ${bad.code} at ${bad.path || 'the whole'}; --skip-bad leaves such lines out`,
    )
  }
  const source = await openWarehouseSource(database, options)
  const leftOut = { ...source.basis.leftOut, ...(problems.length > 0 && { badRows: problems.length }) }
  return {
    ...source,
    basis: { ...source.basis, source: basename(file), leftOut },
    close: async () => database.close(),
  }
}

async function readOrders(database: Warehouse, options: FileSourceOptions): Promise<FileParts> {
  const { kind, file, zone = 'UTC', skipBad = false, currency = '', rates = {} } = options
  const cells = await readCells(database, file)
  const isNamed = cells.shape.format !== 'text' || cells.shape.hasHeader
  const guess = isNamed ? guessByName(cells.columns) : guessByCells(cells.columns, cells.shape.sample)
  const columns = mapped(file, cells.columns, { ...guess, ...options.columns })
  const missing = kind === 'baskets' ? missingOf(columns, ['order', 'item']) : missingOf(columns, ['date'])
  if (missing) {
    throw new EndcapError(
      'field-missing',
      `${file} has no column that looks like ${COLUMN_NAMES[missing].slice(0, 3).join(' or ')} (it has ${cells.columns.join(', ')}): name it, as --columns ${missing}=NAME`,
    )
  }
  const { dateFormat, badRows } = await typeRows(database, file, columns, { zone, skipBad })
  const [rows] = await database.query<{ returns: number; guests: number }>(
    `SELECT count(*) FILTER (WHERE ${IS_RETURN}) AS returns, count(*) FILTER (WHERE customer IS NULL AND NOT ${IS_RETURN}) AS guests FROM typed`,
  )
  const leftOut = { badRows, returnRows: rows?.returns ?? 0 }
  return {
    tables: fileTables({ columns, zone, currency, rates }),
    basis: {
      filter: `rows that are no return${columns.customer !== undefined && rows?.guests ? `; ${rows.guests} rows name no customer` : ''}`,
      leftOut: Object.fromEntries(Object.entries(leftOut).filter(([, count]) => count > 0)),
      columns: { ...columns, ...(dateFormat !== undefined && { date_format: dateFormat }) },
    },
  }
}

const missingOf = (columns: ColumnMapping, roles: readonly ColumnRole[]): ColumnRole | undefined =>
  roles.find((role) => columns[role] === undefined)

/** Throws `field-missing` for a column that the file does not have. */
function mapped(file: string, names: readonly string[], columns: ColumnMapping): ColumnMapping {
  for (const [role, column] of Object.entries(columns)) {
    if (!(role in COLUMN_NAMES)) {
      throw new EndcapError('option-invalid', `a column is one of ${Object.keys(COLUMN_NAMES).join(', ')}, not ${role}`)
    }
    if (!names.includes(column)) {
      throw new EndcapError('field-missing', `${file} has no column ${column} for ${role}: it has ${names.join(', ')}`)
    }
  }
  return columns
}
