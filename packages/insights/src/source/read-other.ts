import { EndcapError } from '@endcap/core'
import type { Warehouse } from '../warehouse/duckdb.js'
import { guessByName, plainName } from './file-columns.js'
import type { FileParts } from './open-file-source.js'
import { linesOf, named, quoted, readCells } from './read-cells.js'
import { sniffFile } from './sniff.js'

/** Reads a basket a line, its items cut by the file's separator. Undefined when the file has columns of baskets and items instead. */
export async function readBaskets(database: Warehouse, file: string): Promise<FileParts | undefined> {
  const { format, delimiter, sample, hasHeader } = sniffFile(file)
  if (format !== 'text') return undefined
  const roles = guessByName(sample[0] ?? [])
  if (hasHeader && roles.order !== undefined && roles.item !== undefined) return undefined
  // Items may hold blanks: they are cut by the other separators, or by nothing.
  const cut = delimiter === 'blanks' ? `[line]` : `string_split(line, ${quoted(delimiter)})`
  try {
    await database.query(
      `CREATE TABLE wide AS SELECT row_number() OVER () AS "row", line FROM (${linesOf(quoted(file))})`,
    )
  } catch (error) {
    throw new EndcapError('file-unreadable', file, error)
  }
  const sql = `SELECT DISTINCT 'row ' || "row" AS basket, trim(item, ' "') AS item FROM (SELECT "row", unnest(${cut}) AS item FROM wide)
    WHERE trim(item, ' "') <> ''`
  return { tables: { baskets: async () => ({ sql, isKept: true }) }, basis: { filter: 'every line a basket' } }
}

const PATH_COLUMNS = {
  path: ['path', 'journey', 'channels'],
  conversions: ['conversions', 'total_conversions', 'conversion', 'conv'],
  value: ['value', 'total_conversion_value', 'conversion_value', 'conv_value', 'revenue'],
  nulls: ['nulls', 'total_null', 'null', 'null_conversions', 'non_conversions'],
} as const

/** Reads journeys with how often they ended in a conversion, what these brought, and how often they did not. */
export async function readPaths(database: Warehouse, file: string): Promise<FileParts> {
  const { columns } = await readCells(database, file)
  const find = (role: keyof typeof PATH_COLUMNS) =>
    columns.find((column) => PATH_COLUMNS[role].some((name) => plainName(name) === plainName(column)))
  const [path, conversions, value, nulls] = [find('path'), find('conversions'), find('value'), find('nulls')]
  if (path === undefined || conversions === undefined) {
    throw new EndcapError(
      'field-missing',
      `${file} needs the columns path and conversions; it has ${columns.join(', ')}`,
    )
  }
  const number = (column: string | undefined) =>
    column === undefined ? '0e0' : `coalesce(CAST(${named(column)} AS DOUBLE), 0)`
  const told = [conversions, value, nulls].flatMap((column) => (column === undefined ? [] : [column]))
  const isBad = told
    .map((column) => `(${named(column)} IS NOT NULL AND TRY_CAST(${named(column)} AS DOUBLE) IS NULL)`)
    .join(' OR ')
  const [bad] = await database.query<{ row: number }>(`SELECT "row" FROM cells WHERE ${isBad} ORDER BY "row" LIMIT 1`)
  if (bad) throw new EndcapError('value-invalid', `${file}, row ${bad.row}: conversions, value and nulls are numbers`)
  const sql = `SELECT ${named(path)} AS path, sum(${number(conversions)}) AS conversions, sum(${number(value)}) AS value,
    sum(${number(nulls)}) AS nulls FROM cells WHERE ${named(path)} IS NOT NULL GROUP BY ALL`
  return {
    tables: { paths: async () => ({ sql, isKept: true }) },
    basis: {
      filter: 'every journey of the file',
      columns: { path, conversions, ...(value !== undefined && { value }), ...(nulls !== undefined && { nulls }) },
    },
  }
}
