import type { Predict } from '../replay.js'

/** POP: the most counted items, the same for everyone; equal counts by first appearance. */
export function createPop(counts: Uint32Array): Predict {
  const order = Uint32Array.from(counts, (_, item) => item).sort((a, b) => counts[b]! - counts[a]! || a - b)
  return ({ count, without }) => {
    const list: number[] = []
    for (let i = 0; i < order.length && list.length < count; i++) {
      const item = order[i]!
      if (!without.includes(item)) list.push(item)
    }
    return list
  }
}
