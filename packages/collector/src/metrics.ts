import type { BotSign } from '@endcap/core'
import { Counter, Gauge, Registry } from 'prom-client'
import type { SinkStatus } from './deliver/worker.js'
import { createHistogram, type Observe } from './metrics/histogram.js'

/** Numbers for Prometheus. They hold counts and times, never anything of a visitor. */
export interface Metrics {
  readonly contentType: string
  /** Where further metrics go. */
  readonly registry: Registry
  text(): Promise<string>
  countEvents(outcome: 'accepted' | 'duplicate' | 'rejected', count: number): void
  /** Events that browsers gave up before they could send them. */
  countClientDropped(count: number): void
  /** An accepted event that carries a label. */
  countBot(sign: BotSign): void
  countDeadLetters(sink: string, count: number): void
  /** A telling of an order, rightly signed, of which nothing was kept. */
  countIgnoredOrder(sender: string, reason: string): void
  /** A connection that was closed for what it did. */
  countCut(reason: string): void
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
  const registry = new Registry()
  const registers = [registry]
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
  const ignoredOrders = new Counter({
    name: 'endcap_ignored_orders_total',
    help: 'Orders told by the shop or its platform of which nothing was kept, by the reason.',
    labelNames: ['sender', 'reason'],
    registers,
  })
  const cut = new Counter({
    name: 'endcap_connections_cut_total',
    help: 'Connections closed for holding too much: too many of one address, or a body that trickles.',
    labelNames: ['reason'],
    registers,
  })
  const observeSync = createHistogram(registry, {
    name: 'endcap_spool_sync_seconds',
    help: 'Time of one fdatasync of the spool.',
    buckets: [0.00025, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 1.024],
  }).labels({})
  const requests = createHistogram(registry, {
    name: 'endcap_http_request_duration_seconds',
    help: 'Time from a request to its answer.',
    buckets: [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1.024, 4.096],
  })
  const byRoute = new Map<string, Map<number, Observe>>()
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
  return {
    contentType: registry.contentType,
    registry,
    text: () => registry.metrics(),
    countEvents(outcome, count) {
      outcomes[outcome] += count
    },
    countClientDropped(count) {
      if (count > 0) clientDropped.inc(count)
    },
    countBot: (sign) => bots.inc({ sign }),
    countDeadLetters: (sink, count) => dead.inc({ sink }, count),
    countIgnoredOrder: (sender, reason) => ignoredOrders.inc({ sender, reason }),
    countCut: (reason) => cut.inc({ reason }),
    observeSync: (ms) => observeSync(ms / 1000),
    observeRequest(route, status, ms) {
      let byStatus = byRoute.get(route)
      if (!byStatus) byRoute.set(route, (byStatus = new Map()))
      let observe = byStatus.get(status)
      if (!observe) byStatus.set(status, (observe = requests.labels({ route, status: String(status) })))
      observe(ms / 1000)
    },
  }
}
