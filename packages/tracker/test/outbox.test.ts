import { makeEvent } from '@endcap/testkit'
import { describe, expect, test } from 'vitest'
import { openOutbox as open } from './outbox-rig.js'
import { type Answer, createRig, pass, type Rig, response } from './rig.js'

const view = () => makeEvent('page_view')
const network: Answer = () => Promise.reject(new TypeError('Failed to fetch'))
const status =
  (code: number, headers = {}, body: unknown = {}): Answer =>
  () =>
    response(code, body, headers)

describe('delivery', () => {
  test('sends a batch after flushMs, or at once when it is full', async () => {
    const { outbox, rig } = open(undefined, { batchCount: 3 })
    outbox.add(view())
    outbox.add(view())
    await rig.clock.advance(1999)
    expect(rig.collector.requests).toHaveLength(0)
    await rig.clock.advance(1)
    expect(rig.collector.requests.map(({ events }) => events.length)).toEqual([2])
    for (let i = 0; i < 3; i++) outbox.add(view())
    await rig.clock.advance(0)
    expect(rig.collector.taken).toHaveLength(5)
    expect(outbox.result()).toEqual({ delivered: 5, stored: 0, dropped: 0 })
    expect(rig.store.data.size).toBe(0)
  })

  test('is a simple request: plain text, no credentials, no header of its own', async () => {
    const { outbox, rig } = open()
    outbox.add(view())
    await outbox.flush()
    const { url, init } = rig.collector.requests[0]!
    expect(url).toBe('https://collect.example/v1/events')
    expect(init).toMatchObject({ method: 'POST', credentials: 'omit', keepalive: true })
    expect(init.headers).toBeUndefined()
    expect(typeof init.body).toBe('string')
  })

  test('counts and reports events that the collector rejects', async () => {
    const { outbox, rig, codes } = open()
    const rejected = [{ index: 1, code: 'field-missing', path: '/events/1/items' }]
    rig.collector.answers.push(status(202, {}, { accepted: 1, duplicates: 0, rejected, time: 0 }))
    outbox.add(view())
    outbox.add(view())
    await outbox.flush()
    expect(outbox.result()).toEqual({ delivered: 1, stored: 0, dropped: 1 })
    expect(codes()).toEqual(['field-missing'])
  })

  test('drops an event that fits no request, and sends the others', async () => {
    const { outbox, rig, codes } = open()
    outbox.add(makeEvent('view_item', { items: [{ item_id: 'a', item_name: 'x'.repeat(70_000) }] }))
    outbox.add(view())
    await outbox.flush()
    expect(rig.collector.types()).toEqual(['page_view'])
    expect(codes()).toEqual(['body-too-large'])
    expect(outbox.result()).toEqual({ delivered: 1, stored: 0, dropped: 1 })
  })
})

