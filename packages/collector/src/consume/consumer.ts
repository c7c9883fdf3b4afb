import { join } from 'node:path'
import { EndcapError } from '@endcap/core'
import { backoffMs } from '../deliver/backoff.js'
import { createDeadLetters } from '../deliver/dead-letter.js'
import { createPause } from '../deliver/pause.js'
import { type DeliveryLimits, type SinkStatus, startWorker } from '../deliver/worker.js'
import { type CollectorEnv, nodeEnv } from '../env.js'
import { DEFAULTS } from '../options.js'
import type { Sink } from '../sink.js'
import { createSink, type SinkSettings } from '../sinks/create-sink.js'
import type { Source, SourceMessage } from '../source.js'
import { createHeld } from './held.js'

/** Bounds of a consumer: those of a delivery, and how much it holds. */
export interface ConsumerLimits extends DeliveryLimits {
  /** Most messages taken and not yet stored; no less than a batch of the sink. */
  readonly heldCount: number
}

/** From where to where. */
export interface ConsumerOptions {
  readonly source: Source
  /** It writes through the contract of every sink, and removes duplicates by id, as the warehouses do. */
  readonly sink: Sink | SinkSettings
  /** Folder of the dead letters. Created when there are some. */
  readonly dataDir: string
  readonly limits?: Partial<ConsumerLimits>
  readonly env?: Partial<CollectorEnv>
  /** Gets every failure that the consumer lives with. */
  readonly onError?: (error: EndcapError) => void
}

/** How a consumer stands. */
export interface ConsumerStatus {
  /** Events written since the start; one that came again counts again. */
  readonly written: number
  /** Messages that were no events: acknowledged, reported, left alone. */
  readonly malformed: number
  readonly held: number
  /** The stream is being read. */
  readonly isReading: boolean
  readonly sink: Pick<SinkStatus, 'name' | 'state' | 'deadLetters' | 'lastError'>
}

/** A process's share of reading a stream into a sink. */
export interface Consumer {
  status(): ConsumerStatus
  /** Events that the source holds and nobody has acknowledged. Rejects while the source does not answer. */
  lag(): Promise<number>
  /** Delivers what is set aside in `dataDir` again. Gives how many there were, and how many the sink refused again. */
  replayDeadLetters(): Promise<{ readonly replayed: number; readonly refused: number }>
  /** Ends after the write in progress, gives back what is not written, lets go. */
  close(): Promise<void>
}

const HELD_COUNT = 40_000

/** How long `close` waits for the source at each step: to end, to know of it, to hear the last acknowledgements. */
const SETTLE_MS = 2000

/**
 * Starts to read a source into a sink, and goes on through failures of both. A message is acknowledged after the sink has
 * its event, or after it was set aside as a dead letter: killed at any moment, the consumer loses nothing, and what it had
 * written without saying so comes again.
 */
export function startConsumer(options: ConsumerOptions): Consumer {
  const { source, dataDir, onError = () => {} } = options
  const env: CollectorEnv = { ...nodeEnv, ...options.env }
  const limits: ConsumerLimits = { heldCount: HELD_COUNT, ...DEFAULTS.limits, ...options.limits }
  const inner = 'type' in options.sink ? createSink(options.sink, dataDir, env) : options.sink
  const heldCount = Math.max(limits.heldCount, inner.batch?.deliverCount ?? limits.deliverCount)
  const held = createHeld(`consume-${source.name}`)
  const pause = createPause(env.clock)
  let malformed = 0
  let written = 0
  let isReading = false
  let isStopped = false

  const report = (what: string, cause: unknown) => onError(new EndcapError('network-failed', what, cause))

  const worker = startWorker({
    sink: countWrites(inner, (count) => (written += count)),
    spool: held,
    // The source keeps how far reading is: what was written is acknowledged.
    cursorFile: { read: async () => undefined, write: async (_, cursor) => held.acknowledge(cursor) },
    deadLetters: createDeadLetters(inner.name, join(dataDir, 'dead-letters', `${inner.name}.ndjson`), env),
    limits,
    env,
    onError: (name, error) => report(`the sink ${name} failed`, error),
    onDeadLetters: (name, events, reason) =>
      report(`the sink ${name} refused ${events.length} events for ever`, reason),
  })

  function take(message: SourceMessage): void {
    const { event } = message
    if (event) {
      held.add({ ...message, event })
      return
    }
    malformed++
    report(`message ${message.place} of ${source.name} is no event`, undefined)
    message.acknowledge()
  }

  async function read(): Promise<void> {
    for (let attempt = 0; !isStopped; attempt++) {
      try {
        await source.open()
        if (isStopped) break
        isReading = true
        for await (const message of source.messages()) {
          attempt = 0
          take(message)
          await held.below(heldCount)
        }
      } catch (error) {
        report(`the source ${source.name} failed`, error)
      }
      isReading = false
      if (!isStopped) await pause.sleep(backoffMs(attempt, env.random.unit(), limits.backoff))
    }
  }

  let cancelExtend = env.clock.after(source.holdMs / 3, extend)
  function extend(): void {
    held.extend()
    cancelExtend = env.clock.after(source.holdMs / 3, extend)
  }

  /** A server that does not answer gives out again what it was not told, only later. */
  async function soon(task: Promise<void>): Promise<void> {
    let cancel = () => {}
    const late = new Promise<void>((resolve) => (cancel = env.clock.after(SETTLE_MS, resolve)))
    await Promise.race([task.catch(() => {}), late])
    cancel()
  }

  const ended = read()
  let closing: Promise<void> | undefined

  async function close(): Promise<void> {
    isStopped = true
    cancelExtend()
    pause.end()
    held.unbound()
    await soon(source.stop())
    await worker.stop()
    await soon(ended)
    // First the server knows that nobody listens here any more, else what is given back comes straight here again, or is forgotten.
    await soon(source.settled())
    held.release()
    await ended
    await soon(source.settled())
    await source.close().catch(() => {})
  }

  return {
    status() {
      const { name, state, deadLetters, lastError } = worker.status()
      const sink = { name, state, deadLetters, ...(lastError === undefined ? {} : { lastError }) }
      return { written, malformed, held: held.count(), isReading, sink }
    },
    lag: source.lag,
    async replayDeadLetters() {
      const before = worker.status().deadLetters
      const replayed = await worker.replay()
      return { replayed, refused: worker.status().deadLetters - before }
    },
    close: () => (closing ??= close()),
  }
}

/** A sink that keeps a cursor gets the count of what was written to it, which only grows; nobody reads on from it. */
function countWrites(sink: Sink, onWrite: (count: number) => void): Sink {
  let cursor = 0
  return {
    ...sink,
    keepsCursor: false,
    async open(spool) {
      cursor = (await sink.open(spool)) ?? 0
      return undefined
    },
    async write(events) {
      await sink.write(events, cursor + events.length)
      cursor += events.length
      onWrite(events.length)
    },
  }
}
