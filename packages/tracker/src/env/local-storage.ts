import type { SyncStorage } from './env.js'

/** `localStorage`, touched by calls only. Where it is blocked or full, nothing is kept and nothing thrown. */
export const safeLocalStorage: SyncStorage = {
  get: (key) => attempt(() => localStorage.getItem(key)),
  set: (key, value) => attempt(() => localStorage.setItem(key, value)),
  remove: (key) => attempt(() => localStorage.removeItem(key)),
}

function attempt<T>(access: () => T): T | undefined {
  try {
    return access()
  } catch {
    return undefined
  }
}
