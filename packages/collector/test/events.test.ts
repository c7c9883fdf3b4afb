import { readdir, readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { ERRORS, EVENT_TYPES, type EventEnvelope } from '@endcap/core'
import { makeEvent } from '@endcap/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMemorySink, makeBatch, makeEvents, startRig } from './rig.js'

const good = () => makeBatch(makeEvents(1))

describe('what it refuses', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const blanks = Buffer.alloc(8 << 20, ' ')
  const cases: [name: string, body: unknown, code: string, path: string, init?: object][] = [
    ['an empty body', '', 'json-malformed', ''],
    ['half a JSON', '{"v":1,', 'json-malformed', ''],
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22]), 'json-malformed', ''],
    ['null', 'null', 'type-wrong', ''],
    ['an array', '[]', 'type-wrong', ''],
    ['a batch without a version', { ...good(), v: undefined }, 'field-missing', '/v'],
    ['a version of the future', { ...good(), v: 2 }, 'version-unknown', '/v'],
    ['a key that is no text', { ...good(), key: 7 }, 'type-wrong', '/key'],
    ['an unknown key', { ...good(), key: 'other' }, 'key-wrong', '/key'],
    ['a batch without events', { ...good(), events: undefined }, 'field-missing', '/events'],
    ['events that are no array', { ...good(), events: {} }, 'type-wrong', '/events'],
    ['no events at all', { ...good(), events: [] }, 'batch-empty', '/events'],
    ['too many events', { ...good(), events: Array(501).fill({}) }, 'batch-too-many', '/events'],
    ['a time that is no time', { ...good(), sentAt: 1e300 }, 'value-invalid', '/sentAt'],
    ['a context that is no object', { ...good(), context: [] }, 'type-wrong', '/context'],
    ['a large body', ' '.repeat((1 << 20) + 1), 'body-too-large', ''],
    ['deep nesting', '['.repeat(400_000), 'json-malformed', ''],
    [
      'a form',
      'a=b',
      'media-type-unsupported',
      '',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ],
    ['an unknown compression', 'x', 'media-type-unsupported', '', { path: '/v1/events?z=zstd' }],
    ['an unknown encoding', 'x', 'media-type-unsupported', '', { headers: { 'content-encoding': 'zstd' } }],
    ['gzip that is none', bytes('hello'), 'json-malformed', '', { path: '/v1/events?z=gzip' }],
    [
      'gzip that was cut',
      gzipSync(JSON.stringify(good())).subarray(0, 40),
      'json-malformed',
      '',
      { path: '/v1/events?z=gzip' },
    ],
    ['a gzip bomb', gzipSync(blanks), 'body-too-large', '', { path: '/v1/events?z=gzip' }],
    ['a deflate bomb', deflateSync(blanks), 'body-too-large', '', { path: '/v1/events?z=deflate' }],
    ['a brotli bomb', brotliCompressSync(blanks), 'body-too-large', '', { headers: { 'content-encoding': 'br' } }],
    ['brotli that is none', bytes('hello'), 'json-malformed', '', { path: '/v1/events?z=br' }],
  ]

  test.each(cases)('%s', async (_, body, code, path, init) => {
    const { post, collector } = await startRig()
    const response = await post(body, init)
    const problem = (await response.json()) as object
    expect(problem).toMatchObject({ code, path, title: expect.any(String), type: `urn:endcap:error:${code}` })
    expect(response.status).toBe(ERRORS[code as keyof typeof ERRORS].status)
    expect(problem).toMatchObject({ status: response.status })
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('access-control-expose-headers')).toContain('Retry-After')
    expect(collector.stats().accepted).toBe(0)
  })

  test('says every problem of an envelope', async () => {
    const { post } = await startRig()
    const problem = (await (await post({ ...good(), key: 7, sentAt: 'now' })).json()) as { problems: object[] }
    expect(problem.problems).toMatchObject([{ path: '/key' }, { path: '/sentAt' }])
  })

  test('a body without a length that does not end', async () => {
    const { url } = await startRig()
    const status = await new Promise((resolve, reject) => {
      const sending = request(`${url}/v1/events`, { method: 'POST' }, (response) => {
        resolve(response.statusCode)
        sending.destroy()
      })
      sending.on('error', reject)
      const more = () => sending.destroyed || sending.write(Buffer.alloc(1 << 16, ' '), () => setImmediate(more))
      more()
    })
    expect(status).toBe(413)
  })

  test('a client that goes away in the middle', async () => {
    const { url, post, collector } = await startRig()
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    socket.write('POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"v":1')
    await new Promise((resolve) => socket.once('connect', resolve))
    socket.resetAndDestroy()
    expect((await post(good())).status).toBe(202)
    expect(collector.stats().accepted).toBe(1)
  })

  test('an address outside the routes, also one that cannot be decoded', async () => {
    const { url } = await startRig()
    for (const [path, status, code] of [
      ['/nowhere', 404, 'not-found'],
      ['/%E0%A4%A', 400, 'value-invalid'],
    ] as const) {
      const response = await fetch(url + path)
      expect(response.status).toBe(status)
      expect(await response.json()).toMatchObject({ code })
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
    }
  })

  test('other methods', async () => {
    const { url } = await startRig()
    const response = await fetch(`${url}/v1/events`, { method: 'PUT', body: 'x' })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST, OPTIONS'])
  })

  test('origins outside the list, and none without an origin', async () => {
    const { post } = await startRig({ origins: ['https://shop.example'] })
    const statusFor = async (headers: Record<string, string>) => (await post(good(), { headers })).status
    expect(await statusFor({ origin: 'https://shop.example' })).toBe(202)
    expect(await statusFor({})).toBe(202)
    expect(await statusFor({ origin: 'https://evil.example' })).toBe(403)
    expect(await statusFor({ origin: 'null' })).toBe(403)
  })
})

