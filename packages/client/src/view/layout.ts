/** Layout shift, asked of the page itself: what would move something in sight waits until it does not. */

/**
 * True once the page may have shown anything. Paints are told some frames late, so a page that is read to its end counts as
 * painted.
 */
export function wasPainted(): boolean {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  return !!(performance.getEntriesByType('paint')[0] || navigation?.domInteractive)
}

/** The page is at rest so long after its last scroll or resize, in ms: longer than a frame of a busy phone. */
const REST_MS = 100

/**
 * Calls `task` when the page has come to rest after the shopper scrolled or resized. Not in the frame of a scroll: browsers count
 * what moves in it as a shift, also where the page scrolls along. Returns its stop.
 */
export function onScroll(task: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const life = new AbortController()
  for (const type of ['scroll', 'resize']) {
    addEventListener(
      type,
      () => {
        clearTimeout(timer)
        timer = setTimeout(task, REST_MS)
      },
      { capture: true, signal: life.signal },
    )
  }
  return () => {
    clearTimeout(timer)
    life.abort()
  }
}

/** True when any of the element is in the window of a page that was painted. */
export function isInSight(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect()
  return wasPainted() && !(bottom <= 0 || top >= innerHeight)
}

/** True when the element, and all that follows it, is below the window: what happens there moves nothing in sight. */
export const isBelow = (element: Element): boolean => element.getBoundingClientRect().top >= innerHeight

/**
 * Runs `change`, which makes `at` another height. When that moves something in sight, the page scrolls along if `at` was
 * scrolled past and all that is in sight moves by the same distance; else `undo` runs. True when the change stays.
 */
export function tryChange(at: Element, change: () => void, undo: () => void): boolean {
  const { bottom } = at.getBoundingClientRect()
  // What stands beside the element and beside its ancestors, with its top: all that can move.
  const tops = new Map<Element, number>()
  for (let level = at; wasPainted() && level.parentElement; level = level.parentElement) {
    for (const other of level.parentElement.children) if (other !== level) tops.set(other, topOf(other))
  }
  change()
  const moves: number[] = []
  for (const [element, was] of tops) {
    const is = topOf(element)
    if (Math.min(was, is) < innerHeight && Math.max(was, is) > -element.clientHeight) moves.push(is - was)
  }
  const top = moves.find((move) => Math.abs(move) > 0.5)
  if (!top) return true
  const isPast = scrollY > 0 && bottom <= 0 && at.getBoundingClientRect().top <= 0
  const scrolls = isPast && moves.every((move) => Math.abs(move - top) <= 0.5)
  // Browsers with scroll anchoring have done so already.
  if (scrolls) scrollBy({ top, behavior: 'instant' })
  else undo()
  return scrolls
}

// What draws nothing cannot be seen to move.
const topOf = (element: Element) => (element.getClientRects()[0] ? element.getBoundingClientRect().top : 0)
