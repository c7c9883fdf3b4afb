import { parseBatch } from '@endcap/core'
import { makeEvent } from '@endcap/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createClockOffset, type Moment } from '../src/outbox/clock-offset.js'

const NOW = Date.UTC(2026, 0, 5)
const DAY = 24 * 3_600_000

/** A device that is `aheadMs` before the collector, and a road that takes its time there and back. */
function createDevice(aheadMs: number) {
  const offset = createClockOffset()
  let trueMs = 0
  let ahead = aheadMs
  const moment = (): Moment => ({ wallMs: NOW + trueMs + ahead, monotonicMs: trueMs })
  return {
    offset,
    moment,
    setClock: (byMs: number) => (ahead += byMs),
    pass: (ms: number) => (trueMs += ms),
    ask(thereMs: number, backMs: number, meanwhile = () => {}) {
      const sent = moment()
      trueMs += thereMs
      const serverMs = NOW + trueMs
      meanwhile()
      trueMs += backMs
      offset.answered(sent, serverMs, moment())
    },
    reading: () => offset.reading(moment()),
  }
}

test('has no reading before the first answer', () => {
  expect(createDevice(0).reading()).toBeUndefined()
})

test.each([
  ['a right clock', 0, 20, 20, 0],
  ['a clock a day ahead', DAY, 50, 50, -DAY],
  ['a clock an hour behind', -3_600_000, 50, 50, 3_600_000],
  ['a right clock behind a road that is slow both ways', 0, 10_000, 10_000, 0],
  ['a right clock behind a road that is slow one way', 0, 10_000, 0, 5000],
])('reads %s', (_, aheadMs, thereMs, backMs, offsetMs) => {
  const device = createDevice(aheadMs)
  device.ask(thereMs, backMs)
  expect(device.reading()).toEqual({ offsetMs, roundTripMs: thereMs + backMs })
})

test('keeps to the shortest round trip', () => {
  const device = createDevice(DAY)
  device.ask(400, 10)
  device.ask(20, 30)
  device.ask(5000, 10)
  expect(device.reading()).toEqual({ offsetMs: -DAY - 5, roundTripMs: 50 })
})

test('forgets when the device’s clock is set, and learns anew from a longer trip', () => {
  const device = createDevice(0)
  device.ask(10, 10)
  device.setClock(900)
  expect(device.reading()?.offsetMs).toBeCloseTo(0)
  device.setClock(DAY)
  expect(device.reading()).toBeUndefined()
  device.ask(300, 300)
  expect(device.reading()).toEqual({ offsetMs: -DAY - 900, roundTripMs: 600 })
})

test('learns nothing from a trip in which the clock was set, though it was learned from before', () => {
  const device = createDevice(0)
  device.ask(300, 300, () => device.setClock(DAY))
  expect(device.reading()).toBeUndefined()
  device.ask(300, 300)
  device.setClock(DAY)
  device.ask(500, 500)
  expect(device.reading()).toEqual({ offsetMs: -2 * DAY, roundTripMs: 1000 })
})

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, undefined, '2026', null])(
  'learns nothing from an answer at %s',
  (serverMs) => {
    const device = createDevice(0)
    const sent = device.moment()
    device.pass(10)
    device.offset.answered(sent, serverMs, device.moment())
    expect(device.reading()).toBeUndefined()
  },
)

test('is off by no more than half of its round trip, and passes the collector', () => {
  const ms = fc.integer({ min: 0, max: 30_000 })
  const ahead = fc.integer({ min: -10 * DAY, max: 10 * DAY })
  fc.assert(
    fc.property(ahead, fc.array(fc.tuple(ms, ms, ms), { minLength: 1 }), (aheadMs, trips) => {
      const device = createDevice(aheadMs)
      for (const [thereMs, backMs, restMs] of trips) {
        device.ask(thereMs, backMs)
        device.pass(restMs)
      }
      const clock = device.reading()
      expect(clock?.roundTripMs).toBe(Math.min(...trips.map(([thereMs, backMs]) => thereMs + backMs)))
      expect(Math.abs((clock?.offsetMs ?? NaN) + aheadMs)).toBeLessThanOrEqual((clock?.roundTripMs ?? NaN) / 2 + 1)
      const batch = { v: 1, key: 'demo', sentAt: NOW, sdk: 'test', clock, events: [makeEvent('page_view')] }
      expect(parseBatch(batch)).toMatchObject({ ok: true, value: { clock } })
    }),
  )
})
