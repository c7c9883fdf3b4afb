import { createBrowserEnv } from '@endcap/tracker'
import type { ClientEnv } from './env.js'
import { createProfileStore } from './profile-store.js'

/** The real browser. Building it touches no storage and no network. */
export function browserEnv(): ClientEnv {
  const tracker = createBrowserEnv()
  const marked = (name: string) => document.querySelector(`[${name}]`)?.getAttribute(name) || undefined
  return {
    clock: tracker.clock,
    random: tracker.random,
    fetch: tracker.fetch,
    store: createProfileStore(),
    tracker,
    currentProduct: () => marked('data-endcap-product'),
    currentCategory: () => marked('data-endcap-category'),
    search: () => location.search,
    parsed: () =>
      new Promise<unknown>((resolve) => {
        const [timing] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
        if (document.readyState === 'complete' || timing?.domContentLoadedEventStart) resolve(true)
        else document.addEventListener('DOMContentLoaded', resolve, { once: true })
      }),
    onVisible(listener) {
      const changed = () => document.visibilityState === 'visible' && listener()
      document.addEventListener('visibilitychange', changed)
      return () => document.removeEventListener('visibilitychange', changed)
    },
  }
}
