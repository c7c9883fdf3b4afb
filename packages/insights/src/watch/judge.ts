import { inverse, Matrix } from 'ml-matrix'
import { studentBelow, studentQuantile } from '../experiment/distribution.js'

/** A number a day, without gaps. `of` is what a share is of: with it the values are parts of it. */
export interface DailySeries {
  readonly values: readonly number[]
  readonly of?: readonly number[]
}

/** What was to be expected of the days judged, and how far off they are. */
export interface Judgement {
  /** Of the days together: a sum, or a share. */
  readonly observed: number
  readonly expected: number
  /** Within this, nothing is said; at the level asked. */
  readonly low: number
  readonly high: number
  /** Two-sided. */
  readonly p: number
  /** How far off, in errors that are not widened. */
  readonly score: number
}

/** How a series is judged. */
export interface JudgeOptions {
  /** Index of the last day judged. */
  readonly day: number
  /** Days judged together. */
  readonly span: number
  /** Days that are not to be learned from, by index: they were unusual themselves. */
  readonly skip: ReadonlySet<number>
  /** Of the range that is told. */
  readonly level: number
  /** Factor of the error: how much worse forecasts have been than they should be. @default 1 */
  readonly widen?: number
}

/** Days that are learned from, and fewest of them. */
export const LEARN_DAYS = 56
export const LEAST_DAYS = 28
const TERMS = 8
/** Below so many a day (or the rarer side of a share) a day's chance is not the one that the method reckons with. */
export const LEAST_MEAN = 5

/**
 * Judges days by those before them: a level, a trend and a factor for each weekday, by least squares over eight weeks, on a scale on
 * which a day's chance is alike for many and few (2√(x + ⅜) of counts and amounts, 2·arcsin√ of shares: Anscombe 1948), weighed by
 * what a share is of. The range is that of new days, by Student's t, so that it is wider where little is known. Undefined where too
 * little is.
 */
export function judgeDays(
  series: DailySeries,
  { day, span, skip, level, widen = 1 }: JudgeOptions,
): Judgement | undefined {
  const first = day - span + 1
  const from = Math.max(0, first - LEARN_DAYS)
  const learned: number[] = []
  for (let at = from; at < first; at++) if (!skip.has(at) && weightOf(series, at) > 0) learned.push(at)
  if (learned.length < LEAST_DAYS || !isEnough(series, learned)) return undefined
  const judged = Array.from({ length: span }, (_, n) => first + n).filter((at) => weightOf(series, at) > 0)
  if (judged.length === 0) return undefined

  const scale = series.of ? 1 : amountScale(series, learned)
  const fit = fitWeeks(series, learned, first, scale)
  if (!fit) return undefined
  const whole = judged.reduce((sum, at) => sum + weightOf(series, at), 0)
  const share = judged.map((at) => weightOf(series, at) / whole)
  const row = new Array<number>(TERMS).fill(0)
  let observed = 0
  judged.forEach((at, n) => {
    observed += (share[n] as number) * stable(series, at, scale)
    rowOf(at, first).forEach((value, term) => {
      row[term] = (row[term] as number) + (share[n] as number) * value
    })
  })
  const expected = row.reduce((sum, value, term) => sum + value * (fit.coefficients[term] as number), 0)
  const own = judged.reduce((sum, at, n) => sum + (share[n] as number) ** 2 / weightOf(series, at), 0)
  const error = Math.sqrt(fit.variance * (own + quadratic(row, fit.inverse)))
  if (!(error > 0)) return undefined
  const score = (observed - expected) / error
  const reach = studentQuantile(1 - level / 2, fit.degrees) * error * widen
  const back = (value: number) => unstable(series, value, scale) * (series.of ? 1 : judged.length)
  const sum = judged.reduce((total, at) => total + (series.values[at] as number), 0)
  const of = series.of ? judged.reduce((total, at) => total + (series.of?.[at] ?? 0), 0) : 1
  return {
    observed: sum / of,
    expected: back(expected),
    low: back(expected - reach),
    high: back(expected + reach),
    p: 2 * studentBelow(-Math.abs(score) / widen, fit.degrees),
    score,
  }
}

const weightOf = ({ of }: DailySeries, at: number): number => (of ? (of[at] ?? 0) : 1)

/** Whether a day has enough in it, on average. */
function isEnough({ values, of }: DailySeries, days: readonly number[]): boolean {
  const mean = (list: readonly number[]) => days.reduce((sum, at) => sum + (list[at] ?? 0), 0) / days.length
  const own = mean(values)
  return of ? Math.min(own, mean(of) - own) >= LEAST_MEAN : own >= LEAST_MEAN
}

/** Amounts are counted in units of their spread over their mean, so that the ⅜ is as small to them as to counts. */
function amountScale({ values }: DailySeries, days: readonly number[]): number {
  const mean = days.reduce((sum, at) => sum + (values[at] as number), 0) / days.length
  const variance = days.reduce((sum, at) => sum + ((values[at] as number) - mean) ** 2, 0) / days.length
  return variance > mean ? mean / variance : 1
}

function stable({ values, of }: DailySeries, at: number, scale: number): number {
  const value = values[at] as number
  if (!of) return 2 * Math.sqrt(Math.max(0, value * scale) + 0.375)
  return 2 * Math.asin(Math.sqrt((value + 0.375) / ((of[at] as number) + 0.75)))
}

function unstable({ of }: DailySeries, value: number, scale: number): number {
  if (of) return Math.sin(Math.min(Math.PI, Math.max(0, value)) / 2) ** 2
  return Math.max(0, ((Math.max(0, value) / 2) ** 2 - 0.375) / scale)
}

/** Weekday as 0 and 1, and the trend from the first day judged. */
function rowOf(at: number, origin: number): number[] {
  const row = new Array<number>(TERMS).fill(0)
  row[at % 7] = 1
  row[7] = (at - origin) / 7
  return row
}

function fitWeeks(series: DailySeries, days: readonly number[], origin: number, scale: number) {
  const gram = Matrix.zeros(TERMS, TERMS)
  const right = new Array<number>(TERMS).fill(0)
  for (const at of days) {
    const weight = weightOf(series, at)
    const row = rowOf(at, origin)
    const value = stable(series, at, scale)
    for (const a of [at % 7, 7]) {
      right[a] = (right[a] as number) + weight * (row[a] as number) * value
      for (const b of [at % 7, 7]) gram.set(a, b, gram.get(a, b) + weight * (row[a] as number) * (row[b] as number))
    }
  }
  // A weekday that was never learned from cannot be expected.
  for (let term = 0; term < TERMS; term++) if (gram.get(term, term) === 0) return undefined
  const inverted = inverse(gram)
  const coefficients = inverted.mmul(Matrix.columnVector(right)).to1DArray()
  const squares = days.reduce((sum, at) => {
    const fitted = rowOf(at, origin).reduce((total, value, term) => total + value * (coefficients[term] as number), 0)
    return sum + weightOf(series, at) * (stable(series, at, scale) - fitted) ** 2
  }, 0)
  const degrees = days.length - TERMS
  return { coefficients, inverse: inverted, variance: squares / degrees, degrees }
}

function quadratic(row: readonly number[], matrix: Matrix): number {
  let sum = 0
  row.forEach((a, i) => {
    row.forEach((b, j) => {
      sum += a * b * matrix.get(i, j)
    })
  })
  return sum
}
