import type { NeighbourRows } from './rows.js'

/** Neighbours of either direction, heaviest first. */
interface Near {
  readonly offsets: Uint32Array
  readonly items: Uint32Array
}

/** Steps over a neighbour that bisection may take in all, some twenty seconds. */
const MOST_STEPS = 1e9
/** Rounds of swapping between two halves; gains fade after so many. */
const MOST_ROUNDS = 16
/** Of an order that is cut, so that a million items take half a minute. */
const LARGE_ROUNDS = 2
/** Larger orders are cut into parts of this size first: halving them takes the most time and mends the least. */
const MOST_PART = 65_536
/** Smaller parts stay as they are; in an order that was cut, eight times as large ones. */
const LEAST_PART = 4

/**
 * Two orders that place near what is near in the tables, items without neighbours left out: depth-first along the heaviest pairs from the most
 * counted items on, which suits a few strong pairs an item, and recursive bisection of that (Dhulipala et al. 2016), which suits many.
 */
export function orderItems(
  tables: readonly NeighbourRows[],
  count: Uint32Array,
): { depth: Uint32Array; halves: Uint32Array } {
  const near = joinDirections(tables, count.length)
  const depth = walkDepthFirst(near, count)
  return { depth, halves: bisect(near, depth) }
}

function joinDirections(tables: readonly NeighbourRows[], items: number): Near {
  const offsets = new Uint32Array(items + 1)
  const each = (visit: (a: number, b: number, weight: number) => void) => {
    for (const table of tables) {
      for (let item = 0; item < items; item++) {
        for (let pair = table.offsets[item]!; pair < table.offsets[item + 1]!; pair++) {
          visit(item, table.items[pair]!, table.weights[pair]!)
        }
      }
    }
  }
  each((a, b) => {
    offsets[a + 1]!++
    if (a !== b) offsets[b + 1]!++
  })
  for (let item = 0; item < items; item++) offsets[item + 1]! += offsets[item]!
  const next = offsets.slice()
  const all = new Uint32Array(offsets[items]!)
  const weights = new Float32Array(all.length)
  const put = (a: number, b: number, weight: number) => {
    all[next[a]!] = b
    weights[next[a]!++] = weight
  }
  each((a, b, weight) => {
    put(a, b, weight)
    if (a !== b) put(b, a, weight)
  })
  const total = new Float64Array(items)
  const joined = new Uint32Array(items + 1)
  let length = 0
  for (let item = 0; item < items; item++) {
    const [from, to] = [offsets[item]!, offsets[item + 1]!]
    for (let pair = from; pair < to; pair++) total[all[pair]!]! += weights[pair]!
    // An item met in both directions, or in both tables, is one neighbour.
    const start = length
    for (let pair = from; pair < to; pair++) {
      const other = all[pair]!
      if (total[other] === 0) continue
      weights[length] = total[other]!
      total[other] = 0
      all[length++] = other
    }
    sortByWeight(all, weights, start, length)
    joined[item + 1] = length
  }
  return { offsets: joined, items: all.subarray(0, length) }
}

/** Insertion sort: rows are short and half in order already. */
function sortByWeight(items: Uint32Array, weights: Float32Array, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const [item, weight] = [items[i]!, weights[i]!]
    let at = i
    for (; at > from && (weights[at - 1]! < weight || (weights[at - 1] === weight && items[at - 1]! > item)); at--) {
      items[at] = items[at - 1]!
      weights[at] = weights[at - 1]!
    }
    items[at] = item
    weights[at] = weight
  }
}

function walkDepthFirst({ offsets, items }: Near, count: Uint32Array): Uint32Array {
  const starts = Uint32Array.from(count, (_, item) => item).sort((a, b) => count[b]! - count[a]! || a - b)
  const isSeen = new Uint8Array(count.length)
  const order = new Uint32Array(count.length)
  let placed = 0
  const stack: number[] = []
  for (const start of starts) {
    if (offsets[start] === offsets[start + 1]) continue
    stack.push(start)
    while (stack.length) {
      const item = stack.pop()!
      if (isSeen[item]) continue
      isSeen[item] = 1
      order[placed++] = item
      for (let pair = offsets[item + 1]! - 1; pair >= offsets[item]!; pair--) {
        if (!isSeen[items[pair]!]) stack.push(items[pair]!)
      }
    }
  }
  return order.slice(0, placed)
}

/** Halves a part, swaps between the halves what makes the logarithms of gaps smaller, then does the same with each half. */
function bisect({ offsets, items }: Near, start: Uint32Array): Uint32Array {
  const order = start.slice()
  const isLarge = order.length > MOST_PART
  const rounds = isLarge
    ? LARGE_ROUNDS
    : Math.max(2, Math.min(MOST_ROUNDS, Math.floor(MOST_STEPS / (1 + items.length * 32))))
  const size = offsets.length - 1
  const [side, gain, left, right] = [
    new Uint8Array(size),
    new Float64Array(size),
    new Int32Array(size),
    new Int32Array(size),
  ]
  const touched = new Uint32Array(size)
  const log = Float64Array.from({ length: size + 3 }, (_, i) => (i ? Math.log2(i) : 0))
  const parts: [number, number][] = []
  for (let from = 0; from < order.length; from += MOST_PART)
    parts.push([from, Math.min(order.length, from + MOST_PART)])
  const least = isLarge ? LEAST_PART * 8 : LEAST_PART
  for (let part = parts.pop(); part; part = parts.pop()) {
    const [from, to] = part
    if (to - from <= least) continue
    const middle = (from + to) >> 1
    const odds = Math.log2(middle - from) - Math.log2(to - middle)
    let count = 0
    for (let at = from; at < to; at++) {
      const item = order[at]!
      side[item] = at < middle ? 0 : 1
      const near = at < middle ? left : right
      for (let pair = offsets[item]!; pair < offsets[item + 1]!; pair++) {
        const other = items[pair]!
        if (!left[other] && !right[other]) touched[count++] = other
        near[other]!++
      }
    }
    const move = (item: number, by: number) => {
      for (let pair = offsets[item]!; pair < offsets[item + 1]!; pair++) {
        left[items[pair]!]! += by
        right[items[pair]!]! -= by
      }
    }
    const [a, b] = [order.subarray(from, middle), order.subarray(middle, to)]
    for (let round = 0; round < rounds; round++) {
      for (let at = from; at < to; at++) {
        const item = order[at]!
        let sum = 0
        for (let pair = offsets[item]!; pair < offsets[item + 1]!; pair++) {
          const [l, r] = [left[items[pair]!]!, right[items[pair]!]!]
          const here = l * log[l + 1]! + r * log[r + 1]!
          sum += side[item]
            ? (l + 1) * log[l + 2]! + (r - 1) * log[r]! - here - odds
            : (l - 1) * log[l]! + (r + 1) * log[r + 2]! - here + odds
        }
        gain[item] = sum
      }
      a.sort((one, two) => gain[two]! - gain[one]! || one - two)
      b.sort((one, two) => gain[two]! - gain[one]! || one - two)
      let swaps = 0
      for (; swaps < a.length && gain[a[swaps]!]! + gain[b[swaps]!]! > 1e-9; swaps++) {
        const [one, two] = [a[swaps]!, b[swaps]!]
        a[swaps] = two
        b[swaps] = one
        side[two] = 0
        side[one] = 1
        move(two, 1)
        move(one, -1)
      }
      if (swaps <= (to - from) / 1000) break
    }
    for (let i = 0; i < count; i++) left[touched[i]!] = right[touched[i]!] = 0
    parts.push([middle, to], [from, middle])
  }
  return order
}
