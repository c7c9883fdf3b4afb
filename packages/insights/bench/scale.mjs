/**
 * What training costs at scale: time by stage and peak memory of `train` over made-up logs of 1, 3 and 10 million events, and what
 * a session then loads of the shards. Each size in a process of its own, so that the memory is that of training alone. Prints a
 * table, then one line of JSON; exit code 1 when a log of 10 million events takes more than 5 minutes or 4 GB, or a session more
 * than 20 KiB on the mean or 45 KiB at the 95th percentile.
 *
 *   node packages/insights/bench/scale.mjs [--events 1000000,3000000,10000000] [--items 50000] [--keep DIR]
 */
import { spawnSync } from 'node:child_process'
import { createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createGzip, gzipSync } from 'node:zlib'
import { train } from '@endcap/insights'
import { createScorer, createShardedModel } from '@endcap/ranker'
import { makeClicks } from './made-up/clicks.mjs'

const BARS = { seconds: 300, peakMb: 4096, sessionBytesMean: 20 * 1024, sessionBytesP95: 45 * 1024 }
/** The bars of time and memory are for logs of up to so many events. */
const BAR_EVENTS = 10_000_000
const TEST_ROWS = 20_000
const LINES_A_CHUNK = 2000
const LENGTH = 20
const TRAIN_FILE = 'train.csv.gz'
const TEST_FILE = 'test.csv'

async function main() {
  const { values } = parseArgs({
    options: {
      events: { type: 'string', default: '1000000,3000000,10000000' },
      items: { type: 'string', default: '50000' },
      keep: { type: 'string' },
    },
  })
  const sizes = values.events.split(',').map(Number)
  const items = Number(values.items)
  const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'endcap-scale-'))
  const results = []
  try {
    for (const events of sizes) {
      const place = join(folder, `${events}-${items}`)
      await writeLog(place, events, items)
      const trained = inChild('child-train', place)
      const served = inChild('child-serve', place)
      const result = { events, ...trained, ...served }
      results.push(result)
      tell(result)
    }
  } finally {
    if (!values.keep) rmSync(folder, { recursive: true, force: true })
  }
  tellGrowth(results)
  const isShort = results.some(isOver)
  process.stdout.write(`${JSON.stringify({ items, bars: BARS, met: !isShort, results })}\n`)
  process.exit(isShort ? 1 : 0)
}

const isOver = (result) =>
  (result.events <= BAR_EVENTS && (result.seconds > BARS.seconds || result.peakMb > BARS.peakMb)) ||
  result.sessionBytesMean > BARS.sessionBytesMean ||
  result.sessionBytesP95 > BARS.sessionBytesP95

/** A log to train on and a later one to serve, unless they are there from before. */
async function writeLog(place, events, items) {
  if (existsSync(join(place, TEST_FILE))) return
  mkdirSync(place, { recursive: true })
  const clicks = makeClicks({ events, items, testRows: TEST_ROWS })
  const text = function* (count) {
    let lines = ['session_id,visitor_id,item_id,timestamp,event_type']
    for (let row = 0; row < count; row++) {
      const { session, visitor, item, ts, type } = clicks.next().value
      lines.push(`s${session},u${visitor},${item},${ts},${type}`)
      if (lines.length >= LINES_A_CHUNK) {
        yield `${lines.join('\n')}\n`
        lines = []
      }
    }
    yield `${lines.join('\n')}\n`
  }
  const file = (name) => createWriteStream(join(place, name))
  await pipeline(Readable.from(text(events)), createGzip({ level: 1 }), file(TRAIN_FILE))
  await pipeline(Readable.from(text(TEST_ROWS)), file(TEST_FILE))
}

function inChild(role, place) {
  const { stdout, status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), role, place], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`${role} of ${place} ended with ${status}`)
  return JSON.parse(stdout.trim().split('\n').at(-1))
}

