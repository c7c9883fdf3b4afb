import { EVENT_LIMITS, parseBatch, type StoredEvent } from '@endcap/core'
import { makeEvent } from '@endcap/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDedupeWindow } from '../src/ingest/dedupe.js'
import { createIngest, type IngestOptions } from '../src/ingest/ingest.js'
import { readShort } from '../src/ingest/short-way.js'
import { withholdIds } from '../src/ingest/withhold.js'
import { eventsOfExact } from '../src/spool/batch.js'

const NOW = Date.UTC(2026, 0, 5)
const HEAD = { v: 1, key: 'demo', sentAt: NOW, sdk: 'endcap/0.1.0' }
const bodyOf = (events: readonly object[], rest: object = {}) =>
  Buffer.from(JSON.stringify({ ...HEAD, ...rest, events }))

/** What ingest keeps, and what it tells of it. */
function setup(options: Partial<IngestOptions> = {}) {
  const kept: StoredEvent[][] = []
  const told: { marks: unknown[]; events: readonly StoredEvent[]; dropped: number }[] = []
  const ingest = createIngest({
    append: async (events) => void kept.push([...events]),
    appendExact: async (body) => void kept.push([...eventsOfExact(body)]),
    dedupe: createDedupeWindow(1000, 1000),
    now: () => NOW,
    onAnswer: ({ marks, events }, _answer, dropped) => told.push({ marks: [...marks], events: events(), dropped }),
    ...options,
  })
  return { ingest, kept, told }
}

function readLong(bytes: Buffer) {
  const batch = parseBatch(JSON.parse(bytes.toString()))
  if (!batch.ok) throw new Error(JSON.stringify(batch.problems))
  return { ...batch.value, events: batch.value.events.map(withholdIds) }
}

const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constant('Tassen – groß'))
const page = fc.record({
  url: fc.constantFrom('https://shop.example/', 'https://shop.example/?utm_source=mail', 'https://shop.example/tée'),
  kind: fc.constant('home' as const),
  title: text,
})
const drawnEvent = fc
  .record({
    type: fc.constantFrom('page_view' as const, 'view_cart' as const, 'search' as const),
    id: fc.oneof(fc.uuid(), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 9 })),
    ts: fc.constantFrom(NOW - 5000, NOW - 5000.5, NOW + 5000),
    page,
    term: text,
    bot: fc.constantFrom(undefined, 'webdriver' as const),
    consent: fc.constantFrom('granted' as const, 'denied' as const),
    channel: fc.constantFrom(undefined, { group: 'direct' as const }),
  })
  .map(({ term, consent, bot, channel, ...drawn }) => {
    const { visitor, session, customer, ...event } = makeEvent(drawn.type, drawn)
    return {
      ...event,
      ...(drawn.type === 'search' && { search: { term } }),
      ...(consent === 'granted' && { visitor, session }),
      ...(bot && { bot }),
      ...(channel && { channel }),
      consent: { analytics: consent, personalization: consent },
    }
  })

test('keeps and tells what the long way keeps and tells', async () => {
  let shortCount = 0
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(drawnEvent, { minLength: 1, maxLength: 4, selector: ({ id }) => id }),
      fc.constantFrom(0, 100_000),
      fc.constantFrom(undefined, 'user-agent' as const),
      fc.constantFrom(undefined, 'mobile' as const),
      async (events, offsetMs, sign, device) => {
        const bytes = bodyOf(events, { clock: { offsetMs, roundTripMs: 40 }, dropped: 3 })
        const [short, long] = [setup(), setup()]
        const facts = { sign, device, site: 'mugs' }
        const read = readShort(bytes)
        if (!read) return
        shortCount++
        const answer = await short.ingest.acceptShort(read, facts)
        expect(answer).toEqual(await long.ingest.accept(readLong(bytes), () => undefined, facts))
        expect(short.kept).toEqual(long.kept)
        expect(short.told[0]?.events).toEqual(long.told[0]?.events)
        const look = (told: typeof short.told) =>
          ((told[0]?.marks ?? []) as StoredEvent[]).map(({ id, stream, seq, ts, bot, receivedAt, source }) => {
            return { id, stream, seq, ts, bot, receivedAt, source }
          })
        expect([look(short.told), short.told[0]?.dropped]).toEqual([look(long.told), long.told[0]?.dropped])
      },
    ),
    { numRuns: 900 },
  )
  expect(shortCount).toBeGreaterThan(50)
})

