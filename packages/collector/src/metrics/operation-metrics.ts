import type { BatchAnswer, StoredEvent } from '@endcap/core'
import { Counter, collectDefaultMetrics, Gauge, type Registry } from 'prom-client'
import type { SinkStatus } from '../deliver/worker.js'
import { VERSION } from '../version.js'
import { createHistogram } from './histogram.js'
import { createSequenceGaps } from './sequence-gaps.js'

/** What is looked at in an event. */
export type AnsweredEvent = Pick<StoredEvent, 'stream' | 'seq' | 'ts' | 'receivedAt' | 'source'>

/** Numbers about the running of a collector: what is lost on the way, how sinks fare, and the process itself. */
export interface OperationMetrics {
  /** As ingest tells of every answered batch. */
  onAnswer(events: readonly AnsweredEvent[], answer: Pick<BatchAnswer, 'rejected'>, dropped: number): void
  /** An event of before the start, in order of receipt. */
  onRecover(event: StoredEvent): void
  /** A try of a sink that failed. */
  onSinkError(sink: string): void
  /** Adds a number that is read at each scrape. Undefined: it is left out. */
  gauge(name: string, help: string, read: () => number | undefined): void
}

/** Where the gauges read, at the time of a scrape. */
export interface OperationSources {
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly isReady: () => boolean
  readonly sinks: () => readonly SinkStatus[]
  readonly spoolLimitBytes: number
}

/** Rejections by code that are told apart; hostile input makes no more. */
const CODES_COUNT = 50

/** An event this old when it comes was kept by a browser that was offline, or left. */
const AGE_BUCKETS = [1, 5, 15, 60, 300, 900, 3600, 6 * 3600, 24 * 3600, 7 * 24 * 3600]

/** Creates the metrics in a registry. */
export function createOperationMetrics(registry: Registry, sources: OperationSources): OperationMetrics {
  const registers = [registry]
  const { now, sinks } = sources
  const gaps = createSequenceGaps(now)
  const codes = new Set<string>()
  /** By sink: when the first of its failures in a row was, and where it stood. */
  const failing = new Map<string, { readonly since: number; readonly cursor: number }>()
  collectDefaultMetrics({ register: registry })

  const rejected = new Counter({
    name: 'endcap_rejected_events_total',
    help: 'Events of accepted batches that were rejected, by the code in the answer.',
    labelNames: ['code'],
    registers,
  })
  const observeAge = createHistogram(registry, {
    name: 'endcap_event_age_seconds',
    help: 'Time from the oldest event of a request, on a corrected clock of the device, to its receipt.',
    buckets: AGE_BUCKETS,
  }).labels({})
  const sinkErrors = new Counter({
    name: 'endcap_sink_errors_total',
    help: 'Tries to open or write a sink that failed.',
    labelNames: ['sink'],
    registers,
  })

  function gauge(name: string, help: string, read: () => number | undefined): void {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const value = read()
        if (value === undefined) this.remove()
        else this.set(value)
      },
    })
  }
  function counter(name: string, help: string, read: () => number): void {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  }
  counter(
    'endcap_sequence_gaps_total',
    'Events whose number in their page never came within the window, and that no browser told as given up: lost on the way.',
    () => gaps.counts().gaps,
  )
  counter(
    'endcap_sequence_gaps_filled_late_total',
    'Of the sequence gaps, events that came after all.',
    () => gaps.counts().filledLate,
  )
  counter(
    'endcap_events_out_of_order_total',
    'Events that came after a later one of their page.',
    () => gaps.counts().outOfOrder,
  )
  counter(
    'endcap_implausible_streams_total',
    'Pages that number their events as no tracker does; they are left out of the loss.',
    () => gaps.counts().implausible,
  )
  gauge('endcap_sequence_gaps_pending', 'Missing events that may still come.', () => gaps.counts().pending)
  gauge(
    'endcap_loss_ratio',
    'Lost events as a share of all, since the start: gaps less those filled late, by these and the events that came.',
    () => gaps.counts().lossRatio,
  )
  gauge('endcap_ready', '1 while events are taken.', () => Number(sources.isReady()))
  gauge(
    'endcap_spool_limit_bytes',
    'What sinks have not taken past this is answered as overload.',
    () => sources.spoolLimitBytes,
  )
  new Gauge({
    name: 'endcap_build_info',
    help: 'The version of this collector.',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version: VERSION, node: process.versions.node }, 1)
  new Gauge({
    name: 'endcap_sink_up',
    help: '1 while a sink takes events.',
    labelNames: ['sink'],
    registers,
    collect() {
      for (const { name, state } of sinks()) this.set({ sink: name }, Number(state === 'open'))
    },
  })
  new Gauge({
    name: 'endcap_sink_failing_seconds',
    help: 'How long a sink has failed without a success in between; 0 while it takes events.',
    labelNames: ['sink'],
    registers,
    collect() {
      for (const { name, state } of sinks()) {
        if (state === 'open') failing.delete(name)
        this.set({ sink: name }, (now() - (failing.get(name)?.since ?? now())) / 1000)
      }
    },
  })

  return {
    onAnswer(events, answer, dropped) {
      gaps.excuse(dropped + answer.rejected.length)
      for (const { code } of answer.rejected) {
        if (codes.size < CODES_COUNT) codes.add(code)
        rejected.inc({ code: codes.has(code) ? code : 'other' })
      }
      let oldestMs = -1
      for (const event of events) {
        // Servers tell orders again and again, and of weeks ago; what they tell has no numbers.
        if (event.source === 'server') continue
        gaps.observe(event)
        oldestMs = Math.max(oldestMs, event.receivedAt - event.ts)
      }
      if (oldestMs >= 0) observeAge(oldestMs / 1000)
    },
    onRecover(event) {
      if (event.source !== 'server') gaps.recall(event)
    },
    onSinkError(sink) {
      sinkErrors.inc({ sink })
      // A success in between shows in where the sink stands.
      const cursor = sinks().find(({ name }) => name === sink)?.cursor ?? 0
      if (failing.get(sink)?.cursor !== cursor) failing.set(sink, { since: now(), cursor })
    },
    gauge,
  }
}
