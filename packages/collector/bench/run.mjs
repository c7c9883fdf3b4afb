/**
 * What an event costs the collector, beside a bare `node:http` server that only parses the same bodies. Both run as processes of
 * their own, in turns, under 64 connections that send batches of ten; the senders share the machine. Prints one line of JSON:
 * `durable_eps`, `parse_only_eps` (events a second), `ratio` (CPU of an event there ÷ CPU of an event here, checks, dedupe and
 * fsync on, no sink), `ratio_with_duckdb` (the same with the default sink, until it has everything), `p99_ms_at_half_load`,
 * `rss_mb`. Medians of the rounds; fails below a ratio of 0.6.
 *
 *   npm run bench -- collector --json [--seconds 3] [--rounds 5] [--connections 64]
 *   npm run bench -- collector --memory --minutes 10
 *
 * With `--memory`: resident memory at a steady rate, at the end of each minute, with the median and the highest of a sample a second beside it, with
 * the default sink and with one that is down, side by side; fails when what stands at the end of a minute grows over the second half.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { BATCH_COUNT, pace, saturate } from './load.mjs'
import { prepare } from './rig.mjs'

const KEY = 'bench'
const RATIO = 0.6
const WARM_UP_COUNT = 100_000
const MIB = 2 ** 20

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '64' },
    memory: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '2000' },
    profile: { type: 'string' },
  },
})
const [seconds, rounds, connections] = [values.seconds, values.rounds, values.connections].map(Number)
const { entry, dataDir } = await prepare('bench/server.mjs')

async function start(kind, limits = {}) {
  const isProfiled = values.profile === kind
  const child = fork(entry, [kind, dataDir], {
    execArgv: isProfiled ? ['--cpu-prof', '--cpu-prof-dir', process.env.INIT_CWD ?? '.'] : [],
    env: { ...process.env, BENCH_LIMITS: JSON.stringify(limits) },
  })
  const [{ url }] = await once(child, 'message')
  const ask = async (question) => {
    child.send(question)
    return (await once(child, 'message'))[0]
  }
  return {
    kind,
    url,
    usage: () => ask('usage'),
    finish: () => ask('finish'),
    async stop() {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1]
const round = (value, digits) => Number(value.toFixed(digits))
const print = (result) => process.stdout.write(`${JSON.stringify(result)}\n`)

/** One round: events a second, CPU of the server in µs an event. */
async function measure(server) {
  const before = await server.usage()
  const { events, failed, seconds: took } = await saturate(server.url, KEY, connections, seconds)
  const after = await server.finish()
  if (failed > 0) throw new Error(`${server.kind}: ${failed} requests were not answered 202`)
  return { eps: events / took, cpuUs: (after.cpuUs - before.cpuUs) / events, rss: after.rss }
}

async function throughput() {
  const servers = await Promise.all(['parse-only', 'none', 'duckdb'].map((kind) => start(kind)))
  // Until everything is compiled, however slow the disk is.
  for (const server of servers)
    for (let sent = 0; sent < WARM_UP_COUNT; ) sent += (await saturate(server.url, KEY, connections, 1)).events
  await servers[2].finish()
  const found = { 'parse-only': [], none: [], duckdb: [] }
  for (let i = 0; i < rounds; i++) for (const server of servers) found[server.kind].push(await measure(server))
  const of = (kind, what) => median(found[kind].map((one) => one[what]))
  // Both of a ratio come from the same round, so that what else the machine does weighs on both.
  const ratioOf = (kind) => round(median(found[kind].map(({ cpuUs }, i) => found['parse-only'][i].cpuUs / cpuUs)), 3)
  const durable = of('none', 'eps')
  const times = await pace(servers[1].url, KEY, connections, durable / 2, seconds)
  const result = {
    durable_eps: Math.round(durable),
    parse_only_eps: Math.round(of('parse-only', 'eps')),
    ratio: ratioOf('none'),
    ratio_with_duckdb: ratioOf('duckdb'),
    cpu_us_per_event: round(of('none', 'cpuUs'), 2),
    parse_only_cpu_us_per_event: round(of('parse-only', 'cpuUs'), 2),
    p50_ms_at_half_load: round(times[times.length >> 1], 1),
    p99_ms_at_half_load: round(times[Math.floor(times.length * 0.99)], 1),
    rss_mb: round(found.none.at(-1).rss / MIB, 0),
  }
  for (const server of servers) await server.stop()
  print(result)
  return result.ratio >= RATIO
}

/** Memory may differ by this much between the middle and the end of a run: the collector of garbage comes when it likes. */
const SLACK_BYTES = 48 * MIB

/** Memory between two samples of a second; DuckDB takes more for a moment whenever it moves its log into the file. */
const SAMPLE_MS = 1000

/** Samples a server until it is stopped. Gives a function that takes the samples so far. */
function sampling(server) {
  let taken = []
  let isStopped = false
  const ended = (async () => {
    while (!isStopped) {
      taken.push(await server.usage())
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS))
    }
  })()
  return {
    take() {
      const all = taken
      taken = []
      return all
    },
    async stop() {
      isStopped = true
      await ended
    },
  }
}

async function memoryOf(kind) {
  // So that the window of ids is full soon, and what it takes does not look like a leak.
  const server = await start(kind, { dedupeCount: 50_000, spoolBytes: 64 * MIB, segmentBytes: 4 * MIB })
  const samples = sampling(server)
  const byMinute = []
  for (let minute = 1; minute <= Number(values.minutes); minute++) {
    await pace(server.url, KEY, connections, Number(values.rate), 60)
    const taken = samples.take()
    const rss = taken.map((one) => one.rss)
    const heap = taken.map((one) => one.heapUsed)
    const atEnd = (await server.usage()).rss
    byMinute.push({ rss: atEnd, median: median(rss), peak: Math.max(...rss), heap: median(heap) })
    const shown = Object.entries(byMinute.at(-1)).map(([name, bytes]) => [`${name}_mb`, round(bytes / MIB, 0)])
    process.stderr.write(`${kind} ${JSON.stringify({ minute, ...Object.fromEntries(shown) })}\n`)
  }
  await samples.stop()
  await server.stop()
  const late = byMinute.slice(byMinute.length >> 1)
  const grownBytes = late.at(-1).rss - late[0].rss
  const inMb = (name) => byMinute.map((one) => round(one[name] / MIB, 0))
  return {
    sink: kind,
    rss_mb: inMb('rss'),
    median_mb: inMb('median'),
    peak_mb: inMb('peak'),
    heap_mb: inMb('heap'),
    flat: grownBytes <= SLACK_BYTES,
  }
}

async function memory() {
  const sinks = await Promise.all(['duckdb', 'down'].map(memoryOf))
  print({ minutes: Number(values.minutes), eventsPerSecond: Number(values.rate), batch: BATCH_COUNT, sinks })
  return sinks.every(({ flat }) => flat)
}

process.exitCode = (await (values.memory ? memory() : throughput())) ? 0 : 1
