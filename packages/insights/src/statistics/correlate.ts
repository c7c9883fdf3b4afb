import { EndcapError } from '@endcap/core'
import { correctP } from '../experiment/correct.js'
import { chiSquareAbove, fAbove, normalQuantile, studentBelow } from '../experiment/distribution.js'
import type { TableColumn } from '../source/open-table-source.js'
import type { InsightSource, SourceBasis } from '../source/source.js'
import { cellSql, type Frame, type FrameOptions, readFrame } from './frame.js'

/** How two columns go together. */
export interface Association {
  readonly a: string
  readonly b: string
  /**
   * `pearson` and `spearman` (−1 to 1) of two columns of numbers; `cramers_v` (0 to 1) of two of words; `eta` (0 to 1), the
   * square root of the correlation ratio, of a number by a word.
   */
  readonly method: 'pearson' | 'spearman' | 'cramers_v' | 'eta'
  /** Rows that hold both. */
  readonly n: number
  readonly value: number
  /** 95 %, of `pearson` by Fisher's z, of `spearman` with the variance of Bonett and Wright (2000). */
  readonly low?: number
  readonly high?: number
  readonly p: number
  /** Corrected over all pairs by Benjamini and Hochberg. */
  readonly p_adjusted: number
}

/** Counts of the strongest pair of numbers, in a grid. */
export interface Scatter {
  readonly a: string
  readonly b: string
  readonly x: Axis
  readonly y: Axis
  /** Cells that hold rows: column and row of the grid from 0. */
  readonly cells: readonly { readonly x: number; readonly y: number; readonly count: number }[]
}
/** One side of the grid. */
export interface Axis {
  readonly from: number
  readonly step: number
  readonly count: number
}

/** Every pair of columns. */
export interface CorrelateResult {
  readonly basis: SourceBasis
  readonly table: string
  readonly n: number
  /** Strongest first: by the corrected p, then by size. */
  readonly pairs: readonly Association[]
  readonly scatter: Scatter | undefined
  /** Columns that were not compared, and why. */
  readonly left_out: Readonly<Record<string, string>>
}

/** A word that is another one in almost every row says nothing of any other column. */
const MOST_WORDS = 50
const LEAST_ROWS = 4
const GRID = 24

type Row = { readonly n: number; readonly xs: number; readonly ys: number; readonly xy: number }

/**
 * Compares every two columns of a table. Correlation is no cause. Throws `input-empty` where there are no two columns to compare.
 */
export async function correlateTable(source: InsightSource, options: FrameOptions = {}): Promise<CorrelateResult> {
  const frame = await readFrame(source, options)
  const [rows] = await source.ask<{ n: number }>(`SELECT count(*) AS n FROM ${frame.from} AS t`)
  const leftOut: Record<string, string> = {}
  const columns: TableColumn[] = []
  for (const column of frame.columns) {
    const [counted] = await source.ask<{ words: number }>(
      `SELECT count(DISTINCT ${cellSql(column)}) AS words FROM ${frame.from} AS t`,
    )
    const words = counted?.words ?? 0
    if (words < 2) leftOut[column.name] = words === 0 ? 'empty' : 'the same in every row'
    else if (column.kind === 'text' && words > MOST_WORDS) leftOut[column.name] = `${words} different words`
    else columns.push(column)
  }
  if (columns.length < 2) {
    throw new EndcapError('input-empty', `${frame.table} has no two columns to compare: ${JSON.stringify(leftOut)}`)
  }
  const found: Omit<Association, 'p_adjusted'>[] = []
  for (const [at, a] of columns.entries()) {
    for (const b of columns.slice(at + 1)) found.push(...(await compare(source, frame, a, b)))
  }
  const adjusted = correctP(
    found.map(({ p }) => p),
    'benjamini-hochberg',
  )
  const pairs = found
    .map((pair, at) => ({ ...pair, p_adjusted: adjusted[at] as number }))
    .sort(
      (one, other) =>
        one.p_adjusted - other.p_adjusted ||
        Math.abs(other.value) - Math.abs(one.value) ||
        (one.a + one.b < other.a + other.b ? -1 : 1),
    )
  const strongest = pairs.find(({ method }) => method === 'pearson')
  return {
    basis: source.basis,
    table: frame.table,
    n: rows?.n ?? 0,
    pairs,
    scatter: strongest && (await scatterOf(source, frame, strongest.a, strongest.b)),
    left_out: leftOut,
  }
}

