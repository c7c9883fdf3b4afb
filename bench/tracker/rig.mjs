/** A collector for each SDK, which notes what arrives, and a shop page that carries the SDK. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { decodeBody } from './sdks.mjs'

/** A collector refuses to wait for longer than this. */
const ARRIVAL_MS = 60_000

/**
 * Starts the collector of one SDK: answers what the SDK asks, reads what it sends. `take` gives what arrived since the last `take`;
 * `received(count)` resolves when so many events have arrived in all.
 */
export async function startCollector({ settings, answer, status = 200, ids }) {
  let requests = []
  let total = 0
  const waiting = new Set()

  const server = createServer(async (request, response) => {
    const { method, url, rawHeaders, headers } = request
    const body = Buffer.concat(await request.toArray())
    response.setHeader('access-control-allow-origin', headers.origin ?? '*')
    response.setHeader('access-control-allow-credentials', 'true')
    if (method === 'OPTIONS') {
      response.setHeader('access-control-allow-headers', headers['access-control-request-headers'] ?? '')
      response.setHeader('access-control-allow-methods', 'GET, POST')
      response.setHeader('access-control-max-age', '3600')
      response.writeHead(204).end()
      requests.push({ method, url, bodyBytes: 0, headBytes: headBytes(method, url, rawHeaders), ids: [] })
      return
    }
    const sent = body.length ? decodeBody(body, url) : undefined
    const reply = sent === undefined ? (settings ?? {}) : answer(sent)
    response.setHeader('content-type', typeof reply === 'string' ? 'text/plain' : 'application/json')
    response.writeHead(sent === undefined ? 200 : status)
    response.end(typeof reply === 'string' ? reply : JSON.stringify(reply))
    const found = sent === undefined ? [] : ids(sent)
    requests.push({
      method,
      url,
      bodyBytes: body.length,
      headBytes: headBytes(method, url, rawHeaders),
      ids: found,
      body,
    })
    total += found.length
    for (const wait of waiting) wait()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    total: () => total,
    take() {
      const taken = requests
      requests = []
      return taken
    },
    /** False when they did not arrive in time. */
    received(count) {
      return new Promise((resolve) => {
        const settle = (isThere) => {
          waiting.delete(check)
          clearTimeout(timer)
          resolve(isThere)
        }
        const check = () => total >= count && settle(true)
        const timer = setTimeout(settle, ARRIVAL_MS, false)
        waiting.add(check)
        check()
      })
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** The request line and the headers as HTTP/1.1 writes them. */
function headBytes(method, url, rawHeaders) {
  const headers = rawHeaders.reduce((sum, text) => sum + Buffer.byteLength(text) + 2, 0)
  return `${method} ${url} HTTP/1.1\r\n`.length + headers + 2
}

/** Serves a product page for each bundle, under `/<id>/products/…`. @param {Map<string, { code: Buffer, collector: string }>} bundles */
export async function startShop(bundles) {
  const server = createServer((request, response) => {
    const [, id, , file] = request.url.split('/')
    const found = bundles.get(id)
    if (!found || !file) return response.writeHead(404).end()
    const isScript = file === 'sdk.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8')
    response.end(isScript ? found.code : html(id, found.collector))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: (id) => `http://127.0.0.1:${server.address().port}/${id}/products/white-hanging-heart-t-light-holder`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

const html = (id, collector) => `<!doctype html>
<html lang="en">
<title>White Hanging Heart T-Light Holder – Lighting & candles – The shop</title>
<h1>White Hanging Heart T-Light Holder</h1>
<script>collector = '${collector}'</script>
<script src="/${id}/products/sdk.js"></script>
</html>
`

/** Opens the page of an SDK in a browser context of its own. Some SDKs keep silent where a robot drives, so nothing says so. With `flushMs` those that hold events back do so for no longer. */
export async function openPage(browser, url, flushMs) {
  const context = await browser.newContext({ userAgent: (await userAgent(browser)).replace('Headless', '') })
  await context.addInitScript(() => Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false }))
  if (flushMs) await context.addInitScript((ms) => void (window.flushMs = ms), flushMs)
  const page = await context.newPage()
  const errors = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(url)
  return { page, context, errors }
}

let agent
async function userAgent(browser) {
  if (!agent) {
    const page = await browser.newPage()
    agent = await page.evaluate(() => navigator.userAgent)
    await page.close()
  }
  return agent
}
