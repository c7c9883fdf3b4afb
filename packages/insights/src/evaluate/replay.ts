import type { Interactions } from '../train/interactions.js'
import { createListMetrics, type ListMetrics, summariseBytes } from './list-metrics.js'
import { type Accuracy, createAccuracy, percentile, rankOf } from './metrics.js'
import type { EvaluationMode, Predict, Protocol, Question } from './predict.js'
import type { TraitIndex } from './traits.js'
import { createHistories } from './visitor-history.js'

/** Visits by how many items were known when asked: the keys of {@link Replay.by_prefix}. */
export const PREFIXES = ['1', '2', '3-5', '6+'] as const

/** Results of some of the questions; with one target, the hit rate is the recall. */
export interface GroupResult {
  readonly predictions: number
  readonly hr: number
  readonly mrr: number
  readonly ndcg: number
}

/** Sums by session (user, basket) at the largest k, for the bootstrap: hits, reciprocal ranks, gains, predictions. */
export interface SessionSums {
  readonly hr: Float64Array
  readonly mrr: Float64Array
  readonly ndcg: Float64Array
  readonly predictions: Float64Array
}

/** Targets by how often train has them: `1` the tenth of the items that is met the most, `10` the one met the least. */
export const TENTHS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'] as const

/** A method's result. */
export interface Replay {
  readonly predictions: number
  /** Predictions whose target never occurs in train; they count as misses. */
  readonly unseen_targets: number
  /** Targets equal to the current item, left out in storefront mode. */
  readonly skipped_targets: number
  readonly at: Readonly<Record<number, Accuracy>>
  /** At the largest k. */
  readonly lists: ListMetrics
  /** At the largest k. */
  readonly by_prefix: Readonly<Record<(typeof PREFIXES)[number], GroupResult>>
  /** At the largest k, by the target's tenth of the train items; targets that train does not have are in none. */
  readonly by_tenth: Readonly<Record<(typeof TENTHS)[number], GroupResult>>
  /** Microseconds of `predict` alone, on this machine. */
  readonly p50_us: number
  readonly p99_us: number
  /** Bytes that a session asks for, where the model is sharded. */
  readonly bytes_per_session_mean?: number
  readonly bytes_per_session_p95?: number
  readonly sums: SessionSums
}

/** How test is replayed. */
export interface ReplaySettings {
  readonly protocol: Protocol
  readonly mode: EvaluationMode
  /** Cut-offs; lists are asked for at the largest. */
  readonly ks: readonly number[]
  /** Ask only after so many items. @default 1 */
  readonly minPrefix?: number
  readonly traits?: TraitIndex
  /** Of a sharded model: bytes that a session with these items asks for. */
  readonly bytesOfSession?: (newestFirst: readonly number[]) => number
  /** Hears of the share that is done, from 0 to 1, a hundred times at most. */
  readonly onProgress?: (ratio: number) => void
}

/**
 * Replays test. `session`: after each prefix of a visit `predict` is asked for the next item; what remains of the visit
 * is relevant. `sequence`: the last item of each line is asked for with the rest of it, which is not answered.
 * `basket`: the last row of each basket is asked for with the others, which are not answered. `test` must be numbered
 * like `train`. Ties: a visit's list is ranked as it is; lines and baskets give equal scores their middle rank.
 */
export function replay(predict: Predict, train: Interactions, test: Interactions, settings: ReplaySettings): Replay {
  const { protocol, ks, traits, bytesOfSession, onProgress } = settings
  const count = Math.max(...ks)
  const counts = countRows(train)
  const accuracy = createAccuracy(ks)
  const lists = createListMetrics(count, counts, traits)
  const sessions = test.starts.length - 1
  const sums: SessionSums = {
    hr: new Float64Array(sessions),
    mrr: new Float64Array(sessions),
    ndcg: new Float64Array(sessions),
    predictions: new Float64Array(sessions),
  }
  const byPrefix = createGroups(PREFIXES)
  const byTenth = createGroups(TENTHS)
  const tenthOf = rankTenths(counts)
  const times: number[] = []
  const bytes: number[] = []
  let unseenTargets = 0
  let told = 0
  const isMiddle = protocol !== 'session'
  const skipped = forEachQuestion(train, test, settings, (question, target, relevant, session) => {
    const started = performance.now()
    const answer = predict(question)
    times.push((performance.now() - started) * 1000)
    if (target >= counts.length || counts[target] === 0) unseenTargets++
    const rank = rankOf(answer, target, isMiddle)
    const isHit = rank > 0 && rank <= count
    const prefix = question.newestFirst.length
    sums.predictions[session]!++
    byPrefix.add(prefix < 3 ? prefix - 1 : prefix < 6 ? 2 : 3, isHit ? rank : 0)
    if (counts[target]! > 0) byTenth.add(tenthOf[target]!, isHit ? rank : 0)
    if (isHit) {
      sums.hr[session]!++
      sums.mrr[session]! += 1 / rank
      sums.ndcg[session]! += 1 / Math.log2(rank + 1)
    }
    accuracy.add(answer.items, rank, relevant)
    lists.add(answer.items, question.newestFirst, target, isHit)
    if (onProgress && Math.floor(((session + 1) / sessions) * 100) > told) {
      told = Math.floor(((session + 1) / sessions) * 100)
      onProgress(told / 100)
    }
  })
  if (bytesOfSession) {
    for (let session = 0; session < sessions; session++) {
      if (sums.predictions[session] === 0) continue
      // What is asked for before the last item is known.
      const rows = test.items.subarray(test.starts[session], test.starts[session + 1]! - 1)
      bytes.push(bytesOfSession(Array.from(rows, (item) => (item < counts.length ? item : -1)).reverse()))
    }
  }
  const perSession = bytesOfSession && summariseBytes(bytes)
  return {
    predictions: times.length,
    unseen_targets: unseenTargets,
    skipped_targets: skipped,
    at: accuracy.finish(),
    lists: lists.finish(),
    by_prefix: byPrefix.finish(),
    by_tenth: byTenth.finish(),
    p50_us: percentile(times, 0.5),
    p99_us: percentile(times, 0.99),
    ...(perSession && { bytes_per_session_mean: perSession.mean, bytes_per_session_p95: perSession.p95 }),
    sums,
  }
}

