import type { Warehouse } from '../warehouse/duckdb.js'

/** A way to write dates, and the moment in ms since 1970 of a cell as SQL; null where the cell is written otherwise. */
export interface DateFormat {
  readonly name: string
  readonly sql: string
}

/** The number in a cell, as SQL: with a sign of a currency or a decimal comma, too; null for what is none, or beyond all that is counted. */
export function numberSql(cell: string): string {
  const plain = `regexp_replace(regexp_replace(${cell}, '^[€$£¥]\\s*|\\s*[€$£¥]$', ''), '^(-?\\d+),(\\d{1,2})$', '\\1.\\2')`
  const number = `TRY_CAST(${plain} AS DOUBLE)`
  return `(CASE WHEN isfinite(${number}) THEN ${number} END)`
}

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
 * The way to write dates that fits the most of 20,000 cells of the table `cells`; month before day where both do. Times without a
 * zone are of `zone`, which is the connection's too.
 */
export async function findDateFormat(database: Warehouse, cell: string, zone: string): Promise<DateFormat> {
  const ways: readonly DateFormat[] = [
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
  return ways[best] as DateFormat
}
