import { EndcapError } from '@endcap/core'
import type { Warehouse } from '../warehouse/duckdb.js'
import type { ColumnMapping, ColumnRole } from './file-columns.js'
import { named } from './read-cells.js'

/** How the cells of a file became rows. */
export interface TypedRows {
  /** How dates are written; undefined without a column of dates. */
  readonly dateFormat: string | undefined
  readonly badRows: number
}

const NUMBERS: readonly ColumnRole[] = ['value', 'quantity', 'price', 'discount']
const FORMATS = [
  '%Y%m%d',
  '%m/%d/%Y',
  '%d/%m/%Y',
  '%d.%m.%Y',
  '%Y/%m/%d',
  '%m/%d/%Y %H:%M',
  '%d/%m/%Y %H:%M',
  '%d.%m.%Y %H:%M',
  '%m/%d/%Y %H:%M:%S',
  '%d/%m/%Y %H:%M:%S',
  '%m/%d/%y %H:%M',
  '%d-%m-%Y',
] as const

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
  const date = columns.date === undefined ? undefined : await findFormat(database, cell('date'), zone)
  const number = (role: ColumnRole) =>
    `TRY_CAST(regexp_replace(regexp_replace(${cell(role)}, '^[€$£¥]\\s*|\\s*[€$£¥]$', ''), '^(-?\\d+),(\\d{1,2})$', '\\1.\\2') AS DOUBLE)`
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

async function findFormat(database: Warehouse, cell: string, zone: string) {
  const ways = [
    // With a zone as it says, without one in the zone of the connection.
    { name: 'ISO 8601', sql: `epoch_ms(TRY_CAST(${cell} AS TIMESTAMPTZ))` },
    ...FORMATS.map((name) => ({ name, sql: `epoch_ms(timezone('${zone}', try_strptime(${cell}, '${name}')))` })),
    {
      name: 'seconds since 1970',
      sql: `CASE WHEN regexp_full_match(${cell}, '\\d{9,10}(\\.\\d+)?') THEN CAST(TRY_CAST(${cell} AS DOUBLE) * 1000 AS BIGINT) END`,
    },
    {
      name: 'milliseconds since 1970',
      sql: `CASE WHEN regexp_full_match(${cell}, '\\d{12,13}') THEN TRY_CAST(${cell} AS BIGINT) END`,
    },
  ]
  // The first rows decide which ways are asked of all: files are long.
  const fits = await database.query<Record<string, number>>(
    `SELECT ${ways.map(({ sql }, at) => `count(${sql}) AS f${at}`).join(', ')} FROM (SELECT * FROM cells USING SAMPLE 20000 ROWS (reservoir, 1))`,
  )
  const [best = 0] = ways
    .map((_, at) => at)
    .sort((a, b) => (fits[0]?.[`f${b}`] ?? 0) - (fits[0]?.[`f${a}`] ?? 0) || a - b)
  return ways[best] as (typeof ways)[number]
}
