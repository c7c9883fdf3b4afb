/** The conformance vectors of the ranker in three engines, on what was built: each answer and score as in Node, to the last bit. */
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Vectors } from '../packages/ranker/vectors/play.mjs'
import { DRIVERS } from './browsers/driver.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const VECTORS = readFileSync(new URL('../packages/ranker/vectors/ranker.json', import.meta.url), 'utf8')
const { expected }: Vectors = JSON.parse(VECTORS)
/** Starting an engine takes seconds on a busy machine, and so do thousands of questions. */
const TIMEOUT_MS = 180_000

let server: Server
let url: string

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `import * as core from '@endcap/core'
        import * as ranker from '@endcap/ranker'
        import * as explaining from '@endcap/ranker/explain'
        import * as refining from '@endcap/ranker/refine'
        import { play } from '../packages/ranker/vectors/play.mjs'
        window.playVectors = async () => {
          const { given } = await (await fetch('/ranker.json')).json()
          return JSON.stringify(await play({ ...core, ...ranker, ...explaining, ...refining }, given))
        }`,
      resolveDir: HERE,
    },
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2020',
  })
  const files: Record<string, readonly [type: string, body: string]> = {
    '/': ['text/html', '<!doctype html><title>vectors</title><script src="/play.js"></script>'],
    '/play.js': ['text/javascript', outputFiles[0]!.text],
    '/ranker.json': ['application/json', VECTORS],
  }
  server = createServer((request, response) => {
    const [type, body] = files[request.url as string] ?? []
    response.writeHead(body ? 200 : 404, { 'content-type': `${type}; charset=utf-8` }).end(body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const engines = Object.entries(DRIVERS).filter(([, driver]) => driver.isInstalled())

it.each(engines)('%s answers the vectors to the last bit', { timeout: TIMEOUT_MS }, async (_, driver) => {
  const browser = await driver.launch()
  try {
    const tab = await browser.newTab(url)
    const text: string = await tab.evaluate(() => (window as never as { playVectors(): Promise<string> }).playVectors())
    expect(JSON.parse(text)).toEqual(expected)
  } finally {
    await browser.close()
  }
})

it('has Chromium at least', () => {
  expect(engines.map(([name]) => name)).toContain('chromium')
})
