import type { SendLater } from './env.js'

/** What `fetchLater` answers (WICG pending-beacon: Chromium 135 and later). */
type FetchLater = (url: string, init: object) => { readonly activated: boolean }

/** Hands a body over to the browser, which sends it when the page is gone. Undefined where it cannot, or has no room for it. */
export const fetchLater: SendLater = (url, body) => {
  const later = (globalThis as { fetchLater?: FetchLater }).fetchLater
  const controller = new AbortController()
  try {
    const result = later?.(url, { method: 'POST', credentials: 'omit', body, signal: controller.signal })
    return (
      result && {
        isSent: () => result.activated,
        cancel: () => controller.abort(),
      }
    )
  } catch {
    // The quota of deferred requests, which is another than that of keepalive.
    return undefined
  }
}
