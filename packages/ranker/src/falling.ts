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
  const sink = (at: number, moved: number): void => {
    const value = values[moved]!
    for (let next: number; (next = at * 2 + 1) < size; at = next) {
      let child = heap[next]!
      let most = values[child]!
      if (next + 1 < size) {
        const other = heap[next + 1]!
        if (values[other]! > most || (values[other] === most && other < child)) {
          next++
          child = other
          most = values[other]!
        }
      }
      if (value > most || (value === most && moved < child)) break
      heap[at] = child
    }
    heap[at] = moved
  }
  for (let at = size >> 1; at--; ) sink(at, at)
  while (size) {
    yield places[heap[0]!]!
    sink(0, heap[--size]!)
  }
}
