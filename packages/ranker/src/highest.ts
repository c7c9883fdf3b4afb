/** At most `count` of the list, by falling value; equal values as they were. */
export const highest = <T>(list: Iterable<T>, value: (entry: T) => number, count?: number): T[] =>
  [...list].sort((a, b) => value(b) - value(a)).slice(0, count)
