/**
 * A shop with one row under test, in front of a real collector whose clock is the study's, so that weeks pass in minutes. The
 * shop's server is the road between both: it may lose the exposures of an arm, as a broken page would.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { createCollector } from '@endcap/collector'

const DIST = fileURLToPath(new URL('../../packages/widgets/dist/', import.meta.url))
const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' }

export const KEY = 'study'
export const EXPERIMENT = 'heading'
export const PLACEMENT = 'row'
/**
 * Whose the shoppers' browsers are. Programs are left out of results, and both Node and a headless browser say that they are some: the
 * latter, whatever a page was told to say, in what it sends once the page is gone.
 */
export const PHONE =
  'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130 Mobile Safari/537.36'

/** Timers keep the real time. */
export function after(delayMs, task) {
  const timer = setTimeout(task, delayMs)
  return () => clearTimeout(timer)
}

/** What tells the arm `chosen` from control on the page. */
export const CHOSEN = 'Chosen for you'

export const CATALOG = {
  v: 1,
  products: Array.from({ length: 12 }, (_, i) => ({
    id: `p${i}`,
    title: `Mug ${i}`,
    url: `/p/${i}`,
    price: 8 + i,
    currency: 'GBP',
    categories: [i % 2 ? 'Mugs' : 'Jugs'],
  })),
}
export const CONFIG = {
  v: 1,
  placements: [
    { id: PLACEMENT, pages: ['home'], selector: '#rows', strategy: ['trending'], heading: 'New', count: 4, min: 1 },
  ],
  experiments: [
    {
      id: EXPERIMENT,
      placement: PLACEMENT,
      metric: 'ctr',
      variants: [
        { id: 'control', weight: 0.5 },
        { id: 'chosen', weight: 0.5, set: { heading: CHOSEN } },
      ],
    },
  ],
}

/**
 * Starts shop and collector on free ports. `loses` gives true for each exposure that does not arrive.
 * @param {{ dataDir: string, now: () => number, loses?: (variant: string) => boolean }} options
 */
export async function startShop({ dataDir, now, loses = () => false }) {
  const collector = createCollector({
    dataDir,
    keys: [KEY],
    port: 0,
    logger: 'silent',
    env: { clock: { now, after } },
  })
  const { url: behind } = await collector.listen()
  let lost = 0

  /** The body without the exposures that are lost. */
  function thin(body) {
    const batch = JSON.parse(body)
    const left = batch.events.filter(({ type, experiments }) => {
      return type !== 'experiment_exposure' || !loses(experiments?.[EXPERIMENT])
    })
    lost += batch.events.length - left.length
    return left.length ? JSON.stringify({ ...batch, events: left }) : undefined
  }

  const server = createServer(async (request, response) => {
    const { pathname, search } = new URL(request.url, 'http://shop')
    const send = (body, type = 'text/html; charset=utf-8', status = 200) =>
      response.writeHead(status, { 'content-type': type }).end(body)
    if (pathname === '/') return send(page('home', '<div id="rows"></div>'))
    if (pathname.startsWith('/p/')) return send(page('product', `<p>Product ${pathname.slice(3)}</p>`))
    if (pathname === '/config.json') return send(JSON.stringify(CONFIG), TYPES['.json'])
    if (pathname === '/catalog.json') return send(JSON.stringify(CATALOG), TYPES['.json'])
    if (pathname.startsWith('/endcap/')) return sendFile(pathname.slice(8), send)
    if (!pathname.startsWith('/v1/')) return send('', undefined, 404)
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const raw = Buffer.concat(chunks)
    const body = thin((/[?&]z=gzip\b/.test(search) ? gunzipSync(raw) : raw).toString())
    if (body === undefined) return send(JSON.stringify({ accepted: 0, duplicates: 0, rejected: [] }), TYPES['.json'])
    const answer = await fetch(behind + pathname, { method: 'POST', body, headers: { 'user-agent': PHONE } })
    send(await answer.text(), answer.headers.get('content-type') ?? undefined, answer.status)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    warehouse: join(dataDir, 'warehouse.duckdb'),
    lost: () => lost,
    /** Waits until the warehouse has all, and ends both. */
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await collector.flush()
      await collector.close()
    },
  }
}

function sendFile(name, send) {
  try {
    send(readFileSync(join(DIST, name)), TYPES[extname(name)])
  } catch {
    send('', undefined, 404)
  }
}

const page = (kind, body) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<script src="/endcap/endcap.js" data-key="${KEY}" data-collector="/" data-config="/config.json" data-catalog="/catalog.json"
 data-consent="granted" defer></script></head>
<body data-endcap-page="${kind}"><main><h1>Shop</h1>${body}</main></body></html>`
