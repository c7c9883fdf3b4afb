import { createHmac } from 'node:crypto'
import { type Clock, EndcapError } from '@endcap/core'
import { nodeEnv } from '../env.js'
import { PermanentError, RetryLaterError, type Sink } from '../sink.js'

/** Where events are posted to, and how the receiver knows that they are ours. */
export interface HttpSinkOptions {
  /** @default 'http' */
  readonly name?: string
  readonly url: string
  /** Signs every request when given. */
  readonly secret?: string
  /** Further request headers, for example an authorization. */
  readonly headers?: Readonly<Record<string, string>>
  /** @default 10000 */
  readonly timeoutMs?: number
  readonly clock?: Pick<Clock, 'now'>
}

/** Of 4xx, the answers about this endpoint or this moment rather than about these events: they may pass. */
const PASSING = new Set([401, 403, 404, 405, 407, 408, 421, 423, 425, 429])

/**
 * Creates the HTTP sink: `POST { events }` as JSON. `Endcap-Signature: t=<ms>,v1=<hex>` is the HMAC-SHA256 of
 * `<ms>.<body>`. A 2xx takes the events. 5xx, redirects, timeouts, 401, 403, 404, 408 and 429 are tried again, not
 * before `Retry-After`; any other 4xx refuses for ever. At least once: receivers remove duplicates by event id.
 */
export function createHttpSink(options: HttpSinkOptions): Sink {
  const { name = 'http', url, secret, headers = {}, timeoutMs = 10_000, clock = nodeEnv.clock } = options
  if (!URL.canParse(url)) throw new EndcapError('option-invalid', `the sink ${name} needs a url`)
  return {
    name,
    keepsCursor: false,
    open: async () => undefined,
    async write(events) {
      if (events.length === 0) return
      const body = JSON.stringify({ events })
      const signature: Record<string, string> =
        secret === undefined ? {} : { 'endcap-signature': sign(body, secret, clock.now()) }
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: { ...headers, 'content-type': 'application/json', ...signature },
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      })
      await response.body?.cancel()
      if (response.ok) return
      const { status } = response
      const reason = `${name} answered ${status}`
      if (status >= 400 && status < 500 && !PASSING.has(status)) throw new PermanentError(reason)
      throw new RetryLaterError(reason, parseRetryAfter(response.headers.get('retry-after'), clock.now()))
    },
    close: async () => {},
  }
}

/** The value of `Endcap-Signature` for a body sent at `at` (ms). A receiver computes it again and compares. */
export function sign(body: string, secret: string, at: number): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`
}

const HOUR_MS = 3_600_000

/** `Retry-After` in ms, from seconds or an HTTP date (RFC 9110, 10.2.3), at most an hour; 0 when absent or unreadable. */
export function parseRetryAfter(value: string | null, now: number): number {
  if (value === null) return 0
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now
  return Number.isFinite(ms) ? Math.min(HOUR_MS, Math.max(0, ms)) : 0
}
