import type { Clock } from '@endcap/core'

/** The page is at rest so long after its last scroll, in ms: longer than a frame of a busy phone. */
const REST_MS = 150

/**
 * Tells whether the shopper scrolls. What is out of sight may then be in sight with the next frame, before anybody is told, and a
 * change of it would be seen to move. Who asked in vain is called by `onRest`.
 */
export function watchScrolling(clock: Clock, stops: (() => void)[], onRest: () => void): () => boolean {
  let rest: (() => void) | undefined
  let isAsked = false
  const onScroll = () => {
    rest?.()
    rest = clock.after(REST_MS, () => {
      rest = undefined
      if (isAsked) onRest()
    })
  }
  addEventListener('scroll', onScroll)
  stops.push(() => removeEventListener('scroll', onScroll))
  return () => (isAsked = !!rest)
}
