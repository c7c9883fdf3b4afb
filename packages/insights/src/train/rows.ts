/** Neighbours of every item with exact weights: those of item i are at `offsets[i]` to `offsets[i + 1]`, heaviest first. */
export interface NeighbourRows {
  readonly offsets: Uint32Array
  readonly items: Uint32Array
  readonly weights: Float64Array
}

/** Writes rows one after the other; memory grows as they come. */
export interface RowWriter {
  /**
   * Closes the next row with the heaviest `most` of `found`, by falling weight, then rising index. `weights` is looked up
   * by item; what is not above 0 is left out. Sorts `found` in place.
   */
  close(found: number[], weights: Float64Array, most: number): void
  finish(): NeighbourRows
}

/** Creates a writer for `count` rows. */
export function createRowWriter(count: number): RowWriter {
  const offsets = new Uint32Array(count + 1)
  let items = new Uint32Array(1024)
  let weights = new Float64Array(1024)
  let row = 0
  let end = 0
  return {
    close(found, lookup, most) {
      const kept = heaviest(found, lookup, most)
      if (end + kept.length > items.length) {
        items = grow(items, Uint32Array, end + kept.length)
        weights = grow(weights, Float64Array, end + kept.length)
      }
      for (const item of kept) {
        items[end] = item
        weights[end++] = lookup[item]!
      }
      offsets[++row] = end
    },
    finish: () => ({ offsets, items: items.slice(0, end), weights: weights.slice(0, end) }),
  }
}

let scratch = new Float64Array(1024)

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

/** The heaviest `most` of `found`. Long lists are cut by their threshold first, so that only what is kept gets sorted. */
function heaviest(found: number[], lookup: Float64Array, most: number): number[] {
  let kept = found
  if (found.length > most * 2) {
    if (scratch.length < found.length) scratch = new Float64Array(found.length * 2)
    for (let i = 0; i < found.length; i++) scratch[i] = lookup[found[i]!]!
    const threshold = nthLargest(scratch, found.length, most)
    kept = found.filter((item) => lookup[item]! >= threshold)
  }
  kept.sort((a, b) => lookup[b]! - lookup[a]! || a - b)
  if (kept.length > most) kept.length = most
  while (kept.length > 0 && !(lookup[kept[kept.length - 1]!]! > 0)) kept.pop()
  return kept
}

function grow<T extends Uint32Array | Float64Array>(old: T, Type: new (length: number) => T, least: number): T {
  const larger = new Type(Math.max(least, old.length * 2))
  larger.set(old)
  return larger
}
