import type { Client } from '@endcap/client'
import { whenHydrated } from '../hydration/when-hydrated.js'
import { look } from '../look.js'
import { startPlacements } from './placements.js'

/**
 * Mounts the placements of the client's config that belong on this page, once a framework has hydrated it, and keeps them there:
 * anchors that come late, rows that the page removes, and new pages of a single-page shop. What cannot be done is told by
 * `endcap:error`. Returns its stop, which takes the rows out again.
 */
export function mountPlacements(client: Client): () => void {
  let isStopped = false
  let stop = () => {}
  // Ready is a page that is read to its end: what is to be hydrated is known.
  client.ready.then(() =>
    whenHydrated((isFree) => {
      if (!isStopped) stop = startPlacements(client, isFree, look)
    }),
  )
  return () => {
    isStopped = true
    stop()
  }
}
