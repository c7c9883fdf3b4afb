import { EndcapError } from '@endcap/core'
import {
  chiSquareAbove,
  fAbove,
  normalBelow,
  normalQuantile,
  studentBelow,
  studentQuantile,
} from '../experiment/distribution.js'
import type { TableColumn } from '../source/open-table-source.js'
import { named } from '../source/read-cells.js'
import type { InsightSource, SourceBasis } from '../source/source.js'
import type { Design } from './design.js'
import { type Formula, labelOf, parseFormula } from './formula.js'
import { cellSql, type FrameOptions, readFrame } from './frame.js'
import { fitLeastSquares } from './least-squares.js'
import { fitLogistic } from './logistic.js'

/** What explains what. */
export interface RegressOptions extends Pick<FrameOptions, 'table'> {
  /** `y ~ a + b + log(c)`. Words become a 0/1 column each, but for the most frequent one. */
  readonly formula: string
  /** @default 'logistic' for an outcome of two values, else 'linear' */
  readonly family?: 'linear' | 'logistic' | undefined
}

/** One coefficient. */
export interface Coefficient {
  readonly term: string
  readonly estimate: number
  /** Linear: HC3. Logistic: of the likelihood. */
  readonly standard_error: number
  /** Linear only: for one spread in all rows. */
  readonly standard_error_classical?: number
  /** 95 %. */
  readonly low: number
  readonly high: number
  readonly p: number
  /** Logistic only: factor of the odds for one more. */
  readonly odds_ratio?: number
  /** How much other terms widen the error; above 10 they can hardly be told apart. Not of the constant. */
  readonly vif?: number
}

/** A regression with how well it fits. */
export interface RegressResult {
  readonly basis: SourceBasis
  readonly table: string
  readonly formula: string
  readonly family: 'linear' | 'logistic'
  /** Rows that hold all columns, and those that do not. */
  readonly n: number
  readonly missing: number
  /** Where there were more rows than are fitted: how many. `n` of them, evenly spread over their order by value, were taken. */
  readonly sampled_from?: number
  readonly coefficients: readonly Coefficient[]
  /** Words that the others are compared to, by column. */
  readonly reference: Readonly<Record<string, string>>
  /** Logistic: what counts as 1. */
  readonly success?: string
  /** Linear: share of the variance. Logistic: McFadden's 1 − log-likelihood ÷ that of the constant. */
  readonly r_squared: number
  readonly adjusted_r_squared?: number
  readonly residual_sd?: number
  readonly log_likelihood: number
  readonly aic: number
  /** Of all terms together: F test, or likelihood ratio. */
  readonly p: number
  /** In plain words, a sentence a term. */
  readonly words: readonly string[]
}

/** More rows make no estimate noticeably better; of more, every so manyth is taken. */
const MOST_ROWS = 100_000
const MOST_WORDS = 30

type Cell = number | string | null

/**
 * Explains a column by others. Coefficients tell what goes together, not what causes what. Throws `option-invalid` for a wrong
 * formula, `value-invalid` where the columns cannot carry it, `input-empty` for fewer rows than coefficients.
 */
export async function regressTable(source: InsightSource, options: RegressOptions): Promise<RegressResult> {
  const formula = parseFormula(options.formula)
  const all = [formula.outcome, ...formula.terms]
  const frame = await readFrame(source, {
    table: options.table,
    columns: [...new Set(all.map(({ column }) => column))],
  })
  const { rows, missing, sampledFrom } = await readRows(source, frame.from, frame.columns)
  const kinds = new Map(frame.columns.map(({ name, kind }) => [name, kind]))
  const { values, success, isBinary } = outcomeOf(formula, rows, kinds, options.family)
  const family = options.family ?? (isBinary ? 'logistic' : 'linear')
  const { design, reference } = designOf(formula, rows, kinds)
  const k = design.names.length + 1
  const n = rows.length
  if (n <= k + 1) {
    throw new EndcapError(
      'input-empty',
      `${n} rows hold all of "${options.formula}": it has ${k} coefficients and needs more rows`,
    )
  }
  const fit = family === 'linear' ? linear(design, values) : logistic(design, values)
  const named = ['(constant)', ...design.names]
  const coefficients = fit.coefficients.map(
    (coefficient, at): Coefficient => ({ term: named[at] as string, ...coefficient }),
  )
  const outcome = labelOf(formula.outcome)
  return {
    basis: source.basis,
    table: frame.table,
    formula: options.formula,
    family,
    n,
    missing,
    ...(sampledFrom !== undefined && { sampled_from: sampledFrom }),
    coefficients,
    reference,
    ...(family === 'logistic' && { success }),
    ...fit.whole,
    words: coefficients
      .slice(1)
      .map((coefficient) =>
        say(coefficient, family === 'logistic' ? `${outcome} = ${success}` : outcome, family, reference),
      ),
  }
}

