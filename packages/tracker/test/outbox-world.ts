import type { EndcapError, EventEnvelope, EventType, Fetch, FetchResponse, Store, TryLock } from '@endcap/core'
import { createFakeClock, createMemoryStore, createSeededRandom, makeEvent } from '@endcap/testkit'
import { createOutbox } from './outbox-rig.js'
import { createFakeStorage, readBody, response } from './rig.js'

/** What becomes of one request. `isKept`: the collector has its events, whatever it is that the page hears. */
export interface Mood {
  readonly says: 'ok' | '500' | '503' | 'retry-after' | 'html' | 'error' | 'nothing'
  readonly isKept: boolean
  /** From sending to the answer; it arrives half-way. */
  readonly delayMs: number
  readonly retryAfterS: number
  /** A request that may not outlive its page is cut off when the page is closed before it arrives. */
  readonly isCut: boolean
}

/** Everything answers at once, and well. */
export const GOOD: Mood = { says: 'ok', isKept: true, delayMs: 10, retryAfterS: 0, isCut: true }

/** What an event is. `poison`: any request with it is refused as a whole; `bad`: refused alone; `huge`: fits no request. */
export type Flavour = 'plain' | 'large' | 'poison' | 'bad' | 'huge'

/** How a device is made, drawn for each run. */
export interface WorldParts {
  readonly seed: number
  readonly isPacking: boolean
  readonly hasLater: boolean
  readonly hasBeacon: boolean
  readonly maxStored: number
  readonly batchCount: number
}

/** What one request was, in the order of sending. */
export interface Sent {
  readonly page: Page
  readonly way: 'request' | 'leaving' | 'beacon' | 'later'
  readonly at: number
  readonly ids: readonly string[]
  readonly check: readonly string[]
}

/** A page with an outbox, until it is closed: then none of its code runs any more. */
export interface Page {
  readonly outbox: ReturnType<typeof createOutbox>
  readonly added: EventEnvelope[]
  readonly codes: string[]
  /** Events of others that the store held when it was opened. */
  readonly foundCount: number
  isClosed: boolean
  add(flavour: Flavour, count: number): void
  hide(): void
  /** The browser sends what was handed over to it. */
  sendLater(): void
  close(isGraceful: boolean): void
}

/** A device with its pages and a collector, and rules that are held at every moment. */
export interface World {
  readonly clock: ReturnType<typeof createFakeClock>
  readonly store: ReturnType<typeof createMemoryStore>
  readonly moods: Mood[]
  readonly pages: Page[]
  readonly sent: Sent[]
  /** How often the collector took each id. */
  readonly kept: Map<string, number>
  /** Ids whose loss is nobody's fault: the page crashed while the store was broken. */
  readonly lost: Set<string>
  /** Broken rules. */
  readonly faults: string[]
  /** Events that travelled again though the device could know better. */
  readonly doubles: string[]
  isOnline: boolean
  open(): Page
  /** Breaks or mends the store. */
  spoil(isBroken: boolean): void
}

type Known = 'free' | 'maybe' | 'kept'

const QUOTA_BYTES = 64 * 1024
const FLAVOUR: Record<Flavour, EventType> = {
  plain: 'page_view',
  large: 'custom',
  poison: 'survey_response',
  bad: 'offer_shown',
  huge: 'custom',
}

