/**
 * What an event costs the collector, beside a bare `node:http` server that only parses the same bodies. Both run as processes of
 * their own under 64 connections that send batches of ten, in turns of half a second; the senders share the machine. Prints one line of JSON:
 * `durable_eps`, `parse_only_eps` (events a second), `ratio` (CPU of an event there ÷ CPU of an event here, over all turns, checks,
 * dedupe and fsync on, no sink), `ratio_low` and `ratio_high` (of the fifths of the run), `ratio_with_duckdb` (with the default sink,
 * until it has everything), `p99_ms_at_half_load`, `rss_mb`, `stolen_percent` (of the time of this machine’s processors, what its host gave
 * to others). Fails below a ratio of 0.6.
 *
 *   npm run bench -- collector --json [--seconds 0.5] [--rounds 50] [--connections 64]
 *   npm run bench -- collector --memory --minutes 10
 *
 * With `--memory`: resident memory at a steady rate, at the end of each minute, with the median and the highest of a sample a second beside it, with
 * the default sink and with one that is down, side by side; fails when what stands at the end of a minute grows over the second half.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { BATCH_COUNT, openConnections, pace, saturate } from './load.mjs'
import { prepare } from './rig.mjs'

const KEY = 'bench'
const RATIO = 0.6
/** Until everything is compiled, and of the collector’s window of ids as many are there as it keeps: each new one pushes out an old one. */
const WARM_UP_COUNTS = { 'parse-only': 300_000, none: 1_050_000, duckdb: 100_000 }
const DUCKDB_ROUNDS = 5
const PARTS = 5
const MIB = 2 ** 20

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '0.5' },
    rounds: { type: 'string', default: '50' },
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

/** One turn: how many events, how long they took, and the CPU of the server in µs. */
async function measure(server, load) {
  const before = await server.usage()
  const { events, failed, seconds: took } = await load.saturate(seconds)
  const after = await server.finish()
  if (failed > 0) throw new Error(`${server.kind}: ${failed} requests were not answered 202`)
  return { events, seconds: took, cpuUs: after.cpuUs - before.cpuUs, rss: after.rss }
}

/** Lets servers take turns, each first as often as second. Gives the turns of each. */
async function takeTurns(servers, count) {
  const loads = await Promise.all(servers.map(({ url }) => openConnections(url, KEY, connections)))
  const turns = servers.map(() => [])
  for (let i = 0; i < count; i++) {
    const order = i % 2 === 0 ? [0, 1] : [1, 0]
    for (const which of order) turns[which].push(await measure(servers[which], loads[which]))
  }
  for (const load of loads) load.close()
  return turns
}

const sum = (turns, what) => turns.reduce((total, turn) => total + turn[what], 0)
const cpuOf = (turns) => sum(turns, 'cpuUs') / sum(turns, 'events')
const ratioOf = ([bare, ours]) => cpuOf(bare) / cpuOf(ours)

/** The ratios of the parts of a run. */
function ratiosOfParts(both) {
  const cut = (turns, part) => turns.slice((part * turns.length) / PARTS, ((part + 1) * turns.length) / PARTS)
  return Array.from({ length: PARTS }, (_, part) => ratioOf(both.map((turns) => cut(turns, part))))
}

/** Time of all processors so far, and what of it the host took, in ticks; Linux alone tells. */
function processorTime() {
  try {
    const ticks = readFileSync('/proc/stat', 'utf8').split('\n')[0].split(/ +/).slice(1, 9).map(Number)
    return { all: ticks.reduce((a, b) => a + b), stolen: ticks[7] }
  } catch {
    return { all: 0, stolen: 0 }
  }
}

async function throughput() {
  const servers = await Promise.all(['parse-only', 'none', 'duckdb'].map((kind) => start(kind)))
  for (const server of servers)
    for (let sent = 0; sent < WARM_UP_COUNTS[server.kind]; )
      sent += (await saturate(server.url, KEY, connections, 1)).events
  await servers[2].finish()
  const [parseOnly, none, duckdb] = servers
  const before = processorTime()
  const both = await takeTurns([parseOnly, none], rounds)
  const after = processorTime()
  const [bare, ours] = both
  const parts = ratiosOfParts(both)
  const durable = sum(ours, 'events') / sum(ours, 'seconds')
  const times = await pace(none.url, KEY, connections, durable / 2, 3)
  // Last: the database goes on in the background.
  const withDuckdb = await takeTurns([parseOnly, duckdb], Math.min(rounds, DUCKDB_ROUNDS))
  const result = {
    durable_eps: Math.round(durable),
    parse_only_eps: Math.round(sum(bare, 'events') / sum(bare, 'seconds')),
    ratio: round(ratioOf(both), 3),
    ratio_low: round(Math.min(...parts), 3),
    ratio_high: round(Math.max(...parts), 3),
    ratio_with_duckdb: round(ratioOf(withDuckdb), 3),
    cpu_us_per_event: round(cpuOf(ours), 2),
    parse_only_cpu_us_per_event: round(cpuOf(bare), 2),
    p50_ms_at_half_load: round(times[times.length >> 1], 1),
    p99_ms_at_half_load: round(times[Math.floor(times.length * 0.99)], 1),
    rss_mb: round(ours.at(-1).rss / MIB, 0),
    stolen_percent: round((100 * (after.stolen - before.stolen)) / Math.max(1, after.all - before.all), 1),
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