async function readRows(source: InsightSource, from: string, columns: readonly TableColumn[]) {
  const cells = columns.map((column) => `${cellSql(column)} AS ${named(column.name)}`).join(', ')
  const whole = columns.map(({ name }) => `${named(name)} IS NOT NULL`).join(' AND ')
  const inner = `(SELECT ${cells} FROM ${from} AS t)`
  const [count] = await source.ask<{ n: number; kept: number | null }>(
    `SELECT count(*) AS n, sum(CASE WHEN ${whole} THEN 1 ELSE 0 END) AS kept FROM ${inner} AS c`,
  )
  const kept = count?.kept ?? 0
  const order = columns.map(({ name }) => named(name)).join(', ')
  const step = Math.ceil(kept / MOST_ROWS)
  const rows = await source.ask<Record<string, Cell>>(
    step <= 1
      ? `SELECT * FROM ${inner} AS c WHERE ${whole} ORDER BY ${order}`
      : `SELECT ${order} FROM (SELECT *, row_number() OVER (ORDER BY ${order}) AS place FROM ${inner} AS c WHERE ${whole}) AS p
         WHERE place % ${step} = 0 ORDER BY place`,
  )
  return { rows, missing: (count?.n ?? 0) - kept, sampledFrom: step > 1 ? kept : undefined }
}

type Rows = readonly Readonly<Record<string, Cell>>[]
type Kinds = ReadonlyMap<string, TableColumn['kind']>

function outcomeOf({ outcome }: Formula, rows: Rows, kinds: Kinds, family: RegressOptions['family']) {
  const { column } = outcome
  if (kinds.get(column) === 'text') {
    const words = [...new Set(rows.map((row) => String(row[column])))].sort()
    if (words.length !== 2 || outcome.isLog || family === 'linear') {
      throw new EndcapError(
        'value-invalid',
        `${column} holds ${words.length} different words: an outcome is a number or has two values`,
      )
    }
    const success = words[1] as string
    return { values: rows.map((row) => (row[column] === success ? 1 : 0)), success, isBinary: true }
  }
  const values = numbersOf(outcome, rows)
  const isBinary = values.every((value) => value === 0 || value === 1) && values.includes(0) && values.includes(1)
  if (family === 'logistic' && !isBinary) {
    throw new EndcapError(
      'value-invalid',
      `${labelOf(outcome)} has other values than 0 and 1: a logistic regression needs two`,
    )
  }
  return { values, success: '1', isBinary: isBinary && !outcome.isLog }
}

function numbersOf(term: { readonly column: string; readonly isLog: boolean }, rows: Rows): number[] {
  return rows.map((row) => {
    const value = Number(row[term.column])
    if (!term.isLog) return value
    if (value > 0) return Math.log(value)
    throw new EndcapError('value-invalid', `${labelOf(term)}: ${value} has no logarithm`)
  })
}

function designOf({ terms }: Formula, rows: Rows, kinds: Kinds): { design: Design; reference: Record<string, string> } {
  const names: string[] = []
  const columns: number[][] = []
  const reference: Record<string, string> = {}
  for (const term of terms) {
    const { column, isLog } = term
    if (kinds.get(column) === 'number') {
      names.push(labelOf(term))
      columns.push(numbersOf(term, rows))
      continue
    }
    if (isLog) throw new EndcapError('value-invalid', `${labelOf(term)}: ${column} holds words`)
    const counts = new Map<string, number>()
    for (const row of rows) counts.set(String(row[column]), (counts.get(String(row[column])) ?? 0) + 1)
    if (counts.size > MOST_WORDS) {
      throw new EndcapError(
        'value-invalid',
        `${column} holds ${counts.size} different words, more than ${MOST_WORDS}: it tells rows, not groups`,
      )
    }
    const words = [...counts].sort(([a, m], [b, k]) => k - m || (a < b ? -1 : 1)).map(([word]) => word)
    const [first, ...others] = words
    reference[column] = first ?? ''
    for (const word of others.sort()) {
      names.push(`${column}=${word}`)
      columns.push(rows.map((row) => (row[column] === word ? 1 : 0)))
    }
  }
  return { design: { names, rows: rows.map((_, i) => columns.map((column) => column[i] as number)) }, reference }
}

