import { existsSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { build } from 'esbuild'

const DIST = fileURLToPath(new URL('../../packages/widgets/dist/', import.meta.url))

/** An event as the collector of the test received it. */
export interface Received {
  readonly type: string
  readonly ts: number
  readonly visitor?: string
  readonly data?: Readonly<Record<string, unknown>>
  readonly consent: Readonly<Record<string, string>>
}

/** What the servers saw of a visit. */
export interface Seen {
  /** Every request that reached the collector, whatever it was. */
  readonly requests: string[]
  readonly received: Received[]
  /** Addresses of static files that were asked for with the visitor's cookies. */
  readonly cookies: string[]
}

/** A shop page, the static files of Endcap, and a collector that counts: three origins of one site. Visits have paths of their own. */
export interface Shop {
  readonly url: string
  readonly files: string
  /** What one visit caused, seen by the servers. */
  seen(visit: string): Seen
  /** What runs in the page before any script. */
  readonly instrument: string
  stop(): Promise<void>
}

const CATALOGUE = {
  v: 1,
  products: ['mug', 'bowl', 'plate', 'cup'].map((id) => ({
    id,
    title: `A ${id}`,
    url: `/${id}`,
    price: 5,
    currency: 'EUR',
    categories: ['Kitchen'],
  })),
}
const CONFIG = { v: 1, placements: [{ id: 'row', selector: '#row', strategy: ['related', 'trending'], min: 1 }] }

/** Starts the three servers on free ports. */
export async function startShop(): Promise<Shop> {
  const visits = new Map<string, Seen>()
  const seen = (visit: string) => {
    const found = visits.get(visit) ?? { requests: [], received: [], cookies: [] }
    visits.set(visit, found)
    return found
  }
  const [head, instrument] = await Promise.all([bundle('page.ts'), bundle('start-instrument.ts')])

  const files = await serve((path, visit, request, response) => {
    response.setHeader('access-control-allow-origin', '*')
    if (request.headers.cookie) seen(visit).cookies.push(path)
    if (path === 'config.json') response.end(JSON.stringify(CONFIG))
    else if (path === 'catalog.json') response.end(JSON.stringify(CATALOGUE))
    else if (existsSync(DIST + path)) {
      response.setHeader('content-type', 'text/javascript')
      response.end(readFileSync(DIST + path))
    } else response.writeHead(404).end()
  })
  const collector = await serve(async (_, visit, request, response) => {
    const { requests, received } = seen(visit)
    requests.push(`${request.method} ${request.url}`)
    response.setHeader('access-control-allow-origin', '*')
    const { context = {}, events = [] } = request.method === 'POST' ? await readBatch(request) : {}
    received.push(...events.map((event: object) => ({ ...context, ...event })))
    response.writeHead(202)
    response.end(JSON.stringify({ accepted: events.length, duplicates: 0, rejected: [], time: Date.now() }))
  })
  const shop = await serve((_, visit, request, response) => {
    const consent = new URL(request.url ?? '', 'http://x').searchParams.get('default')
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html><html lang="en"><head><title>Shop</title><link rel="icon" href="data:,">
      <script>${head}</script>
      <script src="${files.url}/${visit}/endcap.js" crossorigin="anonymous" data-key="shop"
        data-collector="${collector.url}/${visit}" data-config="${files.url}/${visit}/config.json"
        data-catalog="${files.url}/${visit}/catalog.json" data-consent="${consent}"></script></head>
      <body data-endcap-page="product"><main data-endcap-product="mug" data-endcap-name="Mug" data-endcap-price="5">
      <button data-endcap-action="add_to_cart">Add</button><div id="row"></div></main></body></html>`)
  })

  return {
    url: shop.url,
    files: files.url,
    seen,
    instrument,
    async stop() {
      await Promise.all([shop.stop(), files.stop(), collector.stop()])
    },
  }
}

type Answer = (path: string, visit: string, request: IncomingMessage, response: ServerResponse) => void

/** A body may be packed, as its address says. */
async function readBatch(request: IncomingMessage) {
  const body = await buffer(request)
  return JSON.parse((request.url?.endsWith('?z=gzip') ? gunzipSync(body) : body).toString())
}

/** Serves `/<visit>/<path>`. */
async function serve(answer: Answer) {
  const server = createServer((request, response) => {
    const [, visit = '', path = ''] = /^\/([^/]*)\/([^?]*)/.exec(request.url ?? '') ?? []
    answer(path, visit, request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      }),
  }
}

/** A file of this folder as one classic script. */
async function bundle(file: string): Promise<string> {
  const entry = fileURLToPath(new URL(file, import.meta.url))
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
  })
  return outputFiles[0]!.text
}
