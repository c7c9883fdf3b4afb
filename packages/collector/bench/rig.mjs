/** What the benchmarks share: a bundled collector to start as a process, and events to send to it. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

const packageDir = join(import.meta.dirname, '..')

/** Bundles a file of the package, since Node 20 runs no TypeScript. Both paths are removed at exit. */
export async function prepare(file = 'test/crash-entry.ts') {
  const dataDir = mkdtempSync(join(tmpdir(), 'endcap-bench-'))
  // Inside the package, so that what stays outside the bundle is found.
  mkdirSync(join(packageDir, 'node_modules/.endcap-bench'), { recursive: true })
  const buildDir = mkdtempSync(join(packageDir, 'node_modules/.endcap-bench/'))
  process.on('exit', () => {
    for (const folder of [dataDir, buildDir]) rmSync(folder, { recursive: true, force: true })
  })
  const entry = join(buildDir, 'entry.mjs')
  await build({
    entryPoints: [join(packageDir, file)],
    outfile: entry,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['endcap-source'],
    external: ['@duckdb/*', 'fastify', '@fastify/*', 'pino', 'prom-client'],
    logLevel: 'error',
  })
  return { entry, dataDir }
}

/** Posts one batch; resolves to the status, or to 0 when the connection broke. */
export function post(url, agent, events) {
  const body = JSON.stringify({ v: 1, key: 'crash', sentAt: Date.now(), sdk: 'bench/1', events })
  return new Promise((resolve) => {
    const sending = request(`${url}/v1/events`, { method: 'POST', agent }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode))
      response.on('error', () => resolve(0))
    })
    sending.on('error', () => resolve(0))
    sending.end(body)
  })
}

/** The event of a number: about 400 bytes, one item. */
export function makeEvent(number, connection) {
  return {
    id: `bench-${String(number).padStart(15, '0')}`,
    type: 'view_item',
    ts: Date.now(),
    stream: `stream-${connection}`,
    seq: number + 1,
    visitor: `visitor-${connection}`,
    page: { url: `https://shop.example/products/${number % 100}`, kind: 'product' },
    items: [{ item_id: `sku-${number % 100}`, item_name: 'A mug', price: 9.5 }],
    consent: { analytics: 'granted', personalization: 'granted' },
  }
}
