import { named } from '../source/read-cells.js'
import type { Warehouse } from '../warehouse/duckdb.js'
import type { ImportSpec } from './kinds.js'

/** What a column of a file holds. */
export interface ColumnQuality {
  readonly column: string
  /** What it is taken as. */
  readonly as: string
  /** Rows without anything in it. */
  readonly missing: number
  readonly distinct: number
  /** The least and the greatest, as texts. */
  readonly least: string | null
  readonly greatest: string | null
  /** Numbers far from the others (ten times the distance of the quartiles beyond them), and dates before 2000 or to come. */
  readonly odd: number
  readonly oddExamples: readonly string[]
}

/** What is to be known of a file before it is taken. */
export interface QualityReport {
  readonly rows: number
  /** Rows that are the same in the columns that name one, beyond the first of each. */
  readonly repeated: number
  readonly columns: readonly ColumnQuality[]
}

const DATE_FLOOR_MS = Date.UTC(2000, 0, 1)
const FAR = 10

/** Reads the quality of the table `typed`, whose columns are those of `spec` that the file has. `now`: ms since 1970. */
export async function readQuality(
  database: Warehouse,
  spec: ImportSpec,
  mapping: Readonly<Record<string, string>>,
  now: number,
): Promise<QualityReport> {
  const [total] = await database.query<{ rows: number }>('SELECT count(*) AS rows FROM typed')
  const rows = total?.rows ?? 0
  const columns: ColumnQuality[] = []
  for (const [role, column] of Object.entries(mapping)) {
    const type = spec.columns[role]?.type ?? 'text'
    columns.push({ column, as: role, ...(await readColumn(database, named(role), type, now)) })
  }
  const key = spec.key.filter((role) => mapping[role] !== undefined).map(named)
  const [repeated] = key.length
    ? await database.query<{ rows: number }>(`SELECT count(*) - count(DISTINCT (${key.join(', ')})) AS rows FROM typed`)
    : []
  return { rows, repeated: repeated?.rows ?? 0, columns }
}

async function readColumn(database: Warehouse, cell: string, type: 'text' | 'number' | 'date', now: number) {
  const shown = type === 'date' ? `strftime(make_timestamp(${cell} * 1000), '%Y-%m-%d')` : `CAST(${cell} AS VARCHAR)`
  const isOdd = {
    text: 'false',
    date: `${cell} < ${DATE_FLOOR_MS} OR ${cell} > ${now}`,
    number: `${cell} > q3 + ${FAR} * (q3 - q1) AND q3 > q1 OR ${cell} < q1 - ${FAR} * (q3 - q1) AND q3 > q1`,
  }[type]
  const quartiles =
    type === 'number'
      ? `quantile_cont(${cell}, 0.25) AS q1, quantile_cont(${cell}, 0.75) AS q3`
      : 'any_value(0) AS q1, any_value(0) AS q3'
  const [row] = await database.query<{
    missing: number
    distinct: number
    least: string | null
    greatest: string | null
    odd: number
    examples: string | null
  }>(
    `WITH q AS (SELECT ${quartiles} FROM typed),
     marked AS (SELECT ${cell} AS cell, ${shown} AS shown, coalesce(${isOdd}, false) AS is_odd FROM typed, q)
     SELECT count(*) - count(cell) AS missing, count(DISTINCT cell) AS "distinct",
       arg_min(shown, cell) AS least, arg_max(shown, cell) AS greatest, count(*) FILTER (WHERE is_odd) AS odd,
       (SELECT string_agg(shown, ', ' ORDER BY shown) FROM (SELECT DISTINCT shown FROM marked WHERE is_odd ORDER BY shown LIMIT 3)) AS examples
     FROM marked`,
  )
  const { missing = 0, distinct = 0, least = null, greatest = null, odd = 0, examples } = row ?? {}
  return { missing, distinct, least, greatest, odd, oddExamples: examples ? examples.split(', ') : [] }
}
