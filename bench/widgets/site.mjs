/** A product page with one row, for each catalogue; everything is packed and may be kept by the browser's cache. */
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ROOT } from '../../scripts/workspace.mjs'

const DIST = join(ROOT, 'packages/widgets/dist')
/** Noted where the script begins, wherever it came from. */
const MARK = "performance.mark('endcap-start');"

const TYPES = { js: 'text/javascript', css: 'text/css', json: 'application/json', html: 'text/html; charset=utf-8' }

/** @param {Map<string, { catalog: string, files: Map<string, string | Buffer> }>} shops by name: where the tag finds the catalogue, and its files */
export async function startSite(shops) {
  const packed = new Map()
  const add = (path, body) => packed.set(path, { type: TYPES[path.split('.').at(-1)], body: gzipSync(body) })
  add('/endcap.css', readFileSync(join(DIST, 'endcap.css')))
  add('/endcap.js', MARK + readFileSync(join(DIST, 'endcap.js'), 'utf8'))
  for (const file of readdirSync(join(DIST, 'chunks'))) {
    if (file.endsWith('.js')) add(`/chunks/${file}`, readFileSync(join(DIST, 'chunks', file)))
  }
  for (const [name, { catalog, files }] of shops) {
    add(`/${name}/page.html`, html(`/${name}/${catalog}`))
    for (const [path, body] of files) add(`/${name}/${path}`, body)
  }
  let tellDrawn = () => {}
  const server = createServer((request, response) => {
    if (request.url === '/drawn') {
      tellDrawn()
      return response.writeHead(204).end()
    }
    const file = packed.get(request.url)
    if (!file) return response.writeHead(404, { 'cache-control': 'max-age=600' }).end()
    response.writeHead(200, {
      'content-type': file.type,
      'content-encoding': 'gzip',
      'cache-control': request.url.endsWith('.html') ? 'no-store' : 'max-age=86400',
    })
    response.end(file.body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    /** Resolves when the next page tells that its row is drawn. Nothing is asked of the page, which would be work for its thread. */
    drawn: () => new Promise((resolve) => (tellDrawn = resolve)),
    url: (name) => `http://127.0.0.1:${server.address().port}/${name}/page.html`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Space for the row is there from the start, by `endcap.css`. It stands when its cards do: the skeleton before it is no list. */
const html = (catalog) => `<!doctype html>
<html lang="en">
<title>A product of the shop</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/endcap.css">
<main data-endcap-product="p1"><h1>A product of the shop</h1></main>
<endcap-row strategy="related trending" heading="You may also like" count="12"></endcap-row>
<script>
// What is laid out is asked in a frame, which lays it out anyway.
new MutationObserver((_, observer) => {
  if (!document.querySelector('endcap-row [role=list]')) return
  observer.disconnect()
  const look = () => {
    if (!document.querySelector('endcap-row [role=list]').offsetHeight) return requestAnimationFrame(look)
    performance.mark('row')
    setTimeout(() => {
      performance.mark('drawn')
      fetch('/drawn')
    })
  }
  requestAnimationFrame(look)
}).observe(document.body, { childList: true, subtree: true })
</script>
<script src="/endcap.js" data-key="bench" data-consent="granted" data-catalog="${catalog}"></script>
</html>
`
