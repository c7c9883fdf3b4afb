import type { BatchAnswer, ErrorCode, FetchResponse } from '@endcap/core'
import type { TrackerEnv } from '../env/env.js'

/** Slower than this is no answer. The batch is sent again under the same ids. */
const TIMEOUT_MS = 30_000
/** Past a day a page is gone; and timers overflow at 24.8 days. */
const LONGEST_WAIT_MS = 24 * 3_600_000

/** What an answer means for the events of a request. */
export type Verdict =
  /** The collector has them: accepted, duplicate, or rejected one by one. */
  | { readonly kind: 'taken'; readonly rejected: BatchAnswer['rejected'] }
  /** `refused`: the request as a whole, one event in it may be the cause. `halted`: nothing from this page will be taken. */
  | { readonly kind: 'refused' | 'halted'; readonly code: ErrorCode }
  /** Not now; the same events again later, not before `waitMs` where the collector said so. `status` 0: no answer. */
  | { readonly kind: 'later'; readonly status: number; readonly cause?: unknown; readonly waitMs?: number | undefined }

/** Sends a body as a simple request, which costs no preflight: plain text, no credentials, no header of its own. */
export async function post(
  { clock, fetch }: Pick<TrackerEnv, 'clock' | 'fetch'>,
  url: string,
  request: { readonly body: string; readonly keepalive: boolean },
): Promise<Verdict> {
  let cancel = () => {}
  const timeout = new Promise<never>((_, reject) => {
    cancel = clock.after(TIMEOUT_MS, () => reject(new Error('timeout')))
  })
  try {
    const answer = fetch(url, { method: 'POST', credentials: 'omit', ...request })
    return await Promise.race([answer.then((response) => judge(response, clock.now())), timeout])
  } catch (cause) {
    return { kind: 'later', status: 0, cause }
  } finally {
    cancel()
  }
}

async function judge(response: FetchResponse, now: number): Promise<Verdict> {
  const { status, ok } = response
  const body = (await response.json().catch(() => undefined)) as Partial<BatchAnswer & { code: ErrorCode }> | undefined
  // A proxy's friendly HTML page is no acknowledgement.
  if (ok && Array.isArray(body?.rejected)) return { kind: 'taken', rejected: body.rejected }
  const code = body?.code ?? 'network-failed'
  if ([400, 413, 422].includes(status)) return { kind: 'refused', code }
  if ([401, 403].includes(status)) return { kind: 'halted', code }
  return { kind: 'later', status, cause: status, waitMs: retryAfterMs(response.headers.get('retry-after'), now) }
}

/** `Retry-After` in seconds or as an HTTP date (RFC 9110, section 10.2.3). Undefined for anything else and for the past. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  const waitMs = Number(header) * 1000 || Date.parse(String(header)) - now
  return waitMs > 0 ? Math.min(waitMs, LONGEST_WAIT_MS) : undefined
}
