/** Neighbours of every item with exact weights: those of item i are at `offsets[i]` to `offsets[i + 1]`, heaviest first. */
export interface NeighbourRows {
  readonly offsets: Uint32Array
  readonly items: Uint32Array
  readonly weights: Float64Array
}

/** Writes rows one after the other; memory grows as they come. */
export interface RowWriter {
  /** Adds to the weight of an item in the row that is open. */
  add(item: number, weight: number): void
  /** Adds `factor` × the pairs of `rows` from `from` to `to`, but for those with `without`. */
  addPairs(rows: NeighbourRows, from: number, to: number, factor: number, without?: number): void
  /** Changes the weights of the open row, in the order in which its items came; what is not above 0 is left out. */
  weigh(change: (item: number, weight: number) => number): void
  /** Closes the row with its heaviest `most`, by falling weight, then rising index, and opens the next one. */
  close(most: number): void
  finish(): NeighbourRows
}

/** Creates a writer for `count` rows of as many items. */
export function createRowWriter(count: number): RowWriter {
  const offsets = new Uint32Array(count + 1)
  const sums = new Float64Array(count)
  const found = new Uint32Array(count)
  let length = 0
  let items = new Uint32Array(1024)
  let weights = new Float64Array(1024)
  let scratch = new Float64Array(1024)
  let row = 0
  let end = 0

  /** The least weight of the heaviest `most`, or 0 when all are kept. */
  const thresholdOf = (most: number): number => {
    if (length <= most) return 0
    if (scratch.length < length) scratch = new Float64Array(length * 2)
    for (let i = 0; i < length; i++) scratch[i] = sums[found[i]!]!
    return nthLargest(scratch, length, most)
  }
  return {
    add(item, weight) {
      if (sums[item] === 0) {
        if (!(weight > 0)) return
        found[length++] = item
      }
      sums[item]! += weight
    },
    addPairs(rows, from, to, factor, without = -1) {
      const { items, weights } = rows
      let last = length
      for (let pair = from; pair < to; pair++) {
        const item = items[pair]!
        if (item === without) continue
        const sum = sums[item]!
        const weight = factor * weights[pair]!
        if (sum === 0 && weight > 0) found[last++] = item
        sums[item] = sum + weight
      }
      length = last
    },
    weigh(change) {
      for (let i = 0; i < length; i++) sums[found[i]!] = change(found[i]!, sums[found[i]!]!)
    },
    close(most) {
      const threshold = thresholdOf(most)
      if (end + length > items.length) {
        items = grow(items, Uint32Array, end + length)
        weights = grow(weights, Float64Array, end + length)
      }
      const start = end
      for (let i = 0; i < length; i++) {
        const item = found[i]!
        const weight = sums[item]!
        sums[item] = 0
        if (!(weight > 0) || weight < threshold) continue
        items[end] = item
        weights[end++] = weight
      }
      sortRow(items, weights, start, end)
      // Of those that tie at the threshold the last ones go.
      end = Math.min(end, start + most)
      length = 0
      offsets[++row] = end
    },
    finish: () => ({ offsets, items: items.subarray(0, end), weights: weights.subarray(0, end) }),
  }
}

/** The n-th largest of the first `length` values, from n = 1; changes their order. Hoare's selection: linear time. */
function nthLargest(values: Float64Array, length: number, n: number): number {
  let low = 0
  let high = length - 1
  const place = n - 1
  while (low < high) {
    const pivot = values[(low + high) >> 1]!
    let left = low
    let right = high
    while (left <= right) {
      while (values[left]! > pivot) left++
      while (values[right]! < pivot) right--
      if (left > right) break
      const swapped = values[left]!
      values[left++] = values[right]!
      values[right--] = swapped
    }
    if (place <= right) high = right
    else if (place >= left) low = left
    else break
  }
  return values[place]!
}

/** Shorter parts are sorted by insertion. */
const SHORT = 12

/** Sorts what lies from `from` to `to` by falling weight, then rising item. Quicksort, as a comparator costs more than the sort. */
function sortRow(items: Uint32Array, weights: Float64Array, from: number, to: number): void {
  let low = from
  let high = to - 1
  while (high - low >= SHORT) {
    const middle = (low + high) >> 1
    const [weight, item] = [weights[middle]!, items[middle]!]
    let left = low
    let right = high
    while (left <= right) {
      while (weights[left]! > weight || (weights[left] === weight && items[left]! < item)) left++
      while (weights[right]! < weight || (weights[right] === weight && items[right]! > item)) right--
      if (left > right) break
      const [swappedWeight, swappedItem] = [weights[left]!, items[left]!]
      weights[left] = weights[right]!
      items[left++] = items[right]!
      weights[right] = swappedWeight
      items[right--] = swappedItem
    }
    // The shorter part by a call, the longer one in this loop: the stack stays shallow.
    if (right - low < high - left) {
      sortRow(items, weights, low, right + 1)
      low = left
    } else {
      sortRow(items, weights, left, high + 1)
      high = right
    }
  }
  for (let i = low + 1; i <= high; i++) {
    const [weight, item] = [weights[i]!, items[i]!]
    let at = i
    for (; at > low && (weights[at - 1]! < weight || (weights[at - 1] === weight && items[at - 1]! > item)); at--) {
      weights[at] = weights[at - 1]!
      items[at] = items[at - 1]!
    }
    weights[at] = weight
    items[at] = item
  }
}

function grow<T extends Uint32Array | Float64Array>(old: T, Type: new (length: number) => T, least: number): T {
  const larger = new Type(Math.max(least, old.length * 2))
  larger.set(old)
  return larger
}
