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

/** What waits, with what it moves. */
const waiting = new Map<() => void, Element>()
let isAsked = false
let isAtRest = false
/** Where the page itself scrolled along to. */
let alongTop = -1
/** Runs while the page moves. */
let moving: ReturnType<typeof setTimeout> | undefined

/** Runs all that waits in the next frame of a page at rest. */
function askForRest(): void {
  if (isAsked) return
  isAsked = true
  requestAnimationFrame(() => {
    isAsked = false
    // It asks again when it ends.
    if (moving) return
    isAtRest = true
    for (const task of waiting.keys()) task()
    isAtRest = false
  })
}

function noteMove({ target }: Event): void {
  if (target === document && scrollY === alongTop) return
  // Some pages scroll something for ever.
  const isMoved = (at: Element) => !(target instanceof Node) || target.contains(at)
  if (![...waiting.values()].some(isMoved)) return
  clearTimeout(moving)
  moving = setTimeout(() => {
    moving = undefined
    askForRest()
  }, REST_MS)
}

/**
 * Calls `task` in each frame in which `at` may move something: once the page has come to rest after the shopper scrolled or resized, and
 * after {@link tryChange} had to wait. Browsers count what moves in the frame of a scroll as a shift, also where the page scrolls along, and
 * only in a frame is it known that there is no scroll. Returns its stop.
 */
export function onRest(at: Element, task: () => void): () => void {
  waiting.set(task, at)
  // The same listeners every time: browsers add them once. With nothing waiting they do nothing.
  addEventListener('scroll', noteMove, true)
  addEventListener('resize', noteMove)
  return () => void waiting.delete(task)
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
 * scrolled past and all that is in sight moves by the same distance; else `undo` runs. True when the change stays. On a page that was
 * painted nothing is tried but in a task of {@link onRest}, and nothing more once the page scrolled along: of several such scrolls in a frame
 * browsers do not see that nothing moved. What is not tried is false, and asks for the next frame.
 */
export function tryChange(at: Element, change: () => void, undo: () => void): boolean {
  if (!wasPainted()) {
    change()
    return true
  }
  if (!isAtRest) {
    askForRest()
    return false
  }
  const { bottom } = at.getBoundingClientRect()
  // What stands beside the element and beside its ancestors, with its top: all that can move.
  const tops = new Map<Element, number>()
  for (let level = at; level.parentElement; level = level.parentElement) {
    for (const other of level.parentElement.children) if (other !== level) tops.set(other, topOf(other))
  }
  const wasTop = scrollY
  change()
  const moves: number[] = []
  for (const [element, was] of tops) {
    const is = topOf(element)
    if (Math.min(was, is) < innerHeight && Math.max(was, is) > -element.clientHeight) moves.push(is - was)
  }
  const top = moves.find((move) => Math.abs(move) > 0.5)
  const isPast = scrollY > 0 && bottom <= 0 && at.getBoundingClientRect().top <= 0
  const isKept = !top || (isPast && moves.every((move) => Math.abs(move - top) <= 0.5))
  if (!isKept) undo()
  // Browsers with scroll anchoring have done so already; what was undone may have scrolled them.
  if (top) scrollTo({ top: isKept ? scrollY + top : wasTop, behavior: 'instant' })
  if (scrollY !== wasTop) {
    alongTop = scrollY
    isAtRest = false
  }
  return isKept
}

// What draws nothing cannot be seen to move.
const topOf = (element: Element) => (element.getClientRects()[0] ? element.getBoundingClientRect().top : 0)
