import type { ErrorCode, EventEnvelope } from '@endcap/core'
import { botSign } from '../bot.js'
import { fetchLater } from '../env/fetch-later.js'
import { gzip as packGzip } from '../env/gzip.js'
import { type BatchHead, encodeBatch, packBatch, utf8Bytes } from './batch.js'
import type { SendingParts } from './delivery.js'
import { openLedger } from './ledger.js'
import { post, type Verdict } from './post.js'
import { tidy } from './tidy.js'
import { worthOf } from './worth.js'

/** Most of one request, on the wire and before packing. */
const BODY_BYTES = 60 * 1024
/** Small requests outlive the page on their own; larger ones leave that quota to the moment of leaving. */
const SMALL_BYTES = 15 * 1024
/** Less than this is not worth packing. */
const GZIP_BYTES = 1024
/** Handing over takes its time: not for each event of a burst. */
const ARM_MS = 200
/** What the collector takes in one batch, events and ids. */
const EVENTS_COUNT = 500

/** What one request carries. */
export interface Request {
  readonly events: readonly EventEnvelope[]
  /** Sent before, unheard: the collector is asked for them by id. */
  readonly check: readonly EventEnvelope[]
}

/** Events in a request that the browser is to send later. */
interface Deferred {
  readonly isSent: () => boolean
  readonly cancel: () => void
  readonly events: readonly EventEnvelope[]
  readonly at: number
}

/** Makes requests out of events, settles what the collector answered, and keeps account of both. */
export interface Sender {
  /**
   * The next request, of at most `count` events; undefined when nothing is to be sent. Events that fit no request are
   * dropped. With `isProbe`, after a failure, events in doubt are asked about before any other is sent.
   */
  next(count: number, isProbe: boolean): Request | undefined
  /** Sends a request. Undefined when, before it was packed, the page was left, its events were erased or sending was closed. */
  send(request: Request, keepalive: boolean, isOpen: () => boolean): Promise<Verdict | undefined>
  /** Gives events up, counts and reports them. */
  drop(events: readonly EventEnvelope[], code: ErrorCode): void
  /**
   * Sends what fits of this page's events in requests that outlive the page: what is worth most first. Each answer that
   * still comes is told. `isOpen`: the collector may be asked another way.
   */
  leave(heed: (verdict: Verdict) => void, isOpen: () => boolean): void
  /** The events in requests under way, whose answers may go unheard. */
  unheard(): readonly EventEnvelope[]
  /**
   * Hands what waits over to the browser, to be sent should the page end without a word (a crash, or `window.close` in Chromium,
   * which tells it nothing). Taken back by every other way of sending. Does nothing where no request can be deferred.
   */
  arm(isOpen: () => boolean): void
  /** The page stays after all, or its visitor is to be forgotten: takes back what the browser has not sent yet. */
  back(): void
  /** Resolves when no request is under way. */
  idle(): Promise<unknown>
}

