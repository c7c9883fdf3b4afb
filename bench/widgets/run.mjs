/**
 * Bytes of the widgets beside others, and time to a drawn row by size of the catalogue: in Chromium at a fourth of the speed. Exits 1
 * when a condition of Endcap's does not hold.
 *
 *   npm run bench -- widgets [--json] [--write] [--runs 7] [--sizes 10,100,1000,10000]
 *
 * `--json` ends with one line of JSON; `--write` puts the tables into docs/bench-widgets.md.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { launchChromium } from '../../e2e/chromium.mjs'
import { setup } from '../../scripts/setup.mjs'
import { fail, readJson, run } from '../../scripts/workspace.mjs'
import { finish } from '../pages.mjs'
import { installPeers, peerVersions } from '../peers.mjs'
import { tables } from './report.mjs'

const SIZES = [10, 100, 1000, 10_000]
const LONGEST_TASK_MS = 50

const { json, write, runs, sizes } = readArguments()
await setup({ test: true })
const built = await run(process.execPath, ['scripts/build.mjs', '--no-types'], { capture: true })
if (built.code !== 0) fail(built.output, 'npm run build')
// They read what was built just now.
const { builtBytes, measureOthers, measureOwn, OTHERS, PEERS } = await import('./bytes.mjs')
const { writeCatalogueFolder } = await import('../../packages/insights/dist/index.js')
const { makeProducts } = await import('./catalogue.mjs')
const { startSite } = await import('./site.mjs')
const { measureShop, SLOWDOWN } = await import('./time.mjs')
await installPeers(PEERS, '55 MB')

const say = (text) => process.stdout.write(`bench: ${text}\n`)

say('bundling')
const [own, others] = [await measureOwn(), await measureOthers()]
const shops = await makeShops()
const site = await startSite(shops)
const browser = await launchChromium()
const result = {
  date: new Date().toISOString().slice(0, 10),
  node: process.versions.node,
  chromium: browser.version(),
  versions: versionsOf(),
  runs,
  own,
  others,
  shops: [],
}
try {
  for (const [name, { products, form, bytes, gzip }] of shops) {
    say(`${products} products, ${form}`)
    const measured = await measureShop(browser, site, name, runs)
    result.shops.push({ products, form, bytes, gzip, ...measured })
  }
} finally {
  await browser.close()
  site.close()
}
result.paint = paintBytes(result.shops[0].scripts)
await finish('widgets', result, { check, tables, write, json })

function readArguments() {
  const options = { json: { type: 'boolean' }, write: { type: 'boolean' } }
  options.runs = { type: 'string', default: '7' }
  options.sizes = { type: 'string', default: SIZES.join() }
  let values
  try {
    values = parseArgs({ options }).values
  } catch (error) {
    misuse(error.message)
  }
  if (!/^[1-9]\d*$/.test(values.runs)) misuse(`--runs ${values.runs} is no count`)
  if (!/^[1-9]\d*(,[1-9]\d*)*$/.test(values.sizes)) misuse(`--sizes ${values.sizes} are no counts`)
  if (values.write && values.sizes !== SIZES.join()) misuse('--write needs all sizes')
  return { ...values, runs: Number(values.runs), sizes: values.sizes.split(',').map(Number) }
}

function misuse(problem) {
  process.stderr.write(`${problem}\n`)
  process.exit(2)
}

/** Every size, as one file and in shards. */
async function makeShops() {
  const made = new Map()
  const temporary = mkdtempSync(join(tmpdir(), 'endcap-bench-'))
  for (const size of sizes) {
    const catalogue = { v: 1, currency: 'EUR', products: makeProducts(size) }
    const text = JSON.stringify(catalogue)
    made.set(`whole-${size}`, {
      ...{ products: size, form: 'one file', catalog: 'catalog.json', files: new Map([['catalog.json', text]]) },
      ...{ bytes: Buffer.byteLength(text), gzip: gzipSync(text).length },
    })
    const folder = join(temporary, String(size))
    const { indexBytes, indexGzipBytes } = await writeCatalogueFolder(catalogue, { folder })
    const files = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))])
    made.set(`shards-${size}`, {
      ...{ products: size, form: 'shards', catalog: 'index.json', files: new Map(files) },
      ...{ bytes: indexBytes, gzip: indexGzipBytes },
    })
  }
  rmSync(temporary, { recursive: true })
  return made
}

/** All scripts that the page had asked for before its row stood, endcap.js among them. */
function paintBytes(scripts) {
  const parts = scripts.map((path) => builtBytes(path.slice(1)))
  const sum = (key) => parts.reduce((total, part) => total + part[key], 0)
  return {
    label: `Endcap: endcap.js and the ${scripts.length - 1} scripts that a page loads until its row stands`,
    scripts,
    ...{ min: sum('min'), gzip: sum('gzip'), brotli: sum('brotli') },
  }
}

function versionsOf() {
  const pinned = peerVersions(PEERS)
  const names = OTHERS.flatMap(({ packages }) => packages)
  return {
    '@endcap/widgets': readJson('packages/widgets/package.json').version,
    ...Object.fromEntries(names.map((name) => [name, pinned[name]])),
  }
}

/** What Endcap holds itself to. What the others need is stated and decides nothing. */
function check({ own, shops }) {
  return [
    ...own.parts.map(({ label, gzip, limit }) => ({ label: `${label}, gzip bytes`, value: gzip, limit })),
    ...own.kinds.map(({ id, gzip, limit }) => ({ label: `${id}, gzip bytes`, value: gzip, limit })),
    // A large catalogue in one file is stated beside.
    ...shops
      .filter(({ form }) => form === 'shards')
      .flatMap(({ products, longestMs, fullSpeedMs }) => [
        { label: `${products} products, shards: longest task, ms`, value: longestMs, limit: LONGEST_TASK_MS },
        {
          label: `${products} products, shards: longest at full speed × ${SLOWDOWN}, ms`,
          value: Number((fullSpeedMs * SLOWDOWN).toFixed(1)),
          limit: LONGEST_TASK_MS,
        },
      ]),
  ].map((one) => ({ ...one, ok: one.value <= one.limit }))
}
