import type { Predict } from '../predict.js'
import { selectLargest } from '../select.js'
import { createPickTop } from '../top.js'
import type { SessionIndex } from './session-index.js'

/** What makes one session-kNN method of the frame that all of them share. */
export interface SessionKnnFormula {
  /** Most similar sessions that vote. */
  readonly k: number
  /** Of the sessions that share an item with the visit, only so many of the newest are compared. */
  readonly sample: number
  /** Only so many of the visit's newest rows are looked at. @default all */
  readonly last?: number
  /** Weight in the comparison of the row `step` (1 is the current one) of a visit of `length` rows, `distinct` items. */
  rowWeight(step: number, length: number, distinct: number): number
  /** Likeness from the summed weights of the shared items; `distinct` and `squares` (Σ weight²) are of the visit. */
  likeness(sum: number, session: number, distinct: number, squares: number): number
  /** Weight of a neighbour's vote by the newest step that it shares. */
  stepWeight(step: number): number
  /** Weight of an item by its distance in rows, within the neighbour, to the last shared item. @default 1 */
  distanceWeight?(distance: number): number
  /** Weight of an item whatever the visit, for example by idf. @default 1 */
  readonly itemWeight?: Float64Array
}

/**
 * The frame of session-kNN (Jannach and Ludewig 2017): find the newest `sample` train sessions that share an item,
 * keep the `k` most alike, add up the likeness of those that hold an item. A repeated item counts at its newest row.
 * Of neighbours that are exactly alike at the cut, the newer ones stay; the original leaves that to the order of a
 * hash set (research/ranker.md 3.1).
 */
export function createSessionKnn(index: SessionIndex, formula: SessionKnnFormula): Predict {
  const { k, sample, last = Number.POSITIVE_INFINITY, itemWeight } = formula
  const { sessions, starts, items, lastAt, holders, sessionOf, holderLastAt, counts } = index
  const pickTop = createPickTop(counts)
  // By session, valid where `metAt` is of this turn: summed weights, newest shared step, last shared row.
  const metAt = new Uint32Array(sessions)
  const sums = new Float64Array(sessions)
  const stepOf = new Uint16Array(sessions)
  const lastShared = new Uint32Array(sessions)
  const found = new Uint32Array(sessions)
  const values = new Float64Array(sessions)
  const scratch = new Float64Array(sessions)
  const seenAt = new Uint32Array(counts.length)
  const scoredAt = new Uint32Array(counts.length)
  const scores = new Float64Array(counts.length)
  const touched = new Uint32Array(counts.length)
  const distances = formula.distanceWeight && tableOf(formula.distanceWeight, lastAt)
  let turn = 0

  /** Gathers the sessions that share an item into `found`. A list longer than the sample has only older ones beyond it. */
  function gather(visit: readonly number[], length: number, distinct: number): { size: number; squares: number } {
    let [size, squares] = [0, 0]
    for (let step = 1; step <= length; step++) {
      const item = visit[step - 1]!
      if (item < 0 || seenAt[item] === turn) continue
      seenAt[item] = turn
      const weight = formula.rowWeight(step, length, distinct)
      squares += weight * weight
      const end = Math.min(holders[item + 1]!, holders[item]! + sample)
      for (let place = holders[item]!; place < end; place++) {
        const session = sessionOf[place]!
        if (metAt[session] === turn) {
          sums[session]! += weight
          if (holderLastAt[place]! > lastShared[session]!) lastShared[session] = holderLastAt[place]!
        } else {
          metAt[session] = turn
          sums[session] = weight
          stepOf[session] = step
          lastShared[session] = holderLastAt[place]!
          found[size++] = session
        }
      }
    }
    return { size, squares }
  }

  /** Cuts `found` to the newest `sample`; a session's number is its recency. */
  function keepNewest(size: number): number {
    if (size <= sample) return size
    for (let i = 0; i < size; i++) scratch[i] = found[i]!
    const oldest = selectLargest(scratch, size, sample)
    let kept = 0
    for (let i = 0; i < size; i++) if (found[i]! >= oldest) found[kept++] = found[i]!
    return kept
  }

  /** Cuts `found`, with `values` beside it, to the `k` most alike. */
  function keepLikest(size: number): number {
    if (size <= k) return size
    scratch.set(values.subarray(0, size))
    const least = selectLargest(scratch, size, k)
    const tied: number[] = []
    let kept = 0
    for (let i = 0; i < size; i++) {
      if (values[i]! > least) {
        found[kept] = found[i]!
        values[kept++] = values[i]!
      } else if (values[i] === least) tied.push(found[i]!)
    }
    const newestFirst = Uint32Array.from(tied).sort().reverse()
    for (const session of newestFirst.subarray(0, k - kept)) {
      found[kept] = session
      values[kept++] = least
    }
    return kept
  }

  return (question) => {
    turn++
    const visit = question.newestFirst
    const length = Math.min(visit.length, last)
    const distinct = new Set(length < visit.length ? visit.slice(0, length) : visit).size
    const gathered = gather(visit, length, distinct)
    const sampled = keepNewest(gathered.size)
    for (let i = 0; i < sampled; i++) {
      const session = found[i]!
      values[i] = formula.likeness(sums[session]!, session, distinct, gathered.squares)
    }
    const neighbours = keepLikest(sampled)
    let size = 0
    for (let i = 0; i < neighbours; i++) {
      const session = found[i]!
      const vote = values[i]! * formula.stepWeight(stepOf[session]!)
      if (vote === 0) continue
      for (let at = starts[session]!; at < starts[session + 1]!; at++) {
        const item = items[at]!
        if (scoredAt[item] !== turn) {
          scoredAt[item] = turn
          scores[item] = 0
          touched[size++] = item
        }
        scores[item]! += distances ? vote * distances[Math.abs(lastAt[at]! - lastShared[session]!)]! : vote
      }
    }
    if (itemWeight) for (let i = 0; i < size; i++) scores[touched[i]!]! *= itemWeight[touched[i]!]!
    return pickTop(scores, touched, size, question)
  }
}

/** The weight of every distance that can occur. */
function tableOf(weigh: (distance: number) => number, lastAt: Uint32Array): Float64Array {
  let longest = 0
  for (const position of lastAt) longest = Math.max(longest, position)
  return Float64Array.from({ length: longest + 1 }, (_, distance) => weigh(distance))
}

/** 1 + `strength` × idf per item, idf = ln(sessions / rows with the item), as session-rec has it. */
export function idfWeights({ counts, sessions }: SessionIndex, strength: number): Float64Array {
  return Float64Array.from(counts, (count) => (count > 0 ? 1 + strength * Math.log(sessions / count) : 0))
}
