import type { CaptureParts } from './capture.js'

/** Routers change the address first and the title shortly after; a chain of redirects counts once. */
const SETTLE_MS = 50

/** The watch over navigations within the document. */
export interface Navigations {
  /** Looks at the address now, so that an event right after a navigation belongs to the new page. */
  check(): void
  stop(): void
}

/** The part of the Navigation API (html.spec.whatwg.org, section 7.2.6) in use. */
type Navigable = { readonly navigation?: EventTarget }

/**
 * Calls `onNavigate` for each new page of a single-page application: a pushed or traversed address that differs after cutting,
 * or a replaced one with another path. Fragments, filters in unknown parameters and replaceState storms are no page views.
 */
export function captureNavigations(
  parts: Pick<CaptureParts, 'env' | 'from' | 'onNavigate' | 'listen' | 'cutUrl'>,
): Navigations {
  const { env, from, onNavigate, listen, cutUrl } = parts
  const window: Window & Navigable = env.window
  const { location, history, navigation } = window
  let href = from
  let replaced = true
  let cancel: (() => void) | undefined

  function check(): void {
    if (location.href === href) return
    const [before, after] = [cutUrl(href), cutUrl(location.href)]
    const differs = replaced ? before.split('?')[0] !== after.split('?')[0] : before !== after
    href = location.href
    replaced = true
    if (differs) onNavigate()
  }

  function changed(byReplacing: boolean): void {
    replaced &&= byReplacing
    cancel?.()
    cancel = env.clock.after(SETTLE_MS, check)
  }

  const stops = navigation
    ? [
        listen<Event & { readonly navigationType?: string }>(navigation, 'currententrychange', ({ navigationType }) =>
          changed(navigationType === 'replace'),
        ),
      ]
    : [
        listen(window, 'popstate', () => changed(false)),
        patch(history, 'pushState', () => changed(false)),
        patch(history, 'replaceState', () => changed(true)),
      ]

  // The address may have changed while this file was on its way.
  if (cutUrl(location.href) !== from) changed(false)

  return {
    check,
    stop() {
      cancel?.()
      for (const stop of stops) stop()
    },
  }
}

/** Runs `after` behind a method of the history. Its stop leaves alone what others have patched on top. */
function patch(history: History, method: 'pushState' | 'replaceState', after: () => void): () => void {
  const original = history[method]
  let active = true
  const patched: History['pushState'] = function (this: History, ...args) {
    original.apply(this, args)
    if (active) after()
  }
  history[method] = patched
  return () => {
    active = false
    if (history[method] === patched) history[method] = original
  }
}
