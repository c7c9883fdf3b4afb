import type { Clock } from '@endcap/core'
import { PermanentError, RetryLaterError } from '../sink.js'

/** One request of a sink that speaks HTTP. */
export interface PostRequest {
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** Who posts, and how long it waits. */
export interface PostOptions {
  /** The sink, for messages; they never name the address, which may hold a secret. */
  readonly name: string
  readonly timeoutMs: number
  readonly clock: Pick<Clock, 'now'>
}

/** Of 4xx, the answers about this endpoint or this moment rather than about these events: they may pass. */
const PASSING = new Set([401, 403, 404, 405, 407, 408, 421, 423, 425, 429])

/**
 * Posts, and resolves when the answer is 2xx. 5xx, redirects, timeouts, 401, 403, 404, 408 and 429 reject as failures that may
 * pass, not before `Retry-After`; any other 4xx as a `PermanentError`.
 */
export async function post({ url, body, headers }: PostRequest, options: PostOptions): Promise<void> {
  const { name, timeoutMs, clock } = options
  const signal = AbortSignal.timeout(timeoutMs)
  const response = await fetch(url, { method: 'POST', body, headers, redirect: 'manual', signal })
  await response.body?.cancel()
  if (response.ok) return
  const { status } = response
  const reason = `${name} answered ${status}`
  if (status >= 400 && status < 500 && !PASSING.has(status)) throw new PermanentError(reason)
  throw new RetryLaterError(reason, parseRetryAfter(response.headers.get('retry-after'), clock.now()))
}

const HOUR_MS = 3_600_000

/** `Retry-After` in ms, from seconds or an HTTP date (RFC 9110, 10.2.3), at most an hour; 0 when absent or unreadable. */
export function parseRetryAfter(value: string | null, now: number): number {
  if (value === null) return 0
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now
  return Number.isFinite(ms) ? Math.min(HOUR_MS, Math.max(0, ms)) : 0
}
