import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EVENT_LIMITS, type EventEnvelope, type Fetch, parseBatch } from '@endcap/core'
import { makeEvent } from '@endcap/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Outbox } from '../src/outbox/outbox.js'
import { createOutbox } from './outbox-rig.js'
import { createRig, type Rig } from './rig.js'

type Answer = (answer: ServerResponse, request: IncomingMessage, events: EventEnvelope[]) => void

let server: Server
let rig: Rig
let outbox: Outbox
let requests: { headers: IncomingMessage['headers']; method: string | undefined; bytes: number }[]
let taken: EventEnvelope[]
let answers: Answer[]

/** A collector over a real socket. Every body must be one that the real collector reads. */
beforeEach(async () => {
  requests = []
  taken = []
  answers = []
  server = createServer(async (request, answer) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    requests.push({ headers: request.headers, method: request.method, bytes: body.length })
    const batch = parseBatch(JSON.parse(body.toString()))
    if (!batch.ok) throw new Error(JSON.stringify(batch.problems))
    const events = batch.value.events.map((entry) => {
      if (!entry.ok) throw new Error(JSON.stringify(entry.problems))
      return entry.value
    })
    const scripted = answers.shift()
    if (scripted) return scripted(answer, request, events)
    taken.push(...events)
    answer.writeHead(202, { 'content-type': 'application/json' })
    answer.end(JSON.stringify({ accepted: events.length, duplicates: 0, rejected: [], time: Date.now() }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  rig = createRig({ fetch: fetch as Fetch, random: { unit: () => 0.5, id: () => 'id' } })
  outbox = createOutbox({
    env: rig,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/events`,
    key: 'shop',
    flushMs: 2000,
    batchCount: 50,
    maxStored: 1000,
    maxStoredBytes: 1e6,
    isAllowed: () => true,
    onError: () => {},
  })
})

afterEach(() => {
  outbox.stop()
  server.closeAllConnections()
  server.close()
})

const answerWith =
  (status: number, headers = {}, body = ''): Answer =>
  (answer) => {
    answer.writeHead(status, headers)
    answer.end(body)
  }

describe('over HTTP', () => {
  test('delivers 160 kB in bodies that a keepalive request may have', async () => {
    for (let i = 0; i < 20; i++)
      outbox.add(makeEvent('custom', { data: { a: '€'.repeat(900), b: 'x'.repeat(1000), ...filler() } }))
    await outbox.flush()
    expect(taken).toHaveLength(20)
    expect(new Set(taken.map(({ id }) => id)).size).toBe(20)
    for (const { headers, method, bytes } of requests) {
      expect(method).toBe('POST')
      expect(headers['content-type']).toBe('text/plain;charset=UTF-8')
      expect(headers['content-encoding']).toBeUndefined()
      expect(headers.cookie).toBeUndefined()
      expect(bytes).toBeLessThanOrEqual(60 * 1024)
    }
    expect(outbox.result()).toEqual({ delivered: 20, stored: 0, dropped: 0 })
  })

  test.each<[string, Answer, number]>([
    ['500', answerWith(500), 500],
    ['503 with Retry-After in seconds', answerWith(503, { 'retry-after': '8' }), 8000],
    [
      '503 with Retry-After as a date',
      answerWith(503, { 'retry-after': new Date(Date.UTC(2026, 0, 1, 0, 0, 9)).toUTCString() }),
      9000,
    ],
    ['429', answerWith(429, { 'retry-after': '3' }), 3000],
    ['a reset connection', (_, request) => request.socket.destroy(), 500],
    ['HTML with 200 from a proxy', answerWith(200, { 'content-type': 'text/html' }, '<h1>Welcome</h1>'), 500],
    [
      'a truncated body',
      (answer, request) => {
        answer.writeHead(202, { 'content-length': '500' })
        answer.write('{"accepted":1')
        setTimeout(() => request.socket.destroy(), 5)
      },
      500,
    ],
  ])('after %s waits and delivers', async (_, answer, waitMs) => {
    answers.push(answer)
    outbox.add(makeEvent('page_view'))
    await outbox.flush()
    expect(outbox.result()).toEqual({ delivered: 0, stored: 1, dropped: 0 })
    await rig.clock.advance(waitMs - 1)
    expect(requests).toHaveLength(1)
    await rig.clock.advance(1)
    await outbox.flush()
    expect(taken).toHaveLength(1)
    expect(outbox.result()).toEqual({ delivered: 1, stored: 0, dropped: 0 })
  })

  test.each<[number, number, number]>([
    [400, 4, 1],
    [413, 4, 1],
    [401, 0, 0],
  ])('%i for one of five events: %i delivered, %i dropped', async (status, delivered, dropped) => {
    const events = Array.from({ length: 5 }, () => makeEvent('page_view'))
    const refuse: Answer = (answer, _, list) => {
      if (list.some(({ id }) => id === events[2]!.id))
        return answerWith(status, {}, '{"code":"value-invalid"}')(answer, _, list)
      taken.push(...list)
      answer.writeHead(202)
      answer.end(JSON.stringify({ accepted: list.length, duplicates: 0, rejected: [], time: 0 }))
    }
    answers.push(...Array(20).fill(refuse))
    for (const event of events) outbox.add(event)
    await outbox.flush()
    expect(outbox.result()).toEqual({ delivered, stored: 5 - delivered - dropped, dropped })
    expect(taken).toHaveLength(delivered)
  })
})

/** About 5 kB of values at the limit of the wire format. */
function filler(): Record<string, string> {
  return Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`filler${i}`, 'x'.repeat(EVENT_LIMITS.textLength)]))
}
