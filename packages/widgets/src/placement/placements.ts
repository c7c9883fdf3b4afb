import type { Client } from '@endcap/client'
import type { ErrorCode, MountMode, Placement } from '@endcap/core'
import { observeImpressions } from '@endcap/tracker'
import { isInSight, onScroll, tryChange, wasPainted } from '../layout.js'
import { look as lookAround } from '../look.js'
import { report } from '../report.js'

/** How often a row that the page removed is put back, in one page view. */
const REINSERTS = 3
/** How long after a page view its anchors are waited for, in ms. */
const WAIT_MS = 30_000
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
  /** It was reported: nothing more is tried in this page view. */
  hasFailed?: boolean
}

/**
 * Mounts the placements of the client's config that belong on this page, and keeps them there: anchors that come late, rows
 * that the page removes, and new pages of a single-page shop. What cannot be done is told by `endcap:error`. Returns its stop,
 * which takes the rows out again.
 */
export function mountPlacements(client: Client): () => void {
  const live = new Map<string, Live>()
  const stops: (() => void)[] = []
  let isStopped = false
  let isLate = false
  let deadline: ReturnType<typeof setTimeout> | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const remove = (id: string) => {
    live.get(id)?.stop?.()
    live.delete(id)
  }

  const place = (
    { id, selector, widget = 'row', mode = 'append' }: Placement,
    order: number,
    all: readonly Placement[],
  ) => {
    const entry = live.get(id) ?? { inserts: 0 }
    live.set(id, entry)
    if (entry.hasFailed || entry.element?.isConnected) return
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
    } else if (widget === 'reorder') {
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
            entry.stop = reorder(client, id, list, { observeImpressions, wasPainted })
          }
        },
        (cause) => fail('network-failed', 'chunks/reorder.js', cause),
      )
    } else if (entry.inserts > REINSERTS) fail('reference-unknown', `the page removed it ${entry.inserts} times`)
    else {
      const element = document.createElement(`endcap-${widget}`)
      element.setAttribute('placement', id)
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
    }
  }

  const look = () => {
    lookAround()
    const { kind } = client.tracker.page()
    client.config().placements.forEach((placement, order, all) => {
      if (!placement.pages?.length || placement.pages.includes(kind)) place(placement, order, all)
      else remove(placement.id)
    })
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

  client.ready.then(() => {
    if (isStopped) return
    const observer = new MutationObserver(() => {
      timer ??= setTimeout(() => {
        timer = undefined
        look()
      }, LOOK_MS)
    })
    observer.observe(document, { childList: true, subtree: true })
    stops.push(
      () => observer.disconnect(),
      onScroll(look),
      client.tracker.on('event', ({ type }) => type === 'page_view' && onPage()),
    )
    onPage()
  })
  return () => {
    isStopped = true
    clearTimeout(deadline)
    clearTimeout(timer)
    for (const stop of stops) stop()
    for (const id of live.keys()) remove(id)
  }
}
