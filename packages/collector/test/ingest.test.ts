import { EVENT_LIMITS, type StoredEvent } from '@endcap/core'
import { makeEvent } from '@endcap/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDedupeWindow } from '../src/ingest/dedupe.js'
import { findingsOf } from '../src/ingest/enrich.js'
import { createIngest } from '../src/ingest/ingest.js'

const NOW = Date.UTC(2026, 0, 5)

/** An ingest whose writes the test lets through or breaks by hand. */
function setup() {
  const writes: { events: readonly StoredEvent[]; done: () => void; fail: () => void }[] = []
  const ingest = createIngest({
    append: (events) =>
      new Promise((resolve, reject) => {
        writes.push({ events, done: resolve, fail: () => reject(new Error('disk')) })
      }),
    appendExact: async () => {},
    dedupe: createDedupeWindow(1000, 1000),
    now: () => NOW,
    onAnswer: () => {},
  })
  const send = (...ids: string[]) =>
    ingest.accept(
      {
        key: 'demo',
        sdk: 'test',
        sentAt: NOW,
        events: ids.map((id) => ({ ok: true, value: makeEvent('page_view', { id }) })),
      },
      () => undefined,
    )
  const check = (...ids: string[]) =>
    ingest.accept({ key: 'demo', sdk: 'test', sentAt: NOW, check: ids, events: [] }, () => undefined)
  return { writes, send, check }
}

test('answers which ids it does not have; one that is being written is waited for', async () => {
  const { writes, send, check } = setup()
  const sent = [send('kept'), send('under way'), send('broken').catch(() => {})]
  writes[0]?.done()
  await sent[0]
  const answer = check('kept', 'under way', 'broken', 'never')
  writes[1]?.done()
  writes[2]?.fail()
  expect(await answer).toMatchObject({ accepted: 0, missing: ['broken', 'never'] })
  expect((await send('kept')).missing).toBeUndefined()
})

test('two requests at once with one id: one write, and the second answer waits for it', async () => {
  const { writes, send } = setup()
  const order: string[] = []
  const first = send('a').finally(() => order.push('first'))
  const second = send('a').finally(() => order.push('second'))
  await Promise.resolve()
  expect([writes.length, order]).toEqual([1, []])
  writes[0]?.done()
  expect(await Promise.all([first, second])).toMatchObject([
    { accepted: 1, duplicates: 0 },
    { accepted: 0, duplicates: 1 },
  ])
  expect(order).toEqual(['first', 'second'])
  expect(await send('a')).toMatchObject({ accepted: 0, duplicates: 1 })
})

test('when the write fails both fail, and the retry is new again', async () => {
  const { writes, send } = setup()
  const both = [send('a'), send('a', 'b')]
  writes[0]?.fail()
  writes[1]?.done()
  for (const result of await Promise.allSettled(both)) expect(result.status).toBe('rejected')
  const retry = send('a', 'b')
  expect(writes[2]?.events.map(({ id }) => id)).toEqual(['a'])
  writes[2]?.done()
  expect(await retry).toMatchObject({ accepted: 1, duplicates: 1 })
})

test('ids are remembered for the window, and forgotten some time after it', () => {
  const window = createDedupeWindow(800, 8000)
  window.add('old', 0)
  window.add('next', 800)
  expect([window.has('old'), window.has('next')]).toEqual([true, true])
  window.add('later', 1700)
  expect([window.has('old'), window.has('next'), window.has('later')]).toEqual([false, false, true])
})

test('at most so many ids, the newest of them', () => {
  const window = createDedupeWindow(Number.POSITIVE_INFINITY, 800)
  for (let i = 0; i < 5000; i++) window.add(`id-${i}`, i)
  expect(window.size()).toBeLessThanOrEqual(800)
  for (let i = 5000 - 700; i < 5000; i++) expect(window.has(`id-${i}`)).toBe(true)
  expect(window.has('id-0')).toBe(false)
})

test.each([
  ['a right clock', NOW - 500, NOW - 1000, NOW - 1000],
  ['a clock 20 s behind', NOW - 20_000, NOW - 21_000, NOW - 21_000],
  ['a clock an hour behind', NOW - 3_600_000, NOW - 3_601_000, NOW - 1000],
  ['a clock an hour ahead', NOW + 3_600_000, NOW + 3_599_000, NOW - 1000],
  ['an event from the future', NOW, NOW + 5000, NOW],
  ['a time between milliseconds', NOW, NOW - 1000.4, NOW - 1000],
])('the time of %s', (_, sentAt, ts, expected) => {
  const event = makeEvent('view_cart', { ts })
  expect(findingsOf(event, { sentAt }, NOW)).toEqual({ ts: expected, receivedAt: NOW })
})

const DAY = 24 * 3_600_000
const reading = (offsetMs: number, roundTripMs = 400) => ({ offsetMs, roundTripMs })

