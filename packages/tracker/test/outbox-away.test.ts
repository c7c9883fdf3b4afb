import { gunzipSync } from 'node:zlib'
import type { EventEnvelope, EventType, FetchResponse } from '@endcap/core'
import { makeEvent } from '@endcap/testkit'
import { beforeEach, describe, expect, test } from 'vitest'
import { openLedger } from '../src/outbox/ledger.js'
import { openOutbox as open } from './outbox-rig.js'
import { accepted, createRig, pass, type Rig, readBody, response, settle } from './rig.js'

/** What another page on the same device has of this one. */
const nextPage = ({ store, storage, collector, clock }: Rig) => open(createRig({ store, storage, collector, clock }))

const ids = (events: readonly EventEnvelope[]) => events.map(({ id }) => id)
const view = () => makeEvent('page_view')
/** In values that the wire format takes. */
const large = (type: EventType = 'custom', bytes = 8000) =>
  makeEvent(type, {
    items: [{ item_id: 'a' }],
    data: Object.fromEntries(Array.from({ length: Math.ceil(bytes / 1000) }, (_, i) => [`text${i}`, 'x '.repeat(500)])),
  })
/** A request of which nothing is heard again, though it arrives or not. */
const unheard = () => new Promise<never>(() => {})

beforeEach(() => {
  const ledger = openLedger()
  ledger.give(64 * 1024 - ledger.free())
})

describe('what was sent unheard', () => {
  test('is asked about by the next page, and travels again only where it is missing', async () => {
    const { outbox, rig } = open()
    const events = [view(), view(), view()]
    for (const event of events) outbox.add(event)
    rig.collector.answers.push(unheard)
    outbox.leave()
    await settle()
    rig.collector.taken.push(...events.slice(0, 2))

    const next = nextPage(rig)
    await next.outbox.start()
    await pass(rig.clock, 5000)
    const [, asked, sent] = rig.collector.requests
    expect(asked?.check).toEqual(ids(events))
    expect(asked?.events).toEqual([])
    expect(ids(sent?.events ?? [])).toEqual(ids(events.slice(2)))
    expect(next.outbox.result()).toEqual({ delivered: 3, stored: 0, dropped: 0 })
  })

  test('rides along with the next events, in one request', async () => {
    const { outbox, rig } = open()
    const left = view()
    outbox.add(left)
    rig.collector.answers.push(unheard)
    outbox.leave()
    await settle()
    rig.collector.taken.push(left)
    const next = nextPage(rig)
    await next.outbox.start()
    await pass(rig.clock, 1000)
    next.outbox.add(view())
    await pass(rig.clock, 3000)
    expect(rig.collector.requests).toHaveLength(2)
    expect(rig.collector.requests[1]).toMatchObject({ check: [left.id], events: [{}] })
  })

  test('is sent again to a collector that knows of no checks', async () => {
    const { outbox, rig } = open()
    const event = view()
    outbox.add(event)
    rig.collector.answers.push(
      () => Promise.reject(new TypeError('Failed to fetch')),
      () => response(400, { code: 'batch-empty' }),
    )
    await outbox.flush()
    await pass(rig.clock, 5000)
    expect(ids(rig.collector.taken)).toEqual([event.id])

    rig.collector.answers.push(
      () => Promise.reject(new TypeError('Failed to fetch')),
      () => accepted(0),
    )
    outbox.add(view())
    await outbox.flush()
    await pass(rig.clock, 5000)
    expect(rig.collector.taken).toHaveLength(2)
    expect(outbox.result()).toEqual({ delivered: 2, stored: 0, dropped: 0 })
  })

  test('an outage is probed with ids, not with bodies', async () => {
    const { outbox, rig } = open(createRig({ random: { unit: () => 0.5, id: () => 'id' } }))
    for (let i = 0; i < 40; i++) outbox.add(large('custom', 1000))
    rig.collector.answers.push(...Array(5).fill(() => Promise.reject(new TypeError('Failed to fetch'))))
    await outbox.flush()
    await pass(rig.clock, 60_000, 1000)
    const sizes = rig.collector.requests.map(({ init }) => String(init.body).length)
    expect(Math.max(...sizes.slice(1, 5))).toBeLessThan(2000)
    expect(new Set(ids(rig.collector.taken)).size).toBe(40)
    expect(rig.collector.taken).toHaveLength(40)
  })
})

