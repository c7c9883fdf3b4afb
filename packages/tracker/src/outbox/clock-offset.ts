import type { ClockReading } from '@endcap/core'

/** One moment on both clocks of the device: the one that people set, and the one that only runs forward. */
export interface Moment {
  readonly wallMs: number
  readonly monotonicMs: number
}

/** How far the collector's clock is ahead of the device's, learned from its answers. */
export interface ClockOffset {
  /** Learns from an answer: when its request left, what time the answer says, and now. */
  answered(sent: Moment, serverMs: unknown, now: Moment): void
  /** The reading of the shortest round trip. Undefined before the first answer, and after the device's clock was set. */
  reading(now: Moment): ClockReading | undefined
}

/** Clocks drift apart by less in a page's life; more means that somebody set one, or that the device slept. */
const JUMP_MS = 1000
/** Between 2001 and the year 5138: what the batch format can say. A server elsewhere has no clock. */
const isTime = (ms: unknown): ms is number => typeof ms === 'number' && ms > 1e12 && ms < 1e14

/**
 * Creates the estimate, after NTP (RFC 5905, section 8): the answer's time belongs to the middle of the round trip, half of
 * which bounds the error. The trip is measured on the monotonic clock.
 */
export function createClockOffset(): ClockOffset {
  let best: ClockReading | undefined
  /** Wall minus monotonic time of the device when `best` was read. */
  let gapMs = 0

  const gapOf = ({ wallMs, monotonicMs }: Moment) => wallMs - monotonicMs
  const isSet = (now: Moment) => Math.abs(gapOf(now) - gapMs) > JUMP_MS

  return {
    answered(sent, serverMs, now) {
      const roundTripMs = now.monotonicMs - sent.monotonicMs
      const jumpedMs = Math.abs(gapOf(now) - gapOf(sent))
      if (!isTime(serverMs) || roundTripMs < 0 || jumpedMs > JUMP_MS) return
      if (best && !isSet(now) && best.roundTripMs <= roundTripMs) return
      best = { offsetMs: Math.round(serverMs + roundTripMs / 2 - now.wallMs), roundTripMs: Math.round(roundTripMs) }
      gapMs = gapOf(now)
    },
    reading(now) {
      if (isSet(now)) best = undefined
      return best
    },
  }
}
