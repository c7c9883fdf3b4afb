import { EndcapError } from '@endcap/core'
import type { Warehouse } from '../warehouse/duckdb.js'
import { findDateFormat, numberSql } from './cell-types.js'
import type { ColumnMapping, ColumnRole } from './file-columns.js'
import { named } from './read-cells.js'

/** How the cells of a file became rows. */
export interface TypedRows {
  /** How dates are written; undefined without a column of dates. */
  readonly dateFormat: string | undefined
  readonly badRows: number
}

const NUMBERS: readonly ColumnRole[] = ['value', 'quantity', 'price', 'discount']
/**
 * Makes the table `typed` of `cells`: texts, numbers, and `ts` in ms since 1970, a column each role; null where the file has none. Times
 * without a zone are of `zone`. Of the ways to write a date the one is taken that fits the most rows, month before day where both do.
 * Throws `value-invalid` naming the first bad row, unless `skipBad`.
 */
export async function typeRows(
  database: Warehouse,
  file: string,
  columns: ColumnMapping,
  { zone, skipBad }: { readonly zone: string; readonly skipBad: boolean },
): Promise<TypedRows> {
  const cell = (role: ColumnRole) =>
    columns[role] === undefined ? 'NULL' : `nullif(trim(${named(columns[role])}), '')`
  await database.query(`SET TimeZone = '${zone}'`)
  const date = columns.date === undefined ? undefined : await findDateFormat(database, cell('date'), zone)
  const number = (role: ColumnRole) => numberSql(cell(role))
  const texts = (
    ['order', 'customer', 'item', 'name', 'category', 'brand', 'channel', 'campaign', 'coupon', 'currency'] as const
  ).map((role) => `CAST(${cell(role)} AS VARCHAR) AS ${named(role)}`)
  const checks = [
    ...(date ? [{ role: 'date' as const, bad: `${date.sql} IS NULL`, what: 'a date' }] : []),
    ...NUMBERS.filter((role) => columns[role] !== undefined).map((role) => ({
      role,
      bad: `${cell(role)} IS NOT NULL AND ${number(role)} IS NULL`,
      what: 'a number',
    })),
  ]
  const isBad = checks.map(({ bad }) => `(${bad})`).join(' OR ') || 'false'
  const [bad] = await database.query<{ rows: number }>(`SELECT count(*) AS rows FROM cells WHERE ${isBad}`)
  const badRows = bad?.rows ?? 0
  if (badRows > 0 && !skipBad) {
    const example = checks.map(
      ({ role, bad: test, what }) => `WHEN ${test} THEN '${role}|${what}|' || coalesce(${cell(role)}, '')`,
    )
    const [first] = await database.query<{ row: number; told: string }>(
      `SELECT "row", CASE ${example.join(' ')} END AS told FROM cells WHERE ${isBad} ORDER BY "row" LIMIT 1`,
    )
    const [role = '', what = '', ...text] = (first?.told ?? '').split('|')
    throw new EndcapError(
      'value-invalid',
      `${file}, row ${first?.row}: "${text.join('|').slice(0, 60)}" in column ${columns[role as ColumnRole]} is not ${what}; ${badRows} such rows, which --skip-bad leaves out`,
    )
  }
  await database.query(`CREATE TABLE typed AS SELECT "row", ${texts.join(', ')}, ${date?.sql ?? 'CAST(NULL AS BIGINT)'} AS ts,
    ${NUMBERS.map((role) => `CAST(${columns[role] === undefined ? 'NULL' : number(role)} AS DOUBLE) AS ${named(role)}`).join(', ')}
    FROM cells WHERE NOT coalesce(${isBad}, false) ORDER BY "row"`)
  return { dateFormat: date?.name, badRows }
}
