import type { Store } from '@endcap/core'
import { createStore, delMany, get, set } from 'idb-keyval'

/** The part of a store that a profile needs. */
export type ProfileStore = Pick<Store, 'get' | 'set' | 'deleteMany'>

/** IndexedDB as a {@link ProfileStore}. The database is opened by the first operation, never before. */
export function createProfileStore(): ProfileStore {
  const db = createStore('endcap-profile', 'profile')
  return {
    // Asynchronous, so that a SecurityError thrown by `indexedDB` itself (sandboxed frame) is a rejection too.
    get: async (key) => get(key, db),
    set: async (key, value) => set(key, value, db),
    deleteMany: async (keys) => delMany([...keys], db),
  }
}
