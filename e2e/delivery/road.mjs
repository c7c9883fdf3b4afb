/**
 * What stands between page and collector: a relay that delays, and a front that records each request and may answer in the
 * collector's place. What the front passes on is answered by the real collector.
 */
import { Agent, createServer, request as send } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { createRelay } from './relay.mjs'

/**
 * @typedef {object} Passage one request as it came to the front
 * @property {number} atMs when its body was complete
 * @property {string} method
 * @property {string} path
 * @property {string | undefined} cookie
 * @property {number} bytes of the body, as sent
 * @property {{ id: string, type: string, run?: string, n?: number }[]} events
 * @property {string} text the body, unpacked
 * @property {boolean} passed the collector got it
 * @property {boolean} taken the collector answered 202
 * @property {number} status of the answer; 0: none
 *
 * @typedef {object} Answer what the front does with a request; an empty one passes it on
 * @property {number} [status]
 * @property {Record<string, string>} [headers]
 * @property {string} [body]
 * @property {'reset' | 'hang' | 'truncate'} [fault] `truncate` lets the collector take the events, and cuts its answer
 */

/** What the collector's own answers allow to every page. A proxy's answers do not have them. */
export const CORS = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Retry-After, ETag' }

/**
 * Opens a road to a collector.
 * @param {{ collector: string, delayMs?: number, swallow?: boolean }} options `delayMs`: the round trip. `swallow`: throws the
 *   first batch with events of the rig away and says that it was taken, as proof that the rig notices
 */
export async function openRoad({ collector, delayMs = 0, swallow = false }) {
  /** @type {Passage[]} */
  const passages = []
  const watchers = new Set()
  const agent = new Agent({ keepAlive: true })
  let isHungry = swallow
  let rule = (_passage) => ({})
  const changed = () => {
    for (const watcher of watchers) watcher()
  }

  const front = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('error', () => {})
    request.on('end', () => {
      const passage = read(request, Buffer.concat(chunks))
      passages.push(passage)
      if (isHungry && passage.events.some(({ run }) => run)) {
        isHungry = false
        passage.taken = true
        reply(response, passage, {
          status: 202,
          headers: CORS,
          body: '{"accepted":0,"duplicates":0,"rejected":[],"time":0}',
        })
        return changed()
      }
      const answer = passage.method === 'OPTIONS' ? {} : (rule(passage) ?? {})
      if (answer.status || (answer.fault && answer.fault !== 'truncate')) reply(response, passage, answer)
      else pass(request, response, passage, Buffer.concat(chunks), answer)
      changed()
    })
  })
  await new Promise((resolve) => front.listen(0, '127.0.0.1', resolve))
  const relay = createRelay({ to: front.address().port, delayMs })
  const port = await relay.listen()

  function reply(response, passage, { status, headers, body = '', fault }) {
    passage.status = status ?? 0
    if (fault === 'reset') return response.socket.resetAndDestroy()
    if (fault === 'hang') return
    response.writeHead(status, headers).end(body)
  }

  function pass(request, response, passage, body, { fault }) {
    passage.passed = true
    const { method, url, headers } = request
    const upstream = send(new URL(url, collector), {
      method,
      agent,
      headers: { ...headers, host: new URL(collector).host },
    })
    upstream.on('response', (answer) => {
      passage.status = answer.statusCode
      passage.taken = answer.statusCode === 202
      if (fault === 'truncate') {
        response.writeHead(answer.statusCode, { ...CORS, 'content-type': 'application/json', 'content-length': '200' })
        response.write('{"accepted":', () => response.socket.destroy())
        answer.resume()
      } else {
        response.writeHead(answer.statusCode, answer.headers)
        answer.pipe(response)
      }
      changed()
    })
    upstream.on('error', () => response.socket?.destroy())
    upstream.end(body)
  }

  return {
    /** What a page is told as its collector. */
    url: `http://127.0.0.1:${port}`,
    passages,
    /** Decides from now on. @param {(passage: Passage) => Answer | undefined} next */
    rule: (next) => void (rule = next),
    posts: () => passages.filter(({ method }) => method === 'POST'),
    /** Numbers of the events that the collector took. */
    taken: () => new Set(passages.filter(({ taken }) => taken).flatMap(({ events }) => events.map(({ n }) => n))),
    /** Events that the collector was given more than once: how many times more, and the numbers of the rig's own. */
    repeats() {
      const events = passages.filter(({ passed }) => passed).flatMap((passage) => passage.events)
      const seen = new Set()
      const again = events.filter(({ id }) => seen.has(id) || !seen.add(id))
      return { repeats: again.length, events: seen.size, numbers: again.map(({ n }) => n ?? 'page view') }
    },
    /** Resolves as soon as the test holds, with true; or with false after the time. */
    until(test, timeoutMs) {
      return new Promise((resolve) => {
        const settle = (holds) => {
          clearTimeout(timer)
          watchers.delete(look)
          resolve(holds)
        }
        const look = () => test() && settle(true)
        const timer = setTimeout(() => settle(test()), timeoutMs)
        watchers.add(look)
        look()
      })
    },
    /** Refuses connections. */
    down: () => relay.close(),
    up: () => relay.listen(),
    async close() {
      await relay.close()
      front.closeAllConnections()
      await new Promise((resolve) => front.close(resolve))
      agent.destroy()
    },
  }
}

/** @returns {Passage} */
function read({ method, url, headers }, body) {
  const { pathname, searchParams } = new URL(url, 'http://front')
  const passage = {
    atMs: Date.now(),
    method,
    path: pathname,
    cookie: headers.cookie,
    bytes: body.length,
    events: [],
    text: '',
    passed: false,
    taken: false,
    status: 0,
  }
  if (method !== 'POST') return passage
  try {
    passage.text = String(searchParams.get('z') === 'gzip' ? gunzipSync(body) : body)
    const { context, events } = JSON.parse(passage.text)
    passage.events = events.map((event) => {
      const { id, type, data } = { ...context, ...event }
      return { id, type, run: data?.run, n: data?.n }
    })
  } catch {
    // The collector has its own opinion of such a body.
  }
  return passage
}