describe('answers', () => {
  test.each<[string, Answer]>([
    ['500', status(500)],
    ['502', status(502)],
    ['503', status(503)],
    ['408', status(408)],
    ['404', status(404)],
    ['204', status(204, {}, 'not json')],
    ['HTML with 200 from a proxy', status(200, {}, '<html>Welcome</html>')],
    ['a truncated body', status(202, {}, '{"accepted":1,"dup')],
    ['JSON that is no answer', status(200, {}, null)],
    ['a reset connection', network],
  ])('%s keeps the events and tries again with backoff', async (_, answer) => {
    const { outbox, rig, codes } = open(createRig({ random: { unit: () => 0.999, id: () => 'id' } }))
    rig.collector.answers.push(answer, answer, answer)
    outbox.add(view())
    await outbox.flush()
    expect(outbox.result()).toEqual({ delivered: 0, stored: 1, dropped: 0 })
    await rig.clock.advance(998)
    expect(rig.collector.requests).toHaveLength(1)
    await rig.clock.advance(1)
    expect(rig.collector.requests).toHaveLength(2)
    await rig.clock.advance(1998)
    expect(rig.collector.requests).toHaveLength(3)
    await rig.clock.advance(4000)
    expect(outbox.result()).toEqual({ delivered: 1, stored: 0, dropped: 0 })
    expect(codes()).toEqual(['network-failed'])
    const ids = rig.collector.requests.map(({ events, check }) => events[0]?.id ?? check[0])
    expect(new Set(ids).size).toBe(1)
  })

  test.each([
    ['seconds', 503, '8', 8000],
    ['an HTTP date', 503, new Date(Date.UTC(2026, 0, 1, 0, 1)).toUTCString(), 60_000],
    ['seconds on 429', 429, '120', 120_000],
  ])('Retry-After in %s is kept to the millisecond, by flush and new events too', async (_, code, header, waitMs) => {
    const { outbox, rig } = open()
    rig.collector.answers.push(status(code, { 'retry-after': header }))
    outbox.add(view())
    await outbox.flush()
    outbox.add(view())
    await outbox.flush()
    outbox.leave()
    await rig.clock.advance(waitMs - 1)
    expect(rig.collector.requests).toHaveLength(1)
    await rig.clock.advance(1)
    expect(rig.collector.taken).toHaveLength(2)
  })

  test.each([400, 413, 422])('%i is bisected: the poison is dropped, its neighbours arrive', async (code) => {
    const { outbox, rig, codes } = open()
    const events = Array.from({ length: 32 }, view)
    const poison = events[17]!
    const refuse: Answer = (list) =>
      list.some(({ id }) => id === poison.id) ? response(code, { code: 'type-wrong' }) : undefined
    rig.collector.answers.push(...Array(40).fill(refuse))
    for (const event of events) outbox.add(event)
    await outbox.flush()
    expect(rig.collector.taken.map(({ id }) => id).sort()).toEqual(
      events
        .filter((event) => event !== poison)
        .map(({ id }) => id)
        .sort(),
    )
    expect(outbox.result()).toEqual({ delivered: 31, stored: 0, dropped: 1 })
    expect(codes()).toEqual(['type-wrong'])
    expect(rig.collector.requests.length).toBeLessThanOrEqual(2 * Math.log2(32) + 1)
  })

  test.each([
    [401, 'key-wrong'],
    [403, 'origin-denied'],
  ])('%i stops sending and is reported once', async (code, name) => {
    const { outbox, rig, codes } = open()
    rig.collector.answers.push(status(code, {}, { code: name }))
    outbox.add(view())
    await outbox.flush()
    outbox.add(view())
    await outbox.flush()
    outbox.leave()
    await rig.clock.advance(3_600_000)
    expect(rig.collector.requests).toHaveLength(1)
    expect(codes()).toEqual([name])
    expect(outbox.result().stored).toBe(2)
  })

  test('no answer within 30 s is a failure', async () => {
    const { outbox, rig, codes } = open()
    rig.collector.answers.push(() => new Promise(() => {}))
    outbox.add(view())
    const flushed = outbox.flush()
    await rig.clock.advance(30_000)
    await flushed
    expect(codes()).toEqual(['network-failed'])
    await rig.clock.advance(1000)
    expect(outbox.result().delivered).toBe(1)
  })

  test('backoff never exceeds five minutes', async () => {
    const { outbox, rig } = open(createRig({ random: { unit: () => 1, id: () => 'id' } }))
    rig.collector.answers.push(...Array(20).fill(network))
    outbox.add(view())
    await outbox.flush()
    await pass(rig.clock, 20 * 300_000, 60_000)
    expect(outbox.result().delivered).toBe(1)
  })
})

describe('safety', () => {
  test('survives a reload after an outage without a new event', async () => {
    const first = open()
    first.rig.collector.answers.push(network)
    for (let i = 0; i < 5; i++) first.outbox.add(view())
    await first.outbox.flush()
    first.outbox.stop()

    const { store, collector, clock } = first.rig
    const second = open(createRig({ store, collector, clock }))
    await second.outbox.start()
    await clock.advance(5000)
    expect(collector.taken).toHaveLength(5)
    expect(store.data.size).toBe(0)
  })

  test('is in the store by the end of the task', async () => {
    const { outbox, rig } = open()
    outbox.add(view())
    outbox.add(view())
    await Promise.resolve()
    expect(rig.store.data.size).toBe(2)
    expect(rig.store.uses()).toBe(1)
  })

  test('a store that fails is reported once, and memory carries on', async () => {
    const { outbox, rig, codes } = open()
    rig.store.fail(new Error('SecurityError'))
    await outbox.start()
    for (let i = 0; i < 3; i++) {
      outbox.add(view())
      await outbox.flush()
    }
    expect(codes()).toEqual(['storage-failed'])
    expect(outbox.result()).toEqual({ delivered: 3, stored: 0, dropped: 0 })
  })

  test('keeps at most maxStored events, the newest', async () => {
    const { outbox, rig } = open(undefined, { maxStored: 3 })
    rig.collector.answers.push(network)
    const events = Array.from({ length: 5 }, view)
    for (const event of events) outbox.add(event)
    await outbox.flush()
    expect(outbox.result()).toEqual({ delivered: 0, stored: 3, dropped: 2 })
    await outbox.flush()
    expect(rig.collector.taken.map(({ id }) => id)).toEqual(events.slice(2).map(({ id }) => id))
  })

  test('leaves events of another key alone', async () => {
    const { outbox, rig } = open()
    rig.collector.answers.push(network)
    outbox.add(view())
    await outbox.flush()
    outbox.stop()
    const other = open(createRig({ store: rig.store, collector: rig.collector }), { key: 'other' })
    await other.outbox.start()
    await other.outbox.flush()
    expect(rig.collector.requests).toHaveLength(1)
    expect(rig.store.data.size).toBe(1)
  })

  test('pauses offline and goes on when told that the network is back', async () => {
    let onLine = false
    const { outbox, rig } = open(undefined, { isAllowed: () => onLine })
    outbox.add(view())
    outbox.leave()
    await rig.clock.advance(600_000)
    expect(rig.collector.requests).toHaveLength(0)
    onLine = true
    await outbox.flush()
    expect(rig.collector.taken).toHaveLength(1)
  })

  test('erase ends what is under way: nothing leaves any more', async () => {
    const { outbox, rig } = open(undefined, { batchCount: 1 })
    let answer: (value: ReturnType<typeof response>) => void = () => {}
    rig.collector.answers.push(() => new Promise((resolve) => (answer = resolve)))
    outbox.add(view())
    outbox.add(view())
    const flushed = outbox.flush()
    await rig.clock.advance(0)
    await outbox.erase()
    answer(response(500))
    await flushed
    await rig.clock.advance(600_000)
    expect(rig.collector.requests).toHaveLength(1)
    expect(rig.store.data.size).toBe(0)
    expect(outbox.result()).toEqual({ delivered: 0, stored: 0, dropped: 2 })
  })
})

