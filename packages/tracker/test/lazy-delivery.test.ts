import type { ErrorCode } from '@endcap/core'
import { makeEvent } from '@endcap/testkit'
import { expect, test } from 'vitest'
import * as chunk from '../src/outbox/delivery.js'
import { createOutbox } from '../src/outbox/outbox.js'
import { createRig, pass, type Rig, readBody, settle } from './rig.js'

/** An outbox whose delivery is on its way until `arrive`, or `fail`, is called. */
function open(rig: Rig = createRig(), isAllowed = () => true) {
  const codes: ErrorCode[] = []
  let settleLoad = { arrive: () => {}, fail: () => {} }
  let loads = 0
  const outbox = createOutbox({
    env: rig,
    url: 'https://collect.example/v1/events',
    key: 'shop',
    flushMs: 2000,
    batchCount: 50,
    maxStored: 1000,
    maxStoredBytes: 1e6,
    isAllowed,
    report: (code) => codes.push(code),
    load() {
      loads++
      return new Promise((resolve, reject) => {
        settleLoad = { arrive: () => resolve(chunk), fail: () => reject(new TypeError('Failed to fetch')) }
      })
    },
  })
  return {
    outbox,
    rig,
    codes,
    loads: () => loads,
    arrive: () => settleLoad.arrive(),
    fail: () => settleLoad.fail(),
  }
}

const view = () => makeEvent('page_view')

test('what was tracked before the delivery came is kept, and sent when it is there', async () => {
  const { outbox, rig, arrive } = open()
  void outbox.load()
  outbox.add(view())
  await pass(rig.clock, 10_000)
  expect(rig.store.data.size).toBe(1)
  expect(rig.collector.requests).toHaveLength(0)
  arrive()
  await settle()
  await rig.clock.advance(2000)
  expect(outbox.result()).toEqual({ delivered: 1, stored: 0, dropped: 0 })
})

test('flush waits for the delivery', async () => {
  const { outbox, arrive } = open()
  outbox.add(view())
  const flushed = outbox.flush()
  arrive()
  await flushed
  expect(outbox.result()).toEqual({ delivered: 1, stored: 0, dropped: 0 })
})

test('it is loaded before consent, and touches nothing until then', async () => {
  const { outbox, rig, arrive } = open(undefined, () => false)
  void outbox.load()
  arrive()
  await outbox.flush()
  outbox.leave()
  await pass(rig.clock, 10_000)
  expect(rig.store.uses() + rig.collector.requests.length + rig.beacons.length).toBe(0)
})

test('leaving before it came is a beacon, once, and the next page asks whether it arrived', async () => {
  const { outbox, rig } = open()
  void outbox.load()
  const events = [view(), view()]
  for (const event of events) outbox.add(event)
  outbox.leave()
  outbox.leave()
  expect(rig.beacons.flatMap(readBody).reverse()).toEqual(events)
  await settle()
  // The first arrived, the second did not.
  rig.collector.taken.push(events[0]!)

  const next = open(createRig({ store: rig.store, collector: rig.collector, clock: rig.clock, storage: rig.storage }))
  void next.outbox.load()
  next.arrive()
  await pass(rig.clock, 5000)
  expect(rig.collector.requests.map(({ check }) => check.length)).toEqual([2, 0])
  expect(rig.collector.taken).toEqual(events)
  expect(next.outbox.result()).toEqual({ delivered: 2, stored: 0, dropped: 0 })
  await pass(rig.clock, 5000)
  expect(rig.store.data.size).toBe(0)
})

test('leaving with more than a beacon holds sends what is worth most, then the newest', () => {
  const rig = createRig()
  const bodies: string[] = []
  const beacon = (_: string, body: string) => body.length <= 64 * 1024 && bodies.push(body) > 0
  const { outbox } = open({ ...rig, beacon })
  const order = makeEvent('purchase', { order: { transactionId: 't', value: 1, currency: 'GBP' } })
  const events = Array.from({ length: 40 }, () =>
    makeEvent('view_item', { items: [{ item_id: 'a', item_name: 'x'.repeat(5000) }] }),
  )
  for (const event of [order, ...events]) outbox.add(event)
  outbox.leave()
  expect(bodies).toHaveLength(1)
  const ids = readBody(bodies[0]!).map(({ id }) => id)
  expect(ids).toEqual([order, ...events.slice(1 - ids.length).reverse()].map(({ id }) => id))
  expect(ids.length).toBeGreaterThan(5)
})

test('leaving where no beacon is taken ends', () => {
  const { outbox, rig } = open({ ...createRig(), beacon: () => false })
  outbox.add(view())
  outbox.leave()
  expect(rig.beacons).toEqual([])
})

test('a delivery that cannot be loaded is reported once, and each flush tries again', async () => {
  const { outbox, rig, codes, loads, arrive, fail } = open()
  outbox.add(view())
  for (let i = 0; i < 3; i++) {
    const flushed = outbox.flush()
    fail()
    await flushed
  }
  expect(codes).toEqual(['network-failed'])
  expect(loads()).toBe(3)
  expect(outbox.result()).toEqual({ delivered: 0, stored: 1, dropped: 0 })
  const flushed = outbox.flush()
  arrive()
  await flushed
  expect(rig.collector.taken).toHaveLength(1)
})
