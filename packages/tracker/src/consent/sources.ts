import { tapQueue } from '../detect/tap.js'
import { createConsentModeSource, type TapQueue } from './consent-mode.js'
import { type LookParts, lookForTools } from './look.js'
import { startShopify } from './shopify.js'
import type { ConsentAnswer, ConsentSourceName, StartConsentSource } from './source.js'
import { startTcf } from './tcf.js'
import { startWp } from './wp.js'

/** What the adapters work with. */
export interface ConsentSourcesParts extends LookParts {
  /** @default the one that the detectors use */
  readonly tapQueue?: TapQueue
  /**
   * Takes what each tool says. Every tool that is there answers before {@link startConsentSources} returns, `unknown` or
   * undefined included. Later, a grant is told at the end of the task that brought it, so that a default and the update
   * behind it are one answer; everything else at once.
   */
  answer(source: ConsentSourceName, answer: ConsentAnswer | undefined): void
}

/**
 * Starts an adapter for each consent tool of the page, those of now and those that come later. Returns the stop of all.
 * Stores nothing, sends nothing, throws nothing.
 */
export function startConsentSources(parts: ConsentSourcesParts): () => void {
  const { window, clock, listen } = parts
  const adapters: Partial<Record<ConsentSourceName, StartConsentSource>> = {
    tcf: startTcf,
    shopify: startShopify,
    wp: startWp,
    'consent-mode': createConsentModeSource(parts.tapQueue ?? tapQueue),
  }
  const waiting = new Map<ConsentSourceName, ConsentAnswer | undefined>()
  const stops: (() => void)[] = []
  let stopped = false

  function flush(): void {
    for (const source of [...waiting.keys()]) tell(source)
  }

  function tell(source: ConsentSourceName): void {
    const answer = waiting.get(source)
    if (waiting.delete(source) && !stopped) parts.answer(source, answer)
  }

  function take(source: ConsentSourceName, answer: ConsentAnswer | undefined): void {
    waiting.set(source, answer)
    if (!answer || answer.analytics === 'granted' || answer.personalization === 'granted') queueMicrotask(flush)
    else tell(source)
  }

  stops.push(
    lookForTools(parts, (tools) => {
      for (const source of tools) {
        const start = adapters[source]
        delete adapters[source]
        if (start) stops.push(start({ window, clock, listen, answer: (answer) => take(source, answer) }))
      }
    }),
  )
  flush()
  return () => {
    stopped = true
    for (const stop of stops) stop()
  }
}
