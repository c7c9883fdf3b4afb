/** The n-th largest of the first `length` values, n from 1; the array is reordered. Hoare's selection, linear on average. */
export function selectLargest(values: Float64Array, length: number, n: number): number {
  let [low, high] = [0, length - 1]
  const wanted = Math.min(n, length) - 1
  while (low < high) {
    const pivot = values[(low + high) >>> 1]!
    let [i, j] = [low, high]
    while (i <= j) {
      while (values[i]! > pivot) i++
      while (values[j]! < pivot) j--
      if (i <= j) {
        const kept = values[i]!
        values[i++] = values[j]!
        values[j--] = kept
      }
    }
    if (wanted <= j) high = j
    else if (wanted >= i) low = i
    else break
  }
  return values[wanted]!
}
