import {
  type BotSign,
  type ChannelContext,
  campaignKey,
  EVENT_LIMITS,
  type EventEnvelope,
  type ParsedBatch,
  readChannel,
  type StoredEvent,
} from '@endcap/core'

/**
 * A device clock closer than this to ours is left alone: the difference may be the road that the request took, and
 * correcting by it would reorder events (posthog#98250).
 */
const SKEW_TOLERANCE_MS = 30_000

/** What the collector finds out of an event. */
export type Findings = Pick<StoredEvent, 'ts' | 'channel' | 'bot' | 'receivedAt'>

/**
 * The collector's own findings. `ts` is moved when the device's clock is off by more than 30 s: by the batch's reading of
 * that clock, which no slow road disturbs, and without one by the difference between `sentAt` and `receivedAt`. All events of
 * a batch are moved alike, so they keep their order. Whatever the batch says, `ts` lies between 2015 and the receipt. A page
 * view that is a landing gets its channel, read from address and referrer, where the sender has not told one. `sign` is the label
 * of the request, for events that carry none.
 */
export function findingsOf(
  event: EventEnvelope,
  { sentAt, clock }: Pick<ParsedBatch, 'sentAt' | 'clock'>,
  receivedAt: number,
  sign?: BotSign,
): Findings {
  const skewMs = clock ? clock.offsetMs : receivedAt - sentAt
  const moved = Math.abs(skewMs) > SKEW_TOLERANCE_MS ? event.ts + skewMs : event.ts
  const ts = Math.round(Math.min(Math.max(moved, EVENT_LIMITS.earliestTs), receivedAt))
  const channel = event.channel ?? channelOf(event)
  const found: { -readonly [Key in keyof Findings]: Findings[Key] } = { ts, receivedAt }
  if (channel) found.channel = channel
  const bot = event.bot ?? sign
  if (bot) found.bot = bot
  return found
}

function channelOf({ type, page }: EventEnvelope): ChannelContext | undefined {
  if (type !== 'page_view' || !page) return undefined
  const campaign = campaignKey(page.url)
  // Navigations within a document, and pages that come back from the cache, keep the tags of the landing.
  return campaign && campaign === campaignKey(page.referrer ?? '') ? undefined : readChannel(page.url, page.referrer)
}
