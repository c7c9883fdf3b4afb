/**
 * The server of the gallery: pages under the strictest policy that a shop may have, Endcap's script with its SRI hash, catalogues and
 * pictures. `node server.mjs` listens on port 4070 or `PORT`.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createCatalogue } from './catalogue.mjs'
import { configOf } from './kinds.mjs'
import { escapeHtml, factsOf, kindsOf, readChoice, renderPage } from './page.mjs'
import { drawPicture } from './pictures.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))
/** What `npm run build` made of the script tag; a shop copies this folder to its own server. */
const ENDCAP = fileURLToPath(new URL('../../packages/widgets/dist/', import.meta.url))
const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml' }

/** Nothing inline, no address that is not our own, and no way to make code of text. */
const policy = (nonce) =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')

/**
 * Starts the gallery on a free port, or the given one.
 * @param {object} [options]
 * @param {number} [options.port]
 * @param {Record<string, string>} [options.tag] more attributes of the script tag, or others
 * @param {(request: { method: string, path: string, cookie: string | undefined }) => void} [options.onRequest]
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startGallery({ port = 0, tag = {}, onRequest } = {}) {
  const integrity = JSON.parse(readFileSync(join(ENDCAP, 'endcap.integrity.json'), 'utf8'))['endcap.js']
  const server = createServer((request, response) => {
    const { pathname, search, searchParams } = new URL(request.url, 'http://gallery')
    onRequest?.({ method: request.method, path: pathname, cookie: request.headers.cookie })
    request.resume()
    const nonce = randomBytes(16).toString('base64')
    const send = (type, body) => {
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': policy(nonce) })
      response.end(body)
    }
    const choice = readChoice(searchParams)
    const picture = /^\/img\/(\w+)\/(\w+)-(\d)\.svg$/.exec(pathname)
    if (pathname === '/') {
      const attributes = {
        src: '/endcap/endcap.js',
        integrity,
        nonce,
        'data-key': 'gallery',
        'data-page': 'product',
        'data-catalog': `/catalog.json${search}`,
        'data-config': `/config.json${search}`,
        'data-consent': 'granted',
        ...tag,
      }
      const script = Object.entries(attributes).map(([name, value]) => `${name}="${escapeHtml(value)}"`)
      return send('text/html', renderPage(choice, { nonce, tag: `<script async ${script.join(' ')}></script>` }))
    }
    if (pathname === '/catalog.json')
      return send(TYPES['.json'], JSON.stringify(createCatalogue(choice.theme, choice.dir === 'rtl' ? 'ar' : 'en')))
    if (pathname === '/config.json')
      return send(TYPES['.json'], JSON.stringify(configOf(kindsOf(choice), factsOf(choice))))
    const drawn = picture && drawPicture(picture[1], picture[2], Number(picture[3]))
    if (drawn) return send(TYPES['.svg'], drawn)
    const path = normalize(pathname)
    const file = path.startsWith('/endcap/') ? join(ENDCAP, path.slice('/endcap/'.length)) : join(HERE, path)
    const type = TYPES[extname(file)]
    if (type && existsSync(file)) return send(type, readFileSync(file))
    response.writeHead(404).end()
  })
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startGallery({ port: Number(process.env.PORT ?? 4070) })
  process.stdout.write(`the gallery is at ${url}\n`)
}
