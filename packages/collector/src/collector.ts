import { join } from 'node:path'
import { createEmitter, EndcapError, type ErrorCode, type StoredEvent } from '@endcap/core'
import type { FastifyInstance } from 'fastify'
import { type Logger, pino } from 'pino'
import { createWriteKeys, type KeyUse, resolveKeys, type WriteKey, type WriteKeys } from './access/write-keys.js'
import { createDeadLetters } from './deliver/dead-letter.js'
import { type SinkStatus, startWorker, type Worker } from './deliver/worker.js'
import { createApp } from './http/app.js'
import { createDedupeWindow } from './ingest/dedupe.js'
import { createIngest } from './ingest/ingest.js'
import { createLiveHub } from './live/hub.js'
import { type LoopDelay, startLoopDelay } from './loop-delay.js'
import { createOperationMetrics } from './metrics/operation-metrics.js'
import { createMetrics } from './metrics.js'
import { type CollectorOptions, type ResolvedOptions, resolveOptions } from './options.js'
import { isErased } from './spool/batch.js'
import { createCursorFile } from './spool/cursor.js'
import { openSpool } from './spool/spool.js'
import { type AuditLog, createAuditLog } from './subjects/audit-log.js'
import { openOutstanding } from './subjects/outstanding.js'
import type { Who } from './subjects/subject.js'
import { createSubjects, type ErasureReceipt, type SubjectExport, type Subjects } from './subjects/subjects.js'

/** What a collector tells its listeners. */
export interface CollectorEvents {
  /** Events that are now on disk. */
  accepted: readonly StoredEvent[]
  /** Events that a sink refused for ever; they stand in `dead-letters/<sink>.ndjson`. */
  deadLetters: { readonly sink: string; readonly events: readonly StoredEvent[]; readonly reason: string }
  /** A failure that the collector lives with, for example a sink that does not answer. */
  error: EndcapError
}

/** Counts since the start, and how things stand. */
export interface CollectorStats {
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: number
  readonly spoolBytes: number
  readonly sinks: readonly SinkStatus[]
}

/** A collector: one HTTP server, one spool, and a worker for each sink. */
export interface Collector {
  /** Recovers the spool, starts the sinks, listens. Rejects when the folder or the port is not to be had. */
  listen(): Promise<{ readonly url: string }>
  /** Resolves once every sink has all events accepted so far. Waits as long as a sink fails. */
  flush(): Promise<void>
  stats(): CollectorStats
  /**
   * Delivers the dead letters of a sink again, for example after its table was mended. Gives how many there were, and how many
   * the sink refused again. Waits as long as the sink fails. Throws `not-found` for a sink that is not there.
   */
  replayDeadLetters(sink: string): Promise<{ readonly replayed: number; readonly refused: number }>
  /**
   * Delivers to a sink again what the spool still holds of the events that it has, from those received at `since` (ms since 1970) on: for
   * a backend that lost some. Its ids keep what is still there from counting twice. Gives how many there were, and how many the sink
   * refused. Waits as long as the sink fails. Throws `not-found` for a sink that is not there.
   */
  replaySpool(sink: string, since?: number): Promise<{ readonly replayed: number; readonly refused: number }>
  /** Puts other write keys in force, from the next batch on. Throws `option-missing` or `option-invalid`, and keeps the old ones. */
  setKeys(keys: readonly (string | WriteKey)[]): void
  /** The write keys in force, and how each was used since the start. */
  keys(): readonly KeyUse[]
  /**
   * Everything held of a person: of a device, or of an account by its hash, and of the devices and accounts that were used together
   * with it. Throws `shutting-down` before `listen` and after `close`, `option-invalid` for what is no id.
   */
  export(who: Who): Promise<SubjectExport>
  /**
   * Erases it in spool, dead letters and sinks, and tells what was erased where. Once begun it is finished, if need be after a
   * restart. What a page sends later is kept again. Throws as `export` does.
   */
  erase(who: Who): Promise<ErasureReceipt>
  /** What was done to the collector and to what it holds, oldest first: `audit.ndjson` in the data folder. */
  readonly audit: AuditLog
  /** Listens to one kind of event. Returns its stop. */
  on<Type extends keyof CollectorEvents>(type: Type, listener: (event: CollectorEvents[Type]) => void): () => void
  /** Refuses new events with `shutting-down`, answers those in work, lets sinks catch up for `drainMs`, lets go. */
  close(): Promise<void>
}

