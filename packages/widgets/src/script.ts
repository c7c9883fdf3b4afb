import { type Client, createClient } from '@endcap/client'
import type { DoctorReport } from './debug/doctor.js'
import { defineElements } from './define.js'
import { whenHydrated } from './hydration/when-hydrated.js'
import { look } from './look.js'
import { drainQueue } from './queue.js'
import { announce, report } from './report.js'
import { readScript } from './script-options.js'
import { VERSION } from './version.js'

/** What the script tag gives the page as `window.endcap`. */
export interface PageClient extends Client {
  readonly version: string
  /** Says what is wrong with the set-up, as plain data. Rejects when its file cannot be loaded. */
  doctor(): Promise<DoctorReport>
  /** Opens the overlay that shows the same; `?endcap=debug` does so too. Returns what closes it. */
  debug(): Promise<() => void>
}

/** The page's side of the script tag. */
interface EndcapWindow {
  endcap?: PageClient
  endcapQueue?: unknown
}

/** Starts Endcap on the page: client, elements, placements, `window.endcap` and the queue. */
function start(script: HTMLElement | null, page: EndcapWindow): void {
  const { labels, freeShipping, theme, ...options } = readScript(script?.dataset ?? {})
  const client = createClient(options)
  const debug = () => import('./debug/doctor.js')
  const endcap: PageClient = {
    ...client,
    version: VERSION,
    doctor: () => debug().then(({ examine }) => examine(client)),
    debug: () => debug().then(({ openOverlay }) => openOverlay(client)),
  }
  client.on('error', announce)
  page.endcap = endcap
  // In a task of its own: the script itself has taken one, and a shopper who types must not wait for both.
  setTimeout(attempt, 0, () => defineElements(client, { labels, freeShipping, theme }))
  // Beside the config that it mounts.
  import('./placement/placements.js').then(
    // Ready is a page that is read to its end: what is to be hydrated is known.
    ({ startPlacements }) => client.ready.then(() => whenHydrated((isFree) => startPlacements(client, isFree, look))),
    (cause) => report('network-failed', 'chunks/placements.js', cause),
  )
  page.endcapQueue = drainQueue(endcap, page.endcapQueue)
  if (/[?&]endcap=debug\b/.test(location.search)) endcap.debug().catch(warn)
}

function warn(message: unknown, cause: unknown = ''): void {
  // biome-ignore lint/suspicious/noConsole: whoever pastes the tag wrongly looks for the reason in the console
  console.warn(`[endcap] ${message}`, cause)
}

/** What fails is told in the console, and nothing reaches the page. */
function attempt(task: () => void): void {
  try {
    task()
  } catch (error) {
    warn('not started:', error)
  }
}

// Only now, while the tag runs, does `currentScript` name it; a tag loaded as a module is found by its key.
const script = (document.currentScript ?? document.querySelector('script[data-key]')) as HTMLElement | null
const page = window as EndcapWindow
attempt(() => {
  if (page.endcap?.version) warn('second tag ignored')
  else start(script, page)
})
