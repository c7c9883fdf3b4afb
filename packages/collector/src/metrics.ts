import type { BotSign } from '@endcap/core'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { SinkStatus } from './deliver/worker.js'

/** Numbers for Prometheus. They hold counts and times, never anything of a visitor. */
export interface Metrics {
  readonly contentType: string
  text(): Promise<string>
  countEvents(outcome: 'accepted' | 'duplicate' | 'rejected', count: number): void
  /** Events that browsers gave up before they could send them. */
  countClientDropped(count: number): void
  /** An accepted event that carries a label. */
  countBot(sign: BotSign): void
  countDeadLetters(sink: string, count: number): void
  observeSync(ms: number): void
  observeRequest(route: string, status: number, ms: number): void
}

/** Where the gauges read, at the time of a scrape. */
export interface MetricsSources {
  readonly spoolBytes: () => number
  readonly sinks: () => readonly SinkStatus[]
}

/** Creates the metrics in a registry of their own, so that two collectors in one process do not meet. */
export function createMetrics({ spoolBytes, sinks }: MetricsSources): Metrics {
  const registers = [new Registry()]
  const outcomes = { accepted: 0, duplicate: 0, rejected: 0 }
  new Counter({
    name: 'endcap_events_total',
    help: 'Events received, by what became of them.',
    labelNames: ['outcome'],
    registers,
    // Counted apart, as each request counts: the library looks every label up by a text that it builds.
    collect() {
      this.reset()
      for (const [outcome, count] of Object.entries(outcomes)) this.inc({ outcome }, count)
    },
  })
  const clientDropped = new Counter({
    name: 'endcap_client_dropped_events_total',
    help: 'Events that browsers gave up before they could send them.',
    registers,
  })
  const bots = new Counter({
    name: 'endcap_bot_events_total',
    help: 'Accepted events of visitors who look like a program, by the sign of it.',
    labelNames: ['sign'],
    registers,
  })
  const dead = new Counter({
    name: 'endcap_dead_letters_total',
    help: 'Events that a sink refused for ever.',
    labelNames: ['sink'],
    registers,
  })
  const sync = new Histogram({
    name: 'endcap_spool_sync_ms',
    help: 'Time of one fdatasync of the spool.',
    buckets: [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 1024],
    registers,
  })
  const requests = new Histogram({
    name: 'endcap_http_request_ms',
    help: 'Time from a request to its answer.',
    labelNames: ['route', 'status'],
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096],
    registers,
  })
  new Gauge({
    name: 'endcap_spool_bytes',
    help: 'Bytes that the spool keeps.',
    registers,
    collect() {
      this.set(spoolBytes())
    },
  })
  for (const [unit, read] of [
    ['events', (sink: SinkStatus) => sink.lagEvents],
    ['bytes', (sink: SinkStatus) => sink.lagBytes],
  ] as const) {
    new Gauge({
      name: `endcap_sink_lag_${unit}`,
      help: `Accepted ${unit} that a sink does not have yet.`,
      labelNames: ['sink'],
      registers,
      collect() {
        for (const sink of sinks()) this.set({ sink: sink.name }, read(sink))
      },
    })
  }
  const [registry] = registers as [Registry]
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    countEvents(outcome, count) {
      outcomes[outcome] += count
    },
    countClientDropped(count) {
      if (count > 0) clientDropped.inc(count)
    },
    countBot: (sign) => bots.inc({ sign }),
    countDeadLetters: (sink, count) => dead.inc({ sink }, count),
    observeSync: (ms) => sync.observe(ms),
    observeRequest: (route, status, ms) => requests.observe({ route, status: String(status) }, ms),
  }
}