describe('what it takes', () => {
  test('the good events of a mixed batch', async () => {
    const sink = createMemorySink()
    const { post, collector } = await startRig({ sinks: [sink] })
    const [first, last] = makeEvents(2)
    const answer = await post(
      makeBatch([first, { ...first, id: 'bad', ts: 'noon' }, { ...first, id: 5 }, null, first, last]),
    )
    expect(answer.status).toBe(202)
    expect(await answer.json()).toEqual({
      accepted: 2,
      duplicates: 1,
      rejected: [
        { index: 1, id: 'bad', code: 'type-wrong', path: '/events/1/ts' },
        { index: 2, code: 'type-wrong', path: '/events/2/id' },
        { index: 3, code: 'type-wrong', path: '/events/3' },
      ],
      time: expect.any(Number),
    })
    await collector.flush()
    expect(sink.taken.map(({ id }) => id)).toEqual([first?.id, last?.id])
    expect(collector.stats()).toMatchObject({ accepted: 2, duplicates: 1, rejected: 3 })
  })

  test('application/json, packed bodies by URL or header, and a body without a type', async () => {
    const { url, post } = await startRig()
    const packed = () => gzipSync(JSON.stringify(good()))
    const deflated = () => deflateSync(JSON.stringify(good()))
    const brotli = () => brotliCompressSync(JSON.stringify(good()))
    const answers = await Promise.all([
      post(good(), { headers: { 'content-type': 'application/json; charset=utf-8' } }),
      post(packed(), { path: '/v1/events?z=gzip' }),
      post(packed(), { headers: { 'content-encoding': 'gzip' } }),
      post(deflated(), { path: '/v1/events?z=deflate' }),
      post(deflateRawSync(JSON.stringify(good())), { path: '/v1/events?z=deflate' }),
      post(deflated(), { headers: { 'content-encoding': 'deflate' } }),
      post(brotli(), { path: '/v1/events?z=br' }),
      post(brotli(), { headers: { 'content-encoding': 'br' } }),
      fetch(`${url}/v1/events`, { method: 'POST', body: Buffer.from(JSON.stringify(good())) }),
    ])
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202))
  })

  test('bodies word for word, written over several lines, with foreign fields, or with events of before', async () => {
    const sink = createMemorySink()
    const { post, collector, dataDir } = await startRig({ sinks: [sink] })
    const [a, b, c, d, e] = Array.from({ length: 5 }, () => makeEvent('view_cart', { ts: Date.now() }))
    const { visitor, consent, ...own } = a as EventEnvelope
    const landing = { ...b, type: 'page_view', page: { url: 'https://shop.example/?utm_source=mail', kind: 'home' } }
    await post(makeBatch([own, landing], { context: { visitor, consent } }))
    await post(JSON.stringify(makeBatch([c]), undefined, 2))
    await post(makeBatch([{ ...d, secret: 'never kept' }]))
    await post(makeBatch([d, e, { ...e, id: 'refused', ts: 'secret' }]))
    await collector.flush()
    expect(sink.taken.map(({ receivedAt, ...event }) => event)).toEqual([
      a,
      { ...landing, channel: { group: 'email', source: 'mail' } },
      c,
      d,
      e,
    ])
    const [log] = (await readdir(join(dataDir, 'spool'))).filter((name) => name.endsWith('.log'))
    const text = await readFile(join(dataDir, 'spool', log as string), 'utf8')
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[1]),
    ).toEqual(['0+2', '2+1', '3+1', '4+1'])
    expect(text).not.toContain('secret')
  })

  test('a body of exactly the limit', async () => {
    const { post } = await startRig({ limits: { bodyBytes: 2000 } })
    const text = JSON.stringify(good())
    expect((await post(text.padEnd(2000))).status).toBe(202)
    expect((await post(text.padEnd(2001))).status).toBe(413)
  })

  test('programs that name themselves are labelled where the page has not', async () => {
    const sink = createMemorySink()
    const { post, collector } = await startRig({ sinks: [sink] })
    const [plain, labelled] = makeEvents(2)
    const headers = { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }
    await post(makeBatch([plain, { ...labelled, bot: 'webdriver' }]), { headers })
    await post(good(), {
      headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
    })
    await collector.flush()
    expect(sink.taken.map(({ bot }) => bot)).toEqual(['user-agent', 'webdriver', undefined])
  })

  test('the kind of device stands on all events of a browser, however they came, and is not theirs to say', async () => {
    const sink = createMemorySink()
    const { post, collector } = await startRig({ sinks: [sink] })
    const [plain, sly, odd] = makeEvents(3)
    const phone = { 'user-agent': 'Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0' }
    await post(makeBatch([plain]), { headers: phone })
    // Not as the parsers read it: it takes the long way.
    await post(makeBatch([{ ...sly, device: 'desktop' }]), { headers: phone })
    await post(makeBatch([{ ...odd, device: 'desktop' }]), { headers: { 'user-agent': 'a shop of its own' } })
    await collector.flush()
    expect(sink.taken.map(({ device }) => device)).toEqual(['mobile', 'mobile', undefined])
    expect(JSON.stringify(sink.taken)).not.toContain('Firefox')
  })

  test('text that databases refuse, mended', async () => {
    const sink = createMemorySink()
    const { post, collector } = await startRig({ sinks: [sink] })
    const event = makeEvent('custom', { ts: Date.now(), data: { a: '1\ud8002\0\ud83d\ude00', '\udc00': 1 } })
    expect((await post(makeBatch([event]))).status).toBe(202)
    await collector.flush()
    expect(sink.taken[0]?.data).toEqual({ a: '1\ufffd2\ud83d\ude00', '\ufffd': 1 })
  })

  test('a preflight', async () => {
    const { url } = await startRig()
    const response = await fetch(`${url}/v1/events`, {
      method: 'OPTIONS',
      headers: { origin: 'https://a.example', 'access-control-request-method': 'POST' },
    })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-methods')).toContain('POST')
  })

  test('it stays up whatever comes in', async () => {
    const { post, url } = await startRig()
    const field = fc.constantFrom('v', 'key', 'sentAt', 'sdk', 'context', 'events', '__proto__', 'constructor')
    const batch = fc.record({
      v: fc.constant(1),
      key: fc.constant('demo'),
      sentAt: fc.constant(Date.now()),
      sdk: fc.constant('fuzz'),
      context: fc.option(fc.dictionary(fc.string(), fc.jsonValue()), { nil: undefined }),
      events: fc.array(
        fc.record({ type: fc.constantFrom(...EVENT_TYPES, 'x'), id: fc.jsonValue(), items: fc.jsonValue() }),
      ),
    })
    const body = fc.oneof(fc.uint8Array(), fc.string(), fc.jsonValue(), fc.dictionary(field, fc.jsonValue()), batch)
    await fc.assert(
      fc.asyncProperty(body, fc.constantFrom('', '?z=gzip', '?z'), async (value, query) => {
        const { status } = await post(value, { path: `/v1/events${query}` })
        expect([202, 400, 401, 415]).toContain(status)
      }),
      { numRuns: 200 },
    )
    expect((await fetch(`${url}/health`)).status).toBe(200)
  })
})

test.each([
  [
    'what nobody answered is denied',
    { analytics: 'unknown', personalization: 'granted' },
    { analytics: 'denied', personalization: 'granted' },
  ],
  [
    'what the visitor answered stands',
    { analytics: 'granted', personalization: 'denied' },
    { analytics: 'granted', personalization: 'denied' },
  ],
] as const)('Global Privacy Control: %s', async (_, consent, expected) => {
  const sink = createMemorySink()
  const { post, collector } = await startRig({ sinks: [sink] })
  const event = makeEvent('page_view', { ts: Date.now(), consent })
  for (const gpc of ['0', '1']) await post(makeBatch([{ ...event, id: gpc }]), { headers: { 'sec-gpc': gpc } })
  await collector.flush()
  expect(sink.taken.map((taken) => taken.consent)).toEqual([consent, expected])
  expect(sink.taken.every(({ visitor }) => (visitor === undefined) === (consent.analytics !== 'granted'))).toBe(true)
})
