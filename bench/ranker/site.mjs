/** Serves the page of the benchmark, isolated from other origins: clocks step by 5 µs there, elsewhere by 100. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { minify } from 'terser'
import { TERSER } from '../../scripts/build-script-tag.mjs'
import { NODE_PATHS } from '../../scripts/bundle.mjs'

/** The page's script, packed as `endcap.js` is. */
export async function bundlePage() {
  const { outputFiles } = await build({
    entryPoints: [new URL('page.mjs', import.meta.url).pathname],
    write: false,
    bundle: true,
    format: 'iife',
    target: 'es2020',
    platform: 'browser',
    conditions: ['endcap-source'],
    nodePaths: NODE_PATHS,
    legalComments: 'none',
    logLevel: 'error',
  })
  return (await minify(outputFiles[0].text, TERSER)).code
}

/** @param {Record<string, { type: string, body: string | Buffer }>} files by path */
export async function startSite(files) {
  const packed = new Map(Object.entries(files).map(([path, { type, body }]) => [path, { type, body: gzipSync(body) }]))
  const server = createServer((request, response) => {
    const file = packed.get(request.url)
    if (!file) return response.writeHead(404).end()
    response.writeHead(200, {
      'content-type': file.type,
      'content-encoding': 'gzip',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    })
    response.end(file.body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
