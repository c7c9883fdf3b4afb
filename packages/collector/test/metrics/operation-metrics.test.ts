import { readFileSync } from 'node:fs'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import type { SinkStatus } from '../../src/deliver/worker.js'
import { traceOf } from '../../src/http/problem.js'
import { createOperationMetrics } from '../../src/metrics/operation-metrics.js'
import { VERSION } from '../../src/version.js'
import { makeBatch, makeEvents, makeStored, startRig } from '../rig.js'

const status = (fields: Partial<SinkStatus> = {}): SinkStatus => ({
  ...{ name: 'memory', state: 'open', cursor: 0, lagEvents: 0, lagBytes: 0, deadLetters: 0 },
  ...fields,
})

function rig() {
  let time = 1_000_000
  let sinks = [status()]
  const registry = new Registry()
  const sources = { now: () => time, isReady: () => true, sinks: () => sinks, spoolLimitBytes: 5 }
  return {
    metrics: createOperationMetrics(registry, sources),
    registry,
    pass: (ms: number) => {
      time += ms
    },
    show: (...statuses: SinkStatus[]) => {
      sinks = statuses
    },
  }
}

test('tells the loss, rejections by code, and how old events are', async () => {
  const { metrics, registry, pass } = rig()
  const events = [1, 2, 6].map((seq) => makeStored({ stream: 's', seq, ts: 0, receivedAt: 30_000 }))
  const rejected = [{ index: 0, code: 'type-wrong', path: '' }] as const
  metrics.onAnswer(events, { rejected }, 1)
  pass(3_600_000)
  const text = await registry.metrics()
  expect(text).toContain('endcap_rejected_events_total{code="type-wrong"} 1')
  // 3, 4 and 5 never came; one was rejected, one given up.
  expect(text).toContain('endcap_sequence_gaps_total 1')
  expect(text).toContain('endcap_loss_ratio 0.25')
  expect(text).toContain('endcap_event_age_seconds_bucket{le="60"} 1')
  expect(text).toContain(`endcap_build_info{version="${VERSION}",node="${process.versions.node}"} 1`)
  expect(text).toMatch(/nodejs_eventloop_lag_seconds \d/)
  expect(text).toMatch(/process_resident_memory_bytes \d/)
})

test('what servers tell has no numbers, and is as old as it is', async () => {
  const { metrics, registry } = rig()
  const told = [1, 1, 1].map((seq) =>
    makeStored({ stream: 'server', seq, ts: 0, receivedAt: 30_000, source: 'server' }),
  )
  metrics.onAnswer(told, { rejected: [] }, 0)
  metrics.onRecover(told[0]!)
  const text = await registry.metrics()
  expect(text).toContain('endcap_events_out_of_order_total 0')
  expect(text).toContain('endcap_event_age_seconds_count 0')
})

test('codes that hostile input makes up do not grow the metrics', async () => {
  const { metrics, registry } = rig()
  for (let n = 0; n < 200; n++)
    metrics.onAnswer([], { rejected: [{ index: 0, code: `c${n}` as 'internal', path: '' }] }, 0)
  const text = await registry.metrics()
  expect(text.match(/^endcap_rejected_events_total\{/gm)).toHaveLength(51)
  expect(text).toContain('endcap_rejected_events_total{code="other"} 150')
})

test('tells how long a sink has failed without a success in between', async () => {
  const { metrics, registry, pass, show } = rig()
  const failing = async () => /endcap_sink_failing_seconds\{sink="memory"\} (.*)/.exec(await registry.metrics())?.[1]
  show(status({ state: 'failing' }))
  metrics.onSinkError('memory')
  pass(10_000)
  metrics.onSinkError('memory')
  expect(await failing()).toBe('10')
  expect(await registry.metrics()).toContain('endcap_sink_up{sink="memory"} 0')
  // It took something, and fails again.
  show(status({ state: 'failing', cursor: 5 }))
  metrics.onSinkError('memory')
  pass(3000)
  expect(await failing()).toBe('3')
  show(status({ cursor: 6 }))
  expect(await failing()).toBe('0')
  expect(await registry.metrics()).toContain('endcap_sink_errors_total{sink="memory"} 3')
})

test('a number of one’s own is left out while it is not known', async () => {
  const { metrics, registry } = rig()
  let value: number | undefined
  metrics.gauge('endcap_own_seconds', 'Own.', () => value)
  expect(await registry.metrics()).not.toMatch(/^endcap_own_seconds \d/m)
  value = 3
  expect(await registry.metrics()).toContain('endcap_own_seconds 3')
})

test('a restart goes on with the streams that the spool holds', async () => {
  const first = await startRig()
  const [one, two, four] = makeEvents(3).map((event, n) => ({ ...event, stream: 's', seq: [1, 2, 4][n] }))
  await first.post(makeBatch([one, two]))
  await first.collector.close()
  const second = await startRig({ dataDir: first.dataDir })
  await second.post(makeBatch([four]))
  const text = await (await fetch(`${second.url}/metrics`)).text()
  expect(text).toContain('endcap_sequence_gaps_pending 1')
})

test.each([
  [`00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, { trace_id: 'a'.repeat(32), span_id: 'b'.repeat(16) }],
  [`00-${'a'.repeat(32)}-visitor@example-01`, {}],
  [undefined, {}],
])('of the trace header %j the log keeps %j', (traceparent, kept) => {
  expect(traceOf({ traceparent })).toEqual(kept)
})

test('the version is that of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(VERSION).toBe(version)
})
