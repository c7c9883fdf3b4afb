import { type Client, createClient } from '@endcap/client'
import { defineElements } from './define.js'
import { mountPlacements } from './placement/placements.js'
import { drainQueue } from './queue.js'
import { announce } from './report.js'
import { readScript } from './script-options.js'
import { VERSION } from './version.js'

/** What the script tag gives the page as `window.endcap`. */
export type PageClient = Client & { readonly version: string }

/** The page's side of the script tag. */
interface EndcapWindow {
  endcap?: PageClient
  endcapQueue?: unknown
}

/** Starts Endcap on the page: client, elements, placements, `window.endcap` and the queue. */
function start(script: HTMLElement | null, page: EndcapWindow): void {
  const { labels, ...options } = readScript(script?.dataset ?? {})
  const client = createClient(options)
  const endcap = { ...client, version: VERSION }
  client.on('error', announce)
  page.endcap = endcap
  defineElements(client, { labels })
  mountPlacements(client)
  page.endcapQueue = drainQueue(endcap, page.endcapQueue)
}

function warn(message: string, cause: unknown = ''): void {
  // biome-ignore lint/suspicious/noConsole: whoever pastes the tag wrongly looks for the reason in the console
  console.warn(`[endcap] ${message}`, cause)
}

// Only now, while the tag runs, does `currentScript` name it; a tag loaded as a module is found by its key.
const script = (document.currentScript ?? document.querySelector('script[data-key]')) as HTMLElement | null
const page = window as EndcapWindow
try {
  if (page.endcap?.version) warn('a second script tag of Endcap on this page was ignored')
  else start(script, page)
} catch (error) {
  warn('not started:', error)
}
