/**
 * The shop's own server, on an origin of its own for each case: a page with the script tag, a page without, and what a case
 * adds. Every page carries a witness, which notes what must not happen in a host page, and tracks on behalf of the rig.
 */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { KEY } from './collector.mjs'

const BUNDLE = fileURLToPath(new URL('../../packages/widgets/dist', import.meta.url))
const TYPES = { js: 'text/javascript', css: 'text/css', map: 'application/json' }

/**
 * @typedef {object} PageOptions
 * @property {string} [consent] `data-consent`; none when empty
 * @property {string} [before] script that runs before the script tag
 * @property {string} [after] script that runs after it, while the page is parsed
 * @property {string} [body] markup of the page
 * @property {string} [nonce] of its scripts
 * @property {boolean} [integrity] the script tag carries the SRI hash
 * @property {Record<string, string>} [attributes] more attributes of the script tag
 * @property {Record<string, string>} [headers]
 */

/** Runs in every page, first. `rig.track` fills an event up to about `chars` characters of noise that does not compress. */
function witness(run) {
  const notes = { errors: [], violations: [], reports: [] }
  addEventListener('error', ({ message, error }) => notes.errors.push(String(error?.stack ?? message)))
  addEventListener('unhandledrejection', ({ reason }) => notes.errors.push(`unhandled ${reason?.stack ?? reason}`))
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
    notes.violations.push(`${violatedDirective} ${blockedURI} ${sourceFile}`),
  )
  document.addEventListener('endcap:error', ({ detail }) => notes.reports.push(`${detail?.code} ${detail?.message}`))
  const noise = (chars) => {
    let text = ''
    while (text.length < chars) text += Math.random().toString(36).slice(2)
    return text.slice(0, chars)
  }
  const pad = (chars) =>
    Object.fromEntries(Array.from({ length: Math.ceil(chars / 1000) }, (_, i) => [`pad${i}`, noise(1000)]))
  window.rig = {
    notes,
    track(count, from = 0, { chars = 0, more = {} } = {}) {
      for (let n = from; n < from + count; n++) {
        window.endcap.track('custom', { data: { run, n, ...pad(chars), ...more } })
      }
    },
  }
}

/** Starts the server of one case. @param {{ run: string, collector: string }} options */
export async function startSite({ run, collector }) {
  const requests = []
  const watchers = new Set()
  /** @type {Map<string, { html: string, headers: Record<string, string> }>} */
  const pages = new Map()

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://site')
    requests.push({ method: request.method, path: pathname, cookie: request.headers.cookie })
    request.resume()
    for (const watcher of watchers) watcher()
    const page = pages.get(pathname)
    if (page)
      return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers }).end(page.html)
    const file = join(BUNDLE, pathname)
    if (!file.startsWith(BUNDLE) || !/\.\w+$/.test(file) || !existsSync(file)) return response.writeHead(204).end()
    // An opaque origin asks for the chunks across origins.
    const type = TYPES[file.split('.').pop()] ?? 'application/octet-stream'
    response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*' })
    createReadStream(file).pipe(response)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${server.address().port}`

  /** Adds a page with the script tag and gives its address. @param {string} path @param {PageOptions} options */
  function page(path, { consent = 'granted', before = '', after = '', body = '', headers = {}, ...options } = {}) {
    const { nonce, integrity = false, attributes = {} } = options
    const inline = (script) => (script ? `<script${nonce ? ` nonce="${nonce}"` : ''}>${script}</script>` : '')
    const tag = attributesOf({
      src: '/endcap.js',
      nonce,
      integrity: integrity ? sri('endcap.js') : undefined,
      'data-key': KEY,
      'data-collector': collector,
      'data-consent': consent || undefined,
      ...attributes,
    })
    const html = `<!doctype html><html lang="en"><head><title>Shop</title><link rel="icon" href="/icon">
${inline(`(${witness})(${JSON.stringify(run)})`)}
${inline(before)}<script ${tag}></script>
${inline(after)}</head><body>${body || '<p>A shop.</p>'}</body></html>`
    pages.set(path, { html, headers })
    return `${base}${path}`
  }

  pages.set('/plain', {
    html: '<!doctype html><html lang="en"><head><title>Elsewhere</title><link rel="icon" href="/icon"></head><body>Elsewhere.</body></html>',
    headers: {},
  })

  return {
    run,
    base,
    shop: page('/shop'),
    /** A page without the SDK. */
    plain: `${base}/plain`,
    page,
    requests,
    /** Resolves when a page asks for a path: how a page without remote control tells that it got somewhere. */
    asked(path, timeoutMs) {
      return new Promise((resolve, reject) => {
        const look = () => {
          if (!requests.some((request) => request.path === path)) return
          clearTimeout(timer)
          watchers.delete(look)
          resolve()
        }
        const timer = setTimeout(() => {
          watchers.delete(look)
          reject(new Error(`no page asked for ${path} within ${timeoutMs / 1000} s`))
        }, timeoutMs)
        watchers.add(look)
        look()
      })
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

const sri = (file) =>
  `sha384-${createHash('sha384')
    .update(readFileSync(join(BUNDLE, file)))
    .digest('base64')}`

const attributesOf = (values) =>
  Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}="${String(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`)
    .join(' ')
