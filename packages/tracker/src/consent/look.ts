import type { Clock } from '@endcap/core'
import type { listen } from '../listen.js'
import { sniffConsent } from './sniff.js'
import type { ConsentSourceName } from './source.js'

/** Said on the document by tools that may come after everything else. */
const EVENTS = ['visitorConsentCollected', 'wp_consent_type_defined', 'wp_listen_for_consent_change']
/** Moments after the start, in ms, at which tools are looked for that a tag manager or a consent service adds late. */
const MOMENTS_MS = [500, 2000, 5000, 15_000]

/** What looking for tools needs. */
export interface LookParts {
  readonly window: Window & typeof globalThis
  readonly clock: Clock
  readonly listen: typeof listen
}

/**
 * Calls `found` with the tools on the page: now, when the document is parsed and loaded, at a few moments of the first 15 s, and
 * on the events that tools send. Nothing found, no call; the same tools may be told again. Returns its stop.
 */
export function lookForTools(
  { window, clock, listen }: LookParts,
  found: (tools: ConsentSourceName[]) => void,
): () => void {
  const look = () => {
    const tools = sniffConsent(window)
    if (tools.length) found(tools)
  }
  const stops = [
    ...EVENTS.map((type) => listen(window.document, type, look)),
    listen(window.document, 'DOMContentLoaded', look),
    listen(window, 'load', look),
    ...MOMENTS_MS.map((delayMs) => clock.after(delayMs, look)),
  ]
  look()
  return () => {
    for (const stop of stops) stop()
  }
}
