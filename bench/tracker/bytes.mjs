/** What a visitor downloads: a minimal entry, "start and track one event", bundled and packed. */
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { bundle, NODE_PATHS } from '../../scripts/bundle.mjs'
import { PEERS } from './peers.mjs'

/** An SDK and everything that it loads, in one script: `bench` on the page is what the measurements call. */
export async function bundleSdk(id) {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { start, shape } from './sdk/${id}.js'\nwindow.bench = { shape, track: start(collector, window.flushMs) }`,
      resolveDir: import.meta.dirname,
      sourcefile: 'entry.js',
    },
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2020',
    platform: 'browser',
    conditions: ['endcap-source'],
    nodePaths: [...NODE_PATHS, join(PEERS, 'node_modules')],
    legalComments: 'none',
    logLevel: 'error',
  })
  return Buffer.from(outputFiles[0].contents)
}

/** Endcap's parts as a shop's bundler splits them: what `npm run sizes` calls the tracker, and what it loads later. */
export async function bundleParts() {
  const { eager, lazy } = await bundle({ code: "export { createTracker } from '@endcap/tracker'" })
  return { eager, lazy }
}

/** Minified, gzip -9, brotli 11. */
export function measureBytes(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  return {
    min: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params }).length,
  }
}
