import { makeEvent } from '@endcap/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBatchScanner, EVENT_LIMITS, type EventEnvelope, parseBatch } from '../src/index.js'

const NOW = Date.UTC(2026, 0, 1)
const HEAD = { v: 1, key: 'demo', sentAt: NOW, sdk: 'endcap/0.1.0' }
const scanner = createBatchScanner()

function scan(json: string) {
  const bytes = new TextEncoder().encode(json)
  return scanner(bytes, (start, end) => String.fromCharCode(...bytes.subarray(start, end)))
}

/** What the scan must say of a body, by the readers; fails where they would change or refuse anything. */
function readLong(json: string) {
  const body = JSON.parse(json)
  const batch = parseBatch(body)
  if (!batch.ok) throw new Error(`taken, and refused by the readers: ${json}`)
  const { key, sentAt, clock, dropped, events } = batch.value
  const marks = events.map((read, index) => {
    if (!read.ok) throw new Error(`taken, and refused by the readers: ${json}`)
    const { id, ts, stream, seq, bot, consent, visitor, session, customer, type, channel, page } = read.value
    expect(read.value).toEqual({ ...body.context, ...body.events[index] })
    const { analytics } = consent
    const isNamed = (visitor ?? session ?? customer) !== undefined
    const landing = type === 'page_view' && !channel ? page : undefined
    return { id, ts, stream, seq, bot, analytics, isNamed, page: landing }
  })
  return { key, sentAt, clock, dropped, events: marks }
}

/** A text of UTF-8 in which each byte is a letter, as pages are given. */
const inBytes = (value: unknown) => JSON.parse(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value))))

/** Whether a body is taken; if so, it must be told as the readers tell it. */
function isTaken(json: string): boolean {
  const short = scan(json)
  if (!short) return false
  const { events, ...head } = readLong(json)
  const told = events.map(({ page, ...event }) => ({ ...event, page: page && inBytes(page) }))
  expect(short).toEqual({ ...head, events: told })
  return true
}

const full: EventEnvelope = makeEvent('view_item_list', {
  items: [{ item_id: 'a"b', item_name: 'Tassen – groß', price: 18.5, index: 0, propensity: 0.125 }, { item_id: 'c' }],
  list: { placement: 'home-top', requestId: 'r1', experiment: 'row', variant: 'b' },
  currency: 'EUR',
  value: -3.75,
  experiments: { row: 'b' },
  data: { 'a/b': true, c: false, d: 'x\n', e: 0.003472222222222222 },
})
const { consent, visitor, session, ...own } = full
const hoisted = {
  ...HEAD,
  clock: { offsetMs: -12.5, roundTripMs: 48 },
  dropped: 2,
  context: { visitor, session, consent },
  events: [own, { ...own, id: 'other', bot: 'webdriver', consent: { ...consent, analytics: 'denied' } }],
}