/** Creates the sender of one tracker. */
export function createSender(parts: SendingParts): Sender {
  const { env, url, journal, counts, report } = parts
  const { later = fetchLater, gzip = packGzip, clock } = env
  const ledger = openLedger()
  const bot = botSign(env.window)
  /** In a request that may end with the page, or being packed for one. */
  const flying = new Set<EventEnvelope>()
  /** In requests that outlive the page. */
  const away = new Set<EventEnvelope>()
  let deferred: Deferred | undefined
  let armed: Deferred | undefined
  let armedAt = 0
  let isArming = false
  const open = new Set<Promise<unknown>>()
  /** How often the page was left or came back. */
  let turns = 0
  /** Dropped events that the collector knows of. */
  let toldCount = 0

  const isHere = (event: EventEnvelope) => !flying.has(event) && !away.has(event)
  const headOf = (check: readonly EventEnvelope[] = []): BatchHead => ({
    ...parts.head(),
    clock: parts.reading(),
    dropped: counts.dropped - toldCount || undefined,
    check: check[0] && check.map(({ id }) => id),
  })
  const move = (events: readonly EventEnvelope[], to?: Set<EventEnvelope>) => {
    for (const event of events) {
      flying.delete(event)
      away.delete(event)
      to?.add(event)
    }
  }

  /** One request over the wire, entered in the ledger while it is under way. */
  async function carry(body: string | ArrayBuffer, bytes: number, keepalive: boolean): Promise<Verdict> {
    if (keepalive) ledger.take(bytes)
    const answered = parts.ask()
    const answer = post(env, typeof body === 'string' ? url : `${url}?z=gzip`, { body, keepalive })
    open.add(answer)
    const verdict = await answer
    open.delete(answer)
    if (keepalive) ledger.give(bytes)
    if (verdict.kind === 'taken') answered(verdict.answer.time)
    return verdict
  }

  async function settle({ events, check }: Request, verdict: Verdict, droppedCount: number): Promise<void> {
    if (verdict.kind === 'later' && verdict.isOpen) journal.doubt(events)
    if (verdict.kind !== 'taken') return
    const { rejected, missing } = verdict.answer
    const isMissing = new Set(missing ?? check.map(({ id }) => id))
    const known = check.filter(({ id }) => !isMissing.has(id))
    // What was erased meanwhile, or answered for in another request, is counted already.
    const left = events.filter(journal.has)
    const rejectedCount = rejected.filter(({ index }) => left.includes(events[index] as EventEnvelope)).length
    counts.delivered += left.length - rejectedCount + known.filter(journal.has).length
    counts.dropped += rejectedCount
    toldCount = droppedCount + rejectedCount
    for (const { code, path } of rejected) report(code as ErrorCode, path)
    journal.recall(check.filter(({ id }) => isMissing.has(id)))
    await journal.remove([...events, ...known], !away.size && !flying.size)
  }

  function drop(events: readonly EventEnvelope[], code: ErrorCode): void {
    counts.dropped += events.filter(journal.has).length
    report(code, `dropped ${events.map(({ type }) => type)}`)
    void journal.remove(events)
  }

  /** Beacons, in halves until the browser takes them. They tell nobody whether they arrived. */
  function beacon(events: readonly EventEnvelope[]): void {
    const half = events.length >> 1
    if (!env.beacon(url, encodeBatch(headOf(), events)) && half) {
      beacon(events.slice(0, half))
      beacon(events.slice(half))
    }
  }

  async function sendLeaving(events: readonly EventEnvelope[], isOpen: () => boolean): Promise<Verdict> {
    const turn = turns
    const body = encodeBatch(headOf(), events)
    const droppedCount = counts.dropped
    move(events, away)
    const verdict = await carry(body, utf8Bytes(body), true)
    move(events)
    await settle({ events, check: [] }, verdict, droppedCount)
    // The quota may be taken by other scripts of the page.
    if (verdict.kind === 'later' && verdict.isOpen && turn === turns && isOpen()) {
      // What another request has delivered meanwhile is done.
      const left = events.filter(journal.has)
      if (left[0]) beacon(left)
      journal.doubt(left, clock.now())
    }
    return verdict
  }

  function defer(events: readonly EventEnvelope[]): Deferred | undefined {
    const request = later(url, encodeBatch(headOf(), events))
    return request && { ...request, events, at: clock.now() }
  }

  function takeBack(request: Deferred | undefined): void {
    if (!request) return
    request.cancel()
    if (request.isSent()) journal.doubt(request.events, request.at)
  }

  function disarm(): void {
    takeBack(armed)
    armed = undefined
  }

  function armNow(isOpen: () => boolean): void {
    isArming = false
    disarm()
    if (!isOpen()) return
    const from = tidy(journal.own().filter(isHere), bot)
    const { events } = packBatch(headOf(), from, { bytes: BODY_BYTES, count: EVENTS_COUNT })
    if (!events[0]) return
    armedAt = clock.now()
    armed = defer(events)
    // Whoever comes next asks whether it went out.
    if (armed) journal.mark([...away, ...flying, ...events])
  }

  return {
    drop,
    next(count, isProbe) {
      // The browser may have sent what was handed to it.
      disarm()
      const check = journal.doubtful().filter(isHere).slice(0, EVENTS_COUNT)
      const from = isProbe && check[0] ? [] : tidy(journal.waiting().filter(isHere), bot)
      const { events, oversize } = packBatch(headOf(check), from, { bytes: BODY_BYTES, count })
      if (oversize[0]) drop(oversize, 'body-too-large')
      return events[0] || check[0] ? { events, check } : undefined
    },
    async send(request, keepalive, isOpen) {
      const { events, check } = request
      const turn = turns
      const droppedCount = counts.dropped
      const body = encodeBatch(headOf(check), events)
      move(events, flying)
      const packed = utf8Bytes(body) < GZIP_BYTES ? undefined : await gzip(body)
      const isTaken = turn !== turns && events.some((event) => !flying.has(event))
      // Withdrawn, or answered with a pause on another way, while it was being packed: it must not go out any more.
      if (isTaken || !events.every(journal.has) || !isOpen()) {
        move(events.filter((event) => flying.has(event)))
        return undefined
      }
      const bytes = packed?.byteLength ?? utf8Bytes(body)
      const isSmall = keepalive && bytes <= Math.min(SMALL_BYTES, ledger.free())
      move(events, isSmall ? away : flying)
      journal.mark([...away, ...flying])
      const verdict = await carry(packed ?? body, bytes, isSmall)
      move(events)
      await settle(request, verdict, droppedCount)
      return verdict
    },
    leave(heed, isOpen) {
      turns++
      disarm()
      const ranked = () => {
        const mine = [...tidy(journal.own(), bot)].filter((event) => !away.has(event))
        // The newest first among those of the same worth: sorting is stable.
        return mine.reverse().sort((a, b) => worthOf(b) - worthOf(a))
      }
      const limits = { bytes: ledger.free(), count: EVENTS_COUNT }
      const { events } = packBatch(headOf(), ranked(), limits, true)
      if (events[0]) void sendLeaving(events, isOpen).then(heed)
      const rest = deferred ? [] : packBatch(headOf(), ranked(), { ...limits, bytes: BODY_BYTES }, true).events
      if (rest[0]) deferred = defer(rest)
      if (deferred) move(deferred.events, away)
    },
    unheard: () => [...away, ...flying],
    back() {
      turns++
      disarm()
      takeBack(deferred)
      if (deferred) move(deferred.events)
      deferred = undefined
    },
    arm(isOpen) {
      if (isArming || !(env.later || 'fetchLater' in globalThis)) return
      isArming = true
      // By the end of the task, the first time: the page may be closed in it.
      const arm = () => armNow(isOpen)
      if (Math.abs(clock.now() - armedAt) > ARM_MS) queueMicrotask(arm)
      else clock.after(ARM_MS, arm)
    },
    idle: () => Promise.allSettled(open),
  }
}
