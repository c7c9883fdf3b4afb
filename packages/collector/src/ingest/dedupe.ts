/** The events of one request: on their way to the disk, or there. */
export interface Keeping {
  /** Time of receipt in ms. */
  readonly at: number
  /** Resolves or rejects with the write; undefined once the events are kept. */
  done: Promise<void> | undefined
}

/** Remembers the ids of accepted events for a while. */
export interface DedupeWindow {
  /** What became of an id; undefined: new. */
  find(id: string): Keeping | undefined
  /** Notes a new id. Ids come in about the order of `at`. */
  set(id: string, keeping: Keeping): void
  /** Notes an id, if it is new; false, and nothing done, if it is not. */
  claim(id: string, keeping: Keeping): boolean
  /** Takes back what could not be kept. */
  delete(id: string): void
  /** Notes an id that is kept. */
  add(id: string, at: number): void
  /** Whether an id is kept. */
  has(id: string): boolean
  /** Ids remembered now. */
  size(): number
}

/**
 * Creates a window that holds an id for `windowMs`, unless too many newer ids push it out: it holds at most the newest `maxCount`,
 * and those on their way to the disk. One map for all: a look-up among a million meets memory that no cache holds.
 */
export function createDedupeWindow(windowMs: number, maxCount: number): DedupeWindow {
  /** Oldest first, as maps keep the order in which keys came. */
  const ids = new Map<string, Keeping>()
  // One iterator for good: a new one would step over the places of all that was deleted since the map was last tidied.
  let fromOldest = ids.keys()
  let oldest: string | undefined

  function stepOn(): void {
    let step = fromOldest.next()
    if (step.done && ids.size > 0) {
      fromOldest = ids.keys()
      step = fromOldest.next()
    }
    oldest = step.value
  }

  function forget(before: number): void {
    if (oldest === undefined) stepOn()
    while (oldest !== undefined) {
      const keeping = ids.get(oldest)
      if (keeping && (keeping.done || (ids.size <= maxCount && keeping.at >= before))) return
      ids.delete(oldest)
      stepOn()
    }
  }

  function set(id: string, keeping: Keeping): void {
    const { size } = ids
    ids.set(id, keeping)
    if (ids.size === size) {
      // Known: it goes to the end.
      if (id === oldest) stepOn()
      ids.delete(id)
      ids.set(id, keeping)
    }
    forget(keeping.at - windowMs)
  }

  return {
    find: (id) => ids.get(id),
    set,
    claim(id, keeping) {
      if (ids.has(id)) return false
      ids.set(id, keeping)
      forget(keeping.at - windowMs)
      return true
    },
    delete: (id) => void ids.delete(id),
    add: (id, at) => set(id, { at, done: undefined }),
    has(id) {
      const keeping = ids.get(id)
      return keeping !== undefined && keeping.done === undefined
    },
    size: () => ids.size,
  }
}
