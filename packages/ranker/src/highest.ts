/** At most `count` of the list, by falling value; equal values as they were. Each entry is valued once. */
export function highest<T>(entries: readonly T[], value: (entry: T) => number, count?: number): T[] {
  const values = entries.map(value)
  return entries
    .map((_, at) => at)
    .sort((a, b) => values[b]! - values[a]!)
    .slice(0, count)
    .map((at) => entries[at]!)
}