describe('leaving', () => {
  test('sends more than 56 KiB at once, and hands the rest over to be sent later', async () => {
    const bodies: string[] = []
    const { outbox, rig } = open({ ...createRig(), later: (_, body) => taken(bodies.push(body)) })
    rig.collector.answers.push(unheard)
    const events = Array.from({ length: 20 }, () => large())
    for (const event of events) outbox.add(event)
    outbox.leave()
    const first = rig.collector.requests[0]!
    expect(Buffer.byteLength(String(first.init.body))).toBeGreaterThan(56 * 1024)
    expect(Buffer.byteLength(String(first.init.body))).toBeLessThanOrEqual(64 * 1024)
    expect(bodies).toHaveLength(1)
    expect(Buffer.byteLength(bodies[0]!)).toBeGreaterThan(50 * 1024)
    const out = [...ids(first.events), ...ids(readBody(bodies[0]!))]
    expect(new Set(out).size).toBe(out.length)
  })

  test('takes back what was to be sent later when the page stays, unless it is sent', async () => {
    for (const isSent of [false, true]) {
      const rig = createRig()
      let cancelled = 0
      const later: Rig['later'] = (_, body) => {
        if (isSent) rig.collector.taken.push(...readBody(body))
        return { isSent: () => isSent, cancel: () => cancelled++ }
      }
      const { outbox } = open({ ...rig, later })
      for (let i = 0; i < 12; i++) outbox.add(large())
      outbox.leave()
      await settle()
      await outbox.flush()
      await pass(rig.clock, 10_000)
      expect(cancelled).toBe(1)
      expect(rig.collector.taken).toHaveLength(12)
      expect(outbox.result()).toEqual({ delivered: 12, stored: 0, dropped: 0 })
    }
  })

  test('takes it back when the visitor is to be forgotten', async () => {
    let cancelled = 0
    const { outbox } = open({ ...createRig(), later: () => ({ isSent: () => false, cancel: () => cancelled++ }) })
    for (let i = 0; i < 12; i++) outbox.add(large())
    outbox.leave()
    await outbox.erase()
    expect(cancelled).toBe(1)
  })

  test('the quota is one for all trackers of a page', async () => {
    const [one, two] = [open(), open()]
    for (const { outbox, rig } of [one, two]) {
      rig.collector.answers.push(unheard)
      for (let i = 0; i < 7; i++) outbox.add(large('custom', 6000))
      outbox.leave()
    }
    const bytes = [one, two].map(({ rig }) => Buffer.byteLength(String(rig.collector.requests[0]?.init.body)))
    expect(bytes[0]! + bytes[1]!).toBeLessThanOrEqual(64 * 1024)
    expect(two.rig.collector.requests[0]?.events.length).toBeLessThan(7)
  })

  test('a quota that others of the page have taken: beacons in halves', async () => {
    const rig = createRig()
    rig.collector.answers.push(() => Promise.reject(new TypeError('Failed to fetch')))
    const bodies: string[] = []
    const beacon = (_: string, body: string) => body.length < 20_000 && bodies.push(body) > 0
    const { outbox } = open({ ...rig, beacon })
    const events = Array.from({ length: 7 }, () => large())
    for (const event of events) outbox.add(event)
    outbox.leave()
    await settle()
    expect(ids(bodies.flatMap(readBody)).sort()).toEqual(ids(events).sort())
    expect(bodies.length).toBeGreaterThan(3)
  })

  test('while a body is being packed sends it unpacked, once', async () => {
    let packed = (_: undefined) => {}
    const rig = createRig()
    const { outbox } = open({ ...rig, gzip: () => new Promise((resolve) => (packed = resolve)) })
    for (let i = 0; i < 3; i++) outbox.add(large('custom', 1000))
    void outbox.flush()
    await settle()
    expect(rig.collector.requests).toHaveLength(0)
    outbox.leave()
    expect(rig.collector.requests).toHaveLength(1)
    packed(undefined)
    await pass(rig.clock, 10_000)
    expect(rig.collector.taken).toHaveLength(3)
  })
})

describe('withdrawal', () => {
  test('while a body is being packed: it does not go out', async () => {
    let packed = (_: undefined) => {}
    let isAllowed = true
    const rig = createRig({ gzip: () => new Promise((resolve) => (packed = resolve)) })
    const { outbox } = open(rig, { isAllowed: () => isAllowed })
    for (let i = 0; i < 3; i++) outbox.add(large('custom', 1000))
    void outbox.flush()
    await settle()
    isAllowed = false
    await outbox.erase()
    packed(undefined)
    await pass(rig.clock, 10_000)
    expect(rig.collector.requests).toEqual([])
    expect([...rig.store.data.keys(), ...rig.storage.data.keys()]).toEqual([])
  })

  test('while an answer is under way that asks for a pause: nothing is written', async () => {
    let answer = (_: FetchResponse) => {}
    let isAllowed = true
    const { outbox, rig } = open(undefined, { isAllowed: () => isAllowed })
    rig.collector.answers.push(() => new Promise((resolve) => (answer = resolve)))
    outbox.add(view())
    void outbox.flush()
    await settle()
    isAllowed = false
    await outbox.erase()
    answer(response(503, {}, { 'retry-after': '8' }))
    await settle()
    expect([...rig.store.data.keys(), ...rig.storage.data.keys()]).toEqual([])
  })
})

