/**
 * Time of the ranker in Chromium at a fourth of the speed: folding an event and answering a list, reordering, and reading the
 * model; beside the same question in plain JavaScript over JSON. Exits 1 when a condition of Endcap's does not hold.
 *
 *   npm run bench -- ranker [--json] [--write] [--shoppers 2400] [--rounds 3] [--fresh 5]
 *
 * `--json` ends with one line of JSON; `--write` puts the tables into docs/bench-ranker.md. A round asks once for each shopper, with a
 * ranker of its own; `--fresh` pages read the model for the first time.
 */
import { parseArgs } from 'node:util'
import { launchChromium } from '../../e2e/chromium.mjs'
import { setup } from '../../scripts/setup.mjs'
import { fail, run } from '../../scripts/workspace.mjs'
import { finish } from '../pages.mjs'
import { tables } from './report.mjs'

const SLOWDOWN = 4
const STRATEGIES = ['related', 'for-you', 'bought-together', 'similar', 'trending']
/** Rounds at full speed for each one that is slowed down: they take less time, and their least is told. */
const FAST_ROUNDS = 3
const MOST_MS = 1
const MOST_DECODE_MS = 15
/** Long enough to hold many pauses of the slowed-down page, and as short as a call. */
const WORK = { long: { rounds: 2_500_000, times: 60 }, short: { rounds: 50_000, times: 2000 } }

const { json, write, shoppers: shoppersCount, rounds, fresh } = readArguments()
await setup({ test: true })
const built = await run(process.execPath, ['scripts/build.mjs', '--no-types'], { capture: true })
if (built.code !== 0) fail(built.output, 'npm run build')
// What was built just now.
const { decodeModel } = await import('../../packages/ranker/dist/index.js')
const { makeCatalogue, prepareModel, rankerVersion } = await import('./shop.mjs')
const { makeLists, makeShoppers } = await import('./shoppers.mjs')
const { modelAsJson } = await import('./plain-js.mjs')
const { bundlePage, startSite } = await import('./site.mjs')

const say = (text) => process.stdout.write(`bench: ${text}\n`)
const { source, model, gzipBytes, visits, met } = await prepareModel()
const decoded = decodeModel(new Uint8Array(model).buffer)
const products = makeCatalogue(decoded, met)
const shoppers = makeShoppers(shoppersCount, visits, products)
const script = await bundlePage()
const site = await startSite(files())
const browser = await launchChromium()
const result = {
  date: new Date().toISOString().slice(0, 10),
  node: process.versions.node,
  chromium: browser.version(),
  ranker: rankerVersion(),
  model: { source, gzipBytes, bytes: model.length },
  rounds,
}
try {
  const { page, slowDown } = await openPage()
  Object.assign(result, await page.evaluate(() => bench.prepare()))
  if (!result.isolated) fail('the page is not isolated: its clock would step by 0.1 ms')
  say(`${result.shoppers} shoppers, ${result.products} products, ${result.items} of them in the model of ${source}`)
  result.pace = await measurePace(page, slowDown)
  result.calls = []
  for (const asked of questions()) {
    result.calls.push({ ...asked, ...(await measureCall(page, slowDown, asked)) })
    say(`${asked.label}: done`)
  }
  result.opening = await measureOpening()
} finally {
  await browser.close()
  site.close()
}
await finish('ranker', result, { check, tables, write, json })

function readArguments() {
  const options = { json: { type: 'boolean' }, write: { type: 'boolean' } }
  const counts = { shoppers: '2400', rounds: '3', fresh: '5' }
  for (const [name, value] of Object.entries(counts)) options[name] = { type: 'string', default: value }
  let values
  try {
    values = parseArgs({ options }).values
  } catch (error) {
    misuse(error.message)
  }
  for (const name of Object.keys(counts)) {
    if (!/^[1-9]\d*$/.test(values[name])) misuse(`--${name} ${values[name]} is no count`)
    values[name] = Number(values[name])
  }
  if (values.write && values.shoppers < 2000) misuse('--write needs 2000 shoppers or more')
  return values
}

function misuse(problem) {
  process.stderr.write(`${problem}\n`)
  process.exit(2)
}

function files() {
  const data = (value) => ({ type: 'application/json', body: JSON.stringify(value) })
  return {
    '/': { type: 'text/html', body: '<!doctype html><title>bench</title><script src="/page.js"></script>' },
    '/page.js': { type: 'text/javascript', body: script },
    '/model.bin': { type: 'application/octet-stream', body: model },
    '/model.json': { type: 'application/json', body: modelAsJson(decoded) },
    '/catalog.json': data(products),
    '/shoppers.json': data({ shoppers, lists: makeLists(50, products) }),
    '/first.json': data({ shoppers: shoppers.slice(0, 1) }),
  }
}

