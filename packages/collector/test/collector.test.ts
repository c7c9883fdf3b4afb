import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { nodeFiles } from '../src/files.js'
import { createCollector, type Files } from '../src/index.js'
import { createMemorySink, makeBatch, makeEvents, makeFolder, startRig } from './rig.js'

test('an event sent again after a restart is a duplicate', async () => {
  const dataDir = await makeFolder()
  const batch = makeBatch(makeEvents(3))
  const sink = createMemorySink()
  const before = await startRig({ dataDir, sinks: [sink] })
  expect(await (await before.post(batch)).json()).toMatchObject({ accepted: 3 })
  await before.collector.close()
  const after = await startRig({ dataDir, sinks: [sink] })
  expect(await (await after.post(batch)).json()).toMatchObject({ accepted: 0, duplicates: 3 })
  await after.collector.flush()
  expect(sink.taken.length).toBe(3)
})

test('what one sink missed while it was down it gets after the restart, and the other nothing twice', async () => {
  const dataDir = await makeFolder()
  const [up, down] = [createMemorySink('up'), createMemorySink('down')]
  down.fail = () => {
    throw new Error('down')
  }
  const before = await startRig({ dataDir, sinks: [up, down], limits: { drainMs: 50 } })
  await before.post(makeBatch(makeEvents(5)))
  await before.collector.close()
  expect([up.taken.length, down.taken.length]).toEqual([5, 0])
  down.fail = undefined
  const after = await startRig({ dataDir, sinks: [up, down] })
  await after.collector.flush()
  expect([up.taken.length, down.taken.length]).toEqual([5, 5])
})

test('a disk that fails: 503 with Retry-After and CORS, nothing kept, then all is well again', async () => {
  let isBroken = false
  const files: Files = {
    ...nodeFiles,
    open: async (path) => {
      const file = await nodeFiles.open(path)
      return { ...file, sync: () => (isBroken ? Promise.reject(new Error('EIO')) : file.sync()) }
    },
  }
  const sink = createMemorySink()
  const { url, post, collector } = await startRig({ env: { files }, sinks: [sink] })
  const batch = makeBatch(makeEvents(2))
  isBroken = true
  const answers = await Promise.all([post(batch), post(batch), post(makeBatch(makeEvents(1)))])
  for (const answer of answers) {
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'spool-failed' }])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  }
  expect((await fetch(`${url}/ready`)).status).toBe(503)
  isBroken = false
  // Without an event: a balancer sends none before.
  await vi.waitFor(async () => expect((await fetch(`${url}/ready`)).status).toBe(200))
  expect(await (await post(batch)).json()).toMatchObject({ accepted: 2, duplicates: 0 })
  await collector.flush()
  expect(sink.taken.length).toBe(2)
  expect((await fetch(`${url}/ready`)).status).toBe(200)
})

test('a backlog over the mark is answered as overload, until a sink takes it', async () => {
  const sink = createMemorySink()
  sink.fail = () => {
    throw new Error('down')
  }
  const { post, collector } = await startRig({ sinks: [sink], limits: { spoolBytes: 1000 } })
  expect((await post(makeBatch(makeEvents(20)))).status).toBe(202)
  const answer = await post(makeBatch(makeEvents(1)))
  expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'overloaded' }])
  expect(answer.headers.get('retry-after')).toBe('10')
  sink.fail = undefined
  await collector.flush()
  expect((await post(makeBatch(makeEvents(1)))).status).toBe(202)
})

test('closing: late requests are told so, accepted events still reach the sink, and the port is free', async () => {
  const sink = createMemorySink()
  let letGo = () => {}
  const gate = new Promise<void>((resolve) => (letGo = resolve))
  sink.fail = () => gate
  const { url, post, collector } = await startRig({ sinks: [sink] })
  await post(makeBatch(makeEvents(4)))
  const closed = collector.close()
  const late = await post(makeBatch(makeEvents(1)))
  expect([late.status, await late.json()]).toMatchObject([503, { code: 'shutting-down' }])
  expect(late.headers.get('access-control-allow-origin')).toBe('*')
  letGo()
  await closed
  expect(sink.taken.length).toBe(4)
  await expect(fetch(`${url}/health`)).rejects.toThrow()
  await collector.close()
})

test('closing does not wait for a sink past the deadline', async () => {
  const sink = createMemorySink()
  let letGo = () => {}
  sink.fail = () => new Promise((resolve) => (letGo = resolve))
  onTestFinished(() => letGo())
  const { post, collector } = await startRig({ sinks: [sink], limits: { drainMs: 20 } })
  await post(makeBatch(makeEvents(1)))
  await collector.close()
  expect(sink.taken.length).toBe(0)
})

