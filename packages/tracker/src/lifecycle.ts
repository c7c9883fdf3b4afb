import { listen } from './listen.js'

/**
 * Watches the page's life. Returns the stop. `unload` and `beforeunload` are never used: they cost the page its bfcache.
 * - `onStart`: the document is parsed and really shown; prerendered pages start when they are activated. Never before the
 *   end of the task.
 * - `onRestore`: the page came back from the back-forward cache: to the visitor a new page view.
 * - `onHide`: hidden or about to go; the last moment that every browser gives. May come twice.
 * - `onShow`: visible or online again.
 */
export function observeLife(
  window: Window,
  onStart: () => unknown,
  onRestore: () => unknown,
  onHide: () => unknown,
  onShow: () => unknown,
): () => void {
  const document = window.document as Document & { readonly prerendering?: boolean }
  let started = false

  function start(isLeaving?: unknown): void {
    if (started || document.prerendering || (isLeaving !== true && document.readyState === 'loading')) return
    started = true
    onStart()
  }

  function hide(): void {
    // Left while it was being parsed: what was tracked until then counts.
    start(true)
    onHide()
  }

  const stops = [
    listen(document, 'prerenderingchange', start),
    listen(document, 'DOMContentLoaded', start),
    listen(document, 'visibilitychange', () => (document.visibilityState === 'hidden' ? hide() : onShow())),
    // On the window: Chromium does not fire it on the document.
    listen(window, 'pagehide', hide),
    listen<PageTransitionEvent>(window, 'pageshow', ({ persisted }) => persisted && onRestore()),
    listen(window, 'online', onShow),
  ]
  queueMicrotask(start as () => void)
  return () => {
    started = true
    for (const stop of stops) stop()
  }
}
