/**
 * The list by falling value, equal values as they were, each entry found when it is asked for: the first few of thousands cost
 * little more than going over them once. Values are read before the first entry is given. A binary heap of places.
 */
export function* falling<T>(list: readonly T[], value: (entry: T) => number): Generator<T, void> {
  const values = list.map(value)
  const heap = list.map((_, at) => at)
  let size = list.length
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
    yield list[heap[0]!]!
    sink(0, heap[--size]!)
  }
}