test('tells its listeners of accepted events and of failures; one that throws disturbs nobody', async () => {
  const sink = createMemorySink()
  let tries = 0
  sink.fail = () => {
    if (tries++ === 0) throw new Error('not now')
  }
  const { post, collector } = await startRig({ sinks: [sink] })
  const seen: string[] = []
  collector.on('accepted', () => {
    throw new Error('listener')
  })
  collector.on('accepted', (events) => seen.push(...events.map(({ type }) => type)))
  const failure = new Promise((resolve) => collector.on('error', resolve))
  expect((await post(makeBatch(makeEvents(1)))).status).toBe(202)
  expect(seen).toEqual(['page_view'])
  expect(await failure).toMatchObject({ code: 'network-failed', cause: { message: 'not now' } })
  await collector.flush()
})

test('a taken port is an error that leaves nothing behind', async () => {
  const dataDir = await makeFolder()
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const collector = createCollector({ dataDir, keys: ['demo'], port, logger: 'silent', sinks: [] })
  await expect(collector.listen()).rejects.toThrow('EADDRINUSE')
  await startRig({ dataDir, sinks: [] })
})

test('health, readiness and metrics', async () => {
  const sink = createMemorySink()
  const open = sink.open
  let isDown = true
  Object.assign(sink, { open: (spool: string) => (isDown ? Promise.reject(new Error('down')) : open(spool)) })
  const { url, post, collector } = await startRig({ sinks: [sink], adminToken: 'a-token-of-16-or-more' })
  expect((await fetch(`${url}/health`)).status).toBe(200)
  const notReady = await fetch(`${url}/ready`)
  // Events wait in the spool for a sink that is down: a balancer goes on sending them.
  expect([notReady.status, await notReady.json()]).toEqual([
    200,
    { ready: true, degraded: true, sinks: { memory: expect.stringMatching(/opening|failing/) } },
  ])
  expect((await fetch(`${url}/ready?strict`)).status).toBe(503)
  isDown = false
  await post(makeBatch([...makeEvents(2), {}], { dropped: 3 }))
  await post(makeBatch([{ ...makeEvents(1)[0], bot: 'webdriver' }]))
  await collector.flush()
  expect((await fetch(`${url}/ready?strict`)).status).toBe(200)
  expect((await fetch(`${url}/metrics`)).status).toBe(401)
  const headers = { authorization: 'Bearer a-token-of-16-or-more' }
  const text = await (await fetch(`${url}/metrics`, { headers })).text()
  expect(text).toContain('endcap_events_total{outcome="accepted"} 3')
  expect(text).toContain('endcap_events_total{outcome="rejected"} 1')
  expect(text).toContain('endcap_sink_lag_events{sink="memory"} 0')
  expect(text).toContain('endcap_client_dropped_events_total 3')
  expect(text).toContain('endcap_bot_events_total{sign="webdriver"} 1')
  expect(text).toContain('endcap_spool_sync_seconds_count 2')
  expect(text).toContain('endcap_http_request_duration_seconds_count{route="/v1/events",status="202"} 2')
})

test('routes of one’s own, open or for the admin', async () => {
  const { url } = await startRig({
    adminToken: 'a-token-of-16-or-more',
    register(app, { requireAdmin }) {
      app.post('/v1/admin/echo', { preHandler: requireAdmin }, async (request) => request.body)
    },
  })
  const echo = (token: string) =>
    fetch(`${url}/v1/admin/echo`, {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    })
  expect((await echo('a-token-of-16-or-less')).status).toBe(401)
  expect(await (await echo('a-token-of-16-or-more')).json()).toEqual({ a: 1 })
})

test('refuses while a sink is too many events behind, or the event loop too late', async () => {
  const sink = createMemorySink()
  sink.fail = () => {
    throw new Error('down')
  }
  const { post } = await startRig({ sinks: [sink], limits: { lagCount: 3, drainMs: 0 } })
  expect((await post(makeBatch(makeEvents(4)))).status).toBe(202)
  const behind = await post(makeBatch(makeEvents(1)))
  expect([behind.status, behind.headers.get('retry-after')]).toEqual([503, '10'])

  const late = await startRig({ limits: { loopDelayMs: 0 } })
  // No loop is never late; the first measurement decides.
  await vi.waitFor(async () => expect((await late.post(makeBatch(makeEvents(1)))).status).toBe(503), { timeout: 5000 })
})