interface Fit {
  readonly coefficients: readonly Omit<Coefficient, 'term'>[]
  readonly whole: Pick<
    RegressResult,
    'r_squared' | 'adjusted_r_squared' | 'residual_sd' | 'log_likelihood' | 'aic' | 'p'
  >
}

function linear(design: Design, values: readonly number[]): Fit {
  const fit = fitLeastSquares(design, values)
  const [n, k] = [values.length, fit.coefficients.length]
  const reach = studentQuantile(0.975, n - k)
  const squares = fit.residuals.reduce((sum, value) => sum + value ** 2, 0)
  const logLikelihood = (-n / 2) * (Math.log(2 * Math.PI) + Math.log(squares / n) + 1)
  const r2 = fit.rSquared
  const f = r2 < 1 ? r2 / (k - 1) / ((1 - r2) / (n - k)) : Number.POSITIVE_INFINITY
  return {
    coefficients: fit.coefficients.map((estimate, at) => {
      const error = fit.robustErrors[at] as number
      return {
        estimate,
        standard_error: error,
        standard_error_classical: fit.errors[at] as number,
        low: estimate - reach * error,
        high: estimate + reach * error,
        p: error > 0 ? 2 * studentBelow(-Math.abs(estimate / error), n - k) : estimate === 0 ? 1 : 0,
        ...(at > 0 && { vif: fit.vif[at - 1] as number }),
      }
    }),
    whole: {
      r_squared: r2,
      adjusted_r_squared: 1 - ((1 - r2) * (n - 1)) / (n - k),
      residual_sd: fit.residualSd,
      log_likelihood: logLikelihood,
      aic: 2 * (k + 1) - 2 * logLikelihood,
      p: Number.isFinite(f) ? fAbove(f, k - 1, n - k) : 0,
    },
  }
}

function logistic(design: Design, values: readonly number[]): Fit {
  const fit = fitLogistic(design, values)
  const k = fit.coefficients.length
  const reach = normalQuantile(0.975)
  const { vif } = fitLeastSquares(design, values)
  const ratio = 2 * (fit.logLikelihood - fit.nullLogLikelihood)
  return {
    coefficients: fit.coefficients.map((estimate, at) => {
      const error = fit.errors[at] as number
      return {
        estimate,
        standard_error: error,
        low: estimate - reach * error,
        high: estimate + reach * error,
        p: 2 * normalBelow(-Math.abs(estimate / error)),
        odds_ratio: Math.exp(estimate),
        ...(at > 0 && { vif: vif[at - 1] as number }),
      }
    }),
    whole: {
      r_squared: 1 - fit.logLikelihood / fit.nullLogLikelihood,
      log_likelihood: fit.logLikelihood,
      aic: 2 * k - 2 * fit.logLikelihood,
      p: chiSquareAbove(ratio, k - 1),
    },
  }
}

function say(
  { term, estimate, low, high, p, odds_ratio, vif = 1 }: Coefficient,
  outcome: string,
  family: RegressResult['family'],
  reference: RegressResult['reference'],
): string {
  const [column = '', word] = term.split('=')
  const against = reference[column]
  const change =
    word !== undefined && against !== undefined ? `${column} ${word} instead of ${against}` : `one more of ${term}`
  const warn = vif > 10 ? ` It can hardly be told apart from the others (VIF ${short(vif)}).` : ''
  if (p >= 0.05) return `${outcome}: no difference shown for ${change}, the others being equal (p ${short(p)}).${warn}`
  const effect =
    family === 'logistic'
      ? `the odds are ${short(odds_ratio ?? 1)} times as high (${short(Math.exp(low))} to ${short(Math.exp(high))})`
      : `${short(Math.abs(estimate))} ${estimate > 0 ? 'more' : 'less'} (${short(low)} to ${short(high)})`
  return `${outcome}: ${effect} with ${change}, the others being equal.${warn}`
}

const short = (value: number): string => String(Number(value.toPrecision(3)))
