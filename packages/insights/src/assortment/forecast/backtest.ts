import { fitHoltWinters } from './holt-winters.js'
import { BENCHMARKS, type History, METHODS, type MethodName, meanOf, methodsFor } from './methods.js'

/** How well a method did on days that it had not seen. */
export interface ForecastError {
  readonly method: MethodName
  /** Mean absolute error over that of "the last week again" in the days before (Hyndman, Koehler 2006). */
  readonly mase: number
  /** The same of squared errors, rooted: what methods are chosen by, since the median of a seldom sale is 0. */
  readonly rmsse: number
}

/** What the backtest says. */
export interface Backtest {
  readonly method: MethodName
  /** True: the method did better than both benchmarks where it was chosen and where it is judged. */
  readonly beatsNaive: boolean
  /** Of the method and of both benchmarks, on the days that choose nothing. Empty: too few days to judge. */
  readonly errors: readonly ForecastError[]
  /** How many forecasts are judged, each from its own day on; they overlap. */
  readonly origins: number
  /** Share of the judged days within their interval; null where none could be made before them. */
  readonly coverage: number | null
  /** Errors of one day over the root of what was expected, and of whole forecasts: they make the intervals. */
  readonly scaled: readonly number[]
  readonly totals: readonly number[]
}

/** Days that the first forecast must have before it. */
const LEAST_HISTORY = 42
const [CHOOSING, JUDGING, STEP] = [12, 4, 7]

/**
 * Chooses a method by forecasts from earlier days, and judges it by the four latest, whose days had no say (rolling origin, a week
 * apart). With too few days for both, one set does both and `origins` is that set; with fewer still the mean of four weeks is taken.
 */
export function backtest(history: History, horizon: number, coverageLevel: number): Backtest {
  const { length } = history.values
  const back = (from: number, most: number) =>
    Array.from({ length: most }, (_, n) => from - n * STEP).filter((origin) => origin >= LEAST_HISTORY)
  const judging = back(length - horizon, JUDGING)
  const choosing = back((judging.at(-1) ?? 0) - horizon, CHOOSING)
  if (judging.length === 0) {
    return {
      method: 'moving-average',
      beatsNaive: false,
      errors: [],
      origins: 0,
      coverage: null,
      scaled: [],
      totals: [],
    }
  }
  const first = Math.min(...judging, ...choosing)
  const names = methodsFor(first)
  const smoothing = names.includes('holt-winters') ? fitHoltWinters(history.values.subarray(0, first)) : undefined
  const runs = new Map(
    names.map((name) => {
      const run = (origins: readonly number[]) =>
        origins.map((origin) => forecastFrom(name, history, origin, horizon, smoothing))
      return [name, { choosing: run(choosing), judging: run(judging) }] as const
    }),
  )
  const part = choosing.length > 0 ? 'choosing' : 'judging'
  const score = (name: MethodName, of: 'choosing' | 'judging') => rmsseOf(runs.get(name)?.[of] ?? [])
  const chosen = names.reduce((best, name) => (score(name, part) < score(best, part) ? name : best))
  const bench = BENCHMARKS.reduce((best, name) => (score(name, 'judging') < score(best, 'judging') ? name : best))
  const isBench = (BENCHMARKS as readonly string[]).includes(chosen)
  const beatsNaive = !isBench && score(chosen, 'judging') < score(bench, 'judging')
  const method = beatsNaive ? chosen : bench
  const own = runs.get(method) as { choosing: Run[]; judging: Run[] }
  const limits = intervalOf(
    own.choosing.flatMap(({ scaled }) => scaled),
    horizon,
    coverageLevel,
  )
  const judged = own.judging.flatMap(({ scaled }) => scaled)
  return {
    method,
    beatsNaive,
    errors: [...new Set([method, ...BENCHMARKS])].map((name) => ({
      method: name,
      mase: meanOf(Float64Array.from(runs.get(name)?.judging ?? [], ({ mase }) => mase)),
      rmsse: score(name, 'judging'),
    })),
    origins: judging.length,
    coverage: limits ? judged.filter((error) => error >= limits[0] && error <= limits[1]).length / judged.length : null,
    scaled: [...own.choosing.flatMap(({ scaled }) => scaled), ...judged],
    totals: [...own.choosing, ...own.judging].map(({ total }) => total),
  }
}

/**
 * Limits of scaled errors; undefined with too few of them. Forecasts a week apart judge the same days: the days that there are, not the
 * errors, decide how far out the limits lie (as conformal prediction has it, level × (n + 1) / n).
 */
export function intervalOf(
  scaled: readonly number[],
  horizon: number,
  asked: number,
): readonly [number, number] | undefined {
  if (scaled.length < 40) return undefined
  const days = Math.min(scaled.length, horizon + STEP * (scaled.length / horizon - 1))
  const level = Math.min(1, (asked * (days + 1)) / days)
  const sorted = Float64Array.from(scaled).sort()
  const at = (share: number): number => {
    const place = share * (sorted.length - 1)
    const [low, part] = [Math.floor(place), place % 1]
    return sorted[low]! * (1 - part) + sorted[Math.min(low + 1, sorted.length - 1)]! * part
  }
  return [at((1 - level) / 2), at((1 + level) / 2)]
}

/** What errors are measured by: the root of what is expected, and of a tenth of the mean day where that is more. */
export function errorUnit(expected: number, meanDay: number): number {
  return Math.sqrt(Math.max(expected, meanDay / 10, 1e-9))
}

interface Run {
  readonly mase: number
  readonly rmsse: number
  readonly scaled: readonly number[]
  readonly total: number
}

function forecastFrom(
  name: MethodName,
  { values, weekday, parent }: History,
  origin: number,
  horizon: number,
  smoothing: ReturnType<typeof fitHoltWinters> | undefined,
): Run {
  const seen = { values: values.subarray(0, origin), weekday, parent: parent.subarray(0, origin) }
  const forecast = name === 'holt-winters' && smoothing ? smoothing(seen.values, horizon) : METHODS[name](seen, horizon)
  const meanDay = meanOf(seen.values)
  let [absolute, square, total] = [0, 0, 0]
  const scaled: number[] = []
  for (let step = 0; step < horizon; step++) {
    const error = values[origin + step]! - forecast[step]!
    absolute += Math.abs(error)
    square += error * error
    total += error
    scaled.push(error / errorUnit(forecast[step]!, meanDay))
  }
  const scale = seasonalScale(seen.values)
  return {
    mase: absolute / horizon / scale.absolute,
    rmsse: Math.sqrt(square / horizon / scale.square),
    scaled,
    total,
  }
}

/** Errors of "the last week again" in what was seen; next to nothing never divides. */
function seasonalScale(values: Float64Array): { absolute: number; square: number } {
  let [absolute, square] = [0, 0]
  const count = Math.max(1, values.length - STEP)
  for (let at = STEP; at < values.length; at++) {
    const error = values[at]! - values[at - STEP]!
    absolute += Math.abs(error) / count
    square += (error * error) / count
  }
  return { absolute: Math.max(absolute, 1e-9), square: Math.max(square, 1e-9) }
}

const rmsseOf = (runs: readonly Run[]): number =>
  runs.length > 0 ? meanOf(Float64Array.from(runs, ({ rmsse }) => rmsse)) : Number.POSITIVE_INFINITY
