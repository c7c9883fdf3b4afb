import { setTimeout as sleep } from 'node:timers/promises'
import { parseRetryAfter, sign } from '@endcap/collector'
import type { SegmentKind, SegmentRow } from '@endcap/insights'
import { CommandError } from '../io.js'

/** Where people are posted to. */
export interface PostSegmentsOptions {
  readonly by: SegmentKind
  readonly url: string
  readonly secret: string
  readonly now: () => number
  /** Waits so many ms; for tests. */
  readonly wait?: (ms: number) => Promise<void>
}

/** People a request; tries a request, and the least time between them. */
const BATCH = 500
const TRIES = 4
const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 60_000
const TIMEOUT_MS = 10_000

/**
 * Posts `{ v, by, part, parts, people }` as JSON, signed as the collector's http sink does: `Endcap-Signature: t=<ms>,v1=<hex>`, the HMAC-SHA256
 * of `<ms>.<body>`. Failures that may pass are tried again. Resolves to the number of requests; throws a `CommandError` that names no secret.
 */
export async function postSegments(rows: readonly SegmentRow[], options: PostSegmentsOptions): Promise<number> {
  const { by, url, secret, now, wait = (ms) => sleep(ms) } = options
  const parts = Math.ceil(rows.length / BATCH)
  for (let part = 0; part < parts; part++) {
    const people = rows.slice(part * BATCH, (part + 1) * BATCH)
    const body = JSON.stringify({ v: 1, by, part: part + 1, parts, people })
    await deliver(body, part)
  }
  return parts

  async function deliver(body: string, part: number): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const headers = { 'content-type': 'application/json', 'endcap-signature': sign(body, secret, now()) }
      const signal = AbortSignal.timeout(TIMEOUT_MS)
      const answer = await fetch(url, { method: 'POST', body, headers, redirect: 'manual', signal }).catch(
        (error: unknown) => error,
      )
      const status = answer instanceof Response ? answer.status : undefined
      if (answer instanceof Response) await answer.body?.cancel()
      if (status !== undefined && status >= 200 && status < 300) return
      const mayPass = status === undefined || status >= 500 || status === 429 || status === 408
      if (!mayPass || attempt === TRIES) {
        const why = status === undefined ? 'does not answer' : `answered ${status}`
        throw new CommandError(
          `${new URL(url).host} ${why}, after ${part * BATCH} of ${rows.length} people`,
          undefined,
          answer,
        )
      }
      const asked = answer instanceof Response ? parseRetryAfter(answer.headers.get('retry-after'), now()) : 0
      await wait(Math.min(LONGEST_WAIT_MS, Math.max(asked, FIRST_WAIT_MS * 2 ** (attempt - 1))))
    }
  }
}
