import { webLock } from '../env/web-lock.js'
import type { SendingParts } from './delivery.js'
import type { Verdict } from './post.js'
import type { Sender } from './sender.js'

const LOCK = 'endcap-outbox'
const BACKOFF_MS = 1000
const LONGEST_BACKOFF_MS = 5 * 60_000

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
  /** False while sending is not allowed, and while the collector wants nothing from this page. */
  isOpen(): boolean
  stop(): void
}

/** Creates the drainer. Failures are reported once until the next success. */
export function createDrainer(parts: SendingParts, sender: Sender): Drainer {
  const { env, journal, batchCount, flushMs, isAllowed, report } = parts
  const { clock, random, lock = webLock } = env
  let failures = 0
  let pause = 0
  let dueMs = Infinity
  let cancel = () => {}
  let running = Promise.resolve()

  const isOpen = () => pause < ASKED && isAllowed()

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
      if (!(await lock(LOCK, drain))) within(flushMs)
    } catch (cause) {
      fail(cause)
    }
  }

  async function drain(): Promise<void> {
    await journal.sync()
    let groups = sender.groups(batchCount)
    while (isOpen() && !pause && groups.length) {
      // What was erased meanwhile must not leave any more.
      const group = groups.shift()!.filter(journal.has)
      const half = group.length >> 1
      const verdict = group.length ? await sender.send(group, !failures) : undefined
      if (verdict?.kind === 'taken') failures = 0
      else if (verdict?.kind !== 'refused') verdict && heed(verdict)
      else if (half) groups.unshift(group.slice(0, half), group.slice(half))
      else sender.drop(group, verdict.code)
      if (!groups.length) groups = sender.groups(batchCount)
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
    pause = waitMs ? ASKED : BACKOFF
    // Full jitter: tabs and visitors must not come back at the same moment after an outage.
    wait(waitMs ?? random.unit() * Math.min(BACKOFF_MS * 2 ** failures, LONGEST_BACKOFF_MS))
    failures++
  }

  function stop(): void {
    pause = HALTED
    cancel()
  }

  return { soon, now, heed, isOpen, stop }
}
