/** Up to so many are put in their places one by one. */
const SHORT = 150

/** At most `count` of the list, by falling value; equal values as they were. Each entry is valued once. */
export function highest<T>(entries: readonly T[], value: (entry: T) => number, count?: number): T[] {
  const values = entries.map(value)
  const order = values.map((_, at) => at)
  if (order.length > SHORT) order.sort((a, b) => values[b]! - values[a]!)
  else
    for (const own of order) {
      let at = own
      for (; at && values[order[at - 1]!]! < values[own]!; at--) order[at] = order[at - 1]!
      order[at] = own
    }
  return order.slice(0, count).map((at) => entries[at]!)
}
