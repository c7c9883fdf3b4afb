import { clear, createStore, delMany, entries, setMany } from 'idb-keyval'
import type { TrackerEnv } from './env.js'

/**
 * The outbox's store in IndexedDB. The database is opened by the first operation, never before.
 * Operations reject where IndexedDB is blocked, full or gone: they are `async`, as a sandboxed frame throws at once.
 */
export function createIdbStore(database: string, name: string): TrackerEnv['store'] {
  const db = createStore(database, name)
  return {
    entries: async <T>() => entries<string, T>(db),
    setMany: async (pairs) => setMany(pairs as [string, unknown][], db),
    deleteMany: async (keys) => delMany(keys as string[], db),
    clear: async () => clear(db),
  }
}
