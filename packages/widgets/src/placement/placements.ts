import type { Client } from '@endcap/client'
import { isInSight, onRest, tryChange } from '@endcap/client/view'
import type { ErrorCode, MountMode, Placement } from '@endcap/core'
import { observeImpressions } from '@endcap/tracker'
import type { IsFree } from '../hydration/when-hydrated.js'
import { report } from '../report.js'
import { createDecided } from './decided.js'

/** How often a row that the page removed is put back, in one page view. */
const REINSERTS = 3
/** How long after a page view its anchors are waited for, in ms. */
const WAIT_MS = 30_000
/** A placement with the trigger `visible` is mounted when its anchor is so near to the window. */
const NEAR = '400px'
/** The least time between two looks at a page that changes, in ms; one that never rests still gets them. */
const LOOK_MS = 50

interface Live {
  /** The row, or the list that is reordered. */
  element?: Element
  /** Where the row stands. */
  anchor?: Element
  mode?: MountMode
  /** Takes out what was put in. */
  stop?: () => void
  inserts: number
  /** Of the trigger `visible`: the anchor that is watched, and whether it came near. */
  awaited?: Element
  isNear?: boolean
  /** Of the mode `replace`: hides the anchor or shows it again, as far as nothing in sight moves. */
  swap?: () => void
  /** It was reported: nothing more is tried in this page view. */
  hasFailed?: boolean
}

/** Elements of the shop that are out of the flow, since something takes their place. */
function createCovers() {
  const covered = new Map<
    HTMLElement,
    { readonly by: Set<string>; readonly display: string; readonly priority: string }
  >()
  return {
    add(anchor: HTMLElement, id: string) {
      const { style } = anchor
      const known = covered.get(anchor) ?? {
        by: new Set(),
        display: style.getPropertyValue('display'),
        priority: style.getPropertyPriority('display'),
      }
      covered.set(anchor, known)
      known.by.add(id)
      style.setProperty('display', 'none', 'important')
    },
    /** The last one to go gives the element its own display back. */
    remove(anchor: HTMLElement, id: string) {
      const known = covered.get(anchor)
      if (!known?.by.delete(id) || known.by.size) return
      covered.delete(anchor)
      anchor.style.setProperty('display', known.display, known.priority)
    },
  }
}

/**
 * Does what `mountPlacements` says, for a client that is ready, on a page that is hydrated but for what is not
 * `isFree`. `tell` is told when the page has changed.
 * A file of its own, since the script loads it beside the config.
 */
