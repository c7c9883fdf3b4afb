import type { EventItem } from '@endcap/core'
import type { Detector, DetectorParts } from './detector.js'

const LEAST_MS = 1000
/** A page left open beside the work is not being read for longer than this. */
const MOST_MS = 30 * 60_000

/** The watch over visible time. */
export interface Engagement extends Required<Detector> {
  /** Notes the product of the page while it is certain that the page is still the same. */
  note(): void
}

/**
 * Says `user_engagement` with the time that the page of a product was visible since it was last said: when the page is hidden or
 * left, and at the next page view. From one second on; less is added to the next. A clock that jumps back counts nothing.
 */
export function watchEngagement({
  env,
  listen,
  say,
  mainItem,
}: Pick<DetectorParts, 'env' | 'listen' | 'say'> & { mainItem(): EventItem | undefined }): Engagement {
  const { clock, window } = env
  const { document } = window
  let item: EventItem | undefined
  let spentMs = 0
  let since: number | undefined
  let cancel = () => {}

  function count(): void {
    if (since !== undefined) spentMs += Math.min(Math.max(clock.now() - since, 0), MOST_MS)
    since = document.visibilityState === 'visible' ? clock.now() : undefined
  }

  function tell(): void {
    count()
    if (!item || spentMs < LEAST_MS) return
    say('user_engagement', { items: [item], data: { engagement_time_msec: Math.min(Math.round(spentMs), MOST_MS) } })
    spentMs = 0
  }

  function note(): void {
    item = mainItem() ?? item
  }

  function leave(): void {
    note()
    tell()
  }

  const unlisten = listen(document, 'visibilitychange', () =>
    document.visibilityState === 'visible' ? count() : leave(),
  )
  return {
    note,
    view() {
      // Not noted: the product of the new page may be known already.
      tell()
      cancel()
      item = undefined
      spentMs = 0
      cancel = clock.after(LEAST_MS, note)
    },
    leave,
    stop() {
      cancel()
      unlisten()
    },
  }
}
