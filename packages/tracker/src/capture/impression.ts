import type { Clock } from '@endcap/core'
import { systemClock } from '../env/clock.js'
import { listen } from '../listen.js'

/** When an element counts as seen. */
export interface ImpressionOptions {
  /** Least visible part of the element, or of the viewport's height for what is taller, 0–1. @default 0.5 */
  readonly ratio?: number
  /** How long without a break, in ms. @default 1000 */
  readonly ms?: number
  /** @default `setTimeout` and `Date.now` */
  readonly clock?: Clock
}

/** A watch over elements. */
export interface Impressions {
  /** Watches one more element. Watching a seen element again makes it count again. */
  observe(element: Element): void
  unobserve(element: Element): void
  stop(): void
}

/** Fine at the low end: a very tall element fills half a viewport with a small part of itself. */
const THRESHOLDS = [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1]

/**
 * Tells once for each element that it was seen: at least half of it, or half of the viewport filled by it, for one second
 * without a break, in a visible document. Elements that become due together come in one call.
 */
export function observeImpressions(
  elements: Iterable<Element>,
  onSeen: (elements: Element[]) => void,
  { ratio = 0.5, ms = 1000, clock = systemClock }: ImpressionOptions = {},
): Impressions {
  /** What is on screen, with the time since when: never, while the document is hidden. */
  const onScreen = new Map<Element, number>()
  let cancel: (() => void) | undefined

  const since = () => (document.visibilityState === 'visible' ? clock.now() : Infinity)

  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting, intersectionRatio, intersectionRect, rootBounds } of entries) {
        const filled = intersectionRect.height >= ratio * (rootBounds?.height ?? innerHeight)
        if (!isIntersecting || !(intersectionRatio >= ratio || filled)) onScreen.delete(target)
        else if (!onScreen.has(target)) onScreen.set(target, since())
      }
      plan()
    },
    { threshold: THRESHOLDS },
  )

  function plan(): void {
    cancel?.()
    const first = Math.min(...onScreen.values())
    cancel = first < Infinity ? clock.after(Math.max(first + ms - clock.now(), 0), collect) : undefined
  }

  function collect(): void {
    const due = [...onScreen.keys()].filter((element) => clock.now() - onScreen.get(element)! >= ms)
    due.forEach(unobserve)
    plan()
    if (due.length) onSeen(due)
  }

  function unobserve(element: Element): void {
    observer.unobserve(element)
    onScreen.delete(element)
  }

  const unlisten = listen(document, 'visibilitychange', () => {
    for (const element of onScreen.keys()) onScreen.set(element, since())
    plan()
  })
  for (const element of elements) observer.observe(element)

  return {
    observe: (element) => observer.observe(element),
    unobserve,
    stop() {
      cancel?.()
      unlisten()
      observer.disconnect()
    },
  }
}