/** Creates a collector. Nothing is opened before `listen`. Throws `option-missing` or `option-invalid`. */
export function createCollector(options: CollectorOptions): Collector {
  const resolved = resolveOptions(options)
  const log = pino({ level: resolved.logger, base: null })
  const emitter = createEmitter<CollectorEvents>((error) => log.error({ err: error }, 'listener-failed'))
  const keys = createWriteKeys(resolved.keys, resolved.env.clock.now)
  const audit = createAuditLog(join(resolved.dataDir, 'audit.ndjson'), resolved.env)
  /** Listeners to `accepted`, for whom alone events are made of what was kept as it came. */
  let hearers = 0
  let running: Promise<Running> | undefined
  let parts: Running | undefined
  let closing: Promise<void> | undefined

  function subjects(): Subjects {
    if (!parts || closing) throw new EndcapError('shutting-down', 'the collector is not open')
    return parts.subjects
  }

  /** Has a sink's worker deliver again, and counts what the sink refused of it. */
  async function counting(sink: string, replay: (worker: Worker) => Promise<number>) {
    const worker = parts?.worker(sink)
    if (!worker) throw new EndcapError('not-found', `there is no sink ${sink}`)
    const before = worker.status().deadLetters
    const replayed = await replay(worker)
    return { replayed, refused: worker.status().deadLetters - before }
  }

  return {
    async listen() {
      running ??= run(resolved, keys, audit, log, emitter.emit, () => hearers > 0)
      try {
        parts = await running
      } catch (error) {
        running = undefined
        throw error
      }
      log.info({ url: parts.url }, 'listening')
      return { url: parts.url }
    },
    async flush() {
      await parts?.caughtUp()
    },
    stats: () => parts?.stats() ?? { accepted: 0, duplicates: 0, rejected: 0, spoolBytes: 0, sinks: [] },
    replayDeadLetters: (sink) => counting(sink, (worker) => worker.replay()),
    replaySpool: (sink, since = 0) => counting(sink, (worker) => worker.replaySpool(since)),
    setKeys: (next) => keys.replace(resolveKeys(next, resolved.origins)),
    keys: keys.uses,
    export: async (who) => subjects().export(who),
    erase: async (who) => subjects().erase(who),
    audit,
    on(type, listener) {
      const stop = emitter.on(type, listener)
      if (type !== 'accepted') return stop
      hearers++
      let isOn = true
      return () => {
        if (isOn) hearers--
        isOn = false
        stop()
      }
    },
    close: () => (closing ??= running ? running.then((part) => part.close()) : Promise.resolve()),
  }
}

interface Running {
  readonly url: string
  caughtUp(): Promise<void>
  stats(): CollectorStats
  worker(sink: string): Worker | undefined
  readonly subjects: Subjects
  close(): Promise<void>
}

/** How often segments are looked through for those that may go, and when first: one that crashes again and again must make room, too. */
const RETAIN_EVERY_MS = 10_000
const RETAIN_FIRST_MS = 1000

/** How long `close` waits for clients that are in the middle of a request. */
const CUT_AFTER_MS = 1000

