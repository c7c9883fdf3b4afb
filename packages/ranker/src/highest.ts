/**
 * Gives the places of the values by falling value, equal ones as they stand, each found when it is asked for, as often as there are
 * values: the first few of thousands cost little more than going over them once. A binary heap.
 */
export function falling(values: readonly number[]): () => number {
  let size = values.length
  const heap = values.map((_, at) => at)
  const lead = (a: number, b: number): number => values[b]! - values[a]! || a - b
  const sink = (at: number, moved: number): void => {
    for (let next: number; (next = at * 2 + 1) < size; at = next) {
      if (next + 1 < size && lead(heap[next + 1]!, heap[next]!) < 0) next++
      if (lead(moved, heap[next]!) < 0) break
      heap[at] = heap[next]!
    }
    heap[at] = moved
  }
  for (let at = size >> 1; at--; ) sink(at, at)
  return () => {
    const top = heap[0]!
    sink(0, heap[--size]!)
    return top
  }
}

/** At most `count` of the list, by falling value; equal values as they were. Each entry is valued once. */
export function highest<T>(entries: readonly T[], value: (entry: T) => number, count?: number): T[] {
  const next = falling(entries.map(value))
  return entries.slice(0, count).map(() => entries[next()]!)
}
