import { listen } from './listen.js'

/** What happens to the page as a whole. `unload` and `beforeunload` are never used: they cost the page its bfcache. */
export interface LifeListeners {
  /** The document is parsed and really shown: prerendered pages start when they are activated. */
  readonly onStart: () => unknown
  /** The page came back from the back-forward cache: to the visitor a new page view. */
  readonly onRestore: () => unknown
  /** Hidden or about to go; the last moment that every browser gives. May come twice. */
  readonly onHide: () => unknown
  /** Visible or online again. */
  readonly onShow: () => unknown
}

/** Watches the page's life. `onStart` never comes before the end of the task. Returns the stop. */
export function observeLife(window: Window, listeners: LifeListeners): () => void {
  const { onStart, onRestore, onHide, onShow } = listeners
  const document = window.document as Document & { readonly prerendering?: boolean }
  let started = false

  function start(): void {
    if (started || document.prerendering || document.readyState === 'loading') return
    started = true
    onStart()
  }

  const stops = [
    listen(document, 'prerenderingchange', start),
    listen(document, 'DOMContentLoaded', start),
    listen(document, 'visibilitychange', () => (document.visibilityState === 'hidden' ? onHide() : onShow())),
    // On the window: Chromium does not fire it on the document.
    listen(window, 'pagehide', onHide),
    listen<PageTransitionEvent>(window, 'pageshow', ({ persisted }) => persisted && onRestore()),
    listen(window, 'online', onShow),
  ]
  queueMicrotask(start)
  return () => {
    started = true
    for (const stop of stops) stop()
  }
}
