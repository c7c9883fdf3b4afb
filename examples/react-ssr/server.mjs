/** A small server: files of the build, and the page. `PORT` says where it listens. */
import { createReadStream, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { dirname, extname, join, normalize } from 'node:path'
import { render } from './dist/server/entry-server.js'

const TYPES = { '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml' }
const template = readFileSync('dist/client/index.html', 'utf8')
const widgets = dirname(createRequire(import.meta.url).resolve('@endcap/widgets/package.json'))

const server = createServer(({ url }, response) => {
  const { pathname } = new URL(url, 'http://localhost')
  if (pathname === '/') {
    const { html, initial } = render()
    // In a script element `<` could end it.
    const json = JSON.stringify(initial).replaceAll('<', '\\u003c')
    const page = template.replace('<!--app-->', () => html).replace('{}</script>', () => `${json}</script>`)
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
    return
  }
  const file = pathname === '/endcap.css' ? join(widgets, 'dist/endcap.css') : join('dist/client', normalize(pathname))
  if (statSync(file, { throwIfNoEntry: false })?.isFile()) {
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
    createReadStream(file).pipe(response)
  } else response.writeHead(404).end()
})
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}\n`)
})
