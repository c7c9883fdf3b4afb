import { connect } from 'node:net'
import type { StoredEvent } from '@endcap/core'
import { expect, onTestFinished, test } from 'vitest'
import { makeBatch, makeEvents, startRig } from './rig.js'

const adminToken = 'a-token-of-16-or-more'

/** The messages of a live stream, one at a time. */
async function watch(url: string, init: RequestInit = { headers: { authorization: `Bearer ${adminToken}` } }) {
  const abort = new AbortController()
  onTestFinished(() => abort.abort())
  const response = await fetch(url, { ...init, signal: abort.signal })
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  const decoder = new TextDecoder()
  let rest = ''
  const next = async (): Promise<StoredEvent> => {
    for (;;) {
      const end = rest.indexOf('\n\n')
      const message = rest.slice(0, end)
      if (end >= 0) rest = rest.slice(end + 2)
      if (end >= 0 && message.startsWith('data: ')) return JSON.parse(message.slice(6))
      if (end >= 0) continue
      const { value, done } = await reader.read()
      if (done) throw new Error('ended')
      rest += decoder.decode(value, { stream: true })
    }
  }
  return { response, next }
}

test('accepted events are streamed, by header or by query', async () => {
  const { url, post } = await startRig({ adminToken })
  const [byHeader, byQuery] = [await watch(`${url}/v1/live`), await watch(`${url}/v1/live?token=${adminToken}`, {})]
  expect(byHeader.response.headers.get('content-type')).toContain('text/event-stream')
  expect(byHeader.response.headers.get('access-control-allow-origin')).toBe('*')
  const events = makeEvents(2)
  await post(makeBatch([...events, {}]))
  await post(makeBatch(events))
  const last = makeEvents(1)
  await post(makeBatch(last))
  const expected = [...events, ...last].map(({ id }) => id)
  for (const { next } of [byHeader, byQuery]) {
    expect([(await next()).id, (await next()).id, (await next()).id]).toEqual(expected)
  }
})

test('nobody watches without the token', async () => {
  const { url } = await startRig({ adminToken })
  for (const path of ['/v1/live', '/v1/live?token=', '/v1/live?token=wrong', `/v1/live?token=${adminToken}x`]) {
    expect((await fetch(url + path)).status).toBe(401)
  }
  const shut = await startRig()
  expect((await fetch(`${shut.url}/v1/live?token=undefined`)).status).toBe(401)
})

test('a watcher that does not read is dropped, the others go on', async () => {
  const { url, post } = await startRig({ adminToken, limits: { liveBytes: 100_000 } })
  const { hostname, port } = new URL(url)
  const lazy = connect(Number(port), hostname)
  onTestFinished(() => void lazy.destroy())
  const isDropped = new Promise<void>((resolve) => lazy.once('close', () => resolve()).once('error', () => resolve()))
  lazy.write(`GET /v1/live?token=${adminToken} HTTP/1.1\r\nHost: x\r\n\r\n`)
  await new Promise((resolve) => lazy.once('data', resolve))
  lazy.pause()
  const { next } = await watch(`${url}/v1/live`)
  const title = 'x'.repeat(1000)
  let isOver = false
  void isDropped.then(() => (isOver = true))
  const page = { url: 'https://shop.example/', kind: 'home', title }
  for (let round = 0; round < 200 && !isOver; round++) {
    await post(makeBatch(makeEvents(200).map((event) => ({ ...event, page }))))
    for (let i = 0; i < 200; i++) await next()
    // Only a socket that reads notices that it was closed: past the buffers of the system, let it look.
    if (round > 40) lazy.resume()
  }
  await isDropped
})

test('the page runs under a strict policy and holds no script or style of its own', async () => {
  const { url } = await startRig({ adminToken })
  const page = await fetch(`${url}/live`)
  const html = await page.text()
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(html).not.toMatch(/<script>|<style|style=|onclick/)
  const script = await fetch(`${url}/live.js`)
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  const source = await script.text()
  expect(source).not.toMatch(/innerHTML|insertAdjacentHTML|eval\(/)
  expect(() => new Function(source)).not.toThrow()
  expect((await fetch(`${url}/live.css`)).headers.get('content-type')).toBe('text/css; charset=utf-8')
})
