import { isUtf8 } from 'node:buffer'
import { type BotSign, checkBatch, type ExactBatch, type PageContext } from '@endcap/core'

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
export interface ShortBatch extends Pick<ExactBatch, 'key' | 'sentAt' | 'clock' | 'dropped'> {
  /** Its JSON in UTF-8, without a line break. */
  readonly bytes: Buffer
  readonly marks: readonly ShortMark[]
}

const NEWLINE = 0x0a
const FOREIGN = /[^ -~]/

/**
 * Reads what trackers send, most of all that comes, without making an event of it: sound, without ids that would have to be withheld,
 * in one line. Undefined for any other body, which takes the long way.
 *
 * The body is parsed as Latin-1, which engines do faster than UTF-8: a letter beyond ASCII is two to four letters to the checks. Lengths are
 * bounds from above then, texts that the collector reads itself have to be ASCII, and keys stay as different as they were, since a
 * body with escapes of letters goes the long way.
 */
export function readShort(bytes: Buffer): ShortBatch | undefined {
  if (bytes.includes(NEWLINE) || !isUtf8(bytes)) return undefined
  const text = bytes.toString('latin1')
  if (text.includes('\\u')) return undefined
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return undefined
  }
  const batch = checkBatch(json)
  if (!batch || batch.check || FOREIGN.test(batch.key)) return undefined
  const { key, sentAt, clock, dropped, context } = batch
  if (context.stream !== undefined && FOREIGN.test(context.stream)) return undefined
  const holdsIds = (event: ExactBatch['context']) =>
    event.visitor !== undefined || event.session !== undefined || event.customer !== undefined
  const isShared = holdsIds(context)
  const marks: ShortMark[] = []
  for (const own of batch.events) {
    const { id = context.id as string, consent = context.consent, stream = context.stream as string } = own
    if (consent?.analytics !== 'granted' && (isShared || holdsIds(own))) return undefined
    if (FOREIGN.test(id) || (stream !== context.stream && FOREIGN.test(stream))) return undefined
    let page: PageContext | undefined
    if ((own.type ?? context.type) === 'page_view' && (own.channel ?? context.channel) === undefined) {
      page = (own.page ?? context.page) as PageContext
      if (FOREIGN.test(page.url) || FOREIGN.test(page.referrer ?? '')) return undefined
    }
    const ts = own.ts ?? (context.ts as number)
    const seq = own.seq ?? (context.seq as number)
    marks.push({ id, stream, seq, ts, bot: own.bot ?? context.bot, receivedAt: 0, page })
  }
  return { key, sentAt, clock, dropped, bytes, marks } as ShortBatch
}
