import { createRandom } from '../random.js'
import type { SessionSums } from './replay.js'

/** The metrics that get intervals. */
export const INTERVAL_METRICS = ['hr', 'mrr', 'ndcg'] as const
/** One of {@link INTERVAL_METRICS}. */
export type IntervalMetric = (typeof INTERVAL_METRICS)[number]

/** 95 % percentile interval. */
export type Bounds = readonly [low: number, high: number]

/** A difference own − other with its interval; 0 outside it is significant. */
export interface PairedDifference {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** Intervals of the methods, and of the differences of the first one to each other. */
export interface Bootstrap {
  readonly draws: number
  /** By method, in the order given. */
  readonly intervals: readonly Readonly<Record<IntervalMetric, Bounds>>[]
  /** From the second method on: first − other, on the same resamples. */
  readonly differences: readonly Readonly<Record<IntervalMetric, PairedDifference>>[]
}

const DRAWS = 1000
const SEED = 20_261_121
const LEVEL = 0.95

/**
 * Cluster bootstrap (Efron 1979; sessions, not predictions, as predictions of one session are alike): `draws` times as
 * many sessions as there are are drawn with return, and each metric is the ratio of its sum to the predictions drawn.
 * All methods share the resamples, so that differences are paired. Same sums and seed, same intervals. The sums of a
 * session stand side by side, which keeps a million draws of twenty numbers near the speed of memory.
 */
export function bootstrapMethods(methods: readonly SessionSums[], { draws = DRAWS, seed = SEED } = {}): Bootstrap {
  const width = 1 + methods.length * INTERVAL_METRICS.length
  const table = tableOf(methods, width)
  const sessions = table.length / width
  const random = createRandom(seed)
  const sums = new Float64Array(width)
  const drawn = Array.from({ length: width - 1 }, () => new Float64Array(draws))
  for (let draw = 0; draw < draws; draw++) {
    sums.fill(0)
    for (let i = 0; i < sessions; i++) {
      const from = Math.floor(random() * sessions) * width
      for (let column = 0; column < width; column++) sums[column]! += table[from + column]!
    }
    for (let column = 1; column < width; column++)
      drawn[column - 1]![draw] = sums[0]! > 0 ? sums[column]! / sums[0]! : 0
  }
  const columnOf = (method: number, metric: number) => drawn[method * INTERVAL_METRICS.length + metric]!
  const totals = totalsOf(table, width)
  const ratioOf = (method: number, metric: number): number =>
    totals[0]! > 0 ? totals[1 + method * INTERVAL_METRICS.length + metric]! / totals[0]! : 0
  const byMetric = <Value>(give: (metric: number) => Value): Readonly<Record<IntervalMetric, Value>> =>
    Object.fromEntries(INTERVAL_METRICS.map((name, metric) => [name, give(metric)])) as Record<IntervalMetric, Value>
  return {
    draws,
    intervals: methods.map((_, method) => byMetric((metric) => boundsOf(columnOf(method, metric)))),
    differences: methods.slice(1).map((_, other) =>
      byMetric((metric) => {
        const theirs = columnOf(other + 1, metric)
        const [low, high] = boundsOf(columnOf(0, metric).map((value, draw) => value - theirs[draw]!))
        return { value: ratioOf(0, metric) - ratioOf(other + 1, metric), low, high }
      }),
    ),
  }
}

/** One row a session that was asked: predictions, then three sums a method. All methods were asked the same. */
function tableOf(methods: readonly SessionSums[], width: number): Float64Array {
  const asked: number[] = []
  methods[0]?.predictions.forEach((predictions, session) => {
    if (predictions > 0) asked.push(session)
  })
  const table = new Float64Array(asked.length * width)
  asked.forEach((session, row) => {
    table[row * width] = methods[0]!.predictions[session]!
    methods.forEach((sums, method) => {
      INTERVAL_METRICS.forEach((metric, at) => {
        table[row * width + 1 + method * INTERVAL_METRICS.length + at] = sums[metric][session]!
      })
    })
  })
  return table
}

function totalsOf(table: Float64Array, width: number): Float64Array {
  const totals = new Float64Array(width)
  for (let at = 0; at < table.length; at++) totals[at % width]! += table[at]!
  return totals
}

/** Percentile interval: the values that leave 2.5 % on either side. */
function boundsOf(values: Float64Array): Bounds {
  const sorted = values.slice().sort()
  const at = (ratio: number): number => {
    const place = ratio * (sorted.length - 1)
    const [low, high] = [Math.floor(place), Math.ceil(place)]
    return (sorted[low] ?? 0) + ((sorted[high] ?? 0) - (sorted[low] ?? 0)) * (place - low)
  }
  return [at((1 - LEVEL) / 2), at((1 + LEVEL) / 2)]
}