async function compare(
  source: InsightSource,
  frame: Frame,
  a: TableColumn,
  b: TableColumn,
): Promise<Omit<Association, 'p_adjusted'>[]> {
  // Words first where they are one of both.
  const [first, second] = b.kind === 'text' && a.kind === 'number' ? [b, a] : [a, b]
  const both = `(SELECT x, y FROM (SELECT ${cellSql(first)} AS x, ${cellSql(second)} AS y FROM ${frame.from} AS t) AS c
    WHERE x IS NOT NULL AND y IS NOT NULL)`
  const names = { a: a.name, b: b.name }
  if (a.kind === 'text' && b.kind === 'text') return words(source, both, names)
  if (a.kind === 'number' && b.kind === 'number') return numbers(source, both, names)
  return grouped(source, both, names)
}

type Names = Pick<Association, 'a' | 'b'>

async function numbers(source: InsightSource, both: string, names: Names): Promise<Omit<Association, 'p_adjusted'>[]> {
  const ranks = `(SELECT rank() OVER (ORDER BY x) + (count(*) OVER (PARTITION BY x) - 1) / 2e0 AS x,
    rank() OVER (ORDER BY y) + (count(*) OVER (PARTITION BY y) - 1) / 2e0 AS y FROM ${both} AS c)`
  const found: Omit<Association, 'p_adjusted'>[] = []
  for (const [method, cells] of [
    ['pearson', both],
    ['spearman', ranks],
  ] as const) {
    const [mean] = await source.ask<{ n: number; mx: number | null; my: number | null }>(
      `SELECT count(*) AS n, sum(x) / count(*) AS mx, sum(y) / count(*) AS my FROM ${cells} AS c`,
    )
    if (!mean || mean.n < LEAST_ROWS) return []
    const [sums] = await source.ask<Row>(
      `SELECT count(*) AS n, sum((x - $mx) * (x - $mx)) AS xs, sum((y - $my) * (y - $my)) AS ys, sum((x - $mx) * (y - $my)) AS xy
       FROM ${cells} AS c`,
      { mx: mean.mx, my: mean.my },
    )
    if (!sums || !(sums.xs > 0 && sums.ys > 0)) return []
    const { n } = sums
    const value = Math.max(-1, Math.min(1, sums.xy / Math.sqrt(sums.xs * sums.ys)))
    const t = Math.abs(value) < 1 ? value * Math.sqrt((n - 2) / (1 - value * value)) : Number.POSITIVE_INFINITY
    const scale = method === 'pearson' ? 1 : Math.sqrt(1 + (value * value) / 2)
    const half = (normalQuantile(0.975) * scale) / Math.sqrt(n - 3)
    const z = Math.atanh(value)
    const isExact = !Number.isFinite(z)
    found.push({
      ...names,
      method,
      n,
      value,
      low: isExact ? value : Math.tanh(z - half),
      high: isExact ? value : Math.tanh(z + half),
      p: Number.isFinite(t) ? 2 * studentBelow(-Math.abs(t), n - 2) : 0,
    })
  }
  return found
}

