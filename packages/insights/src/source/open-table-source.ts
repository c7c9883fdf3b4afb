import { basename } from 'node:path'
import { EndcapError } from '@endcap/core'
import { openWarehouse, type Warehouse } from '../warehouse/duckdb.js'
import { type FileCells, named, readCells } from './read-cells.js'
import { createSource, type InsightSource } from './source.js'

/** A column of a table and what stands in it. */
export interface TableColumn {
  readonly name: string
  readonly kind: 'number' | 'text'
}

/** A source that is one table of whatever columns. */
export interface TableSource extends InsightSource {
  readonly rows: { readonly from: string; readonly columns: readonly TableColumn[] }
}

/** What files write where nothing is known. */
const MISSING = `('', 'NA', 'N/A', 'NaN', 'null', 'NULL', 'None')`

/**
 * Reads a file of any columns (CSV, TSV, blanks, NDJSON, Parquet, also `.gz`). A column is of numbers where every cell is one or missing.
 * Throws `file-unreadable` and `input-empty`.
 */
export async function openTableSource({ file }: { readonly file: string }): Promise<TableSource> {
  const database = await openWarehouse({ path: ':memory:' })
  try {
    const cells = await readCells(database, file)
    const names = await headed(database, cells)
    const cell = (name: string) =>
      `CASE WHEN trim(${named(name)}) IN ${MISSING} THEN NULL ELSE trim(${named(name)}) END`
    const [sums = {}] = await database.query<Record<string, number>>(
      `SELECT ${names.map((name, at) => `count(${cell(name)}) AS t${at}, count(TRY_CAST(${cell(name)} AS DOUBLE)) AS n${at}`).join(', ')} FROM cells`,
    )
    const columns = names.map((name, at): TableColumn => {
      const numbers = sums[`n${at}`] ?? 0
      return { name, kind: numbers > 0 && numbers === sums[`t${at}`] ? 'number' : 'text' }
    })
    const typed = columns.map(({ name, kind }) =>
      kind === 'number'
        ? `CAST(${cell(name)} AS DOUBLE) AS ${named(name)}`
        : `CAST(${cell(name)} AS VARCHAR) AS ${named(name)}`,
    )
    await database.query(`CREATE TABLE typed_rows AS SELECT ${typed.join(', ')} FROM cells ORDER BY "row"`)
    const source = createSource({
      database,
      parameters: {},
      tables: {},
      lacks: (table) => `${file} is read as a plain table, which has no ${table}`,
      basis: {
        source: basename(file),
        zone: 'UTC',
        currency: '',
        period: undefined,
        filter: 'all rows',
        leftOut: {},
      },
      close: async () => database.close(),
    })
    return { ...source, rows: { from: 'typed_rows', columns } }
  } catch (error) {
    database.close()
    throw error
  }
}

/** A first row of words only is the names, whatever stands below. Throws `input-empty` where nothing is left. */
async function headed(database: Warehouse, { columns, shape }: FileCells): Promise<readonly string[]> {
  const isText = shape.format === 'text' && !shape.hasHeader
  const [first] = isText
    ? await database.query<Record<string, string | null>>('SELECT * FROM cells WHERE "row" = 1')
    : []
  const words = columns.map((column) => first?.[column]?.trim() ?? '')
  const isNames =
    first && words.every((word) => word !== '' && Number.isNaN(Number(word))) && new Set(words).size === words.length
  if (isNames) {
    await database.query('DELETE FROM cells WHERE "row" = 1')
    for (const [at, column] of columns.entries()) {
      await database.query(`ALTER TABLE cells RENAME COLUMN ${named(column)} TO ${named(words[at] as string)}`)
    }
  }
  const [left] = await database.query<{ n: number }>('SELECT count(*) AS n FROM cells')
  if (!left?.n) throw new EndcapError('input-empty', 'the table has no rows but the names of its columns')
  return isNames ? words : columns
}
