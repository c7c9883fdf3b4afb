import { createBrowserEnv, createIdbStore } from '@endcap/tracker'
import type { ClientEnv } from './env.js'

/** The real browser. Building it touches no storage and no network. */
export function browserEnv(): ClientEnv {
  const tracker = createBrowserEnv()
  const { clock, random, fetch } = tracker
  const marked = (name: string) => document.querySelector(`[data-endcap-${name}]`)?.getAttribute(`data-endcap-${name}`)
  return {
    clock,
    random,
    fetch,
    store: createIdbStore('endcap-profile', 'profile'),
    tracker,
    context: () => ({ productId: marked('product') || undefined, category: marked('category') || undefined }),
    search: () => location.search,
    width: () => innerWidth,
    parsed: () =>
      new Promise<unknown>((resolve) => {
        const [timing] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
        // A page in its `interactive` state may have its deferred scripts still to come.
        if (document.readyState === 'complete' || timing?.domContentLoadedEventStart) resolve(1)
        else document.addEventListener('DOMContentLoaded', resolve)
      }),
    onVisible(listener) {
      const changed = () => document.hidden || listener()
      document.addEventListener('visibilitychange', changed)
      return () => document.removeEventListener('visibilitychange', changed)
    },
  }
}
