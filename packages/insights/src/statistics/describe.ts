import { EndcapError } from '@endcap/core'
import type { InsightSource, SourceBasis } from '../source/source.js'
import { cellSql, type FrameOptions, readFrame } from './frame.js'
import { type HistogramBin, histogramOf } from './histogram.js'

/** What a column of numbers holds. */
export interface NumberColumn {
  readonly column: string
  readonly kind: 'number'
  /** Cells that hold a number, and those that hold none. */
  readonly n: number
  readonly missing: number
  readonly distinct: number
  readonly mean: number
  /** Of the sample, n − 1; undefined below two. */
  readonly sd: number | undefined
  /** Third standardised moment. */
  readonly skewness: number | undefined
  readonly min: number
  readonly max: number
  /** Between neighbours in proportion (type 7 of Hyndman and Fan 1996). */
  readonly quantiles: Readonly<Record<QuantileName, number>>
  readonly zeros: number
  readonly negatives: number
  readonly histogram: readonly HistogramBin[]
  /** Values beyond Tukey's outer fences: three times the middle half's width away from it. */
  readonly odd: {
    readonly low: number
    readonly high: number
    readonly below: number
    readonly above: number
    /** The farthest ones, at most five. */
    readonly examples: readonly number[]
  }
}

/** What a column of texts holds. */
export interface TextColumn {
  readonly column: string
  readonly kind: 'text'
  readonly n: number
  readonly missing: number
  readonly distinct: number
  /** Most frequent first, at most ten. */
  readonly top: readonly { readonly value: string; readonly count: number }[]
  /** Values that stand in one row only, and groups of values that differ in case or blanks only, at most five. */
  readonly odd: { readonly once: number; readonly alike: readonly (readonly string[])[] }
}

/** A table column by column. */
export interface DescribeResult {
  readonly basis: SourceBasis
  readonly table: string
  /** Rows. */
  readonly n: number
  readonly columns: readonly (NumberColumn | TextColumn)[]
}

const QUANTILES = { q01: 0.01, q05: 0.05, q25: 0.25, q50: 0.5, q75: 0.75, q95: 0.95, q99: 0.99 } as const
/** One of the quantiles that are told. */
export type QuantileName = keyof typeof QUANTILES

/** Describes a table. Throws `input-empty` without a row, `reference-unknown` for a wrong table or column. */
export async function describeTable(source: InsightSource, options: FrameOptions = {}): Promise<DescribeResult> {
  const frame = await readFrame(source, options)
  const [rows] = await source.ask<{ n: number }>(`SELECT count(*) AS n FROM ${frame.from} AS t`)
  const n = rows?.n ?? 0
  if (n === 0) throw new EndcapError('input-empty', `${frame.table} of ${source.basis.source} has no rows`)
  const columns: (NumberColumn | TextColumn)[] = []
  for (const column of frame.columns) {
    const cells = `(SELECT ${cellSql(column)} AS x FROM ${frame.from} AS t)`
    columns.push(
      column.kind === 'number'
        ? await describeNumbers(source, column.name, cells, n)
        : await describeTexts(source, column.name, cells, n),
    )
  }
  return { basis: source.basis, table: frame.table, n, columns }
}

interface Totals {
  readonly n: number
  readonly values: number
  readonly sum: number
  readonly least: number
  readonly most: number
  readonly zeros: number
  readonly negatives: number
}

