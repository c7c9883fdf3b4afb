import { expect, test } from 'vitest'
import {
  createHttpSink,
  type HttpSinkOptions,
  PermanentError,
  parseRetryAfter,
  RetryLaterError,
  sign,
} from '../src/index.js'
import { startReceiver } from './receiver.js'
import { makeBatch, makeEvents, makeStored, startRig } from './rig.js'
import { sinkSuite } from './sink-suite.js'

/** A sink before a receiver of its own. */
async function setup(options: Partial<HttpSinkOptions> = {}) {
  const receiver = await startReceiver()
  const { url, received } = receiver
  return {
    ...receiver,
    create: () => createHttpSink({ url, ...options }),
    ids: async () => received.flatMap(({ body }) => (JSON.parse(body).events as { id: string }[]).map(({ id }) => id)),
  }
}

sinkSuite('http', setup)

test('a request is signed over its time and body', async () => {
  const { create, received } = await setup({
    secret: 'shared',
    headers: { 'x-shop': 'one' },
    clock: { now: () => 1234 },
  })
  await create().write([makeStored()], 1)
  const { body, headers } = received[0] as (typeof received)[number]
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-shop': 'one' })
  expect(headers['endcap-signature']).toBe(sign(body, 'shared', 1234))
  expect(sign('{}', 'shared', 1)).toMatch(/^t=1,v1=[0-9a-f]{64}$/)
})

test.each([
  [500, RetryLaterError],
  [502, RetryLaterError],
  [429, RetryLaterError],
  [408, RetryLaterError],
  [302, RetryLaterError],
  [401, RetryLaterError],
  [404, RetryLaterError],
  [400, PermanentError],
  [413, PermanentError],
  [422, PermanentError],
])('%d is a %o', async (status, kind) => {
  const { create, setAnswer } = await setup()
  setAnswer(status, { location: '/elsewhere' })
  await expect(create().write([makeStored()], 1)).rejects.toBeInstanceOf(kind)
})

test('an answer that does not come is given up', async () => {
  const { create, setSilent } = await setup({ timeoutMs: 20 })
  setSilent()
  await expect(create().write([makeStored()], 1)).rejects.toThrow(/timeout/i)
})

test('Retry-After in seconds and as a date', async () => {
  const now = Date.UTC(2026, 0, 1)
  expect(parseRetryAfter('7', now)).toBe(7000)
  expect(parseRetryAfter(new Date(now + 90_000).toUTCString(), now)).toBe(90_000)
  expect(parseRetryAfter('Thu, 01 Jan 1970 00:00:00 GMT', now)).toBe(0)
  expect(parseRetryAfter('999999', now)).toBe(3_600_000)
  for (const value of [null, '', 'soon', '-1']) expect(parseRetryAfter(value, now)).toBe(0)
  const { create, setAnswer } = await setup()
  setAnswer(503, { 'retry-after': '3' })
  await expect(create().write([makeStored()], 1)).rejects.toMatchObject({ retryAfterMs: 3000 })
})

test('in a collector: its cursor stands in a file, and nothing is sent again after a restart', async () => {
  const { url, received, ids } = await setup()
  const sinks = [{ type: 'http', url }] as const
  const before = await startRig({ sinks })
  const events = makeEvents(3)
  await before.post(makeBatch(events))
  await before.collector.flush()
  await before.collector.close()
  const after = await startRig({ sinks, dataDir: before.dataDir })
  const more = makeEvents(1)
  await after.post(makeBatch(more))
  await after.collector.flush()
  expect(await ids()).toEqual([...events, ...more].map(({ id }) => id))
  expect(received.length).toBe(2)
})
