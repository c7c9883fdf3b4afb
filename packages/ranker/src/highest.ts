/** At most `count` of the list, by falling value; equal values as they were. Each entry is valued once. */
export function highest<T>(entries: readonly T[], value: (entry: T) => number, count?: number): T[] {
  const values = entries.map(value)
  // Most lists stand so already.
  const list = values.every((one, at) => !at || one <= values[at - 1]!)
    ? entries
    : values
        .map((_, at) => at)
        .sort((a, b) => values[b]! - values[a]!)
        .map((at) => entries[at]!)
  return list.slice(0, count)
}
