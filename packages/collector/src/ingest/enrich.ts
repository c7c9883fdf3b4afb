import type { EventEnvelope, StoredEvent } from '@endcap/core'

/**
 * A device clock closer than this to ours is left alone: the difference is mostly the road that the request took,
 * and correcting by it would reorder events (posthog#98250).
 */
const SKEW_TOLERANCE_MS = 30_000

/**
 * Adds the collector's own findings. `ts` is moved by the difference between the batch's `sentAt` and `receivedAt`
 * when the device's clock is off by more than 30 s, and never lies after the receipt.
 */
export function enrichEvent(event: EventEnvelope, sentAt: number, receivedAt: number): StoredEvent {
  const skewMs = receivedAt - sentAt
  const ts = Math.abs(skewMs) > SKEW_TOLERANCE_MS ? event.ts + skewMs : event.ts
  return { ...event, ts: Math.round(Math.min(ts, receivedAt)), receivedAt }
}
