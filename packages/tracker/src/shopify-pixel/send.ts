import { BATCH_VERSION, type EventEnvelope, type Fetch } from '@endcap/core'

/** Waits between the tries of one request. A checkout is left soon: more would find nobody. */
const WAITS_MS = [1000, 4000]

/** What sending needs. */
export interface SendOptions {
  readonly key: string
  /** The address that takes batches. */
  readonly url: string
  readonly fetch: Fetch
  readonly now: () => number
  readonly wait: (ms: number, task: () => void) => void
}

/**
 * Sends events in the wire format as a simple request that outlives the page, and tries again when there was no answer, or
 * one that asks to come back later. Resolves to true when the collector took it; never rejects.
 */
export async function sendEvents(
  options: SendOptions,
  events: readonly EventEnvelope[],
  dropped = 0,
): Promise<boolean> {
  const { key, url, fetch, now, wait } = options
  for (let i = 0; ; i++) {
    const head = {
      v: BATCH_VERSION,
      key,
      sentAt: now(),
      sdk: 'endcap-shopify-pixel/0.1.0',
      ...(dropped && { dropped }),
    }
    const body = JSON.stringify({ ...head, events })
    // A text is sent as text/plain, which costs no preflight.
    const status = await fetch(url, { method: 'POST', body, keepalive: true, credentials: 'omit' }).then(
      (answer) => answer.status,
      () => 0,
    )
    if (status >= 200 && status < 300) return true
    const ms = WAITS_MS[i]
    if (ms === undefined || (status >= 400 && status < 500 && status !== 429)) return false
    await new Promise<void>((resolve) => wait(ms, resolve))
  }
}
