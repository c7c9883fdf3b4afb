/** Layout shift, asked of the page itself: a section enters or leaves the flow only when that moves nothing in sight. */

/** Whether a section takes space in the page. */
export interface Flow {
  /** Puts the section into the flow or takes it out: now, or after a scroll when it would move what the shopper sees. */
  want(shown: boolean): void
  isIn(): boolean
  stop(): void
}

/**
 * Governs `section`, which is all that `host` draws. `isIn` says where it begins; `onChange` follows each change, the late
 * ones too.
 */
export function createFlow(host: Element, section: HTMLElement, isIn: boolean, onChange: () => void): Flow {
  let wanted = isIn
  let stopWaiting = () => {}
  const set = (shown: boolean) => {
    section.hidden = !shown
    // Without a box of its own: an empty one would still part margins that collapse, and take a grid's gap.
    host.classList.toggle('endcap-out', !shown)
  }
  set(isIn)
  const settle = (): boolean => {
    if (wanted === isIn) return true
    if (movesVisible(host, () => set(wanted))) set(isIn)
    else {
      isIn = wanted
      onChange()
    }
    return wanted === isIn
  }
  return {
    want(shown) {
      wanted = shown
      stopWaiting()
      if (!settle()) stopWaiting = untilScrolled(settle)
    },
    isIn: () => isIn,
    stop: () => stopWaiting(),
  }
}

/** Runs `change` and says whether it moved something in sight that follows `at` in the page. Before the first paint nothing is in sight. */
export function movesVisible(at: Element, change: () => void): boolean {
  const watched = wasPainted() ? followers(at) : []
  const before = watched.map(topOf)
  change()
  return watched.some((element, i) => {
    const [was, is] = [before[i] as number, topOf(element)]
    return Math.abs(was - is) > 0.5 && Math.min(was, is) < innerHeight && Math.max(was, is) > -element.clientHeight
  })
}

/** Calls `task` after the shopper scrolled or resized, at most once a frame, until it answers true. Returns its stop. */
export function untilScrolled(task: () => boolean): () => void {
  let frame = 0
  const onScroll = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0
      if (task()) stop()
    })
  }
  const stop = () => {
    cancelAnimationFrame(frame)
    removeEventListener('scroll', onScroll, true)
    removeEventListener('resize', onScroll)
  }
  addEventListener('scroll', onScroll, { capture: true, passive: true })
  addEventListener('resize', onScroll)
  return stop
}

/** True once the page has shown anything. */
export function wasPainted(): boolean {
  return performance.getEntriesByType('paint').length > 0
}

/** Everything after `at` and after its ancestors: what moves when `at` changes its height. */
function followers(at: Element): Element[] {
  const found: Element[] = []
  for (let level: Element | null = at; level; level = level.parentElement) {
    for (let next = level.nextElementSibling; next; next = next.nextElementSibling) found.push(next)
  }
  return found
}

// What draws nothing cannot be seen to move.
const topOf = (element: Element) => (element.getClientRects().length > 0 ? element.getBoundingClientRect().top : 0)
