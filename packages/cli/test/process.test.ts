import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeEvent } from '@endcap/testkit'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { bundleProgram, type Program, startProgram } from './process.js'
import { runCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-process-'))
let program: Awaited<ReturnType<typeof bundleProgram>>
beforeAll(async () => {
  program = await bundleProgram()
}, 60_000)
afterAll(() => {
  program.remove()
  rmSync(folder, { recursive: true, force: true })
})

const URL_LINE = /collector +(http:\S+)/
function start(name: string, file: object = {}): Program {
  const path = join(folder, `${name}.json`)
  writeFileSync(path, JSON.stringify({ dataDir: name, port: 0, keys: ['demo'], ...file }))
  const started = startProgram(program.file, ['collect', '--config-file', path])
  onTestFinished(() => void started.child.kill('SIGKILL'))
  return started
}
const batch = (events: readonly unknown[], fields: object = {}) =>
  JSON.stringify({ v: 1, key: 'demo', sentAt: Date.now(), sdk: 'test/1', events, ...fields })
const events = (count: number) => Array.from({ length: count }, () => makeEvent('page_view', { ts: Date.now() }))
const post = (url: string, body: BodyInit, init: RequestInit = {}) =>
  fetch(url, { method: 'POST', body, ...init }).then((answer) => answer.status)

test('SIGTERM: what was acknowledged reaches the warehouse, and the process ends with 0', {
  timeout: 60_000,
}, async () => {
  const running = start('drained')
  const [, url] = await running.wrote(URL_LINE)
  expect(await post(`${url}/v1/events`, batch(events(40)))).toBe(202)
  running.child.kill('SIGTERM')
  expect(await running.ended).toBe(0)
  expect(existsSync(join(folder, 'drained/admin.json'))).toBe(false)
  const { stdout } = await runCommand(['report', '--data', 'drained', '--out', 'r.html', '--json'], folder)
  expect(JSON.parse(stdout)).toMatchObject({ overview: { events: 40 } })
})

test('SIGTERM ends within the deadline though a sink hangs; a second one ends at once', {
  timeout: 60_000,
}, async () => {
  // A receiver that takes requests and never answers.
  const hole = createServer(() => {}).listen(0, '127.0.0.1')
  onTestFinished(() => {
    hole.closeAllConnections()
    hole.close()
  })
  await new Promise((resolve) => hole.once('listening', resolve))
  const sinks = [{ type: 'http', url: `http://127.0.0.1:${(hole.address() as AddressInfo).port}`, timeoutMs: 60_000 }]
  const held = start('held', { sinks, limits: { drainMs: 300 } })
  const [, url] = await held.wrote(URL_LINE)
  expect(await post(`${url}/v1/events`, batch(events(1)))).toBe(202)
  held.child.kill('SIGTERM')
  expect(await held.ended).toBe(0)

  const slow = start('slow', { sinks, limits: { drainMs: 3_600_000 } })
  const [, again] = await slow.wrote(URL_LINE)
  expect(await post(`${again}/v1/events`, batch(events(1)))).toBe(202)
  slow.child.kill('SIGTERM')
  await slow.wrote(/stopping/)
  slow.child.kill('SIGTERM')
  expect(await slow.ended).toBe('SIGTERM')
})

test('the log of hostile traffic holds no address, id, URL or token, at any level', { timeout: 60_000 }, async () => {
  const MARK = 'marker7f3'
  // A receiver that says back what it got.
  const echo = createServer((request, response) => {
    request.pipe(response.writeHead(500))
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void echo.close())
  await new Promise((resolve) => echo.once('listening', resolve))
  const running = start('hostile', {
    logger: 'trace',
    origins: ['https://shop.example'],
    sinks: [
      { type: 'duckdb' },
      { type: 'http', url: `http://127.0.0.1:${(echo.address() as AddressInfo).port}/${MARK}` },
    ],
    limits: { drainMs: 100 },
  })
  const [, url = ''] = await running.wrote(URL_LINE)
  const headers = {
    authorization: `Bearer ${MARK}`,
    cookie: `id=${MARK}`,
    'user-agent': MARK,
    'x-forwarded-for': '203.0.113.77',
    referer: `https://shop.example/${MARK}`,
    traceparent: `00-${MARK}`,
  }
  const event = { ...makeEvent('page_view'), ts: Date.now(), id: MARK, visitor: MARK, customer: MARK, ts2: MARK }
  const bodies = [
    batch([event]),
    batch([{ ...event, id: `${MARK}-2`, type: MARK, seq: MARK }]),
    batch([event], { key: MARK }),
    `{"v":1,"key":"${MARK}`,
    `${MARK}`.repeat(300_000),
    MARK,
  ]
  for (const body of bodies) await post(`${url}/v1/events`, body, { headers })
  for (const query of [`?z=gzip&token=${MARK}`, `?z=${MARK}`]) await post(`${url}/v1/events${query}`, MARK, { headers })
  await post(`${url}/v1/events`, batch([event]), { headers: { ...headers, origin: `https://${MARK}.example` } })
  for (const path of [
    `/${MARK}`,
    `/live?token=${MARK}`,
    `/v1/live?token=${MARK}`,
    `/metrics?token=${MARK}`,
    `/%${MARK}`,
  ])
    await fetch(url + path, { headers })
  await post(`${url}/admin/import`, JSON.stringify({ file: MARK }), { headers })
  const { port } = new URL(url)
  for (const raw of [
    `GET /${MARK} HTTP/9.9\r\n\r\n`,
    `POST /v1/events HTTP/1.1\r\nHost: ${MARK}\r\nContent-Length: 99\r\n\r\n${MARK}`,
  ]) {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(raw, () => socket.end()))
    await new Promise((resolve) => socket.on('error', resolve).on('close', resolve).resume())
  }
  await running.wrote(/the sink http failed/)
  running.child.kill('SIGTERM')
  expect(await running.ended).toBe(0)
  const told = running.written().replaceAll(url, '')
  expect(told).toMatch(/"level":\d+/)
  expect(told).not.toContain(MARK)
  expect(told).not.toMatch(/203\.0\.113|\b127\.0\.0\.1\b|::1/)
})
