import { createFakeClock, type FakeClock } from '@endcap/testkit'
import type { TapQueue } from '../../src/consent/consent-mode.js'
import type { ConsentAnswer, ConsentSourceName, StartConsentSource } from '../../src/consent/source.js'
import { startConsentSources } from '../../src/consent/sources.js'
import { listen } from '../../src/listen.js'

/** A page without a browser: a window with a document that passes events on. */
export type ToolPage = Window & typeof globalThis & Record<string, unknown>

/** Creates an empty page that is still being parsed. */
export function createToolPage(): ToolPage {
  return Object.assign(new EventTarget(), { document: new EventTarget() }) as unknown as ToolPage
}

/** Hears a queue by its `push`, which is enough for a page where nobody replaces it. */
export const tapQueue: TapQueue = (window, name, listener) => {
  const queue = (window as unknown as Record<string, unknown[]>)[name]!
  const { push } = queue
  let isOn = true
  queue.forEach(listener)
  queue.push = (...entries) => {
    const length = push.apply(queue, entries)
    if (isOn) entries.forEach(listener)
    return length
  }
  return () => {
    isOn = false
  }
}

export interface ToolRig {
  readonly page: ToolPage
  readonly clock: FakeClock
  readonly answers: (ConsentAnswer | undefined)[]
  last(): ConsentAnswer | undefined
  stop(): void
}

/** Starts one adapter on a page. */
export function startAdapter(start: StartConsentSource, page: ToolPage): ToolRig {
  const clock = createFakeClock()
  const answers: (ConsentAnswer | undefined)[] = []
  const stop = start({ window: page, clock, listen, answer: (answer) => answers.push(answer) })
  return { page, clock, answers, last: () => answers.at(-1), stop }
}

/** Starts all adapters on a page. */
export function startAll(page: ToolPage) {
  const clock = createFakeClock()
  const said: [ConsentSourceName, ConsentAnswer | undefined][] = []
  const stop = startConsentSources({
    window: page,
    clock,
    listen,
    tapQueue,
    answer: (source, answer) => said.push([source, answer]),
  })
  const last = (source: ConsentSourceName) => said.findLast(([name]) => name === source)?.[1]
  return { clock, said, last, stop }
}

/** Both purposes alike. */
export const both = (consent: 'granted' | 'denied' | 'unknown', isChoice: boolean): ConsentAnswer => ({
  analytics: consent,
  personalization: consent,
  isChoice,
})

/** Said by a tool that waits for the visitor. */
export const PENDING = both('unknown', false)