/** Trains a manifest and shards as `endcap train --shards` does. */
async function trainHere(place) {
  const out = join(place, 'model')
  rmSync(out, { recursive: true, force: true })
  const began = {}
  const started = performance.now()
  const summary = await train({
    input: join(place, TRAIN_FILE),
    out,
    shards: true,
    onProgress: ({ phase }) => {
      began[phase] ??= performance.now()
    },
  })
  const ended = performance.now()
  const seconds = (from, to) => Number(((to - from) / 1000).toFixed(1))
  const { version, items, sessions, interactions, pairs, files, bytes, gzipBytes } = summary
  const result = {
    ...{ items, sessions, interactions, version },
    ...{ readSeconds: seconds(started, began.fit), fitSeconds: seconds(began.fit, began.write) },
    ...{ encodeSeconds: seconds(began.write, ended), seconds: seconds(started, ended) },
    // Of all threads: on a machine with other work the wall says more of that.
    cpuSeconds: Math.round((process.cpuUsage().user + process.cpuUsage().system) / 1e6),
    peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
    ...{ viewPairs: pairs.view, cartPairs: pairs.cart, files, modelBytes: bytes, modelBytesGzip: gzipBytes },
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
}

/**
 * Walks through the later visits as a page does: asks for each item's shard, then for what comes next. Every file that the ranker
 * loads counts with its bytes after gzip, the manifest too; the last item of a visit is not asked for.
 */
async function serveHere(place) {
  const folder = join(place, 'model')
  const gzipped = new Map()
  const bytesOf = (name) => {
    if (!gzipped.has(name)) gzipped.set(name, gzipSync(readFileSync(join(folder, name)), { level: 9 }).length)
    return gzipped.get(name)
  }
  const manifest = Uint8Array.from(readFileSync(join(folder, 'manifest.bin'))).buffer
  const sizes = []
  const failed = []
  let [asked, hits] = [0, 0]
  for (const visit of await readVisits(join(place, TEST_FILE))) {
    if (visit.length < 2) continue
    let bytes = bytesOf('manifest.bin')
    const load = async (name) => {
      bytes += bytesOf(name)
      return Uint8Array.from(await readFile(join(folder, name))).buffer
    }
    const sharded = createShardedModel(manifest, load, { onError: (error) => failed.push(error) })
    for (let at = 0; at + 1 < visit.length; at++) {
      await sharded.want([visit[at]])
      const target = visit[at + 1]
      if (target === visit[at]) continue
      const { model } = sharded
      const places = visit.slice(0, at + 1).map((id) => model.indexOf(id) ?? -1)
      const [current, ...earlier] = places.reverse()
      const without = current < 0 ? {} : { without: current }
      const found = createScorer(model)([current, ...earlier], { own: true, count: LENGTH, ...without })
      asked++
      if (found.some(({ index }) => model.ids[index] === target)) hits++
    }
    sizes.push(bytes)
  }
  if (failed.length > 0) throw failed[0]
  sizes.sort((a, b) => a - b)
  const result = {
    testSessions: sizes.length,
    sessionBytesMean: Math.round(sizes.reduce((sum, size) => sum + size, 0) / sizes.length),
    sessionBytesP95: sizes[Math.ceil(sizes.length * 0.95) - 1],
    hitRate20: Number((hits / asked).toFixed(4)),
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
}

/** The items of each visit, views only, in order. */
async function readVisits(path) {
  const visits = new Map()
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const [session, , item, , type] = line.split(',')
    if (type !== 'view') continue
    if (!visits.get(session)?.push(item)) visits.set(session, [item])
  }
  return visits.values()
}

function tell(result) {
  const { events, items, readSeconds, fitSeconds, encodeSeconds, seconds, cpuSeconds, peakMb, modelBytesGzip } = result
  const number = (value) => value.toLocaleString('en')
  const kib = (bytes) => (bytes / 1024).toFixed(1)
  process.stdout.write(
    [
      `${number(events)} events, ${number(items)} items: ${seconds} s (read ${readSeconds}, fit ${fitSeconds}, encode ${encodeSeconds}; processor ${cpuSeconds})`,
      `peak ${number(peakMb)} MB, model ${kib(modelBytesGzip)} KiB gzipped`,
      `a session ${kib(result.sessionBytesMean)} KiB (p95 ${kib(result.sessionBytesP95)}), HR@20 ${result.hitRate20}\n`,
    ].join('; '),
  )
}

/** What an event of a larger log costs beside one of the log before it: 1 where growth is linear. */
function tellGrowth(results) {
  results.slice(1).forEach((result, i) => {
    const before = results[i]
    const more = result.events / before.events
    result.timeGrowth = Number((result.seconds / before.seconds / more).toFixed(2))
    result.memoryGrowth = Number((result.peakMb / before.peakMb / more).toFixed(2))
    process.stdout.write(
      `from ${before.events.toLocaleString('en')} to ${result.events.toLocaleString('en')} events: an event costs ${result.timeGrowth} times the time, ${result.memoryGrowth} times the memory\n`,
    )
  })
}

const [role, ...rest] = process.argv.slice(2)
if (role === 'child-train') await trainHere(...rest)
else if (role === 'child-serve') await serveHere(...rest)
else await main()
