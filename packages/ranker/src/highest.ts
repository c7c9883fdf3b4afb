/** At most `count` of the list, by falling value; equal values as they were. Each entry is valued once. */
export const highest = <T>(list: Iterable<T>, value: (entry: T) => number, count?: number): T[] =>
  Array.from(list, (entry) => [value(entry), entry] as const)
    .sort(([a], [b]) => b - a)
    .slice(0, count)
    .map(([, entry]) => entry)
