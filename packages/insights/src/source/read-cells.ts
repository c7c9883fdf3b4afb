import { EndcapError } from '@endcap/core'
import type { Warehouse } from '../warehouse/duckdb.js'
import { type FileShape, sniffFile } from './sniff.js'

/** A file's cells as texts in the table `cells`, with the number of the `row` from 1, and the names of its columns. */
export interface FileCells {
  readonly columns: readonly string[]
  readonly shape: FileShape
}

/** Text as it stands in a statement. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** A column's name as it stands in a statement. */
export const named = (column: string): string => `"${column.replaceAll('"', '""')}"`

/**
 * Reads CSV with any of the usual separators, blanks, NDJSON or Parquet, packed by gzip or not, into the table `cells` of an empty
 * database. Columns of a file without names are called `1`, `2`, … Throws `file-unreadable` and `input-empty`.
 */
export async function readCells(database: Warehouse, file: string): Promise<FileCells> {
  const shape = sniffFile(file)
  try {
    await database.query(
      `CREATE TABLE cells AS SELECT row_number() OVER () AS "row", * FROM (${selectFrom(file, shape)})`,
    )
  } catch (error) {
    throw new EndcapError('file-unreadable', file, error)
  }
  const found = await database.query<{ column_name: string }>('DESCRIBE cells')
  return { shape, columns: found.map(({ column_name }) => column_name).slice(1) }
}

function selectFrom(file: string, { format, delimiter, sample, hasHeader }: FileShape): string {
  const path = quoted(file)
  if (format === 'parquet') return `SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet(${path})`
  if (format === 'ndjson')
    return `SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_json_auto(${path}, format = 'newline_delimited')`
  const width = Math.max(...sample.map((row) => row.length))
  const numbers = Array.from({ length: width }, (_, at) => String(at + 1))
  const names = (hasHeader ? sample[0] : undefined) ?? numbers
  if (delimiter === 'blanks') {
    const cells = names.map((name, at) => `cut[${at + 1}] AS ${named(name)}`)
    return `SELECT ${cells.join(', ')} FROM (SELECT string_split_regex(trim(line), '[ \\t]+') AS cut
      FROM (${linesOf(path)}) WHERE trim(line) <> '' ${hasHeader ? 'OFFSET 1' : ''})`
  }
  return `SELECT * FROM read_csv(${path}, delim = ${quoted(delimiter)}, quote = '"', escape = '"', header = ${hasHeader}, skip = 0,
    auto_detect = false, null_padding = true, strict_mode = false, columns = {${names.map((name) => `${quoted(name)}: 'VARCHAR'`).join(', ')}})`
}

/** Whole lines, as the column `line`. */
export function linesOf(path: string): string {
  return `SELECT * FROM read_csv(${path}, delim = '\\x1f', quote = '', escape = '', header = false, auto_detect = false,
    columns = {'line': 'VARCHAR'})`
}