describe('createBatchScanner', () => {
  it('takes what trackers send, and tells of it what the readers tell', () => {
    expect(isTaken(JSON.stringify(hoisted))).toBe(true)
    expect(isTaken(JSON.stringify({ ...HEAD, events: [makeEvent('page_view')] }))).toBe(true)
    expect(isTaken(JSON.stringify({ ...HEAD, events: Array(500).fill(full) }))).toBe(true)
  })

  it('takes nothing that the readers would change or refuse, whatever stands in a field', () => {
    const leaf = fc.oneof(
      fc.constantFrom<unknown>(null, '', 'x', 0, 1, -1, 1.5, 1e15, 1e21, true, [], {}, [{}], 'x'.repeat(1100)),
      fc.string({ unit: 'grapheme' }),
      fc.double(),
      fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
    )
    const fields = [
      'id',
      'ts',
      'seq',
      'page',
      'items',
      'list',
      'order',
      'data',
      'experiments',
      'consent',
      'bot',
      'extra',
    ]
    const inner = ['item_id', 'price', 'url', 'kind', 'title', 'placement', 'analytics', '__proto__']
    let taken = 0
    fc.assert(
      fc.property(
        fc.constantFrom('page_view' as const, 'view_cart' as const, 'custom' as const, 'purchase' as const),
        fc.array(fc.tuple(fc.constantFrom(...fields), leaf), { maxLength: 2 }),
        fc.option(fc.tuple(fc.constantFrom(...inner), leaf), { freq: 1 }),
        fc.boolean(),
        (type, changes, deep, isHoisted) => {
          const event: Record<string, unknown> = { ...makeEvent(type), ...Object.fromEntries(changes) }
          if (deep) event.page = { ...(event.page as object), ...Object.fromEntries([deep]) }
          if (deep) event.items = [Object.fromEntries([['item_id', 'x'], deep])]
          const { consent, visitor, ...own } = event
          const batch = isHoisted ? { context: { consent, visitor }, events: [own] } : { events: [event] }
          if (isTaken(JSON.stringify({ ...HEAD, ...batch }))) taken++
          expect(scan(JSON.stringify({ ...HEAD, ...batch, foreign: 1 }))).toBeUndefined()
        },
      ),
      { numRuns: 1000 },
    )
    expect(taken).toBeGreaterThan(50)
  })

  it('takes no damaged JSON: a letter changed, left out or put in anywhere', () => {
    const json = JSON.stringify(hoisted)
    const letters = [...'{}[]",:\\-.+eE019tnua \n\u00e9']
    let taken = 0
    fc.assert(
      fc.property(fc.nat(json.length), fc.nat(2), fc.constantFrom(...letters), (at, cut, letter) => {
        if (isTaken(json.slice(0, at) + letter + json.slice(at + cut))) taken++
      }),
      { numRuns: 4000 },
    )
    expect(taken).toBeGreaterThan(50)
    for (let length = 0; length < json.length; length++) expect(scan(json.slice(0, length))).toBeUndefined()
  })

  it('reads numbers as JSON.parse does', () => {
    const written = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.tuple(fc.maxSafeInteger(), fc.nat(14)).map(([digits, places]) => (digits / 10 ** places).toFixed(places)),
    )
    const withClock = (offset: string) =>
      JSON.stringify({ ...hoisted, clock: { offsetMs: 7, roundTripMs: 1 } }).replace(
        '"offsetMs":7',
        `"offsetMs":${offset}`,
      )
    fc.assert(
      fc.property(written, (offset) => void isTaken(withClock(offset))),
      { numRuns: 1000 },
    )
    for (const offset of ['-0', '0.1', '100000000000000', '-99999999999999.9', '0.30000000000000004'])
      expect(isTaken(withClock(offset)), offset).toBe(true)
    for (const offset of [
      '01',
      '-',
      '.5',
      '1.',
      '1e3',
      '+1',
      '0x1',
      '100000000000000.1',
      '9'.repeat(400),
      'NaN',
      '"1"',
    ])
      expect(scan(withClock(offset)), offset).toBeUndefined()
  })

  const json = JSON.stringify({ ...HEAD, events: [full] })
  it.each([
    ['spaces', JSON.stringify({ ...HEAD, events: [full] }, null, 1)],
    ['more behind the end', `${json} `],
    ['a name that stands twice', json.replace('"seq":', '"seq":1,"seq":')],
    ['an escaped letter', json.replace('home-top', 'home\\u002dtop')],
    ['an escaped letter in a name', json.replace('"a/b"', '"a\\u002fb"')],
    ['an unknown escape', json.replace('home-top', 'home\\xtop')],
    ['a control character', json.replace('home-top', 'home\ttop')],
    ['a name that leads into objects', json.replace('"a/b"', '"__proto__"')],
    ['an id with an escape', json.replace(full.id, 'a\\/b')],
    ['an id with a foreign letter', json.replace(full.id, 'é')],
    ['an id that is reserved for servers', json.replace(full.id, 'order.1')],
    ['a stream with a foreign letter', json.replace('stream-1', 'é')],
    ['a key with a foreign letter', json.replace('demo', 'é')],
    ['a text whose bytes, not letters, are too many', json.replace('home-top', 'ü'.repeat(100))],
    ['another version', json.replace('"v":1', '"v":2')],
    ['a context behind the events', JSON.stringify({ ...HEAD, events: [own], context: hoisted.context })],
    ['a type without what it needs', JSON.stringify({ ...HEAD, events: [{ ...full, list: undefined }] })],
    ['an event without consent', JSON.stringify({ ...HEAD, events: [own] })],
    ['ids that are asked about', JSON.stringify({ ...HEAD, check: ['a'], events: [full] })],
    ['no events', JSON.stringify({ ...HEAD, events: [] })],
    ['too many events', JSON.stringify({ ...HEAD, events: Array(EVENT_LIMITS.eventsCount + 1).fill(full) })],
    ['no batch', '[]'],
  ])('leaves to the readers: %s', (_, body) => {
    expect(isTaken(json)).toBe(true)
    expect(body).not.toBe(json)
    expect(scan(body)).toBeUndefined()
  })

  it('keeps nothing of one batch for the next', () => {
    expect(isTaken(JSON.stringify(hoisted))).toBe(true)
    expect(scan(JSON.stringify({ ...HEAD, events: [own] }))).toBeUndefined()
    expect(isTaken(JSON.stringify({ ...HEAD, events: [full] }))).toBe(true)
  })
})
