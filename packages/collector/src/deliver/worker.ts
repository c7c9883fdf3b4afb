import type { StoredEvent } from '@endcap/core'
import type { CollectorEnv } from '../env.js'
import { type BatchRule, PermanentError, RetryLaterError, type Sink } from '../sink.js'
import type { CursorFile } from '../spool/cursor.js'
import type { SpoolEntry, SpoolOffset, SpoolReader } from '../spool/reader.js'
import type { Spool } from '../spool/spool.js'
import { type BackoffRule, backoffMs } from './backoff.js'
import type { DeadLetters } from './dead-letter.js'
import { createPause } from './pause.js'

/** What is known of a sink. */
export interface SinkStatus {
  readonly name: string
  /** `failing`: the last try failed and will be repeated. */
  readonly state: 'opening' | 'open' | 'failing' | 'closed'
  /** Sequence of the first event still to deliver. */
  readonly cursor: number
  readonly lagEvents: number
  readonly lagBytes: number
  readonly deadLetters: number
  readonly lastError?: string
}

/** Delivers the spool to one sink, whatever the other sinks do. */
export interface Worker {
  status(): SinkStatus
  /** Resolves once the sink has everything below `sequence`, or the worker stopped. */
  caughtUp(sequence: number): Promise<void>
  /** Delivers the dead letters again, between two batches; what is refused again is set aside again. Gives how many they were. */
  replay(): Promise<number>
  /**
   * Delivers again what the spool still holds of the events that this sink has, between two batches, from those received at `since`
   * (ms since 1970) on. The cursor stays. Gives how many they were.
   */
  replaySpool(since: number): Promise<number>
  /** True for a sink that gives people what it has of them, and erases it. */
  readonly canErase: boolean
  /** Runs `task` once the sink is open, between two deliveries. Rejects when the worker stopped first, or the task does. */
  between<T>(task: (sink: Sink, deadLetters: DeadLetters) => Promise<T>): Promise<T>
  /** Ends after the write in progress, and closes the sink. */
  stop(): Promise<void>
}

/** Size of a delivery, and the pauses around it. */
export interface DeliveryLimits extends BatchRule {
  readonly backoff: BackoffRule
}

/** What a worker is wired to. */
export interface WorkerOptions {
  readonly sink: Sink
  readonly spool: Pick<Spool, 'id' | 'first' | 'next' | 'reader' | 'bytes' | 'changed'>
  readonly cursorFile: CursorFile
  readonly deadLetters: DeadLetters
  readonly limits: DeliveryLimits
  readonly env: Pick<CollectorEnv, 'clock' | 'random'>
  readonly onError: (sink: string, error: unknown) => void
  readonly onDeadLetters: (sink: string, events: readonly StoredEvent[], reason: string) => void
}

