import { webLock } from '../env/web-lock.js'
import type { SendingParts } from './delivery.js'
import type { Verdict } from './post.js'
import type { Sender } from './sender.js'

const LOCK = 'endcap-outbox'
/** Until when the collector wants nothing; pages after this one and other tabs keep to it too. */
const PAUSE = 'endcap.pause'
const BACKOFF_MS = 1000
const LONGEST_BACKOFF_MS = 5 * 60_000
const LONGEST_PAUSE_MS = 24 * 3_600_000

/** Why nothing is sent just now. A flush ends a backoff; the collector's own wish it keeps to; a halt is for good. */
const BACKOFF = 1
const ASKED = 2
const HALTED = 3

/** Empties the journal into the collector, in one tab at a time. */
export interface Drainer {
  /** Makes sure of a drain when enough waits or after `flushMs`, unless the collector or failures impose a longer pause. */
  soon(): void
  /** Drains now. Ends a pause after failures, never one that the collector asked for. Never rejects. */
  now(): Promise<void>
  /** Obeys an answer. */
  heed(verdict: Verdict): void
  /** False while sending is not allowed, and while the collector wants nothing: then it is tried again when that is over. */
  isOpen(): boolean
  stop(): void
}

/** Creates the drainer. Failures are reported once until the next success. */
export function createDrainer(parts: SendingParts, sender: Sender): Drainer {
  const { env, journal, batchCount, flushMs, isAllowed, report } = parts
  const { clock, random, storage, lock = webLock } = env
  let failures = 0
  let pause = 0
  /** Until when the collector wants nothing, as this page was told: longer than a shorter wish that comes later. */
  let askedUntil = 0
  let dueMs = Infinity
  let cancel = () => {}
  let running = Promise.resolve()
  /** Most events of a request; fewer, once the collector has found this many too large together. */
  let most = batchCount

  /** What is left of a pause that the collector asked this page, an earlier one or another tab for; 0 for none. */
  function askedMs(): number {
    const leftMs = Math.max(askedUntil, Number(storage.get(PAUSE)) || 0) - clock.now()
    return leftMs <= LONGEST_PAUSE_MS ? Math.max(leftMs, 0) : 0
  }

  function isOpen(): boolean {
    const leftMs = pause < ASKED && isAllowed() ? askedMs() : 0
    if (leftMs) {
      pause = ASKED
      wait(leftMs)
    }
    return pause < ASKED && isAllowed()
  }

  function rest(): void {
    cancel()
    dueMs = Infinity
    pause = 0
  }

  function wait(delayMs: number): void {
    cancel()
    dueMs = delayMs
    cancel = clock.after(delayMs, () => {
      rest()
      void now()
    })
  }

  function within(delayMs: number): void {
    if (!pause && delayMs < dueMs) wait(delayMs)
  }

  function soon(): void {
    const count = journal.size()
    if (count) within(count < batchCount ? flushMs : 0)
  }

  function now(): Promise<void> {
    if (!isOpen()) return Promise.resolve()
    rest()
    // Behind the one under way, which may have looked before the caller's event came, or be failing just now.
    running = running.then(attempt)
    return running
  }

  async function attempt(): Promise<void> {
    if (!isOpen() || pause) return
    try {
      if (!(await lock(LOCK, drain))) {
        // While another tab drains: what pages left behind may not be known to it, and what this one has may be sent by it.
        await journal.sync()
        journal.share()
      }
    } catch (cause) {
      fail(cause)
    }
    // Another tab drains, or what is left rests: it may still be on its way from another page.
    if (journal.size()) within(flushMs)
  }

  async function drain(): Promise<void> {
    await journal.sync()
    /**
     * A refused request is searched by halves for the event at fault: it is among the first `suspects` that wait. Each
     * further request halves them, so that log2(n) + 1 find it. `refused`: events of the smallest request that was.
     */
    let suspects = 0
    let refused = 0
    while (isOpen() && !pause) {
      const request = sender.next(suspects ? (suspects + 1) >> 1 : most, failures > 0)
      const verdict = request && (await sender.send(request, !failures, isOpen))
      if (!verdict) return
      const { events, check } = request
      if (verdict.kind === 'taken') {
        failures = 0
        if (suspects && !(suspects -= events.length)) most = Math.max(1, refused >> 1)
      } else if (verdict.kind !== 'refused') heed(verdict)
      // A collector that knows of no checks.
      else if (!events[0]) journal.recall(check)
      else if (events[1]) {
        suspects = refused = events.length
      } else {
        sender.drop(events, verdict.code)
        suspects = 0
      }
    }
  }

  function heed(verdict: Verdict): void {
    if (verdict.kind === 'later') fail(verdict.cause, verdict.waitMs)
    if (verdict.kind !== 'halted' || pause === HALTED) return
    stop()
    report(verdict.code, 'sending stopped')
  }

  function fail(cause: unknown, waitMs?: number): void {
    if (!failures) report('network-failed', 'will try again', cause)
    if (pause === HALTED) return
    if (waitMs) {
      askedUntil = clock.now() + Math.max(waitMs, askedMs())
      // The answer may come after consent was withdrawn: then nothing is left to send.
      if (journal.size()) storage.set(PAUSE, String(askedUntil))
    }
    // A failure beside it ends no pause that was asked for.
    const leftMs = askedMs()
    pause = leftMs ? ASKED : BACKOFF
    // Full jitter: tabs and visitors must not come back at the same moment after an outage.
    wait(leftMs || random.unit() * Math.min(BACKOFF_MS * 2 ** failures, LONGEST_BACKOFF_MS))
    failures++
  }

  function stop(): void {
    pause = HALTED
    cancel()
  }

  return {
    soon,
    now,
    heed,
    isOpen,
    stop,
  }
}
