import { createRandom } from '../random.js'

/** The middle 95 % of the draws. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** How to draw. */
export interface BootstrapOptions {
  /** @default 1000 */
  readonly draws?: number
  /** @default 1 */
  readonly seed?: number
}

/** What is drawn again and again: units (visitors, sessions), each with `width` sums, one unit after the other. */
export interface UnitSums {
  readonly units: number
  readonly width: number
  readonly sums: Float64Array
}

/** Adds values to the unit that they belong to. Rows without a unit of their own (`null`) are one each. */
export function sumByUnit<Row>(
  rows: readonly Row[],
  unitOf: (row: Row) => string | null,
  width: number,
  add: (row: Row, into: Float64Array, at: number) => void,
): UnitSums {
  const numbers = new Map<string, number>()
  let units = 0
  const unitOfRow = rows.map((row) => {
    const name = unitOf(row)
    if (name === null) return units++
    const known = numbers.get(name)
    if (known !== undefined) return known
    numbers.set(name, units)
    return units++
  })
  const sums = new Float64Array(units * width)
  rows.forEach((row, index) => {
    add(row, sums, (unitOfRow[index] as number) * width)
  })
  return { units, width, sums }
}

/** The sums of all units together, as they were seen. */
export function totalOf({ units, width, sums }: UnitSums): Float64Array {
  const total = new Float64Array(width)
  for (let unit = 0; unit < units; unit++) {
    for (let k = 0; k < width; k++) total[k] = (total[k] as number) + (sums[unit * width + k] as number)
  }
  return total
}

/**
 * Percentile intervals (95 %) of statistics of the totals, by resampling whole units (Efron 1979; units because the rows
 * of one visitor go together). Every statistic is taken on the same draws, so differences are paired.
 * A draw on which a statistic is not finite is left out of it; without any draw its interval is NaN.
 */
export function bootstrap<Name extends string>(
  data: UnitSums,
  statistics: (total: Float64Array) => Readonly<Record<Name, number>>,
  { draws = 1000, seed = 1 }: BootstrapOptions = {},
): Record<Name, Interval> {
  const { units, width, sums } = data
  const random = createRandom(seed)
  const found = new Map<Name, number[]>()
  const total = new Float64Array(width)
  for (let draw = 0; draw < draws; draw++) {
    total.fill(0)
    for (let n = 0; n < units; n++) {
      const at = Math.floor(random() * units) * width
      for (let k = 0; k < width; k++) total[k] = (total[k] as number) + (sums[at + k] as number)
    }
    for (const [name, value] of Object.entries(statistics(total)) as [Name, number][]) {
      const values = found.get(name)
      if (!values) found.set(name, Number.isFinite(value) ? [value] : [])
      else if (Number.isFinite(value)) values.push(value)
    }
  }
  return Object.fromEntries([...found].map(([name, values]) => [name, intervalOf(values)])) as Record<Name, Interval>
}

/** The middle 95 % of `values`, between neighbours in proportion (the usual type 7 quantile). */
export function intervalOf(values: readonly number[]): Interval {
  const sorted = Float64Array.from(values).sort()
  return { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) }
}

function quantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)] as number
  const high = sorted[Math.ceil(at)] as number
  return low + (high - low) * (at - Math.floor(at))
}
