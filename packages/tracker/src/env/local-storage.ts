import type { SyncStorage } from './env.js'

/** `localStorage`, touched by calls only. Where it is blocked or full, nothing is kept and nothing thrown. */
export const safeLocalStorage: SyncStorage = {
  get: (key) => attempt('getItem', key),
  set: (key, value) => attempt('setItem', key, value),
  remove: (key) => attempt('removeItem', key),
  keys() {
    try {
      return Object.keys(localStorage)
    } catch {
      return []
    }
  },
}

function attempt(method: 'getItem' | 'setItem' | 'removeItem', key: string, value?: string): string | undefined {
  try {
    return localStorage[method](key, value as string) ?? undefined
  } catch {
    return undefined
  }
}
