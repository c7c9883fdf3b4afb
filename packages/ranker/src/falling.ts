/**
 * The places by falling score, equal scores as they were, each found when it is asked for: the first few of thousands cost
 * little more than going over them once. Scores are read before the first place is given. A binary heap.
 */
export function* falling(places: readonly number[], scores: readonly number[]): Generator<number, void> {
  let size = places.length
  const values = new Float64Array(size)
  const heap = new Int32Array(size)
  for (let at = 0; at < size; at++) {
    values[at] = scores[places[at]!]!
    heap[at] = at
  }
  /** Above 0 where a comes before b. */
  const lead = (a: number, b: number): number => values[a]! - values[b]! || b - a
  const sink = (at: number, moved: number): void => {
    for (let next: number; (next = at * 2 + 1) < size; at = next) {
      if (next + 1 < size && lead(heap[next + 1]!, heap[next]!) > 0) next++
      if (lead(moved, heap[next]!) > 0) break
      heap[at] = heap[next]!
    }
    heap[at] = moved
  }
  for (let at = size >> 1; at--; ) sink(at, at)
  while (size) {
    yield places[heap[0]!]!
    sink(0, heap[--size]!)
  }
}
