import type { ErrorCode, EventEnvelope } from '@endcap/core'
import { encodeBatch, packBatches, utf8Bytes } from './batch.js'
import type { SendingParts } from './delivery.js'
import { post, type Verdict } from './post.js'

/** Below the 64 KiB that browsers give to all keepalive requests of a page together (fetch.spec.whatwg.org). */
const BODY_BYTES = 60 * 1024
/** Small requests outlive the page on their own; larger ones leave that quota to the moment of leaving. */
const SMALL_BYTES = 15 * 1024
/** What the collector takes in one batch. */
const EVENTS_COUNT = 500

/** Makes requests out of events, settles what the collector took, and keeps account of both. */
export interface Sender {
  /** What waits and is not on its way, as groups that fit a request. An event that fits none is dropped. */
  groups(count: number): (readonly EventEnvelope[])[]
  send(events: readonly EventEnvelope[], keepalive: boolean): Promise<Verdict>
  /** Gives events up, counts and reports them. */
  drop(events: readonly EventEnvelope[], code: ErrorCode): void
  /** Sends what fits of this page's events in a request that outlives the page. Undefined when nothing was to send. */
  leave(): Promise<Verdict> | undefined
}

/** Creates the sender of one tracker. */
export function createSender(parts: SendingParts): Sender {
  const { env, url, head, journal, counts, report } = parts
  /** In requests that outlive the page, or taken over as a beacon. */
  const away = new Set<EventEnvelope>()
  let awayBytes = 0

  const isHere = (event: EventEnvelope) => !away.has(event)

  async function send(events: readonly EventEnvelope[], keepalive: boolean, leaving?: boolean): Promise<Verdict> {
    const body = encodeBatch(head(), events)
    const bytes = keepalive ? utf8Bytes(body) : 0
    if (!leaving && (bytes > SMALL_BYTES || awayBytes + bytes > BODY_BYTES)) return send(events, false)
    awayBytes += bytes
    if (keepalive) for (const event of events) away.add(event)
    const verdict = await post(env, url, { body, keepalive })
    awayBytes -= bytes
    if (verdict.kind === 'taken') {
      const { rejected } = verdict
      // What was erased meanwhile is counted already.
      const left = events.filter(journal.has).length
      counts.delivered += Math.max(left - rejected.length, 0)
      counts.dropped += Math.min(left, rejected.length)
      for (const { code, path } of rejected) report(code as ErrorCode, path)
      await journal.remove(events)
    }
    // A beacon tells nobody whether it arrived: its events stay for the next page, but do not leave this one twice.
    const isGone = leaving && verdict.kind === 'later' && !verdict.status && env.beacon(url, body)
    if (!isGone) for (const event of events) away.delete(event)
    return verdict
  }

  function drop(events: readonly EventEnvelope[], code: ErrorCode): void {
    counts.dropped += events.length
    report(code, `dropped ${events.map(({ type }) => type)}`)
    void journal.remove(events)
  }

  return {
    send,
    drop,
    groups(count) {
      const { groups, oversize } = packBatches(head(), journal.waiting().filter(isHere), { bytes: BODY_BYTES, count })
      if (oversize[0]) drop(oversize, 'body-too-large')
      return groups
    },
    leave() {
      const events = journal.own().filter(isHere).reverse()
      // The newest first among those of the same worth: sorting is stable.
      events.sort((a, b) => worth(b) - worth(a))
      const [first] = packBatches(head(), events, { bytes: BODY_BYTES - awayBytes, count: EVENTS_COUNT }).groups
      return first && send(first, true, true)
    },
  }
}

/** For when not all fits: what money hangs on first. */
function worth({ type }: EventEnvelope): number {
  return type === 'purchase' ? 2 : /cart|checkout/.test(type) ? 1 : 0
}
