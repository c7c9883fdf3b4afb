import type { Client } from '@endcap/client'
import { EndcapError, type Placement } from '@endcap/core'
import { untilScrolled } from '../flow.js'
import { reorderList } from '../reorder.js'
import { announce } from '../report.js'
import { belongsOn, findAnchor } from './find.js'
import { createRow, type Mounted, modeOf, mountAt, mustWait } from './mount.js'
import { observeDom } from './observe.js'

/** How often a row that the page removed is put back, in one page view. */
const REINSERTS = 3
/** How long after a page view its anchors are waited for, in ms. */
const WAIT_MS = 30_000

interface Live {
  mounted?: Mounted
  /** Takes out what was put in. */
  stop?: () => void
  inserts: number
  /** Nothing more is tried in this page view, or not before the next scroll. */
  isResting: boolean
}

/**
 * Mounts the placements of the client's config that belong on this page, and keeps them there: anchors that come late, rows
 * that the page removes, and new pages of a single-page shop. What cannot be done is told by `endcap:error`. Returns its stop,
 * which takes the rows out again.
 */
export function mountPlacements(client: Client): () => void {
  const live = new Map<string, Live>()
  let stops: (() => void)[] = []
  let deadline: ReturnType<typeof setTimeout> | undefined
  let isStopped = false

  const remove = (id: string) => {
    live.get(id)?.stop?.()
    live.delete(id)
  }
  const giveUp = (entry: Live, error: EndcapError) => {
    entry.isResting = true
    announce(error)
  }

  const place = (placement: Placement, order: number) => {
    const { id } = placement
    const mode = modeOf(placement)
    const entry = live.get(id) ?? { inserts: 0, isResting: false }
    live.set(id, entry)
    if (entry.isResting || entry.mounted?.element.isConnected) return
    const anchor = findAnchor(placement)
    if (!anchor) return
    if (anchor instanceof EndcapError) return giveUp(entry, anchor)
    entry.stop?.()
    if (placement.widget === 'reorder') {
      entry.mounted = { anchor, mode, order, element: anchor }
      entry.stop = reorderList(client, id, anchor)
    } else if (mustWait(anchor, mode)) {
      entry.isResting = true
      entry.stop = untilScrolled(() => {
        if (mustWait(anchor, mode)) return false
        entry.isResting = false
        place(placement, order)
        return true
      })
    } else if (entry.inserts++ > REINSERTS) {
      giveUp(entry, new EndcapError('reference-unknown', `placement ${id}: the page removed it ${REINSERTS + 1} times`))
    } else {
      const element = createRow(placement)
      entry.mounted = { anchor, mode, order, element }
      entry.stop = () => element.remove()
      mountAt(
        entry.mounted,
        [...live.values()].flatMap(({ mounted }) => mounted ?? []),
      )
    }
  }

  const evaluate = () => {
    const { kind } = client.tracker.page()
    client.config().placements.forEach((placement, order) => {
      if (belongsOn(placement, kind)) place(placement, order)
      else remove(placement.id)
    })
  }

  const onPage = () => {
    for (const [id, entry] of live) if (!entry.mounted?.element.isConnected) remove(id)
    for (const entry of live.values()) entry.inserts = 0
    evaluate()
    clearTimeout(deadline)
    deadline = setTimeout(() => {
      for (const { id, selector } of client.config().placements) {
        const entry = live.get(id)
        if (!entry || entry.mounted || entry.isResting) continue
        const wait = `within ${WAIT_MS / 1000} s`
        giveUp(entry, new EndcapError('reference-unknown', `placement ${id}: nothing matched ${selector} ${wait}`))
      }
    }, WAIT_MS)
  }

  client.ready.then(() => {
    if (isStopped) return
    stops = [client.tracker.on('event', ({ type }) => type === 'page_view' && onPage()), observeDom(evaluate)]
    onPage()
  })
  return () => {
    isStopped = true
    clearTimeout(deadline)
    for (const stop of stops) stop()
    for (const id of [...live.keys()]) remove(id)
  }
}
