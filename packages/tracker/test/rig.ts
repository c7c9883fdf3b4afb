import type { BatchAnswer, EventEnvelope, Fetch, FetchInit, FetchResponse, TryLock } from '@endcap/core'
import {
  createFakeClock,
  createMemoryStore,
  createSeededRandom,
  type FakeClock,
  type MemoryStore,
} from '@endcap/testkit'
import type { SyncStorage, TrackerEnv } from '../src/env/env.js'

/** What a fake collector answers to one request; undefined takes everything. */
export type Answer = (events: readonly EventEnvelope[]) => FetchResponse | Promise<FetchResponse> | undefined

/** A collector in memory: keeps what it took, by the rules of the wire format. */
export interface FakeCollector {
  readonly fetch: Fetch
  readonly requests: {
    readonly url: string
    readonly init: FetchInit
    readonly events: readonly EventEnvelope[]
    readonly check: readonly string[]
  }[]
  /** Events taken, doubles included. */
  readonly taken: EventEnvelope[]
  /** Answers for the next requests, in order. */
  readonly answers: Answer[]
  types(): string[]
}

export function response(status: number, body: unknown = {}, headers: Record<string, string> = {}): FetchResponse {
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: { get: (name) => headers[name.toLowerCase()] ?? null },
    json: async () => (typeof body === 'string' ? JSON.parse(body) : body),
    arrayBuffer: async () => new ArrayBuffer(0),
  }
}

export function accepted(count: number, missing?: readonly string[]): FetchResponse {
  const answer: BatchAnswer = { accepted: count, duplicates: 0, rejected: [], time: 0 }
  return response(202, missing ? { ...answer, missing } : answer)
}

/** The events of a body as the collector reads them: hoisted fields back in place. */
export function readBody(body: string): EventEnvelope[] {
  const { context, events } = JSON.parse(body)
  return events.map((event: object) => ({ ...context, ...event }))
}

export function createFakeCollector(): FakeCollector {
  const collector: FakeCollector = {
    requests: [],
    taken: [],
    answers: [],
    types: () => collector.taken.map(({ type }) => type),
    async fetch(url, init = {}) {
      const body = String(init.body ?? '')
      const events = readBody(body)
      const check: string[] = JSON.parse(body).check ?? []
      collector.requests.push({ url, init, events, check })
      const answer = collector.answers.shift()?.(events)
      if (answer) return answer
      collector.taken.push(...events)
      const kept = new Set(collector.taken.map(({ id }) => id))
      return accepted(
        events.length,
        check.filter((id) => !kept.has(id)),
      )
    },
  }
  return collector
}

/** Lets time pass in steps, with all promises settled after each: long chains of work take several. */
export async function pass(clock: FakeClock, byMs: number, stepMs = byMs / 10): Promise<void> {
  for (let done = 0; done < byMs; done += stepMs) {
    await clock.advance(Math.min(stepMs, byMs - done))
    await settle()
  }
}

/** Lets every promise settle that waits for nothing but promises. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}

export interface FakeStorage extends SyncStorage {
  readonly data: Map<string, string>
  uses(): number
}

export function createFakeStorage(): FakeStorage {
  const data = new Map<string, string>()
  let count = 0
  return {
    data,
    uses: () => count,
    get(key) {
      count++
      return data.get(key)
    },
    set(key, value) {
      count++
      data.set(key, value)
    },
    remove(key) {
      count++
      data.delete(key)
    },
    keys() {
      count++
      return [...data.keys()]
    },
  }
}

/** Locks between the trackers of one test, as the tabs of one origin share them. */
export function createFakeLock(): TryLock & { uses(): number } {
  const held = new Set<string>()
  let count = 0
  const lock: TryLock = async (name, task) => {
    count++
    if (held.has(name)) return false
    held.add(name)
    try {
      await task()
    } finally {
      held.delete(name)
    }
    return true
  }
  return Object.assign(lock, { uses: () => count })
}

export interface Rig extends TrackerEnv {
  readonly clock: FakeClock
  readonly store: MemoryStore
  readonly storage: FakeStorage
  readonly collector: FakeCollector
  readonly beacons: string[]
}

/** A world without a network. `parts` are shared with another rig for a second tab or a later page. */
export function createRig(parts: Partial<Rig> = {}): Rig {
  const collector = parts.collector ?? createFakeCollector()
  const beacons: string[] = []
  return {
    clock: createFakeClock(),
    random: createSeededRandom(Math.floor(performance.now() * 1000)),
    store: createMemoryStore(),
    storage: createFakeStorage(),
    lock: createFakeLock(),
    collector,
    fetch: collector.fetch,
    beacons,
    beacon: (_, body) => beacons.push(body) > 0,
    // Bodies stay readable; `gzip.test.ts` packs them.
    gzip: async () => undefined,
    window: (globalThis.window ?? { navigator: { onLine: true } }) as Rig['window'],
    ...parts,
  }
}
