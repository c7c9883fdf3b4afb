import type { Answer, Question } from './predict.js'

/** Picks the answer from scores by item, of which `touched` are the items that may have one. */
export type PickTop = (scores: Float64Array, touched: ArrayLike<number>, length: number, question: Question) => Answer

/**
 * Creates the one place where lists are cut. Best first; equal scores by higher train count, then by first appearance
 * in train, which is the lower index. Score zero or less is never answered. Where ties are wanted, the items with the
 * score of the last one follow it.
 */
export function createPickTop(counts: ArrayLike<number>): PickTop {
  const barred = new Uint32Array(counts.length)
  let turn = 0
  return (scores, touched, length, { without, count, isTieWanted }) => {
    turn++
    for (const item of without) if (item >= 0) barred[item] = turn
    const items: number[] = []
    let size = 0
    for (let i = 0; i < length; i++) {
      const item = touched[i]!
      const score = scores[item]!
      if (!(score > 0) || barred[item] === turn) continue
      if (size === count) {
        const last = items[size - 1]!
        if ((score - scores[last]! || counts[item]! - counts[last]! || last - item) <= 0) continue
      } else size++
      let at = size - 1
      for (; at > 0; at--) {
        const above = items[at - 1]!
        if ((score - scores[above]! || counts[item]! - counts[above]! || above - item) <= 0) break
        items[at] = above
      }
      items[at] = item
    }
    if (isTieWanted && size === count) {
      const cut = scores[items[size - 1]!]!
      const listed = new Set(items)
      for (let i = 0; i < length; i++) {
        const item = touched[i]!
        if (scores[item] === cut && barred[item] !== turn && !listed.has(item)) items.push(item)
      }
    }
    return { items, scores: items.map((item) => scores[item]!) }
  }
}
