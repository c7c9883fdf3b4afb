import { falling } from './falling.js'

/** At most `count` of the list, by falling value; equal values as they were. Each entry is valued once. */
export const highest = <T>(list: readonly T[], value: (entry: T) => number, count?: number): T[] =>
  [...falling(list, value)].slice(0, count)
