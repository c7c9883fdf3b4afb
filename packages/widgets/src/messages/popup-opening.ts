import type { PopupOpening } from '@endcap/core'

/** However it opens, not before so much of the page's time, in ms. */
const LEAST_MS = 5000
const SECONDS = 30
const PERCENT = 50
const FIELDS = 'input,textarea,select,[contenteditable]:not([contenteditable=false])'

/** The shopper types, or something else stands above the page already. */
const isBusy = (): boolean =>
  !!document.activeElement?.matches(FIELDS) || !!document.querySelector('dialog[open],[aria-modal=true]')

/**
 * Calls `open` once, when the shopper does what the opening asks for; never within the first five seconds, in a hidden document, or while
 * the shopper types or something stands above the page: then when that is over, and for `exit` at the next time. Returns its stop.
 */
export function awaitOpening({ on, seconds = SECONDS, percent = PERCENT }: PopupOpening, open: () => void): () => void {
  const life = new AbortController()
  const startMs = performance.now()
  let timer: ReturnType<typeof setTimeout> | undefined
  /** It may open as soon as nothing is in its way. */
  let isDue = false

  const listen = (target: EventTarget, type: string, listener: (event: Event) => void) =>
    target.addEventListener(type, listener, { capture: true, passive: true, signal: life.signal })
  const stop = () => {
    clearTimeout(timer)
    life.abort()
  }
  const tryOpen = () => {
    const leftMs = LEAST_MS - (performance.now() - startMs)
    // Timers may fire a hair before their time.
    if (leftMs > 0 && isDue) wait(leftMs, tryOpen)
    if (leftMs > 0 || life.signal.aborted || isBusy() || document.visibilityState === 'hidden') return
    stop()
    open()
  }
  const due = () => {
    isDue = true
    tryOpen()
  }
  const wait = (ms: number, task: () => void) => {
    clearTimeout(timer)
    timer = setTimeout(task, ms)
  }
  const retry = () => {
    if (isDue) wait(0, tryOpen)
  }
  // The field that is left still has the focus while it is told; a dialog that closes tells by `close`.
  for (const type of ['focusout', 'close', 'visibilitychange']) listen(document, type, retry)

  if (on === 'scroll') {
    const look = () => {
      const room = document.documentElement.scrollHeight - innerHeight
      if (!isDue && room > 0 && scrollY / room >= percent / 100) due()
    }
    listen(document, 'scroll', look)
  } else if (on === 'exit' && matchMedia('(pointer: fine)').matches) {
    listen(document.documentElement, 'mouseout', (event) => {
      const { clientY, relatedTarget } = event as MouseEvent
      if (!relatedTarget && clientY <= 0) tryOpen()
    })
  } else if (on === 'exit') {
    const rest = () => wait(seconds * 1000, due)
    for (const type of ['pointerdown', 'scroll', 'keydown']) listen(document, type, rest)
    rest()
  } else {
    let leftMs = seconds * 1000
    let sinceMs = 0
    const run = () => {
      clearTimeout(timer)
      if (sinceMs) leftMs -= performance.now() - sinceMs
      sinceMs = 0
      if (document.visibilityState === 'hidden' || isDue) return
      sinceMs = performance.now()
      wait(Math.max(leftMs, 0), due)
    }
    listen(document, 'visibilitychange', run)
    run()
  }
  return stop
}
