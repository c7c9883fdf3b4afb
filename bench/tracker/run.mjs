/**
 * Bytes, time in `track` and bytes on the wire: Endcap's tracker beside six others, in one run in Chromium. Exits 1 when a condition
 * of Endcap's does not hold.
 *
 *   npm run bench -- tracker [--json] [--write] [--batches 40] [endcap snowplow …]
 *
 * `--json` ends with one line of JSON; `--write` puts the tables into docs/bench-tracker.md. With names it measures those only.
 */
import { parseArgs } from 'node:util'
import { launchChromium } from '../../e2e/chromium.mjs'
import { setup } from '../../scripts/setup.mjs'
import { readJson } from '../../scripts/workspace.mjs'
import { finish } from '../pages.mjs'
import { installPeers, peerVersions } from '../peers.mjs'
import { bundleParts, bundleSdk, measureBytes } from './bytes.mjs'
import { PEERS } from './peers.mjs'
import { tables } from './report.mjs'
import { startCollector, startShop } from './rig.mjs'
import { NONE, SDKS } from './sdks.mjs'
import { measureTimes } from './time.mjs'
import { measureWire } from './wire.mjs'

const LARGEST_GZIP = 6000
/** The parts that come after the tracker's entry on every page; the others where their source is on the page. */
const EVERY_PAGE = new Set(['delivery', 'capture', 'page'])
const LONGEST_CALL_MS = 0.1

const { json, write, batches, sdks } = readArguments()
await setup({ test: true })
await installPeers(PEERS, '90 MB')

const say = (text) => process.stdout.write(`bench: ${text}\n`)

say('bundling')
const bundles = new Map()
const collectors = new Map()
for (const sdk of [...sdks, NONE]) {
  const collector = await startCollector(sdk)
  collectors.set(sdk.id, collector)
  bundles.set(sdk.id, { code: await bundleSdk(sdk.id), collector: collector.url })
}
const bytes = await measureAllBytes()

const shop = await startShop(bundles)
const browser = await launchChromium()
const place = (sdk) => ({ sdk, collector: collectors.get(sdk.id), url: shop.url(sdk.id) })
const result = {
  date: new Date().toISOString().slice(0, 10),
  node: process.versions.node,
  chromium: browser.version(),
  versions: versionsOf(sdks),
  batches,
  bytes,
  wire: [],
}
try {
  for (const sdk of sdks) {
    say(`wire: ${sdk.label}`)
    result.wire.push(await measureWire(browser, sdk, place(sdk)))
  }
  result.time = await measureTimes(browser, [...sdks, NONE].map(place), batches, (round) => {
    if (round > 0 && round % 10 === 0) say(`time: ${round} of ${batches} batches`)
  })
} finally {
  await browser.close()
  shop.close()
  for (const collector of collectors.values()) collector.close()
}
await finish('tracker', result, { check, tables, write, json })

function readArguments() {
  const options = { json: { type: 'boolean' }, write: { type: 'boolean' }, batches: { type: 'string', default: '40' } }
  let parsed
  try {
    parsed = parseArgs({ options, allowPositionals: true })
  } catch (error) {
    misuse(error.message)
  }
  const { values, positionals } = parsed
  const unknown = positionals.find((id) => !SDKS.some((sdk) => sdk.id === id))
  if (unknown) misuse(`there is no SDK "${unknown}"; one of: ${SDKS.map(({ id }) => id).join(' ')}`)
  if (!/^[1-9]\d*$/.test(values.batches)) misuse(`--batches ${values.batches} is no count`)
  if (values.write && positionals.length) misuse('--write needs all SDKs')
  const wanted = SDKS.filter(({ id }) => !positionals.length || positionals.includes(id))
  return { ...values, batches: Number(values.batches), sdks: wanted }
}

function misuse(problem) {
  process.stderr.write(`${problem}\n`)
  process.exit(2)
}

/** Endcap's in its parts, then everybody's whole. */
async function measureAllBytes() {
  const { eager, lazy } = await bundleParts()
  const parts = [eager, ...lazy.filter(({ name }) => EVERY_PAGE.has(name)).map(({ bytes }) => bytes)].map(measureBytes)
  const sum = (key) => parts.reduce((total, part) => total + part[key], 0)
  const everyPage = { min: sum('min'), gzip: sum('gzip'), brotli: sum('brotli') }
  return [
    { label: 'Endcap: tracker', id: 'tracker', ...measureBytes(eager) },
    { label: 'Endcap: what every page loads, in its parts', id: 'every-page', ...everyPage },
    ...lazy.map(({ name, bytes }) => ({ label: `Endcap: ${name}, loaded later`, id: name, ...measureBytes(bytes) })),
    ...sdks.map(({ id, label }) => ({
      label: id === 'endcap' ? 'Endcap: all parts, for every platform, in one' : label,
      id,
      ...measureBytes(bundles.get(id).code),
    })),
  ]
}

function versionsOf(sdks) {
  const pinned = peerVersions(PEERS)
  const names = [...new Set(sdks.flatMap(({ packages }) => packages))]
  const own = { '@endcap/tracker': readJson('packages/tracker/package.json').version }
  return { ...own, ...Object.fromEntries(names.map((name) => [name, pinned[name]])) }
}

/** What Endcap holds itself to. Times of the others are stated and decide nothing. */
function check({ bytes, time, wire }) {
  const checks = []
  const { gzip } = bytes.find(({ id }) => id === 'tracker')
  checks.push({ label: 'tracker, gzip bytes', value: gzip, limit: LARGEST_GZIP, ok: gzip <= LARGEST_GZIP })
  const called = time.find(({ id }) => id === 'endcap')?.x1.callMedianMs
  if (called !== undefined) {
    checks.push({ label: 'median ms of a call', value: called, limit: LONGEST_CALL_MS, ok: called <= LONGEST_CALL_MS })
  }
  const own = wire.find(({ id }) => id === 'endcap')
  const others = wire.filter(({ id }) => id !== 'endcap')
  if (own && others.length) {
    const limit = Math.min(...others.map(({ bodyBytes }) => bodyBytes))
    checks.push({
      label: 'body bytes of 50 events, fewest of all',
      value: own.bodyBytes,
      limit,
      ok: own.bodyBytes < limit,
    })
  }
  return checks
}
