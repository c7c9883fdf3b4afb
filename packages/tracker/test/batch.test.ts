import { type EventEnvelope, parseBatch } from '@endcap/core'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { encodeBatch, packBatch, utf8Bytes } from '../src/outbox/batch.js'

const HEAD = { key: 'shop', sentAt: Date.UTC(2026, 0, 1), sdk: 'endcap/test' }
const text = (maxLength: number) => fc.string({ unit: 'binary', maxLength })
const id = fc.stringMatching(/^[A-Za-z0-9_-]{21}$/)

const event: fc.Arbitrary<EventEnvelope> = fc
  .record(
    {
      id,
      type: fc.constantFrom('page_view', 'custom', 'view_cart'),
      ts: fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2030, 0, 1) }),
      stream: fc.constantFrom('one', 'two'),
      seq: fc.integer({ min: 1, max: 1e6 }),
      consent: fc.constantFrom(
        { analytics: 'granted', personalization: 'granted' } as const,
        { analytics: 'granted', personalization: 'denied' } as const,
      ),
      visitor: fc.constantFrom('ann', 'bob'),
      session: fc.constant('session'),
      page: fc.record({ url: text(300), kind: fc.constantFrom('home', 'cart'), title: text(200) }),
      data: fc.dictionary(text(20), text(200), { maxKeys: 5 }),
    },
    { requiredKeys: ['id', 'type', 'ts', 'stream', 'seq', 'consent'] },
  )
  .map((record) => JSON.parse(JSON.stringify(record)))
const events = fc.uniqueArray(event, { selector: (entry) => entry.id, maxLength: 60 })

describe('utf8Bytes', () => {
  test('agrees with Buffer.byteLength, lone surrogates included', () => {
    const units = fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes))
    fc.assert(
      fc.property(fc.oneof(units, text(500)), (value) => utf8Bytes(value) === Buffer.byteLength(value)),
      RUNS,
    )
  })
})

/** All requests of a list, as the drainer makes them one after the other. */
function packAll(list: readonly EventEnvelope[], limits: { bytes: number; count: number }) {
  const groups: (readonly EventEnvelope[])[] = []
  const dropped: EventEnvelope[] = []
  for (let left = list; left.length > 0; ) {
    const { events, oversize } = packBatch(HEAD, left, limits)
    dropped.push(...oversize)
    if (events.length > 0) groups.push(events)
    const done = new Set([...events, ...oversize])
    const next = left.filter((entry) => !done.has(entry))
    if (next.length === left.length) break
    left = next
  }
  return { groups, dropped }
}

/** Takes its time on a busy machine. */
vi.setConfig({ testTimeout: 60_000 })
const RUNS = { numRuns: 1000 }

describe('packBatch', () => {
  test('keeps every body within the limits and neither loses, doubles nor moves an event', () => {
    fc.assert(
      fc.property(
        events,
        fc.integer({ min: 300, max: 8000 }),
        fc.integer({ min: 1, max: 20 }),
        (list, bytes, count) => {
          const { groups, dropped } = packAll(list, { bytes, count })
          for (const group of groups) {
            expect(Buffer.byteLength(encodeBatch(HEAD, group))).toBeLessThanOrEqual(bytes)
            expect(group.length).toBeLessThanOrEqual(count)
          }
          expect(groups.flat()).toEqual(list.filter((entry) => !dropped.includes(entry)))
          // To the byte: what was dropped does not fit alone.
          for (const entry of dropped) expect(Buffer.byteLength(encodeBatch(HEAD, [entry]))).toBeGreaterThan(bytes)
        },
      ),
      RUNS,
    )
  })

  test('stops at the first event that does not fit, and not before', () => {
    fc.assert(
      fc.property(events, fc.integer({ min: 300, max: 8000 }), (list, bytes) => {
        const same = list.map((entry) => ({ ...entry, visitor: 'ann', session: 's', page: undefined }) as never)
        const { events: packed, oversize } = packBatch(HEAD, same, { bytes, count: 500 })
        const next = same.filter((entry) => !oversize.includes(entry))[packed.length]
        if (next) expect(Buffer.byteLength(encodeBatch(HEAD, [...packed, next]))).toBeGreaterThan(bytes)
      }),
      RUNS,
    )
  })

  test('a greedy one takes whatever still fits', () => {
    fc.assert(
      fc.property(events, fc.integer({ min: 300, max: 8000 }), (list, bytes) => {
        const { events: packed } = packBatch(HEAD, list, { bytes, count: 500 }, true)
        if (packed.length > 0) {
          expect(Buffer.byteLength(encodeBatch(HEAD, packed))).toBeLessThanOrEqual(bytes)
        }
        expect(list.filter((entry) => packed.includes(entry))).toEqual(packed)
        expect(packed.length).toBeGreaterThanOrEqual(packBatch(HEAD, list, { bytes, count: 500 }).events.length)
      }),
      RUNS,
    )
  })

  test('hoists so that the collector reads the same events', () => {
    fc.assert(
      fc.property(events, (list) => {
        const { groups } = packAll(list, { bytes: 1e6, count: 500 })
        const read = groups.flatMap((group) => {
          const { context, events: own } = JSON.parse(encodeBatch(HEAD, group))
          return own.map((entry: object) => ({ ...context, ...entry }))
        })
        expect(read).toEqual(list)
      }),
      RUNS,
    )
  })

  test('sends the fields of a page once', () => {
    const one: EventEnvelope = {
      id: 'a'.repeat(21),
      type: 'page_view',
      ts: HEAD.sentAt,
      stream: 's',
      seq: 1,
      visitor: 'v',
      page: { url: 'https://shop.example/', kind: 'home' },
      consent: { analytics: 'granted', personalization: 'granted' },
    }
    const body = encodeBatch(HEAD, [one, { ...structuredClone(one), id: 'b'.repeat(21), seq: 2 }])
    expect(body.match(/shop\.example/g)).toHaveLength(1)
    const parsed = parseBatch(JSON.parse(body))
    expect(parsed.ok && parsed.value.events.every((entry) => entry.ok)).toBe(true)
  })
})
