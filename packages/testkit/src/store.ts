import type { Store } from '@endcap/core'

/** A store in memory that counts its uses and can be told to fail, as a blocked or full browser store does. */
export interface MemoryStore extends Store {
  readonly data: Map<string, unknown>
  /** Number of calls so far: 0 proves that nothing was stored or read. */
  uses(): number
  /** From now on every call rejects with this; undefined mends it. */
  fail(error: Error | undefined): void
}

/** Creates the store. Values are cloned on the way in and out, as IndexedDB does. */
export function createMemoryStore(data = new Map<string, unknown>()): MemoryStore {
  let count = 0
  let failure: Error | undefined
  const use = async <T>(task: () => T): Promise<T> => {
    count++
    if (failure) throw failure
    return task()
  }
  return {
    data,
    uses: () => count,
    fail(error) {
      failure = error
    },
    get: <T>(key: string) => use(() => structuredClone(data.get(key)) as T | undefined),
    set: (key, value) => use(() => void data.set(key, structuredClone(value))),
    entries: <T>() => use(() => structuredClone([...data]) as [string, T][]),
    setMany: (entries) =>
      use(() => {
        for (const [key, value] of entries) data.set(key, structuredClone(value))
      }),
    deleteMany: (keys) =>
      use(() => {
        for (const key of keys) data.delete(key)
      }),
    clear: () => use(() => data.clear()),
  }
}
