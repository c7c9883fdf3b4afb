/** A Map refuses more than 2^24 keys. */
const MOST_KEYS = 2 ** 24

/** Names by number, in the order in which they came first. */
export interface Numbering {
  readonly names: readonly string[]
  /** The number of a name; a new name gets the next one. */
  of(name: string): number
  /** The next number, under a name by which it is not found. */
  add(name: string): number
}

/** Numbers names from 0 on, those of `first` before any other. `mostKeys` is what one Map takes. */
export function createNumbering(first: readonly string[] = [], mostKeys: number = MOST_KEYS): Numbering {
  const names: string[] = []
  const full: Map<string, number>[] = []
  let current = new Map<string, number>()
  const find = (name: string): number | undefined => {
    for (const map of full) {
      const known = map.get(name)
      if (known !== undefined) return known
    }
    return undefined
  }
  // A copy, as a piece of a long text would keep all of it in memory.
  const add = (name: string): number => names.push(JSON.parse(JSON.stringify(name))) - 1
  const of = (name: string): number => {
    const known = current.get(name) ?? find(name)
    if (known !== undefined) return known
    if (current.size === mostKeys) {
      full.push(current)
      current = new Map()
    }
    const number = add(name)
    current.set(names[number]!, number)
    return number
  }
  for (const name of first) of(name)
  return { names, of, add }
}