describe('what the store has not confirmed', () => {
  test('outlives the page in localStorage, and is taken over once', async () => {
    const { outbox, rig } = open()
    rig.store.setMany = () => new Promise(() => {})
    const events = [view(), view()]
    for (const event of events) outbox.add(event)
    rig.collector.answers.push(() => response(503))
    outbox.leave()
    const spilled = [...rig.storage.data].find(([key]) => key.startsWith('endcap.outbox.'))
    expect(JSON.parse(spilled?.[1] ?? '')).toHaveLength(2)
    await settle()

    const { storage, collector, clock } = rig
    const next = open(createRig({ storage, collector, clock }))
    next.outbox.start()
    await settle()
    expect([...storage.data.keys()]).toEqual([])
    expect(next.rig.store.data.size).toBe(2)
    await pass(clock, 5000)
    expect(ids(collector.taken)).toEqual(ids(events))
  })

  test('does not stay there when the store has it after all', async () => {
    const { outbox, rig } = open()
    outbox.add(view())
    rig.collector.answers.push(() => response(503))
    outbox.leave()
    expect(rig.storage.data.size).toBe(1)
    await settle()
    expect(rig.storage.data.size).toBe(0)
  })

  test('garbage in localStorage harms nothing', async () => {
    for (const garbage of [
      '',
      '{',
      'null',
      '[1]',
      '[["shop x",null]]',
      '[["shop 1",{"id":2}],[]]',
      '[[]]',
      '{}',
      '7',
    ]) {
      const rig = createRig()
      rig.storage.data.set('endcap.outbox.x', garbage)
      const { outbox } = open(rig)
      await outbox.start()
      outbox.add(view())
      await outbox.flush()
      expect(outbox.result()).toEqual({ delivered: 1, stored: 0, dropped: 0 })
    }
  })
})

describe('when space runs out', () => {
  test('impressions go first, orders last', async () => {
    const { outbox, rig } = open(undefined, { maxStored: 4 })
    rig.collector.answers.push(...Array(9).fill(() => response(503)))
    const types: EventType[] = ['purchase', 'view_item_list', 'add_to_cart', 'view_item', 'widget_render', 'view_item']
    for (const type of types) outbox.add(makeEvent(type))
    outbox.add(makeEvent('begin_checkout'))
    expect(outbox.result()).toEqual({ delivered: 0, stored: 4, dropped: 3 })
    rig.collector.answers.length = 0
    await outbox.flush()
    expect(rig.collector.types()).toEqual(['purchase', 'add_to_cart', 'view_item', 'begin_checkout'])
  })

  test('so many bytes are kept and no more', async () => {
    const { outbox, rig } = open(undefined, { maxStoredBytes: 50_000 })
    for (let i = 0; i < 20; i++) outbox.add(large('custom', 5000))
    expect(outbox.result().stored).toBeGreaterThan(7)
    expect(outbox.result().stored).toBeLessThan(10)
    await outbox.flush()
    // The gaps in `seq` are told.
    const told = rig.collector.requests.map(({ init }) => JSON.parse(String(init.body)).dropped ?? 0)
    expect(told.reduce((sum, count) => sum + count)).toBe(outbox.result().dropped)
  })
})

describe('the body', () => {
  test('is packed where that pays, and says so in the address', async () => {
    const { gzip: _, ...world } = createRig()
    const bodies: unknown[] = []
    const urls: string[] = []
    const { outbox } = open({
      ...world,
      fetch: async (url, init) => {
        urls.push(url)
        bodies.push(init?.body)
        return accepted(1)
      },
    } as Rig)
    outbox.add(view())
    await outbox.flush()
    for (let i = 0; i < 20; i++) outbox.add(makeEvent('custom', { data: { text: 'x '.repeat(100) } }))
    await outbox.flush()
    expect(urls).toEqual(['https://collect.example/v1/events', 'https://collect.example/v1/events?z=gzip'])
    expect(typeof bodies[0]).toBe('string')
    expect(readBody(gunzipSync(bodies[1] as ArrayBuffer).toString())).toHaveLength(20)
    expect((bodies[1] as ArrayBuffer).byteLength).toBeLessThan(2000)
  })

  test('that is refused for its size as a whole goes in smaller ones from then on', async () => {
    const { outbox, rig } = open(undefined, { batchCount: 32 })
    const refuse = (events: readonly EventEnvelope[]) => (events.length > 10 ? response(413) : undefined)
    rig.collector.answers.push(...Array(60).fill(refuse))
    for (let i = 0; i < 96; i++) outbox.add(view())
    await outbox.flush()
    await outbox.flush()
    expect(outbox.result()).toEqual({ delivered: 96, stored: 0, dropped: 0 })
    expect(rig.collector.requests.length).toBeLessThan(35)
  })
})

describe('Retry-After', () => {
  test('holds for the next page too', async () => {
    const { outbox, rig } = open()
    rig.collector.answers.push(() => response(503, {}, { 'retry-after': '8' }))
    outbox.add(view())
    await outbox.flush()
    await rig.clock.advance(1000)
    const next = nextPage(rig)
    await next.outbox.start()
    await next.outbox.flush()
    await pass(rig.clock, 6900)
    expect(rig.collector.requests).toHaveLength(1)
    await pass(rig.clock, 3000)
    expect(rig.collector.taken).toHaveLength(1)
  })
})

function taken(count: number) {
  return count > 0 ? { isSent: () => false, cancel: () => {} } : undefined
}
