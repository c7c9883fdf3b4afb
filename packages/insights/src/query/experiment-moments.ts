import type { MetricDefinition } from '../experiment/metric.js'
import type { MetricMoments } from '../experiment/moments.js'
import type { MeasureColumns } from './experiment-measures.js'

/** Of a row of numbers that a query gave. */
export type NumberRow = Readonly<Record<string, number>>

/** What a variable is of which nothing was asked: sums of its products are left out. */
export const NOTHING = '0e0'

/** The four variables of a visitor, as expressions of SQL; `1` is the constant of a metric per visitor. */
export interface Variables {
  readonly y: string
  readonly d: string
  readonly x: string
  readonly w: string
}

const PAIRS = ['yy', 'yd', 'yx', 'yw', 'dd', 'dx', 'dw', 'xx', 'xw', 'ww'] as const

/**
 * The columns of a metric's moments, as `sum(…) AS m<at>_<name>`. What follows from the number of visitors alone is left out. `now` and
 * `then` name the variables of a row and those of before it: what is summed is what the row adds.
 */
export function momentColumns(at: number, isRatio: boolean, now: Variables, then?: Variables): string[] {
  const names = isRatio ? ['y', 'd', 'x', 'w', ...PAIRS] : ['y', 'x', 'yy', 'yx', 'xx']
  const factors = (variables: Variables, name: string) =>
    [...name].map((letter) => variables[letter as keyof Variables])
  return names.flatMap((name) => {
    const own = factors(now, name)
    if (own.includes(NOTHING)) return []
    const less = then ? ` - ${factors(then, name).join(' * ')}` : ''
    return [`sum(${own.join(' * ')}${less}) AS m${at}_${name}`]
  })
}

/** Reads the columns of `momentColumns`. `hasBefore` false: nothing was asked of before the exposure. */
export function toMoments(
  row: NumberRow,
  at: number,
  isRatio: boolean,
  visitors: number,
  hasBefore: boolean,
): MetricMoments {
  const get = (name: string) => row[`m${at}_${name}`] ?? 0
  if (isRatio) return { visitors, sums: [get('y'), get('d'), get('x'), get('w')], products: PAIRS.map(get) }
  const [y, x] = [get('y'), get('x')]
  const ones = hasBefore ? visitors : 0
  return {
    visitors,
    sums: [y, visitors, x, ones],
    products: [get('yy'), y, get('yx'), hasBefore ? y : 0, visitors, x, ones, get('xx'), x, ones],
  }
}

/** What a running sum is capped at: 1 where it only matters whether, the quantile's value, or nothing. */
export type Caps = ReadonlyMap<string, number>

/** The variables of a metric over named sums of its columns. */
export function variablesOf(
  metric: MetricDefinition,
  measures: MeasureColumns,
  caps: Caps,
  sums: { readonly after: (column: number) => string; readonly before: (column: number) => string },
): Variables {
  const { numerator, denominator } = measures.of(metric)
  const capped = (sum: string, column: number, own?: number) => {
    if (sum === NOTHING) return NOTHING
    const cap = measures.columns[column]?.plan.once ? 1 : own
    return cap === undefined ? sum : `least(${sum}, ${literal(cap)})`
  }
  const cap = caps.get(metric.id)
  const over = (sum: (column: number) => string) =>
    denominator === undefined ? '1' : capped(sum(denominator), denominator)
  return {
    y: capped(sums.after(numerator), numerator, cap),
    d: over(sums.after),
    x: capped(sums.before(numerator), numerator, cap),
    w: over(sums.before),
  }
}

/** A double in SQL. */
function literal(value: number): string {
  const text = String(value)
  return text.includes('e') ? text : `${text}e0`
}
