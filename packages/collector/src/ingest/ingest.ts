import type { BatchAnswer, ParsedBatch, RejectedEvent, StoredEvent } from '@endcap/core'
import type { DedupeWindow } from './dedupe.js'
import { enrichEvent } from './enrich.js'

/** Takes batches in: checks for duplicates, keeps the rest. */
export interface Ingest {
  /** Resolves once every accepted event is durable; `site` stands on each, where the write key names one. Rejects with `spool-failed`; then none of its events was kept. */
  accept(batch: ParsedBatch, idAt: (index: number) => string | undefined, site?: string): Promise<BatchAnswer>
}

/** What ingest is wired to. */
export interface IngestOptions {
  readonly append: (events: readonly StoredEvent[]) => Promise<void>
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

/** Creates the way in. */
export function createIngest(options: IngestOptions): Ingest {
  const { append, dedupe, now, onAnswer } = options
  /** Ids on their way to the disk. A second request with one of them waits for the first one's fate. */
  const inFlight = new Map<string, Promise<void>>()

  /** Those ids that are not kept here. An event under way is waited for; one whose keeping fails is missing. */
  async function missingOf(ids: readonly string[]): Promise<string[]> {
    await Promise.allSettled(ids.map((id) => inFlight.get(id)))
    return ids.filter((id) => !dedupe.has(id))
  }

  async function keep(events: readonly StoredEvent[]): Promise<void> {
    try {
      await append(events)
      for (const { id, receivedAt } of events) dedupe.add(id, receivedAt)
    } finally {
      for (const { id } of events) inFlight.delete(id)
    }
  }

  return {
    async accept(batch, idAt, site) {
      const time = now()
      const rejected: RejectedEvent[] = []
      const others = new Set<Promise<void>>()
      const fresh = new Map<string, StoredEvent>()
      let duplicates = 0
      for (const [index, parsed] of batch.events.entries()) {
        if (!parsed.ok) {
          rejected.push(toRejected(index, idAt(index), parsed.problems))
          continue
        }
        const { id } = parsed.value
        const other = inFlight.get(id)
        if (other) others.add(other)
        if (other || fresh.has(id) || dedupe.has(id)) duplicates++
        else fresh.set(id, enrichEvent(parsed.value, batch, time, site))
      }
      const events = [...fresh.values()]
      if (events.length > 0) {
        const kept = keep(events)
        for (const { id } of events) inFlight.set(id, kept)
        others.add(kept)
      }
      // All of them, so that no rejection is left unheard.
      const failed = (await Promise.allSettled(others)).find((result) => result.status === 'rejected')
      if (failed) throw failed.reason
      const missing = batch.check && (await missingOf(batch.check))
      const answer = { accepted: events.length, duplicates, rejected, ...(missing && { missing }), time: now() }
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