/** Asks in the order of test. Gives the number of targets that storefront mode leaves out. */
export function forEachQuestion(
  train: Interactions,
  test: Interactions,
  { protocol, mode, ks, minPrefix = 1 }: ReplaySettings,
  ask: (question: Question, target: number, relevant: readonly number[], session: number) => void,
): number {
  const count = Math.max(...ks)
  const known = train.ids.length
  const historyOf = protocol === 'sequence' ? undefined : createHistories(train)
  const isTimed = test.timeUnit === 'ms' && train.timeUnit === 'ms'
  let skipped = 0
  for (let session = 0; session + 1 < test.starts.length; session++) {
    const [from, to] = [test.starts[session]!, test.starts[session + 1]!]
    const items = Array.from(test.items.subarray(from, to))
    const newestFirst = items.map((item) => (item < known ? item : -1)).reverse()
    const ts = isTimed ? Array.from(test.ts.subarray(from, to)).reverse() : undefined
    const history = historyOf?.(test.visitorIds?.[test.visitors[session]!]) ?? []
    const isWhole = protocol !== 'session'
    for (let next = isWhole ? Math.max(1, items.length - 1) : 1; next < items.length; next++) {
      if (next < minPrefix) continue
      const [current, target] = [items[next - 1]!, items[next]!]
      if (!isWhole && mode === 'storefront' && target === current) {
        skipped++
        continue
      }
      const seen = newestFirst.slice(items.length - next)
      const question: Question = {
        newestFirst: seen,
        // A visit asks when its newest item is met; a basket or a line when the hidden item is.
        ...(ts && { ts: ts.slice(items.length - next), now: ts[items.length - 1 - (isWhole ? next : next - 1)]! }),
        history,
        without: isWhole ? seen : mode === 'storefront' ? seen.slice(0, 1) : [],
        count,
        isTieWanted: isWhole,
      }
      ask(question, target, isWhole ? [target] : items.slice(next), session)
    }
  }
  return skipped
}

/** Means over questions by group. */
function createGroups<Name extends string>(names: readonly Name[]) {
  const sums = names.map((name) => ({ name, predictions: 0, hr: 0, mrr: 0, ndcg: 0 }))
  return {
    /** `rank` 0: a miss. */
    add(place: number, rank: number): void {
      const sum = sums[place]!
      sum.predictions++
      if (rank === 0) return
      sum.hr++
      sum.mrr += 1 / rank
      sum.ndcg += 1 / Math.log2(rank + 1)
    },
    finish(): Readonly<Record<Name, GroupResult>> {
      const results = sums.map(({ name, predictions, hr, mrr, ndcg }) => {
        const mean = (sum: number): number => (predictions > 0 ? sum / predictions : 0)
        return [name, { predictions, hr: mean(hr), mrr: mean(mrr), ndcg: mean(ndcg) }]
      })
      return Object.fromEntries(results) as Record<Name, GroupResult>
    },
  }
}

/** The tenth of each item, from 0: as many items in each, by falling count, equal counts by first appearance. */
function rankTenths(counts: Uint32Array): Uint8Array {
  const met = Uint32Array.from(counts, (_, item) => item).filter((item) => counts[item]! > 0)
  const order = met.sort((a, b) => counts[b]! - counts[a]! || a - b)
  const tenths = new Uint8Array(counts.length)
  order.forEach((item, place) => {
    tenths[item] = Math.floor((place * TENTHS.length) / order.length)
  })
  return tenths
}

/** Rows per item. */
export function countRows({ ids, items }: Interactions): Uint32Array {
  const counts = new Uint32Array(ids.length)
  for (const item of items) counts[item]!++
  return counts
}
