import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventEnvelope, StoredEvent } from '@endcap/core'
import { makeEvent } from '@endcap/testkit'
import { onTestFinished } from 'vitest'
import { type Collector, type CollectorOptions, createCollector, type Sink } from '../src/index.js'

/** A folder that is gone after the test. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'endcap-collector-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A sink in memory that can be told to fail. */
export interface MemorySink extends Sink {
  readonly taken: StoredEvent[]
  /** Called before each write; what it throws the write throws. */
  fail?: ((events: readonly StoredEvent[]) => void | Promise<void>) | undefined
}

export function createMemorySink(name = 'memory'): MemorySink {
  let cursor: number | undefined
  const sink: MemorySink = {
    name,
    keepsCursor: true,
    taken: [],
    open: async () => cursor,
    async write(events, next) {
      await sink.fail?.(events)
      sink.taken.push(...events)
      cursor = next
    },
    close: async () => {},
  }
  return sink
}

/** An event as a spool keeps it. */
export function makeStored(fields: Partial<StoredEvent> = {}): StoredEvent {
  return { ...makeEvent('page_view'), receivedAt: Date.UTC(2026, 0, 2), ...fields }
}

/** A batch of the given events as the wire carries it. */
export function makeBatch(events: readonly unknown[], fields: object = {}) {
  return { v: 1, key: 'demo', sentAt: Date.now(), sdk: 'test/1', events, ...fields }
}

export function makeEvents(count: number): EventEnvelope[] {
  return Array.from({ length: count }, () => makeEvent('page_view', { ts: Date.now() }))
}

/** A collector that listens on a free port, and is closed after the test. */
export interface Rig {
  readonly collector: Collector
  readonly url: string
  readonly dataDir: string
  /** Posts a batch (or a raw body) the way a browser would. */
  post(body: unknown, init?: { path?: string; headers?: Record<string, string> }): Promise<Response>
}

export async function startRig(options: Partial<CollectorOptions> = {}): Promise<Rig> {
  const dataDir = options.dataDir ?? (await makeFolder())
  const collector = createCollector({
    dataDir,
    keys: ['demo'],
    port: 0,
    logger: 'silent',
    sinks: [createMemorySink()],
    ...options,
    limits: { lingerMs: 0, backoff: { baseMs: 1, capMs: 4 }, drainMs: 2000, ...options.limits },
  })
  const { url } = await collector.listen()
  onTestFinished(() => collector.close())
  return {
    collector,
    url,
    dataDir,
    post: (body, { path = '/v1/events', headers = {} } = {}) =>
      fetch(url + path, {
        method: 'POST',
        body: typeof body === 'string' || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body),
        headers: { 'content-type': 'text/plain;charset=UTF-8', ...headers },
      }),
  }
}
