import { nanoid } from 'nanoid'
import { systemClock } from './clock.js'
import type { TrackerEnv } from './env.js'
import { createIdbStore } from './idb-store.js'
import { safeLocalStorage } from './local-storage.js'

/** The real browser. Building it touches no storage and no network. */
export function createBrowserEnv(): TrackerEnv {
  return {
    clock: systemClock,
    random: { unit: Math.random, id: () => nanoid() },
    store: createIdbStore('endcap', 'outbox'),
    fetch: (url, init) => fetch(url, init as RequestInit),
    beacon: (url, body) => navigator.sendBeacon?.(url, body),
    storage: safeLocalStorage,
    window: globalThis.window,
  }
}
