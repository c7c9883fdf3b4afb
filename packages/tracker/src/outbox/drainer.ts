import { EndcapError } from '@endcap/core'
import type { TrackerEnv } from '../env/env.js'
import type { Journal } from './journal.js'
import type { Verdict } from './post.js'
import type { Sender } from './sender.js'

const LOCK = 'endcap-outbox'
const BACKOFF_MS = 1000
const LONGEST_BACKOFF_MS = 5 * 60_000

/** Empties the journal into the collector, in one tab at a time. */
export interface Drainer {
  /** Makes sure of a drain within `delayMs`, unless the collector asked for, or failures impose, a longer pause. */
  soon(delayMs: number): void
  /** Drains now. Ends a pause after failures, never one that the collector asked for. Never rejects. */
  now(): Promise<void>
  /** Obeys an answer. */
  heed(verdict: Verdict): void
  /** False while sending is not allowed, and while the collector wants nothing from this page. */
  isOpen(): boolean
  stop(): void
}

/** Creates the drainer. Failures are reported once until the next success. */
export function createDrainer(parts: {
  readonly env: Pick<TrackerEnv, 'clock' | 'random' | 'lock'>
  readonly journal: Journal
  readonly sender: Sender
  readonly batchCount: number
  readonly flushMs: number
  /** Consent is given and the network is there. */
  readonly isAllowed: () => boolean
  readonly onError: (error: EndcapError) => void
}): Drainer {
  const { env, journal, sender, batchCount, flushMs, isAllowed, onError } = parts
  let isHalted = false
  let failures = 0
  let pause: 'asked' | 'backoff' | undefined
  let dueMs = Infinity
  let cancel = () => {}
  let running = Promise.resolve()

  const isOpen = () => !isHalted && pause !== 'asked' && isAllowed()

  function rest(): void {
    cancel()
    dueMs = Infinity
    pause = undefined
  }

  function wait(delayMs: number): void {
    cancel()
    dueMs = delayMs
    cancel = env.clock.after(delayMs, () => {
      rest()
      void now()
    })
  }

  function soon(delayMs: number): void {
    if (!isHalted && !pause && delayMs < dueMs) wait(delayMs)
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
      if (!(await env.lock(LOCK, drain))) soon(flushMs)
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
    if (verdict.kind !== 'halted' || isHalted) return
    stop()
    onError(new EndcapError(verdict.code, 'sending stopped'))
  }

  function fail(cause: unknown, waitMs?: number): void {
    if (!failures) onError(new EndcapError('network-failed', 'will try again', cause))
    if (isHalted) return
    pause = waitMs ? 'asked' : 'backoff'
    // Full jitter: tabs and visitors must not come back at the same moment after an outage.
    wait(waitMs ?? env.random.unit() * Math.min(BACKOFF_MS * 2 ** failures, LONGEST_BACKOFF_MS))
    failures++
  }

  function stop(): void {
    isHalted = true
    cancel()
  }

  return { soon, now, heed, isOpen, stop }
}
