import type { Predict } from '../predict.js'
import { createPickTop } from '../top.js'

/** POP: the most counted items, the same for everyone; equal counts by first appearance. */
export function createPop(counts: ArrayLike<number>): Predict {
  const scores = Float64Array.from(counts)
  const order = Uint32Array.from(scores, (_, item) => item).sort((a, b) => scores[b]! - scores[a]! || a - b)
  const pickTop = createPickTop(counts)
  return (question) => {
    // No more than the excluded ones can be skipped on the way to a full list; ties may go on beyond it.
    let length = Math.min(order.length, question.count + question.without.length)
    const cut = length > 0 ? scores[order[length - 1]!]! : 0
    if (question.isTieWanted) while (length < order.length && scores[order[length]!] === cut) length++
    return pickTop(scores, order, length, question)
  }
}
