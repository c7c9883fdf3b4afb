import { isUtf8 } from 'node:buffer'
import { type BotSign, createBatchScanner, type PageContext, type ParsedBatch } from '@endcap/core'

/** What the collector itself looks at in an event. It writes what it finds into it. */
export interface EventMark {
  readonly id: string
  readonly stream: string
  readonly seq: number
  ts: number
  bot: BotSign | undefined
  receivedAt: number
  /** Servers' events take the long way. */
  readonly source?: undefined
}

/** The mark of an event that is to be kept as it came. */
export interface ShortMark extends EventMark {
  /** The page, where the event is a page view that does not tell its channel. */
  readonly page: PageContext | undefined
}

/** A batch that can be kept as it came. */
export interface ShortBatch extends Pick<ParsedBatch, 'key' | 'sentAt' | 'clock' | 'dropped'> {
  /** Its JSON in UTF-8, without a line break. */
  readonly bytes: Buffer
  readonly marks: readonly ShortMark[]
}

const FOREIGN = /[^ -~]/
const scan = createBatchScanner()

/**
 * Reads what trackers send, most of all that comes, without making an event of it: sound, and without ids that would have to be withheld.
 * Undefined for any other body, which takes the long way.
 */
export function readShort(bytes: Buffer): ShortBatch | undefined {
  const batch = isUtf8(bytes) ? scan(bytes, (start, end) => bytes.toString('latin1', start, end)) : undefined
  if (!batch) return undefined
  const marks: ShortMark[] = []
  for (const { id, stream, seq, ts, bot, page, analytics, isNamed } of batch.events) {
    if (isNamed && analytics !== 'granted') return undefined
    if (page && (FOREIGN.test(page.url) || FOREIGN.test(page.referrer ?? ''))) return undefined
    marks.push({ id, stream, seq, ts, bot, receivedAt: 0, page })
  }
  const { key, sentAt, clock, dropped } = batch
  return { key, sentAt, clock, dropped, bytes, marks } as ShortBatch
}
