import type { Store } from '@endcap/core'
import { createStore, promisifyRequest } from 'idb-keyval'
import { safeLocalStorage } from './local-storage.js'

/**
 * A store in IndexedDB. The database is opened by the first operation, never before.
 * Operations reject where IndexedDB is blocked, full or gone: they are `async`, as a sandboxed frame throws at once.
 */
export function createIdbStore(database: string, name: string): Store {
  const open = createStore(database, name)
  const write = async (task: (store: IDBObjectStore) => unknown) =>
    open('readwrite', (store) => {
      task(store)
      return promisifyRequest(store.transaction)
    })
  return {
    get: async (key) => open('readonly', (store) => promisifyRequest(store.get(key))),
    set(key, value) {
      // A mark that can be looked for without making a database.
      safeLocalStorage.set(database, '1')
      return write((store) => store.put(value, key))
    },
    entries: async <T>() =>
      open('readonly', async (store) => {
        const [keys, values] = await Promise.all([
          promisifyRequest(store.getAllKeys()),
          promisifyRequest<T[]>(store.getAll()),
        ])
        return keys.map((key, i) => [key, values[i]] as [string, T])
      }),
    setMany: (entries) => write((store) => entries.map(([key, value]) => store.put(value, key))),
    deleteMany: (keys) => write((store) => keys.map((key) => store.delete(key))),
    clear() {
      safeLocalStorage.remove(database)
      return write((store) => store.clear())
    },
    exists: async () => !!safeLocalStorage.get(database),
  }
}
