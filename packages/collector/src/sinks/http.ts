import { createHmac } from 'node:crypto'
import { type Clock, EndcapError } from '@endcap/core'
import { nodeEnv } from '../env.js'
import type { Sink } from '../sink.js'
import { post } from './post.js'

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
      const request = { url, body, headers: { ...headers, 'content-type': 'application/json', ...signature } }
      await post(request, { name, timeoutMs, clock })
    },
    close: async () => {},
  }
}

/** The value of `Endcap-Signature` for a body sent at `at` (ms). A receiver computes it again and compares. */
export function sign(body: string | Uint8Array, secret: string, at: number): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.`).update(body).digest('hex')}`
}
