import type { Interactions } from '../train/interactions.js'
import { createMetrics, type MetricsAt, percentile } from './metrics.js'

/** `session`: each next item of a visit. `basket`: the last row of an order. */
export type Protocol = 'session' | 'basket'
/** `published`: as papers count, the current item and repeats included. `storefront`: as a shop shows, without them. */
export type EvaluationMode = 'published' | 'storefront'

/** What is asked of a method. Items are train indices, −1 for one that train does not have. */
export interface Question {
  /** The visit so far, or the basket, newest first. */
  readonly newestFirst: readonly number[]
  readonly count: number
  /** Items that must not be answered. */
  readonly without: readonly number[]
}

/** A method under evaluation: best first, at most `count`, nothing with score zero. */
export type Predict = (question: Question) => readonly number[]

/** A method's result. */
export interface Replay {
  readonly predictions: number
  /** Predictions whose target never occurs in train; they count as misses. */
  readonly unseenTargets: number
  /** Targets equal to the current item, left out in storefront mode. */
  readonly skipped: number
  readonly at: Readonly<Record<number, MetricsAt>>
  /** Microseconds per prediction on this machine. */
  readonly p50Us: number
  readonly p95Us: number
}

/**
 * Replays test visits item by item: after each prefix, `predict` is asked and the next item looked up; what remains of
 * the visit is relevant. Or, for baskets, hides the last row and asks with the rest. `test` must be numbered like train.
 */
export function replay(
  predict: Predict,
  test: Interactions,
  counts: Uint32Array,
  {
    protocol,
    mode,
    ks,
  }: { readonly protocol: Protocol; readonly mode: EvaluationMode; readonly ks: readonly number[] },
): Replay {
  const metrics = createMetrics(ks, counts)
  const times: number[] = []
  let unseenTargets = 0
  let skipped = 0
  const count = Math.max(...ks)
  const ask = (
    newestFirst: readonly number[],
    without: readonly number[],
    target: number,
    rest: readonly number[],
  ): void => {
    const started = performance.now()
    const list = predict({ newestFirst, count, without })
    times.push((performance.now() - started) * 1000)
    if (target >= counts.length) unseenTargets++
    metrics.add(list, target, rest)
  }
  for (let session = 0; session + 1 < test.starts.length; session++) {
    const items = Array.from(test.items.subarray(test.starts[session], test.starts[session + 1]))
    const newestFirst = items.map((item) => (item < counts.length ? item : -1)).reverse()
    if (protocol === 'basket') {
      const target = items.at(-1)!
      const rest = newestFirst.slice(1)
      if (rest.length > 0) ask(rest, rest, target, [target])
      continue
    }
    for (let next = 1; next < items.length; next++) {
      const current = items[next - 1]!
      if (mode === 'storefront' && items[next] === current) {
        skipped++
        continue
      }
      ask(
        newestFirst.slice(items.length - next),
        mode === 'storefront' ? [current] : [],
        items[next]!,
        items.slice(next),
      )
    }
  }
  return {
    predictions: times.length,
    unseenTargets,
    skipped,
    at: metrics.finish(),
    p50Us: percentile(times, 0.5),
    p95Us: percentile(times, 0.95),
  }
}
