import type { Predict } from '../predict.js'
import { createPickTop } from '../top.js'

/** Most popular items of the shop that fill up a visit's own. */
const FILLERS = 100

/**
 * S-POP (as in Hidasi et al. 2016): the items most often met in this very visit; equal ones, and what follows when the
 * visit has too few, by popularity: score = times in the visit + count / (count + 1) of the 100 most popular.
 */
export function createSPop(counts: ArrayLike<number>): Predict {
  const all = Float64Array.from(counts)
  const order = Uint32Array.from(all, (_, item) => item).sort((a, b) => all[b]! - all[a]! || a - b)
  const base = new Float64Array(all.length)
  for (const item of order.subarray(0, FILLERS)) base[item] = all[item]! / (all[item]! + 1)
  const scores = base.slice()
  const pickTop = createPickTop(counts)
  return (question) => {
    const own = new Set(question.newestFirst.filter((item) => item >= 0))
    for (const item of question.newestFirst) if (item >= 0) scores[item]!++
    const touched = [...new Set([...own, ...order.subarray(0, FILLERS)])]
    const answer = pickTop(scores, touched, touched.length, question)
    for (const item of own) scores[item] = base[item]!
    return answer
  }
}