function questions() {
  const kinds = [false, true].flatMap((refined) => [
    ...STRATEGIES.map((strategy) => ({ call: 'recommend', strategy, refined })),
    { call: 'reorder', refined },
  ])
  return [
    ...kinds.map((kind) => ({ ...kind, label: labelOf(kind) })),
    { call: 'plainRecommend', label: 'plain JavaScript over JSON: related' },
    { call: 'plainReorder', label: 'plain JavaScript over JSON: reorder' },
  ]
}

function labelOf({ call, strategy, refined }) {
  return `${refined ? 'refined' : 'ranker'}: ${call === 'reorder' ? 'reorder 200' : strategy}`
}

async function openPage() {
  const context = await browser.newContext()
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await page.goto(`${site.url}/`)
  return { page, slowDown: (rate) => devtools.send('Emulation.setCPUThrottlingRate', { rate }) }
}

/** What the slowed-down page really is: work that is always the same, long and short, with and without. */
async function measurePace(page, slowDown) {
  const pace = {}
  for (const [length, { rounds, times }] of Object.entries(WORK)) {
    await slowDown(1)
    const fast = await page.evaluate(([rounds, times]) => bench.timeWork(rounds, times), [rounds, times])
    await slowDown(SLOWDOWN)
    const slow = await page.evaluate(([rounds, times]) => bench.timeWork(rounds, times), [rounds, times])
    await slowDown(1)
    pace[length] = { fast: summary(fast), slow: summary(slow), factor: at(slow, 0.5) / at(fast, 0.5) }
  }
  return pace
}

/** A round to warm up, then rounds at full speed and slowed down in turn. */
async function measureCall(page, slowDown, asked) {
  const measure = () => page.evaluate((asked) => bench.measure(asked), asked)
  await measure()
  const [fast, slow] = [[], []]
  for (let round = 0; round < rounds; round++) {
    await slowDown(1)
    for (let i = 0; i < FAST_ROUNDS; i++) fast.push(await measure())
    await slowDown(SLOWDOWN)
    slow.push(await measure())
  }
  await slowDown(1)
  // The least of a shopper's rounds: what else the machine did meanwhile is in the others.
  const least = fast[0].taken.map((_, shopper) => Math.min(...fast.map(({ taken }) => taken[shopper])))
  return {
    x1: summary(fast.flatMap(({ taken }) => taken)),
    x4: summary(slow.flatMap(({ taken }) => taken)),
    least: summary(least),
    firstMs: at(
      slow.map(({ firstMs }) => firstMs),
      0.5,
    ),
    answered: fast[0].answered / shoppersCount,
  }
}

/** Pages of processes of their own, slowed down before they read the model. */
async function measureOpening() {
  const [own, plain, warm] = [[], [], []]
  for (let i = 0; i < fresh; i++) {
    for (const [name, found] of [
      ['open', own],
      ['openPlain', plain],
    ]) {
      const { page, slowDown } = await openPage()
      await slowDown(SLOWDOWN)
      found.push(await page.evaluate((name) => bench[name](), name))
      if (name === 'open') warm.push(...(await page.evaluate(() => bench.decodeAgain(12))).slice(4))
      await page.context().close()
    }
  }
  const of = (list, key) => summary(list.map((one) => one[key]))
  return {
    own: { decode: of(own, 'decodedMs'), list: of(own, 'listMs'), refined: of(own, 'refinedMs') },
    warm: summary(warm),
    plain: { decode: of(plain, 'decodedMs'), list: of(plain, 'listMs') },
  }
}

function at(list, ratio) {
  const sorted = [...list].sort((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * ratio) - 1]
}

/** Rounded to the step of the clock. */
function summary(list) {
  const ms = (value) => Math.round(value * 200) / 200
  return { p50: ms(at(list, 0.5)), p99: ms(at(list, 0.99)), max: ms(at(list, 1)), count: list.length }
}

/** What Endcap holds itself to. Times of plain JavaScript are stated and decide nothing. */
function check({ calls, opening }) {
  const own = calls.filter(({ refined }) => refined !== undefined)
  return [
    ...own.map(({ label, x4 }) => ({ label: `${label}, p99 ms`, value: x4.p99, limit: MOST_MS })),
    ...own.map(({ label, least }) => ({
      label: `${label}, p99 without pauses × ${SLOWDOWN}, ms`,
      value: Number((least.p99 * SLOWDOWN).toFixed(3)),
      limit: MOST_MS,
    })),
    { label: 'reading the model again, median ms', value: opening.warm.p50, limit: MOST_DECODE_MS },
  ].map((one) => ({ ...one, ok: one.value <= one.limit }))
}