/** Cramér's V, corrected for its bias (Bergsma 2013), with Pearson's chi-square. */
async function words(source: InsightSource, both: string, names: Names): Promise<Omit<Association, 'p_adjusted'>[]> {
  const cells = await source.ask<{ x: string; y: string; times: number }>(
    `SELECT x, y, count(*) AS times FROM ${both} AS c GROUP BY x, y ORDER BY x, y`,
  )
  const [xs, ys] = [new Map<string, number>(), new Map<string, number>()]
  let n = 0
  for (const { x, y, times } of cells) {
    xs.set(x, (xs.get(x) ?? 0) + times)
    ys.set(y, (ys.get(y) ?? 0) + times)
    n += times
  }
  const [r, k] = [xs.size, ys.size]
  if (n < LEAST_ROWS || r < 2 || k < 2) return []
  const sum = cells.reduce(
    (total, { x, y, times }) => total + times ** 2 / ((xs.get(x) as number) * (ys.get(y) as number)),
    0,
  )
  const chi = Math.max(0, n * (sum - 1))
  const degrees = (r - 1) * (k - 1)
  const phi = Math.max(0, chi / n - degrees / (n - 1))
  const [rc, kc] = [r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)]
  const most = Math.min(rc - 1, kc - 1)
  const value = most > 0 ? Math.min(1, Math.sqrt(phi / most)) : 0
  return [{ ...names, method: 'cramers_v', n, value, p: chiSquareAbove(chi, degrees) }]
}

/** The correlation ratio of y by the groups of x, with the F test of one-way analysis of variance. */
async function grouped(source: InsightSource, both: string, names: Names): Promise<Omit<Association, 'p_adjusted'>[]> {
  const means = await source.ask<{ x: string; n: number; mean: number }>(
    `SELECT x, count(*) AS n, sum(y) / count(*) AS mean FROM ${both} AS c GROUP BY x ORDER BY x`,
  )
  const n = means.reduce((sum, group) => sum + group.n, 0)
  const k = means.length
  if (k < 2 || n - k < 2) return []
  const mean = means.reduce((sum, group) => sum + group.n * group.mean, 0) / n
  const between = means.reduce((sum, group) => sum + group.n * (group.mean - mean) ** 2, 0)
  const [whole] = await source.ask<{ squares: number }>(
    `SELECT sum((y - $mean) * (y - $mean)) AS squares FROM ${both} AS c`,
    { mean },
  )
  const total = whole?.squares ?? 0
  if (!(total > 0)) return []
  const within = Math.max(0, total - between)
  const f = within > 0 ? between / (k - 1) / (within / (n - k)) : Number.POSITIVE_INFINITY
  const p = Number.isFinite(f) ? fAbove(f, k - 1, n - k) : 0
  return [{ ...names, method: 'eta', n, value: Math.sqrt(Math.min(1, between / total)), p }]
}

async function scatterOf(source: InsightSource, frame: Frame, a: string, b: string): Promise<Scatter | undefined> {
  const [one, other] = [a, b].map((name) => frame.columns.find((column) => column.name === name)) as [
    TableColumn,
    TableColumn,
  ]
  const both = `(SELECT x, y FROM (SELECT ${cellSql(one)} AS x, ${cellSql(other)} AS y FROM ${frame.from} AS t) AS c
    WHERE x IS NOT NULL AND y IS NOT NULL)`
  const [ends] = await source.ask<{ x0: number; x1: number; y0: number; y1: number }>(
    `SELECT min(x) AS x0, max(x) AS x1, min(y) AS y0, max(y) AS y1 FROM ${both} AS c`,
  )
  if (!ends || !(ends.x1 > ends.x0 && ends.y1 > ends.y0)) return undefined
  const axis = (from: number, to: number): Axis => ({ from, step: (to - from) / GRID, count: GRID })
  const [x, y] = [axis(ends.x0, ends.x1), axis(ends.y0, ends.y1)]
  const rows = await source.ask<{ cx: number; cy: number; times: number }>(
    `SELECT least(floor((x - $x0) / $dx), ${GRID - 1}) AS cx, least(floor((y - $y0) / $dy), ${GRID - 1}) AS cy, count(*) AS times
     FROM ${both} AS c GROUP BY 1, 2 ORDER BY 1, 2`,
    { x0: x.from, dx: x.step, y0: y.from, dy: y.step },
  )
  return { a, b, x, y, cells: rows.map(({ cx, cy, times }) => ({ x: cx, y: cy, count: times })) }
}
