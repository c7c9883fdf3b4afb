import { writeFile } from 'node:fs/promises'
import { EndcapError } from '@endcap/core'
import { findDateFormat, numberSql } from '../source/cell-types.js'
import { checkZone } from '../source/open-warehouse-source.js'
import { named, readCells } from '../source/read-cells.js'
import { openWarehouse, type Warehouse } from '../warehouse/duckdb.js'
import type { ImportProblem } from '../warehouse/import-report.js'
import { type ImportDatabase, targetOf } from '../warehouse/import-target.js'
import { type ImportSpec, specOf, type TableKind } from './kinds.js'
import { type Mapping, mapColumns } from './mapping.js'
import { type QualityReport, readQuality } from './quality.js'
import { writeRows } from './write-rows.js'

/** How to import a file of what a shop knows beside its pages. */
export interface ImportTableOptions {
  readonly kind: TableKind
  /** CSV, TSV, NDJSON or Parquet; `.gz` is unpacked. */
  readonly file: string
  /** What a column is, to its name in the file. @default guessed */
  readonly columns?: Readonly<Record<string, string>>
  /** Writes although a column only looks like what it is taken as. @default false */
  readonly isConfirmed?: boolean
  /** Only looks. @default false */
  readonly isCheck?: boolean
  /** Bad rows are left out and the others written. @default false: one bad row, and nothing is written */
  readonly skipBad?: boolean
  /** File for bad rows: their number, the reason and their cells, as CSV. */
  readonly rejects?: string
  /** Of times that name none, IANA. @default 'UTC' */
  readonly zone?: string
  /** Of costs. ISO 4217. @default 'EUR' */
  readonly currency?: string
  /** Who told it, of attributes. @default 'shop' */
  readonly origin?: string
  /** Milliseconds since 1970. @default the clock */
  readonly now?: number
}

/** What an import of a table did, or would do. */
export interface TableImport {
  readonly kind: TableKind
  readonly mapping: Mapping
  readonly quality: QualityReport
  /** At most 20 of them. */
  readonly problems: readonly ImportProblem[]
  readonly badRows: number
  /** Why nothing was written; absent when it was. */
  readonly held?: 'check' | 'unsure' | 'problems'
  /** Rows of the warehouse that are new or anew; 0 when nothing was written. */
  readonly written: number
}

const SHOWN_PROBLEMS = 20

/**
 * Imports customers, costs, stock, messages or answers. The columns are guessed and told; where a guess is not sure nothing is
 * written before it is confirmed. All of a file is written or nothing, and a second import of the same rows replaces them. Throws
 * `file-unreadable`, `input-empty` and `field-missing`.
 */
export async function importTable(warehouse: ImportDatabase, options: ImportTableOptions): Promise<TableImport> {
  const { kind, file, zone = 'UTC', now = Date.now() } = options
  checkZone(zone)
  const spec = specOf(kind)
  const reader = await openWarehouse({ path: ':memory:' })
  try {
    const { columns: names } = await readCells(reader, file)
    const mapping = mapColumns(file, names, spec, options.columns)
    const problems = await typeCells(reader, spec, mapping, zone)
    const quality = await readQuality(reader, spec, mapping.columns, now)
    if (quality.rows + problems.length === 0) throw new EndcapError('input-empty', `${file} holds no rows`)
    if (options.rejects !== undefined) await writeRejects(reader, options.rejects, names, problems)
    const held = reasonToHold(options, mapping, problems)
    const written = held ? 0 : await writeRows(reader, targetOf(warehouse), { ...options, spec, mapping, zone, now })
    const shown = problems.slice(0, SHOWN_PROBLEMS).map(({ row, ...problem }) => ({ line: row, ...problem }))
    return { kind, mapping, quality, problems: shown, badRows: problems.length, ...(held && { held }), written }
  } finally {
    reader.close()
  }
}

function reasonToHold(
  { isCheck, isConfirmed, columns, skipBad }: ImportTableOptions,
  { isSure }: Mapping,
  problems: readonly unknown[],
): TableImport['held'] | undefined {
  if (isCheck) return 'check'
  if (problems.length > 0 && !skipBad) return 'problems'
  return isSure || isConfirmed || columns ? undefined : 'unsure'
}

interface BadRow {
  /** From 1, the header not counted. */
  readonly row: number
  readonly code: 'field-missing' | 'value-invalid'
  readonly path: string
  readonly detail: string
}

/** Makes the table `typed` of the sound rows, with a column each role, and gives the bad ones. */
async function typeCells(reader: Warehouse, spec: ImportSpec, { columns }: Mapping, zone: string): Promise<BadRow[]> {
  await reader.query(`SET TimeZone = '${zone}'`)
  const selected: string[] = []
  const checks: { bad: string; code: BadRow['code']; role: string; detail: string; cell: string }[] = []
  for (const [role, column] of Object.entries(columns)) {
    const cell = `nullif(trim(${named(column)}), '')`
    const { type = 'text', isRequired } = spec.columns[role] ?? {}
    const value =
      type === 'number' ? numberSql(cell) : type === 'date' ? (await findDateFormat(reader, cell, zone)).sql : cell
    selected.push(`${value} AS ${named(role)}`)
    if (isRequired) checks.push({ bad: `${cell} IS NULL`, code: 'field-missing', role, detail: 'nothing there', cell })
    const detail = type === 'number' ? 'expected a number' : 'expected a date'
    if (type !== 'text')
      checks.push({ bad: `${cell} IS NOT NULL AND ${value} IS NULL`, code: 'value-invalid', role, detail, cell })
  }
  const isBad = checks.map(({ bad }) => `(${bad})`).join(' OR ') || 'false'
  const which = checks.map(({ bad }, at) => `WHEN ${bad} THEN ${at}`).join(' ')
  const bad = checks.length
    ? await reader.query<{ row: number; which: number }>(
        `SELECT "row", CASE ${which} END AS which FROM cells WHERE ${isBad} ORDER BY "row"`,
      )
    : []
  const others = spec.takesOthers ? `, * EXCLUDE ("row", ${Object.values(columns).map(named).join(', ')})` : ''
  await reader.query(
    `CREATE TABLE typed AS SELECT "row" AS row_number, ${selected.join(', ')} FROM cells WHERE NOT coalesce(${isBad}, false)`,
  )
  if (others)
    await reader.query(
      `CREATE TABLE others AS SELECT "row" AS row_number${others} FROM cells WHERE NOT coalesce(${isBad}, false)`,
    )
  return bad.map(({ row, which: at }) => {
    const { code, role, detail } = checks[at] as (typeof checks)[number]
    return { row, code, path: `/${role}`, detail }
  })
}

async function writeRejects(
  reader: Warehouse,
  path: string,
  names: readonly string[],
  problems: readonly BadRow[],
): Promise<void> {
  const numbers = problems.map(({ row }) => row)
  const cells = numbers.length
    ? await reader.query<Record<string, string | number | null>>(
        `SELECT * FROM cells WHERE "row" IN (${numbers.join(', ')}) ORDER BY "row"`,
      )
    : []
  const lines = cells.map((cell, at) => {
    const problem = problems[at] as BadRow
    return [problem.row, `${problem.code} ${problem.path}: ${problem.detail}`, ...names.map((name) => cell[name] ?? '')]
  })
  const text = [['row', 'reason', ...names], ...lines].map((line) => line.map(csvCell).join(',')).join('\n')
  await writeFile(path, `${text}\n`)
}

/** A cell that begins like a formula is one to spreadsheets; the apostrophe tells them that it is a text. */
function csvCell(value: string | number): string {
  const text = String(value)
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