export function startPlacements(client: Client, isFree: IsFree, tell: () => void): () => void {
  const live = new Map<string, Live>()
  const stops: (() => void)[] = []
  let isLate = false
  let deadline: ReturnType<typeof setTimeout> | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const remove = (id: string) => {
    live.get(id)?.stop?.()
    live.delete(id)
  }

  /** Anchors that are waited for to come near; made when the first is. */
  let near: IntersectionObserver | undefined
  const covers = createCovers()
  const awaitNear = (entry: Live, anchor: Element) => {
    if (entry.awaited === anchor) return
    near ??= new IntersectionObserver(
      (changes, observer) => {
        for (const { isIntersecting, target } of changes) {
          if (!isIntersecting) continue
          observer.unobserve(target)
          for (const each of live.values()) if (each.awaited === target) each.isNear = true
        }
        look()
      },
      { rootMargin: NEAR },
    )
    entry.awaited = anchor
    near.observe(anchor)
  }

  const decided = createDecided(client, stops, () => look())

  const place = (
    { id, selector, widget = 'row', trigger, mode = 'append' }: Placement,
    order: number,
    all: readonly Placement[],
  ) => {
    const entry = live.get(id) ?? { inserts: 0 }
    live.set(id, entry)
    if (entry.hasFailed) return
    // What takes the place of an anchor goes with it.
    if (entry.element?.isConnected && (!entry.swap || entry.anchor?.isConnected)) return entry.swap?.()
    const fail = (code: ErrorCode, detail: string, cause?: unknown) => {
      entry.hasFailed = true
      report(code, `placement ${id}: ${detail}`, cause)
    }
    let anchor: Element | null
    try {
      anchor = document.querySelector(selector)
    } catch (cause) {
      return fail('value-invalid', `the selector ${selector} cannot be read`, cause)
    }
    if (!anchor) {
      if (isLate && !entry.element) fail('reference-unknown', `nothing matched ${selector} within ${WAIT_MS / 1000} s`)
    } else if (!isLate && !isFree(anchor)) lookSoon()
    else if (trigger === 'visible' && !entry.isNear) awaitNear(entry, anchor)
    else if (widget === 'reorder') {
      const list = anchor
      const stop = () => list.removeAttribute('data-endcap-slot')
      entry.stop?.()
      entry.element = list
      entry.stop = stop
      // Whose list it is, is known before the chunk has come.
      list.setAttribute('data-endcap-slot', id)
      import('../reorder.js').then(
        ({ reorder }) => {
          if (entry.stop === stop && live.get(id) === entry) {
            entry.stop = reorder(client, id, list, { observeImpressions })
          }
        },
        (cause) => fail('network-failed', 'chunks/reorder.js', cause),
      )
    } else if (entry.inserts > REINSERTS) fail('reference-unknown', `the page removed it ${entry.inserts} times`)
    else {
      const element = document.createElement(`endcap-${widget}`)
      element.setAttribute('placement', id)
      // Before it is defined, a linked endcap.css would keep space for it, which moves what is in sight.
      element.className = 'endcap-out'
      // What the element would read in the config is control's.
      if (decided.isTested(id) && /row|grid|list/.test(widget)) element.setAttribute('layout', widget)
      let previous: Element | undefined
      let next: Element | undefined
      all.forEach((other, i) => {
        const peer = live.get(other.id)
        if (peer?.anchor !== anchor || peer.mode !== mode || !peer.element?.isConnected) return
        if (i < order) previous = peer.element
        else next ??= peer.element
      })
      if (previous) previous.after(element)
      else if (next) next.before(element)
      else if (mode === 'replace') anchor.after(element)
      else if (mode !== 'fill') anchor[mode](element)
      else {
        const content = [...anchor.childNodes]
        if (anchor.firstElementChild && isInSight(anchor)) return
        if (
          !tryChange(
            anchor,
            () => anchor.replaceChildren(element),
            () => anchor.replaceChildren(...content),
          )
        )
          return
      }
      entry.stop?.()
      entry.inserts++
      entry.element = element
      entry.anchor = anchor
      entry.mode = mode
      entry.stop = () => element.remove()
      if (mode !== 'replace') return
      const shop = anchor as HTMLElement
      let isCovered = false
      const cover = (isOn: boolean) => {
        isCovered = isOn
        if (isOn) covers.add(shop, id)
        else covers.remove(shop, id)
      }
      entry.swap = () => {
        const isDrawn = !!element.firstElementChild && !element.classList.contains('endcap-out')
        if (isDrawn !== isCovered)
          tryChange(
            shop,
            () => cover(isDrawn),
            () => cover(!isDrawn),
          )
      }
      // A drawn row says so before the next paint.
      for (const type of ['render', 'ready', 'empty']) element.addEventListener(`endcap:${type}`, entry.swap)
      entry.stop = () => {
        element.remove()
        cover(false)
      }
      entry.swap()
    }
  }

  const look = () => {
    tell()
    const { kind } = client.tracker.page()
    client.config().placements.forEach((placement, order, all) => {
      const isHere = !placement.pages?.length || placement.pages.includes(kind)
      const own = isHere && decided.of(placement, isLate)
      if (own) place(own, order, all)
      else if (!isHere) remove(placement.id)
    })
  }

  const lookSoon = () => {
    timer ??= setTimeout(() => {
      timer = undefined
      look()
    }, LOOK_MS)
  }

  const onPage = () => {
    for (const [id, entry] of live) {
      entry.inserts = 0
      if (!entry.element?.isConnected) remove(id)
    }
    isLate = false
    look()
    clearTimeout(deadline)
    deadline = setTimeout(() => {
      isLate = true
      look()
    }, WAIT_MS)
  }

  const observer = new MutationObserver(lookSoon)
  observer.observe(document, { childList: true, subtree: true })
  stops.push(
    () => observer.disconnect(),
    onRest(document.body, look),
    client.tracker.on('event', ({ type }) => type === 'page_view' && onPage()),
  )
  onPage()
  return () => {
    clearTimeout(deadline)
    clearTimeout(timer)
    near?.disconnect()
    for (const stop of stops) stop()
    for (const id of live.keys()) remove(id)
  }
}