describe('what takes the long way', () => {
  const event = makeEvent('page_view')
  const long = 'ü'.repeat(EVENT_LIMITS.textLength - 10)
  test.each([
    ['a line break', Buffer.from(JSON.stringify({ ...HEAD, events: [event] }, null, 1))],
    ['bytes that are no UTF-8', Buffer.concat([bodyOf([event]), Buffer.from([0xff])])],
    ['what is no JSON', Buffer.from('{')],
    [
      'an escaped letter',
      Buffer.from(
        bodyOf([{ ...event, data: { a: 'X' } }])
          .toString()
          .replace('X', '\\u00e9'),
      ),
    ],
    ['a foreign field', bodyOf([event], { foreign: 1 })],
    ['a question', bodyOf([event], { check: ['a'] })],
    ['a foreign letter in an id', bodyOf([{ ...event, id: 'é' }])],
    ['a foreign letter in a stream', bodyOf([{ ...event, stream: 'é' }])],
    ['a foreign letter in the key', bodyOf([event], { key: 'é' })],
    ['a foreign letter in a landing’s address', bodyOf([{ ...event, page: { url: 'https://a.b/é', kind: 'home' } }])],
    [
      'ids without consent',
      bodyOf([{ ...event, visitor: 'v', consent: { analytics: 'denied', personalization: 'denied' } }]),
    ],
    [
      'ids of all without consent',
      bodyOf([{ ...event, consent: { analytics: 'denied', personalization: 'denied' } }], {
        context: { visitor: 'v' },
      }),
    ],
    ['a text whose bytes, not letters, are too many', bodyOf([{ ...event, page: { ...event.page, title: long } }])],
  ])('%s', (_, bytes) => {
    expect(readShort(bodyOf([event]))).toBeDefined()
    expect(readShort(bytes)).toBeUndefined()
  })

  test('keys that two ways of writing would mix up are told apart: the value of each is checked', () => {
    const bytes = Buffer.from(
      bodyOf([{ ...event, data: { é: { deep: 1 } } }])
        .toString()
        .replace('{"deep":1}}', '{"deep":1},"\\u00c3\\u00a9":1}'),
    )
    expect(JSON.parse(bytes.toString()).events[0].data).toEqual({ é: { deep: 1 }, 'Ã©': 1 })
    expect(readShort(bytes)).toBeUndefined()
  })

  test('events that are here already: nothing of the batch is noted', async () => {
    const { ingest, kept } = setup()
    const [a, b] = [makeEvent('page_view', { id: 'a' }), makeEvent('page_view', { id: 'b' })]
    const read = (...events: object[]) => readShort(bodyOf(events)) as NonNullable<ReturnType<typeof readShort>>
    await ingest.acceptShort(read(b))
    expect(ingest.acceptShort(read(a, b))).toBeUndefined()
    expect(ingest.acceptShort(read(a, a))).toBeUndefined()
    expect(await ingest.acceptShort(read(a))).toMatchObject({ accepted: 1, duplicates: 0 })
    expect(kept.flat().map(({ id }) => id)).toEqual(['b', 'a'])
  })

  test('a write that fails is forgotten: the retry is new', async () => {
    let isBroken = true
    const { ingest } = setup({ appendExact: async () => (isBroken ? Promise.reject(new Error('disk')) : undefined) })
    const read = () => readShort(bodyOf([event])) as NonNullable<ReturnType<typeof readShort>>
    await expect(ingest.acceptShort(read())).rejects.toThrow('disk')
    isBroken = false
    expect(await ingest.acceptShort(read())).toMatchObject({ accepted: 1 })
  })
})