async function run(
  options: ResolvedOptions,
  keys: WriteKeys,
  audit: AuditLog,
  log: Logger,
  emit: <Type extends keyof CollectorEvents>(type: Type, event: CollectorEvents[Type]) => void,
  isHeard: () => boolean,
): Promise<Running> {
  const { dataDir, limits, env, sinks } = options
  const { clock } = env
  const counts = { accepted: 0, duplicates: 0, rejected: 0 }
  let workers: readonly Worker[] = []
  let isClosing = false

  function report(code: ErrorCode, what: string, cause: unknown): void {
    log.warn({ err: cause }, what)
    emit('error', new EndcapError(code, what, cause))
  }

  const statuses = () => workers.map((worker) => worker.status())
  const dedupe = createDedupeWindow(limits.dedupeMs, limits.dedupeCount)
  const metrics = createMetrics({ spoolBytes: () => spool.bytes(), sinks: statuses })
  const operation = createOperationMetrics(metrics.registry, {
    now: clock.now,
    isReady: () => unready() === undefined,
    sinks: statuses,
    spoolLimitBytes: limits.spoolBytes,
  })
  const hub = createLiveHub({ clock, bufferBytes: limits.liveBytes, watchersCount: limits.liveCount })
  const spool = await openSpool({
    folder: join(dataDir, 'spool'),
    segmentBytes: limits.segmentBytes,
    maxBytes: limits.spoolBytes,
    keepMs: limits.dedupeMs,
    env,
    onSync: metrics.observeSync,
    onRecover(event) {
      dedupe.add(event.id, event.receivedAt)
      if (!isErased(event)) operation.onRecover(event)
    },
  })
  if (spool.recovered.tornBytes + spool.recovered.damagedCount > 0) log.warn(spool.recovered, 'spool mended')

  const ingest = createIngest({
    append: spool.append,
    appendExact: spool.appendExact,
    dedupe,
    now: clock.now,
    onAnswer({ marks, events }, answer, dropped) {
      counts.accepted += answer.accepted
      counts.duplicates += answer.duplicates
      counts.rejected += answer.rejected.length
      metrics.countEvents('accepted', answer.accepted)
      metrics.countEvents('duplicate', answer.duplicates)
      metrics.countEvents('rejected', answer.rejected.length)
      metrics.countClientDropped(dropped)
      operation.onAnswer(marks, answer, dropped)
      for (const { bot } of marks) if (bot) metrics.countBot(bot)
      if (marks.length === 0) return
      if (hub.watchers() > 0) hub.publish(events())
      if (isHeard()) emit('accepted', events())
    },
  })

  function refuse(): ErrorCode | undefined {
    if (isClosing) return 'shutting-down'
    if (loopDelay && loopDelay.ms() > limits.loopDelayMs) return 'overloaded'
    // No sink is further behind than by all of the spool.
    if (spool.bytes() <= limits.spoolBytes && spool.next() - spool.first() <= limits.lagCount) return undefined
    const isBehind = ({ lagBytes, lagEvents }: SinkStatus) =>
      lagBytes > limits.spoolBytes || lagEvents > limits.lagCount
    return statuses().some(isBehind) ? 'overloaded' : undefined
  }
  /**
   * Why a balancer should send nothing here: besides what is refused, a disk that failed. Whoever goes by this sends no events meanwhile,
   * so an empty write finds out whether the disk is well again.
   */
  function unready(): ErrorCode | undefined {
    const isSound = spool.isSound()
    if (!isSound) spool.append([]).catch(() => {})
    return refuse() ?? (isSound ? undefined : 'spool-failed')
  }

  let subjects: Subjects | undefined
  function made(): Subjects {
    if (!subjects) throw new EndcapError('shutting-down', 'the collector is not open yet')
    return subjects
  }

  // From the first request on: what a start takes is no load.
  let loopDelay: LoopDelay | undefined
  let app: FastifyInstance | undefined
  let url: string
  try {
    const outstanding = await openOutstanding(join(dataDir, 'erasures.json'), env.files)
    // Its own message may quote ids.
    const onFailure = (sink: string) => report('network-failed', `the sink ${sink} could not erase`, undefined)
    subjects = createSubjects({
      ...{ spool, workers: () => workers, outstanding, audit, env, onFailure },
      absent: options.absentSinks,
    })
    await subjects.resumeInSpool()
    app = await createApp({
      options,
      log,
      keys,
      ingest,
      metrics,
      hub,
      subjects: made,
      refuse,
      unready,
      sinks: statuses,
      gauge: operation.gauge,
    })
    url = await app.listen({ host: options.host, port: options.port })
    loopDelay = startLoopDelay()
  } catch (error) {
    await app?.close()
    await spool.close()
    throw error
  }

  workers = sinks.map((sink) =>
    startWorker({
      sink,
      spool,
      cursorFile: createCursorFile(join(dataDir, 'cursors', `${sink.name}.json`), env.files),
      deadLetters: createDeadLetters(sink.name, join(dataDir, 'dead-letters', `${sink.name}.ndjson`), env),
      limits,
      env,
      onError(name, error) {
        operation.onSinkError(name)
        report('network-failed', `the sink ${name} failed`, error)
      },
      onDeadLetters(name, events, reason) {
        metrics.countDeadLetters(name, events.length)
        log.warn({ sink: name, count: events.length, reason }, 'dead letters')
        emit('deadLetters', { sink: name, events, reason })
      },
    }),
  )

  made().resumeInSinks()

  let cancelRetain = clock.after(RETAIN_FIRST_MS, retain)
  function retain(): void {
    // Nobody sends to a collector that is not ready: it finds out itself that the disk is well again.
    if (!spool.isSound()) spool.append([]).catch(() => {})
    const passed = Math.min(spool.next(), ...statuses().map(({ cursor }) => cursor))
    spool.retain(passed).catch((error) => report('spool-failed', 'a segment could not be removed', error))
    cancelRetain = clock.after(RETAIN_EVERY_MS, retain)
  }

  async function caughtUp(): Promise<void> {
    const until = spool.next()
    await Promise.all(workers.map((worker) => worker.caughtUp(until)))
  }

  /** Waits for `task`, but not past the deadline. */
  async function within(ms: number, task: Promise<unknown>): Promise<void> {
    let cancel = () => {}
    const deadline = new Promise<void>((resolve) => (cancel = clock.after(ms, resolve)))
    await Promise.race([task, deadline])
    cancel()
  }

  return {
    url,
    subjects: made(),
    caughtUp,
    worker: (sink) => workers.find((worker) => worker.status().name === sink),
    stats: () => ({ ...counts, spoolBytes: spool.bytes(), sinks: statuses() }),
    async close() {
      isClosing = true
      loopDelay?.stop()
      cancelRetain()
      made().stop()
      await within(limits.drainMs, caughtUp())
      hub.close()
      await within(CUT_AFTER_MS, app.close())
      app.server.closeAllConnections()
      await within(limits.drainMs, Promise.allSettled(workers.map((worker) => worker.stop())))
      await spool.close()
    },
  }
}