/** Creates a worker and starts it. It opens the sink itself, and keeps trying. */
export function startWorker(options: WorkerOptions): Worker {
  const { sink, spool, cursorFile, deadLetters, env } = options
  const limits: DeliveryLimits = { ...options.limits, ...sink.batch }
  const pause = createPause(env.clock)
  let state: SinkStatus['state'] = 'opening'
  let cursor = spool.first()
  let place: SpoolOffset | undefined
  let lastError: string | undefined
  let deadCount = 0
  let isStopped = false
  let waiting: { sequence: number; resolve: () => void }[] = []
  const tasks: (() => Promise<void>)[] = []

  /** Repeats `task` until it succeeds, with growing pauses. False: stopped before. PermanentErrors pass through. */
  async function persist(task: () => Promise<void>): Promise<boolean> {
    for (let attempt = 0; !isStopped; attempt++) {
      try {
        await task()
        state = 'open'
        lastError = undefined
        return true
      } catch (error) {
        if (error instanceof PermanentError) throw error
        state = 'failing'
        lastError = error instanceof Error ? error.message : String(error)
        options.onError(sink.name, error)
        const asked = error instanceof RetryLaterError ? error.retryAfterMs : 0
        await pause.sleep(asked + backoffMs(attempt, env.random.unit(), limits.backoff))
      }
    }
    return false
  }

  /** Writes events and moves the cursor; what the sink can never take is set aside. */
  async function deliver(entries: readonly SpoolEntry[], target: Target): Promise<boolean> {
    const events = entries.map(({ event }) => event)
    try {
      return await persist(async () => {
        // With nothing left to set aside, what fails is the sink itself.
        await (entries.length > 0 ? sink.write(events, target.next) : repeatable(sink.write([], target.next)))
        if (!sink.keepsCursor) await cursorFile.write(spool.id, target.next)
        moveTo(target)
      })
    } catch (error) {
      const { message, ids } = error as PermanentError
      const poison = entries.length === 1 ? entries : entries.filter(({ event }) => ids.includes(event.id))
      if (poison.length === 0) return halve(entries, target)
      const sound = entries.filter((entry) => !poison.includes(entry))
      return (await setAside(poison, message)) && (await deliver(sound, target))
    }
  }

  async function halve(entries: readonly SpoolEntry[], target: Target): Promise<boolean> {
    const middle = entries.length >> 1
    const left = entries.slice(0, middle)
    return (await deliver(left, behind(left))) && (await deliver(entries.slice(middle), target))
  }

  async function setAside(entries: readonly SpoolEntry[], reason: string): Promise<boolean> {
    const events = entries.map(({ event }) => event)
    if (!(await persist(() => deadLetters.add(events, reason)))) return false
    deadCount += events.length
    options.onDeadLetters(sink.name, events, reason)
    return true
  }

  function moveTo(target: Target): void {
    cursor = target.next
    place = target.place ?? place
    const reached = waiting.filter(({ sequence }) => cursor >= sequence)
    waiting = waiting.filter(({ sequence }) => cursor < sequence)
    for (const { resolve } of reached) resolve()
  }

  async function open(): Promise<void> {
    const own = await repeatable(sink.open(spool.id))
    const kept = sink.keepsCursor ? own : await cursorFile.read(spool.id)
    // A cursor ahead of the log comes from an old backup of it: rather deliver twice than lose.
    const isKnown = kept !== undefined && kept <= spool.next()
    moveTo({ next: isKnown ? Math.max(kept, spool.first()) : spool.first() })
  }

  /** The next entries; none when all that is left of the log is damaged. */
  async function readNext(reader: SpoolReader): Promise<{ entries: SpoolEntry[]; target: Target } | undefined> {
    let entries: SpoolEntry[] = []
    const next = spool.next()
    const isRead = await persist(async () => {
      entries = await reader.read(limits.deliverCount, limits.deliverBytes)
    })
    return isRead ? { entries, target: entries.length > 0 ? behind(entries) : { next } } : undefined
  }

  /** Waits until a batch is full or old enough, or somebody waits for it. */
  async function gather(): Promise<void> {
    const until = env.clock.now() + limits.lingerMs
    const isFull = () => spool.next() - cursor >= limits.deliverCount
    const isAwaited = () => waiting.length > 0 || tasks.length > 0 || isStopped
    for (let leftMs = limits.lingerMs; leftMs > 0 && !isFull() && !isAwaited(); ) {
      await pause.sleep(leftMs, spool.changed())
      leftMs = until - env.clock.now()
    }
  }

  /** Delivers events that stand at no place of the log any more: the cursor stays. */
  async function redeliver(events: readonly StoredEvent[]): Promise<void> {
    const here = { next: cursor, ...(place ? { place } : {}) }
    for (let first = 0; first < events.length; first += limits.deliverCount) {
      const batch = events.slice(first, first + limits.deliverCount)
      const entries = batch.map((event) => ({ event, sequence: cursor - 1, offset: place as SpoolOffset }))
      if (!(await deliver(entries, here))) throw new Error(`the sink ${sink.name} stopped`)
    }
  }

  async function replaySpool(since: number): Promise<number> {
    const reader = spool.reader(spool.first())
    let count = 0
    try {
      for (;;) {
        const entries = await reader.read(limits.deliverCount, limits.deliverBytes)
        const old = entries.filter(({ sequence }) => sequence < cursor)
        const events = old.flatMap(({ event }) => (event.receivedAt >= since ? [event] : []))
        await redeliver(events)
        count += events.length
        if (old.length === 0 || old.length < entries.length) return count
      }
    } finally {
      await reader.close()
    }
  }

  function enqueue<T>(task: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (isStopped) return reject(new Error(`the sink ${sink.name} stopped`))
      tasks.push(async () => {
        try {
          resolve(await task())
        } catch (error) {
          reject(error)
        }
      })
      pause.wake()
    })
  }

  async function run(): Promise<void> {
    if (!(await persist(open))) return
    const reader = spool.reader(cursor)
    try {
      while (!isStopped) {
        const task = tasks.shift()
        if (task) {
          await task()
          continue
        }
        if (spool.next() === cursor) {
          await pause.sleep(Number.POSITIVE_INFINITY, spool.changed())
          continue
        }
        await gather()
        const batch = await readNext(reader)
        if (batch) await deliver(batch.entries, batch.target)
      }
    } finally {
      await reader.close()
    }
  }

  const ended = run().catch((error) => options.onError(sink.name, error))

  return {
    status: () => ({
      name: sink.name,
      state,
      cursor,
      lagEvents: spool.next() - cursor,
      lagBytes: cursor === spool.next() ? 0 : spool.bytes(place),
      deadLetters: deadCount,
      ...(lastError === undefined ? {} : { lastError }),
    }),
    caughtUp(sequence) {
      if (isStopped || cursor >= sequence) return Promise.resolve()
      return new Promise((resolve) => {
        waiting.push({ sequence, resolve })
        pause.wake()
      })
    },
    replay: () => enqueue(() => deadLetters.replay(redeliver)),
    replaySpool: (since) => enqueue(() => replaySpool(since)),
    canErase: sink.subjects !== undefined,
    between: (task) =>
      enqueue(() => {
        if (isStopped) throw new Error(`the sink ${sink.name} stopped`)
        return task(sink, deadLetters)
      }),
    async stop() {
      isStopped = true
      pause.end()
      await ended
      await sink.close()
      state = 'closed'
      for (const { resolve } of waiting) resolve()
      // With the worker stopped it ends at once, and says why.
      for (const task of tasks.splice(0)) await task()
    },
  }
}

/** Where a sink stands once something was delivered. */
interface Target {
  readonly next: number
  readonly place?: SpoolOffset
}

function behind(entries: readonly SpoolEntry[]): Target {
  const last = entries.at(-1) as SpoolEntry
  return { next: last.sequence + 1, place: last.offset }
}

/** Turns a PermanentError into one that is tried again. */
async function repeatable<T>(task: Promise<T>): Promise<T> {
  return task.catch((error) => {
    throw error instanceof PermanentError ? new Error(error.message, { cause: error }) : error
  })
}
