import {
  type BotSign,
  type ChannelContext,
  campaignKey,
  EVENT_LIMITS,
  type EventEnvelope,
  type PageContext,
  type ParsedBatch,
  readChannel,
  type StoredEvent,
} from '@endcap/core'

/**
 * A device clock closer than this to ours is left alone: the difference may be the road that the request took, and
 * correcting by it would reorder events (posthog#98250).
 */
const SKEW_TOLERANCE_MS = 30_000

/** What a batch tells of the sender's clock. */
export type BatchTimes = Pick<ParsedBatch, 'sentAt' | 'clock'>

/** What the collector finds out of an event. */
export type Findings = Pick<StoredEvent, 'ts' | 'channel' | 'bot' | 'receivedAt'>

/**
 * The collector's own findings: {@link timeOf} the event, {@link channelOf} a page view that does not tell it, and the label of the
 * request, `sign`, for events that carry none.
 */
export function findingsOf(event: EventEnvelope, times: BatchTimes, receivedAt: number, sign?: BotSign): Findings {
  const { type, page } = event
  const ts = timeOf(event.ts, times, receivedAt)
  const channel = event.channel ?? (type === 'page_view' && page ? channelOf(page) : undefined)
  const found: { -readonly [Key in keyof Findings]: Findings[Key] } = { ts, receivedAt }
  if (channel) found.channel = channel
  const bot = event.bot ?? sign
  if (bot) found.bot = bot
  return found
}

/**
 * The time of an event, moved when the device's clock is off by more than 30 s: by the batch's reading of that clock, which no
 * slow road disturbs, and without one by the difference between `sentAt` and `receivedAt`. All events of a batch are moved alike,
 * so they keep their order. Whatever the batch says, it lies between 2015 and the receipt.
 */
export function timeOf(ts: number, { sentAt, clock }: BatchTimes, receivedAt: number): number {
  const skewMs = clock ? clock.offsetMs : receivedAt - sentAt
  const moved = Math.abs(skewMs) > SKEW_TOLERANCE_MS ? ts + skewMs : ts
  return Math.round(Math.min(Math.max(moved, EVENT_LIMITS.earliestTs), receivedAt))
}

/** The channel of a landing, read from address and referrer; undefined for other pages. */
export function channelOf(page: PageContext): ChannelContext | undefined {
  const campaign = campaignKey(page.url)
  // Navigations within a document, and pages that come back from the cache, keep the tags of the landing.
  return campaign && campaign === campaignKey(page.referrer ?? '') ? undefined : readChannel(page.url, page.referrer)
}
