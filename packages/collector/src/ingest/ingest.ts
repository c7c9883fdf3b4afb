import type { BatchAnswer, BotSign, EventEnvelope, Parsed, ParsedBatch, RejectedEvent, StoredEvent } from '@endcap/core'
import { type ExactBody, isOneLine } from '../spool/batch.js'
import type { DedupeWindow, Keeping } from './dedupe.js'
import { findingsOf } from './enrich.js'

/** What the request of a batch tells besides it. */
export interface RequestFacts {
  /** The JSON in UTF-8 that the batch was parsed from as it is. */
  readonly body: Buffer | undefined
  /** Labels events that have no label. */
  readonly sign: BotSign | undefined
  /** Stands on each event, where the write key names one. */
  readonly site: string | undefined
}

/** Takes batches in: checks for duplicates, keeps the rest. */
export interface Ingest {
  /**
   * Resolves once every accepted event is durable. Rejects with `spool-failed`; then none of its events was kept. The events
   * of the batch become the stored ones.
   */
  accept(batch: ParsedBatch, idAt: (index: number) => string | undefined, request?: RequestFacts): Promise<BatchAnswer>
}

/** What ingest is wired to. */
export interface IngestOptions {
  readonly append: (events: readonly StoredEvent[], exact?: ExactBody) => Promise<void>
  readonly dedupe: DedupeWindow
  readonly now: () => number
  /**
   * Gets the events once they are durable, and the counts of every answered batch. `dropped`: events that the sender gave up,
   * said once, though a batch whose answer was lost comes again.
   */
  readonly onAnswer: (events: readonly StoredEvent[], answer: BatchAnswer, dropped: number) => void
}

/** No browser keeps more events: a number beyond it is made up, and would spoil the count. */
const MOST_DROPPED = 10_000

const NOTHING: RequestFacts = { body: undefined, sign: undefined, site: undefined }

/** Creates the way in. */
export function createIngest(options: IngestOptions): Ingest {
  const { append, dedupe, now, onAnswer } = options

  /** Those ids that are not kept here. An event under way is waited for; one whose keeping fails is missing. */
  async function missingOf(ids: readonly string[]): Promise<string[]> {
    await Promise.allSettled(ids.map((id) => dedupe.find(id)?.done))
    return ids.filter((id) => !dedupe.has(id))
  }

  async function keep(events: readonly StoredEvent[], keeping: Keeping, exact: ExactBody | undefined): Promise<void> {
    try {
      await append(events, exact)
      keeping.done = undefined
    } catch (error) {
      for (const { id } of events) dedupe.delete(id)
      throw error
    }
  }

  return {
    async accept(batch, idAt, { body, sign, site } = NOTHING) {
      const time = now()
      const rejected: RejectedEvent[] = []
      const events: StoredEvent[] = []
      let others: Set<Promise<void>> | undefined
      const own: Keeping = { at: time, done: undefined }
      let add: Record<string, Partial<StoredEvent>> | undefined
      let duplicates = 0
      for (let index = 0; index < batch.events.length; index++) {
        const parsed = batch.events[index] as Parsed<EventEnvelope>
        if (!parsed.ok) {
          rejected.push(toRejected(index, idAt(index), parsed.problems))
          continue
        }
        const event = parsed.value
        const other = dedupe.find(event.id)
        if (other) {
          // A retry is answered once the fate of the first try is known.
          if (other.done) others = (others ?? new Set()).add(other.done)
          duplicates++
          continue
        }
        dedupe.set(event.id, own)
        const found = findingsOf(event, batch, time, sign)
        if (found.ts !== event.ts || found.channel !== event.channel || found.bot !== event.bot) {
          add ??= {}
          add[index] = { ...found }
        }
        // The parser made it for us alone: a copy would cost more than all the rest.
        const stored = event as { -readonly [Key in keyof StoredEvent]: StoredEvent[Key] }
        stored.ts = found.ts
        stored.receivedAt = found.receivedAt
        if (found.channel) stored.channel = found.channel
        if (found.bot) stored.bot = found.bot
        if (site !== undefined) stored.site = site
        events.push(stored)
      }
      // What was refused, or is here already, is not kept: then the body is not what is kept.
      const isExact = batch.isExact && body && !batch.check && events.length === batch.events.length && isOneLine(body)
      const kept = events.length > 0 ? keep(events, own, isExact ? { bytes: body, add, site } : undefined) : undefined
      if (kept) own.done = kept
      if (!others) await kept
      else {
        // All of them, so that no rejection is left unheard.
        const results = await Promise.allSettled([kept, ...others])
        const failed = results.find((result) => result.status === 'rejected')
        if (failed) throw failed.reason
      }
      const missing = batch.check && (await missingOf(batch.check))
      const counts = { accepted: events.length, duplicates, rejected }
      const answer: BatchAnswer = missing ? { ...counts, missing, time: now() } : Object.assign(counts, { time: now() })
      const isRepeated = events.length === 0 && duplicates > 0
      onAnswer(events, answer, isRepeated ? 0 : Math.min(batch.dropped ?? 0, MOST_DROPPED))
      return answer
    },
  }
}

function toRejected(
  index: number,
  id: string | undefined,
  problems: readonly { code: string; path: string }[],
): RejectedEvent {
  const { code, path } = problems[0] ?? { code: 'value-invalid', path: `/events/${index}` }
  return { index, ...(id === undefined ? {} : { id }), code, path }
}
