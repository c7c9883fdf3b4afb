import type {
  BatchAnswer,
  BotSign,
  DeviceClass,
  EventEnvelope,
  Parsed,
  ParsedBatch,
  RejectedEvent,
  StoredEvent,
} from '@endcap/core'
import { type ExactBody, eventsOfExact } from '../spool/batch.js'
import type { DedupeWindow, Keeping } from './dedupe.js'
import { channelOf, type Findings, findingsOf, timeOf } from './enrich.js'
import type { EventMark, ShortBatch } from './short-way.js'

/** What the request of a batch tells besides it. */
export interface RequestFacts {
  /** Labels events that have no label. */
  readonly sign: BotSign | undefined
  /** Stands on each event, where a browser sent it. */
  readonly device: DeviceClass | undefined
  /** Stands on each event, where the write key names one. */
  readonly site: string | undefined
}

/** Events that are on disk now. */
export interface KeptEvents {
  readonly marks: readonly (EventMark | StoredEvent)[]
  /** Whole. May parse: ask only where somebody wants them. */
  events(): readonly StoredEvent[]
}

/** Takes batches in: checks for duplicates, keeps the rest. */
export interface Ingest {
  /**
   * Resolves once every accepted event is durable. Rejects with `spool-failed`; then none of its events was kept. The events
   * of the batch become the stored ones.
   */
  accept(batch: ParsedBatch, idAt: (index: number) => string | undefined, request?: RequestFacts): Promise<BatchAnswer>
  /** The same for a batch that can be kept as it came. Undefined, and nothing done, when not all of its events are new: `accept` tells which. */
  acceptShort(batch: ShortBatch, request?: RequestFacts): Promise<BatchAnswer> | undefined
}

/** What ingest is wired to. */
export interface IngestOptions {
  readonly append: (events: readonly StoredEvent[]) => Promise<void>
  readonly appendExact: (body: ExactBody) => Promise<void>
  readonly dedupe: DedupeWindow
  readonly now: () => number
  /**
   * Gets the events once they are durable, and the counts of every answered batch. `dropped`: events that the sender gave up,
   * said once, though a batch whose answer was lost comes again.
   */
  readonly onAnswer: (kept: KeptEvents, answer: BatchAnswer, dropped: number) => void
}

/** No browser keeps more events: a number beyond it is made up, and would spoil the count. */
const MOST_DROPPED = 10_000

const NOTHING: RequestFacts = { sign: undefined, device: undefined, site: undefined }
const NONE: readonly RejectedEvent[] = []

/** Creates the way in. */
export function createIngest(options: IngestOptions): Ingest {
  const { append, appendExact, dedupe, now, onAnswer } = options

  /** Those ids that are not kept here. An event under way is waited for; one whose keeping fails is missing. */
  async function missingOf(ids: readonly string[]): Promise<string[]> {
    await Promise.allSettled(ids.map((id) => dedupe.find(id)?.done))
    return ids.filter((id) => !dedupe.has(id))
  }

  /** Notes what becomes of a write: the ids of one that fails are forgotten. Resolves to what `then` answers. */
  function watch<T>(
    write: Promise<void>,
    marks: readonly { readonly id: string }[],
    keeping: Keeping,
    then: () => T,
  ): Promise<T> {
    const done = write.then(
      () => {
        keeping.done = undefined
        return then()
      },
      (error) => {
        for (const { id } of marks) dedupe.delete(id)
        throw error
      },
    )
    keeping.done = done
    return done
  }

  return {
    async accept(batch, idAt, { sign, device, site } = NOTHING) {
      const time = now()
      const rejected: RejectedEvent[] = []
      const events: StoredEvent[] = []
      let others: Set<Promise<unknown>> | undefined
      const own: Keeping = { at: time, done: undefined }
      const ofAll = { ...(site !== undefined && { site }), ...(device && { device }) }
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
        // The parser made it for us alone: no copy is needed.
        const stored: StoredEvent = Object.assign(event, findingsOf(event, batch, time, sign), ofAll)
        events.push(stored)
      }
      const kept = events.length > 0 ? watch(append(events), events, own, () => {}) : undefined
      if (!others) await kept
      else {
        // All of them, so that no rejection is left unheard.
        const results = await Promise.allSettled([kept, ...others])
        const failed = results.find((result) => result.status === 'rejected')
        if (failed) throw failed.reason
      }
      const missing = batch.check && (await missingOf(batch.check))
      const counts = { accepted: events.length, duplicates, rejected }
      const answer: BatchAnswer = missing ? { ...counts, missing, time: now() } : { ...counts, time: now() }
      const isRepeated = events.length === 0 && duplicates > 0
      onAnswer({ marks: events, events: () => events }, answer, isRepeated ? 0 : droppedOf(batch))
      return answer
    },

    acceptShort(batch, { sign, device, site } = NOTHING) {
      const { marks, bytes } = batch
      const receivedAt = now()
      const own: Keeping = { at: receivedAt, done: undefined }
      if (!dedupe.claim(marks, own)) return undefined
      let add: Record<string, Partial<Findings>> | undefined
      for (let i = 0; i < marks.length; i++) {
        const mark = marks[i] as ShortBatch['marks'][number]
        const ts = timeOf(mark.ts, batch, receivedAt)
        const channel = mark.page && channelOf(mark.page)
        const bot = mark.bot ?? sign
        if (ts !== mark.ts || bot !== mark.bot || channel) {
          add ??= {}
          add[i] = { ...(ts !== mark.ts && { ts }), ...(channel && { channel }), ...(bot !== mark.bot && { bot }) }
        }
        mark.ts = ts
        mark.bot = bot
        mark.receivedAt = receivedAt
      }
      const body: ExactBody = { bytes, count: marks.length, receivedAt, add, site, device }
      let events: readonly StoredEvent[] | undefined
      const kept: KeptEvents = { marks, events: () => (events ??= eventsOfExact(body)) }
      return watch(appendExact(body), marks, own, () => {
        const answer = { accepted: marks.length, duplicates: 0, rejected: NONE, time: now() }
        onAnswer(kept, answer, droppedOf(batch))
        return answer
      })
    },
  }
}

function droppedOf({ dropped = 0 }: Pick<ParsedBatch, 'dropped'>): number {
  return Math.min(dropped, MOST_DROPPED)
}

function toRejected(
  index: number,
  id: string | undefined,
  problems: readonly { code: string; path: string }[],
): RejectedEvent {
  const { code, path } = problems[0] ?? { code: 'value-invalid', path: `/events/${index}` }
  return { index, ...(id === undefined ? {} : { id }), code, path }
}