/** Creates a device. */
export function createWorld(parts: WorldParts): World {
  const clock = createFakeClock()
  const store = createMemoryStore()
  const storage = createFakeStorage()
  const random = createSeededRandom(parts.seed)
  const owners = new Map<string, Page>()
  const packed = new WeakMap<ArrayBuffer, string>()
  /** What the device can know of an id: that the collector does not have it, may have it, or has it. */
  const known = new Map<string, Known>()
  let pausedUntil = 0
  /** The store has failed: what was to be removed from it may still be there. */
  let isSpoilt = false
  const poison = new Set<string>()
  const bad = new Set<string>()

  /** The collector, at the moment when a request arrives. */
  function arrive(ids: readonly string[], check: readonly string[]): FetchResponse {
    if (ids.some((id) => poison.has(id))) return response(413, { code: 'type-wrong' })
    const rejected = ids.flatMap((id, index) => (bad.has(id) ? { index, id, code: 'value-invalid', path: '/' } : []))
    for (const id of ids) if (!bad.has(id)) world.kept.set(id, (world.kept.get(id) ?? 0) + 1)
    const missing = check.filter((id) => !world.kept.has(id))
    return response(202, { accepted: ids.length, duplicates: 0, rejected, missing, time: 0 })
  }

  /** Notes a request, and holds it against the rules. */
  function note(page: Page, way: Sent['way'], ids: readonly string[], check: readonly string[]) {
    const at = clock.now()
    world.sent.push({ page, way, at, ids, check })
    if (at < pausedUntil && way !== 'later')
      world.faults.push(`${way} ${pausedUntil - at} ms before Retry-After is over`)
    if (new Set(ids).size < ids.length) world.faults.push('twice in one request')
    const before = new Map(ids.map((id) => [id, known.get(id) ?? 'free'] as const))
    for (const [id, state] of before) {
      if (state === 'kept') world.doubles.push(`${id} sent by ${way} though known to be kept`)
      if (state === 'maybe' && way === 'request') world.doubles.push(`${id} sent by request unasked`)
      known.set(id, 'maybe')
    }
    /** It is certain that the collector took none of it. */
    return () => {
      for (const [id, state] of before) if (known.get(id) === 'maybe') known.set(id, state)
    }
  }

  /** Places of what outlives a crash. */
  const durable = () =>
    new Set([
      ...store.data.keys(),
      ...[...storage.data]
        .filter(([key]) => key.startsWith('endcap.outbox.'))
        .flatMap(([, spilled]) => (JSON.parse(spilled) as [place: string][]).map(([place]) => place)),
    ])

  function openPage(): Page {
    const page = { added: [], codes: [], isClosed: false } as unknown as { -readonly [Key in keyof Page]: Page[Key] }
    const deferred = new Set<() => void>()
    /** Ids that this page was told are kept. */
    const heardOf = new Set<string>()
    let openBytes = 0
    let isLeaving = false
    /** A promise of the world: a closed page hears of nothing. */
    const heard = <T>(promise: Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        promise.then(
          (value) => page.isClosed || resolve(value),
          (cause) => page.isClosed || reject(cause),
        )
      })
    const later = (delayMs: number, task: () => void) => clock.after(delayMs, () => page.isClosed || task())

    const fetch: Fetch = (_, init = {}) => {
      const { body = '', keepalive } = init
      const text = typeof body === 'string' ? body : (packed.get(body) as string)
      const bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength
      const ids = readBody(text).map(({ id }) => id)
      const check: string[] = JSON.parse(text).check ?? []
      const mood = world.moods.shift() ?? GOOD
      const way = isLeaving ? 'leaving' : 'request'
      for (const id of ids) if (heardOf.has(id) && !isSpoilt) world.faults.push(`${id} sent though it was heard of`)
      const refused = note(page, way, ids, check)
      if (keepalive && (openBytes += bytes) > QUOTA_BYTES) world.faults.push(`${openBytes} bytes in keepalive requests`)
      const isSent = world.isOnline
      const isArriving = () => isSent && mood.isKept && (!page.isClosed || keepalive || !mood.isCut)
      let answer: FetchResponse | undefined
      let answered: { readonly missing: readonly string[] } = { missing: [] }
      clock.after(mood.delayMs / 2, () => {
        if (!isArriving()) return
        answer = arrive(ids, check)
        void answer.json().then((json) => (answered = json as typeof answered))
      })
      return heard(
        new Promise<FetchResponse>((resolve, reject) => {
          const signal = init.signal as AbortSignal | undefined
          let isOpen = true
          const close = () => {
            if (isOpen && keepalive) openBytes -= bytes
            isOpen = false
          }
          signal?.addEventListener('abort', close)
          const { says, retryAfterS } = mood
          if (isSent && says === 'nothing') return
          later(mood.delayMs, () => {
            if (!isOpen) return
            close()
            if (!isSent || says === 'error') return reject(new TypeError('Failed to fetch'))
            if (says === '500' || says === 'html') return resolve(response(says === '500' ? 500 : 200, '<html>'))
            if (says === 'ok' && answer?.status === 202) {
              const missing = new Set(answered.missing)
              for (const id of ids) known.set(id, 'kept')
              for (const id of check) known.set(id, missing.has(id) ? 'free' : 'kept')
              for (const id of [...ids, ...check]) if (!missing.has(id)) heardOf.add(id)
              return resolve(answer)
            }
            refused()
            if (answer) return resolve(answer)
            if (says === 'retry-after') pausedUntil = Math.max(pausedUntil, clock.now() + retryAfterS * 1000)
            resolve(response(503, {}, says === 'retry-after' ? { 'retry-after': String(retryAfterS) } : {}))
          })
        }),
      )
    }

    const lock: TryLock = async (name, task) => {
      const owner = owners.get(name)
      if (owner && !owner.isClosed) return false
      owners.set(name, page)
      try {
        await task()
      } finally {
        owners.delete(name)
      }
      return true
    }

    // Each page has an account of its own.
    Reflect.deleteProperty(globalThis, Symbol.for('endcap.keepalive'))
    const use = <Name extends keyof Store>(name: Name) =>
      ((...args: unknown[]) => heard((store[name] as (...args: unknown[]) => Promise<unknown>)(...args))) as Store[Name]
    page.foundCount = [...durable()].filter((key) => !key.includes(' away ')).length
    const outbox = createOutbox({
      env: {
        clock: { now: clock.now, after: later },
        random,
        store: { entries: use('entries'), setMany: use('setMany'), deleteMany: use('deleteMany'), clear: use('clear') },
        storage,
        lock,
        fetch,
        window: { navigator: {} } as Window & typeof globalThis,
        beacon(_, body) {
          if (!parts.hasBeacon || Buffer.byteLength(body) > QUOTA_BYTES) return false
          const ids = readBody(body).map(({ id }) => id)
          note(page, 'beacon', ids, [])
          if (world.isOnline && random.unit() < 0.5) clock.after(500, () => arrive(ids, []))
          return true
        },
        later(_, body) {
          if (!parts.hasLater) return undefined
          const ids = readBody(body).map(({ id }) => id)
          const refused = note(page, 'later', ids, [])
          let isSent = false
          const send = () => {
            isSent = true
            deferred.delete(send)
            if (world.isOnline) arrive(ids, [])
          }
          deferred.add(send)
          return {
            isSent: () => isSent,
            cancel() {
              if (deferred.delete(send)) refused()
            },
          }
        },
        async gzip(text) {
          if (!parts.isPacking) return undefined
          await heard(new Promise<void>((resolve) => void later(5, resolve)))
          const body = new ArrayBuffer(Math.ceil(text.length / 3))
          packed.set(body, text)
          return body
        },
      },
      url: 'https://collect.example/v1/events',
      key: 'shop',
      flushMs: 2000,
      batchCount: parts.batchCount,
      maxStored: parts.maxStored,
      maxStoredBytes: 1e7,
      isAllowed: () => !page.isClosed && world.isOnline,
      onError: ({ code }: EndcapError) => page.codes.push(code),
    })
    const opened: Page = Object.assign(page, {
      outbox,
      add(flavour: Flavour, count: number) {
        for (let i = 0; i < count; i++) {
          const texts = { large: 8, huge: 70 }[flavour as string] ?? 0
          const data = Object.fromEntries(Array.from({ length: texts }, (_, k) => [`text${k}`, ' '.repeat(1000)]))
          const event = makeEvent(FLAVOUR[flavour], { ts: clock.now(), ...(texts && { data }) })
          if (flavour === 'poison') poison.add(event.id)
          if (flavour === 'bad') bad.add(event.id)
          page.added.push(event)
          outbox.add(event)
        }
      },
      hide() {
        isLeaving = true
        outbox.leave()
        isLeaving = false
      },
      sendLater() {
        for (const send of deferred) send()
      },
      close(isGraceful: boolean) {
        if (isGraceful) opened.hide()
        page.isClosed = true
        opened.sendLater()
        if (isGraceful) return
        // A crash: the requests under way were not noted, and what the store does not have is gone.
        const safe = durable()
        for (const [id, state] of known) if (state === 'maybe') known.set(id, 'free')
        for (const { id } of page.added) if (!safe.has(`shop ${id}`)) world.lost.add(id)
      },
    })
    void outbox.start()
    world.pages.push(opened)
    return opened
  }

  const world: World = {
    clock,
    store,
    moods: [],
    pages: [],
    sent: [],
    kept: new Map(),
    lost: new Set(),
    faults: [],
    doubles: [],
    isOnline: true,
    open: openPage,
    spoil(isBroken) {
      isSpoilt ||= isBroken
      store.fail(isBroken ? new Error('quota') : undefined)
    },
  }
  return world
}