test.each([
  // The request took the time between: 10 s, then a minute.
  ['a right clock behind a slow network', { sentAt: NOW - 10_000, clock: reading(120) }, NOW - 11_000, NOW - 11_000],
  [
    'a right clock behind a very slow network',
    { sentAt: NOW - 60_000, clock: reading(120) },
    NOW - 61_000,
    NOW - 61_000,
  ],
  ['the same without a reading', { sentAt: NOW - 60_000 }, NOW - 61_000, NOW - 1000],
  ['a clock 20 s ahead', { sentAt: NOW + 20_000, clock: reading(-20_000) }, NOW - 5000, NOW - 5000],
  [
    'a clock a day behind and a slow network',
    { sentAt: NOW - DAY - 10_000, clock: reading(DAY) },
    NOW - DAY - 11_000,
    NOW - 11_000,
  ],
  [
    'a clock a day ahead and a slow network',
    { sentAt: NOW + DAY - 10_000, clock: reading(-DAY) },
    NOW + DAY - 11_000,
    NOW - 11_000,
  ],
  ['a reading that lies ahead', { sentAt: NOW, clock: reading(1e13) }, NOW - 1000, NOW],
  ['a reading that lies back', { sentAt: NOW, clock: reading(-1e13) }, NOW - 1000, EVENT_LIMITS.earliestTs],
  ['a `sentAt` that lies back', { sentAt: NOW + 1e12 }, NOW - 1000, EVENT_LIMITS.earliestTs],
])('the time of %s', (_, batch, ts, expected) => {
  expect(findingsOf(makeEvent('page_view', { ts }), batch, NOW).ts).toBe(expected)
})

test('a clock that is put forward between two batches of a page: both are right', () => {
  const before = findingsOf(makeEvent('page_view', { ts: NOW - 5000 }), { sentAt: NOW, clock: reading(0) }, NOW)
  // The sender forgot its reading with the jump.
  const jumped = makeEvent('page_view', { ts: NOW + DAY + 1000 })
  const after = findingsOf(jumped, { sentAt: NOW + DAY + 3000 }, NOW + 3500)
  expect([before.ts, after.ts]).toEqual([NOW - 5000, NOW + 1500])
})

test('events of a batch keep their order, whatever it says of its clock', () => {
  const time = fc.integer({ min: EVENT_LIMITS.earliestTs, max: NOW + 2 * DAY })
  const clock = fc.option(
    fc.record({ offsetMs: fc.double({ min: -1e14, max: 1e14, noNaN: true }), roundTripMs: fc.nat() }),
    { nil: undefined },
  )
  fc.assert(
    fc.property(fc.array(time), time, clock, (times, sentAt, read) => {
      const batch = read ? { sentAt, clock: read } : { sentAt }
      const moved = times.sort((a, b) => a - b).map((ts) => findingsOf(makeEvent('page_view', { ts }), batch, NOW).ts)
      expect(moved).toEqual([...moved].sort((a, b) => a - b))
      for (const ts of moved) expect(ts >= EVENT_LIMITS.earliestTs && ts <= NOW).toBe(true)
    }),
  )
})

test.each([
  ['new events', 7, [7, 0]],
  ['a number that no browser means', 1e15, [10_000, 0]],
  ['nothing', undefined, [0, 0]],
])('what the sender gave up is told once: with %s', async (_, dropped, expected) => {
  const told: number[] = []
  const ingest = createIngest({
    append: async () => {},
    appendExact: async () => {},
    dedupe: createDedupeWindow(1000, 1000),
    now: () => NOW,
    onAnswer: (_events, _answer, count) => told.push(count),
  })
  const batch = { key: 'demo', sdk: 'test', sentAt: NOW, ...(dropped && { dropped }) }
  const events = [{ ok: true as const, value: makeEvent('page_view') }]
  for (let i = 0; i < 2; i++) await ingest.accept({ ...batch, events }, () => undefined)
  expect(told).toEqual(expected)
})

test('a landing gets its channel; pages reached from within, and tags that a navigation kept, do not', () => {
  const channelOf = (url: string, referrer?: string, type: 'page_view' | 'view_item' = 'page_view') =>
    findingsOf(makeEvent(type, { page: { url, kind: 'home', ...(referrer && { referrer }) } }), { sentAt: NOW }, NOW)
      .channel
  const shop = 'https://shop.example/'
  expect(channelOf(shop)).toEqual({ group: 'direct' })
  expect(channelOf(shop, 'https://www.google.com/')).toMatchObject({ group: 'organic_search', source: 'google.com' })
  expect(channelOf(`${shop}?gclid=-`)).toMatchObject({ group: 'paid_search', click: 'gclid' })
  expect(channelOf(`${shop}mugs`, shop)).toBeUndefined()
  expect(channelOf(`${shop}mugs?utm_source=mail`, `${shop}?utm_source=mail`)).toBeUndefined()
  expect(channelOf(shop, undefined, 'view_item')).toBeUndefined()
})