async function describeNumbers(
  source: InsightSource,
  column: string,
  cells: string,
  rows: number,
): Promise<NumberColumn | TextColumn> {
  const known = `(SELECT x FROM ${cells} AS c WHERE x IS NOT NULL)`
  const [totals] = await source.ask<Totals>(
    `SELECT count(*) AS n, count(DISTINCT x) AS "values", sum(x) AS "sum", min(x) AS least, max(x) AS most,
       sum(CASE WHEN x = 0 THEN 1 ELSE 0 END) AS zeros, sum(CASE WHEN x < 0 THEN 1 ELSE 0 END) AS negatives FROM ${known} AS k`,
  )
  // A column without a single number is one without anything to measure.
  if (!totals || totals.n === 0) {
    return { column, kind: 'text', n: 0, missing: rows, distinct: 0, top: [], odd: { once: 0, alike: [] } }
  }
  const { n, least, most } = totals
  // Twice, so that large numbers of small spread keep their digits (Chan, Golub, LeVeque 1983).
  const guess = totals.sum / n
  const [around] = await source.ask<{ off: number; squares: number; cubes: number }>(
    `SELECT sum(x - $guess) AS off, sum((x - $guess) * (x - $guess)) AS squares,
       sum((x - $guess) * (x - $guess) * (x - $guess)) AS cubes FROM ${known} AS k`,
    { guess },
  )
  const { off = 0, squares = 0, cubes = 0 } = around ?? {}
  const variance = n > 1 ? Math.max(0, squares - (off * off) / n) / (n - 1) : undefined
  const spread = variance === undefined ? 0 : Math.sqrt((variance * (n - 1)) / n)
  const quantiles = await quantilesOf(source, known, n)
  const width = quantiles.q75 - quantiles.q25
  const [low, high] = [quantiles.q25 - 3 * width, quantiles.q75 + 3 * width]
  const [far] = await source.ask<{ below: number; above: number }>(
    `SELECT sum(CASE WHEN x < $low THEN 1 ELSE 0 END) AS below, sum(CASE WHEN x > $high THEN 1 ELSE 0 END) AS above FROM ${known} AS k`,
    { low, high },
  )
  const examples = await source.ask<{ x: number }>(
    `SELECT DISTINCT x, CASE WHEN x < $low THEN $low - x ELSE x - $high END AS away FROM ${known} AS k
     WHERE x < $low OR x > $high ORDER BY away DESC, x LIMIT 5`,
    { low, high },
  )
  return {
    column,
    kind: 'number',
    n,
    missing: rows - n,
    distinct: totals.values,
    mean: guess + off / n,
    sd: variance === undefined ? undefined : Math.sqrt(variance),
    skewness: spread > 0 ? cubes / n / spread ** 3 : undefined,
    min: least,
    max: most,
    quantiles,
    zeros: totals.zeros,
    negatives: totals.negatives,
    histogram: await histogramOf(source, known, { n, min: least, max: most, width, distinct: totals.values }),
    odd: { low, high, below: far?.below ?? 0, above: far?.above ?? 0, examples: examples.map(({ x }) => x) },
  }
}

/** From order statistics, since databases have quantiles each their own. */
async function quantilesOf(source: InsightSource, known: string, n: number): Promise<Record<QuantileName, number>> {
  const places = Object.entries(QUANTILES).map(([name, share]) => ({ name, at: (n - 1) * share }))
  const ranks = [...new Set(places.flatMap(({ at }) => [Math.floor(at) + 1, Math.ceil(at) + 1]))]
  const rows = await source.ask<{ place: number; x: number }>(
    `SELECT place, x FROM (SELECT x, row_number() OVER (ORDER BY x) AS place FROM ${known} AS k) AS r
     WHERE place IN (${ranks.join(', ')})`,
  )
  const values = new Map(rows.map(({ place, x }) => [place, x]))
  const entries = places.map(({ name, at }) => {
    const [low, high] = [values.get(Math.floor(at) + 1) ?? Number.NaN, values.get(Math.ceil(at) + 1) ?? Number.NaN]
    return [name, low + (high - low) * (at - Math.floor(at))]
  })
  return Object.fromEntries(entries) as Record<QuantileName, number>
}

async function describeTexts(source: InsightSource, column: string, cells: string, rows: number): Promise<TextColumn> {
  const counts = `(SELECT x, count(*) AS times FROM ${cells} AS c WHERE x IS NOT NULL GROUP BY x)`
  const [totals] = await source.ask<{ n: number | null; values: number; once: number | null }>(
    `SELECT sum(times) AS n, count(*) AS "values", sum(CASE WHEN times = 1 THEN 1 ELSE 0 END) AS once FROM ${counts} AS k`,
  )
  const top = await source.ask<{ value: string; count: number }>(
    `SELECT x AS value, times AS "count" FROM ${counts} AS k ORDER BY times DESC, x LIMIT 10`,
  )
  const alike = await source.ask<{ plain: string; x: string }>(
    `SELECT plain, x FROM (SELECT x, lower(trim(x)) AS plain, count(*) OVER (PARTITION BY lower(trim(x))) AS forms FROM ${counts} AS k) AS f
     WHERE forms > 1 ORDER BY plain, x LIMIT 50`,
  )
  const groups = new Map<string, string[]>()
  for (const { plain, x } of alike) groups.set(plain, [...(groups.get(plain) ?? []), x])
  const n = totals?.n ?? 0
  return {
    column,
    kind: 'text',
    n,
    missing: rows - n,
    distinct: totals?.values ?? 0,
    top,
    odd: { once: totals?.once ?? 0, alike: [...groups.values()].slice(0, 5) },
  }
}