describe('tabs', () => {
  test('five tabs deliver every event exactly once', async () => {
    const shared = createRig()
    const tabs = Array.from({ length: 5 }, () => open(createRig(shared)))
    shared.collector.answers.push(network)
    for (let round = 0; round < 4; round++) {
      for (const { outbox } of tabs) outbox.add(view())
      await pass(shared.clock, 500)
    }
    await pass(shared.clock, 60_000)
    expect(shared.collector.taken).toHaveLength(20)
    expect(new Set(shared.collector.taken.map(({ id }) => id)).size).toBe(20)
    expect(tabs.every(({ outbox }) => outbox.result().stored === 0)).toBe(true)
  })

  test('a busy lock means later, not never', async () => {
    const rig = createRig()
    let isFree = false
    const lock: Rig['lock'] = async (_, task) => {
      if (isFree) await task()
      return isFree
    }
    const { outbox } = open({ ...rig, lock })
    outbox.add(view())
    await rig.clock.advance(10_000)
    expect(rig.collector.requests).toHaveLength(0)
    isFree = true
    await rig.clock.advance(2000)
    expect(rig.collector.taken).toHaveLength(1)
  })
})

describe('leave', () => {
  test('sends what waits in a request that outlives the page, once', async () => {
    const { outbox, rig } = open()
    outbox.add(view())
    outbox.leave()
    outbox.leave()
    expect(rig.collector.requests).toHaveLength(1)
    expect(rig.collector.requests[0]?.init.keepalive).toBe(true)
    await rig.clock.advance(60_000)
    expect(rig.collector.taken).toHaveLength(1)
    expect(outbox.result()).toEqual({ delivered: 1, stored: 0, dropped: 0 })
  })

  test('does not send again what is already in a small request, which outlives the page too', async () => {
    const { outbox, rig } = open()
    rig.collector.answers.push(() => new Promise(() => {}))
    outbox.add(view())
    void outbox.flush()
    await rig.clock.advance(0)
    outbox.leave()
    expect(rig.collector.requests).toHaveLength(1)
  })

  test('puts the purchase first when not everything fits', async () => {
    const { outbox, rig } = open()
    const order = { transactionId: 'T1', value: 5, currency: 'EUR' }
    outbox.add(makeEvent('purchase', { order }))
    const filler = { data: Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`k${i}`, 'x'.repeat(1000)])) }
    for (let i = 0; i < 20; i++) outbox.add(makeEvent('custom', filler))
    outbox.add(makeEvent('add_to_cart', { items: [{ item_id: 'a' }] }))
    outbox.leave()
    const { events, init } = rig.collector.requests[0]!
    expect(events.slice(0, 2).map(({ type }) => type)).toEqual(['purchase', 'add_to_cart'])
    expect(Buffer.byteLength(String(init.body))).toBeLessThanOrEqual(64 * 1024)
    expect(Buffer.byteLength(String(init.body))).toBeGreaterThan(56 * 1024)
    await pass(rig.clock, 10_000)
    expect(new Set(rig.collector.taken.map(({ id }) => id)).size).toBe(22)
    expect(rig.collector.taken).toHaveLength(22)
  })

  test('hands over to a beacon where fetch fails, and keeps the events for the next page', async () => {
    const { outbox, rig } = open()
    rig.collector.answers.push(network)
    outbox.add(view())
    outbox.leave()
    await rig.clock.advance(0)
    expect(rig.beacons).toHaveLength(1)
    expect([...rig.store.data.keys()].map((key) => key.split(' ')[1]?.slice(0, 5))).toEqual(['event', 'away'])
    outbox.leave()
    expect(rig.beacons).toHaveLength(1)
    expect(rig.collector.requests).toHaveLength(1)
  })
})
