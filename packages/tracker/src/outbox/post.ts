import type { BatchAnswer, ErrorCode, FetchInit, FetchResponse } from '@endcap/core'
import type { TrackerEnv } from '../env/env.js'

/** Slower than this is no answer. */
const TIMEOUT_MS = 30_000
/** Past a day a page is gone; and timers overflow at 24.8 days. */
const LONGEST_WAIT_MS = 24 * 3_600_000

/** What an answer means for the events of a request. */
export type Verdict =
  /** The collector has them: accepted, duplicate, or rejected one by one. */
  | { readonly kind: 'taken'; readonly answer: BatchAnswer }
  /** `refused`: the request as a whole, one event in it may be the cause. `halted`: nothing from this page will be taken. */
  | { readonly kind: 'refused' | 'halted'; readonly code: ErrorCode }
  /**
   * Not now; again later, not before `waitMs` where the collector said so. `isOpen`: no answer, or not one that says that the
   * events were not kept.
   */
  | {
      readonly kind: 'later'
      readonly cause: unknown
      readonly waitMs?: number | undefined
      readonly isOpen: boolean
    }

/** Sends a body as a simple request, which costs no preflight: plain text, no credentials, no header of its own. */
export async function post(
  { clock, fetch }: Pick<TrackerEnv, 'clock' | 'fetch'>,
  url: string,
  request: Pick<FetchInit, 'body' | 'keepalive'>,
): Promise<Verdict> {
  const controller = new AbortController()
  let cancel = () => {}
  const timeout = new Promise<never>((_, reject) => {
    cancel = clock.after(TIMEOUT_MS, () => {
      reject(new Error('timeout'))
      controller.abort()
    })
  })
  try {
    const answer = fetch(url, { method: 'POST', credentials: 'omit', signal: controller.signal, ...request })
    return await Promise.race([answer.then((response) => judge(response, clock.now())), timeout])
  } catch (cause) {
    return { kind: 'later', cause, isOpen: true }
  } finally {
    cancel()
  }
}

async function judge(response: FetchResponse, now: number): Promise<Verdict> {
  const { status, ok } = response
  const body = (await response.json().catch(() => undefined)) as Partial<BatchAnswer & { code: ErrorCode }> | undefined
  if (ok && Array.isArray(body?.rejected)) return { kind: 'taken', answer: body as BatchAnswer }
  const code = body?.code ?? 'network-failed'
  if ([400, 413, 422].includes(status)) return { kind: 'refused', code }
  if ([401, 403].includes(status)) return { kind: 'halted', code }
  return {
    kind: 'later',
    cause: status,
    waitMs: retryAfterMs(response.headers.get('retry-after'), now),
    // A proxy's friendly HTML page is no acknowledgement, nor is a body that was cut off or a 502: but the collector may
    // stand behind it.
    isOpen: ![404, 408, 429, 503].includes(status),
  }
}

/** `Retry-After` in seconds or as an HTTP date (RFC 9110, section 10.2.3). Undefined for anything else and for the past. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  const text = String(header).trim()
  // What is neither may look like a year to `Date.parse`. One of the obsolete forms does not say that it is in GMT.
  const date = /^[a-z]+,? .*:/i.test(text) ? Date.parse(text.replace(/( GMT)?$/, ' GMT')) - now : 0
  const waitMs = /^[\d.]+$/.test(text) ? Number(text) * 1000 : date
  return waitMs > 0 ? Math.min(waitMs, LONGEST_WAIT_MS) : undefined
}
