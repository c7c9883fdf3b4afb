import type { Model, TableName } from '@endcap/core'

/** An item of the model with its co-visitation score. */
export interface Scored {
  readonly index: number
  readonly score: number
  /** Position in `newestFirst` of the item that gave most of the score. */
  readonly from: number
}

/** How one question to {@link createScorer} differs from the plain one. */
export interface ScoreOptions {
  /** @default 'view' */
  readonly table?: TableName
  /** Weight by position in `newestFirst`. @default the model's `scoring.steps` */
  readonly weights?: readonly number[]
  /** Adds the model's `scoring.own` to the items of the session itself. @default false */
  readonly own?: boolean
  /** Most items answered. @default all with a score */
  readonly count?: number
  /** Index of an item to leave out. */
  readonly without?: number
}

/** Up to this many answers are held in order; more are sorted. */
const SHORT = 100

/** Scores the neighbours of the items in `newestFirst` (model indices; −1, unknown, keeps its step and adds nothing). */
export type ScoreNext = (newestFirst: readonly number[], options?: ScoreOptions) => Scored[]

/**
 * The co-visitation scorer of a model, as pages and the evaluation score: the sum over the session's items of
 * step weight × neighbour weight. Best first; equal scores by higher training count, then by id, so that a sharded model
 * orders as a whole one does. An item with score zero is never answered. Keeps its scratch memory between calls, so a call costs microseconds.
 */
export function createScorer({ header, idOf, count, tables }: Model): ScoreNext {
  const scores = new Float64Array(count.length)
  const most = new Float64Array(count.length)
  const from = new Uint16Array(count.length)
  return (newestFirst, { table = 'view', weights = header.scoring.steps, own, count: limit = 1e9, without } = {}) => {
    const { offsets, items, weights: likeness } = tables[table]
    const touched: number[] = []
    const add = (item: number, score: number, step: number): void => {
      if (!(score > 0)) return
      if (!scores[item]) touched.push(item)
      scores[item]! += score
      if (score > most[item]!) {
        most[item] = score
        from[item] = step
      }
    }
    for (let step = 0; step < newestFirst.length && step < weights.length; step++) {
      const item = newestFirst[step]!
      for (let pair = offsets[item]!, end = offsets[item + 1]!; pair < end; pair++) {
        add(items[pair]!, weights[step]! * likeness[pair]!, step)
      }
      if (own && item >= 0) add(item, header.scoring.own[step]!, step)
    }
    const lead = (a: number, b: number): number =>
      scores[b]! - scores[a]! || count[b]! - count[a]! || (idOf(a) < idOf(b) ? -1 : 1)
    let top: number[] = []
    if (limit > SHORT)
      top = touched
        .filter((item) => item !== without)
        .sort(lead)
        .slice(0, limit)
    else {
      // A short list is held in order while going over what has a score.
      for (const item of touched) {
        let at = top.length
        if (item === without || (at === limit && lead(item, top[at - 1]!) > 0)) continue
        if (at < limit) at++
        for (at--; at > 0 && lead(item, top[at - 1]!) < 0; at--) top[at] = top[at - 1]!
        top[at] = item
      }
    }
    const answer = top.map((index) => ({ index, score: scores[index]!, from: from[index]! }))
    for (const item of touched) scores[item] = most[item] = 0
    return answer
  }
}
