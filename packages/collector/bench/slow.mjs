/**
 * How long an honest client waits for its acknowledgement alone, beside idle connections, and beside slow ones: half of those trickle headers,
 * half a body, and each comes again when it is cut. The three alternate in one run, so that what else the machine does falls on
 * all of them. Prints one line of JSON; exits 1 when a p99 is more than twice that of alone, or an honest request failed.
 *
 *   node packages/collector/bench/slow.mjs --idle 10000 --slow 500 --rounds 6 --seconds 8
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { connect } from 'node:net'
import { parseArgs } from 'node:util'
import { makeEvent, post, prepare } from './rig.mjs'

const BATCH_COUNT = 10
/** Requests a second of the honest clients together: well below what the collector can take. */
const REQUESTS_PER_SECOND = 25
const CONNECTIONS_COUNT = 16
/** A slow client sends a byte this often. */
const TRICKLE_MS = 1000
const MOST_RATIO = 2
/** Each address of this machine has ports of its own. */
const PER_ADDRESS_COUNT = 5000
const SPARE_FILES = 500
/** As a collector has them that nobody has told otherwise. */
const LIMITS = { lingerMs: 200, segmentBytes: 64 << 20 }
/** What a crowd leaves behind when it goes is not the next one's. */
const SETTLE_MS = 1500

const { values } = parseArgs({
  options: {
    idle: { type: 'string', default: '10000' },
    slow: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '6' },
    seconds: { type: 'string', default: '8' },
  },
})
const [idleCount, slowCount, roundsCount] = [values.idle, values.slow, values.rounds].map(Number)
const seconds = Number(values.seconds)

const filesCount = idleCount + slowCount + SPARE_FILES
raiseFileLimit()
const { entry, dataDir } = await prepare()
const child = spawn(process.execPath, [entry, dataDir, JSON.stringify(LIMITS)], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
process.on('exit', () => child.kill('SIGKILL'))
const [line] = await once(child.stdout, 'data')
const url = String(line).trim()
const port = Number(new URL(url).port)

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_COUNT })
let number = 0
let failed = 0

/** Honest requests at an even pace, whatever the answers do: a stall shows in every request that it meets. */
async function measure() {
  const times = []
  const sends = []
  const startMs = performance.now()
  for (let index = 0; index < REQUESTS_PER_SECOND * seconds; index++) {
    const dueMs = startMs + (index * 1000) / REQUESTS_PER_SECOND
    const waitMs = dueMs - performance.now()
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
    const events = Array.from({ length: BATCH_COUNT }, () => makeEvent(number++, index % CONNECTIONS_COUNT))
    const sentMs = performance.now()
    const took = (status) => (status === 202 ? times.push(performance.now() - sentMs) : failed++)
    sends.push(post(url, agent, events).then(took))
  }
  await Promise.all(sends)
  times.sort((a, b) => a - b)
  const at = (ratio) => times[Math.min(times.length - 1, Math.floor(times.length * ratio))]
  return { p50: at(0.5), p99: at(0.99) }
}

/** Connections that come again when they are cut, until stopped. */
async function crowd(count, begin) {
  let isStopped = false
  let cutCount = 0
  const sockets = new Set()
  function open(index) {
    const localAddress = `127.0.0.${2 + Math.floor(index / PER_ADDRESS_COUNT)}`
    const socket = connect({ host: '127.0.0.1', port, localAddress })
    sockets.add(socket)
    socket.on('error', () => {})
    socket.resume()
    socket.on('close', () => {
      sockets.delete(socket)
      if (isStopped) return
      cutCount++
      setTimeout(() => isStopped || open(index), 100)
    })
    return once(socket, 'connect').then(() => begin(socket, index))
  }
  for (let first = 0; first < count; first += 200) {
    const group = Array.from({ length: Math.min(200, count - first) }, (_, index) => open(first + index))
    await Promise.all(group)
  }
  return {
    count: () => sockets.size,
    cuts: () => cutCount,
    async stop() {
      isStopped = true
      const open = [...sockets]
      const closed = Promise.all(open.map((socket) => once(socket, 'close')))
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}

/** One request, and then nothing: a tab that stays open. */
async function idle(socket) {
  socket.write('GET /health HTTP/1.1\r\nhost: bench\r\n\r\n')
  await once(socket, 'data')
}

const HEAD = 'POST /v1/events HTTP/1.1\r\nhost: bench\r\ncontent-type: text/plain\r\n'
function slow(socket, index) {
  const isBody = index % 2 === 0
  socket.write(isBody ? `${HEAD}content-length: 100000\r\n\r\n{` : HEAD)
  const timer = setInterval(() => socket.write(isBody ? ' ' : `x-${performance.now()}: y\r\n`), TRICKLE_MS)
  socket.on('close', () => clearInterval(timer))
}

const CASES = {
  alone: () => crowd(0, idle),
  idle: () => crowd(idleCount, idle),
  slow: () => crowd(slowCount, slow),
}
/** Each of them follows each other one as often. */
const ORDERS = [
  ['alone', 'idle', 'slow'],
  ['slow', 'idle', 'alone'],
  ['idle', 'alone', 'slow'],
  ['slow', 'alone', 'idle'],
  ['alone', 'slow', 'idle'],
  ['idle', 'slow', 'alone'],
]
const cpu = { alone: [], idle: [], slow: [] }
const results = Object.fromEntries(Object.keys(CASES).map((name) => [name, []]))
const least = { idle: Number.POSITIVE_INFINITY, slow: Number.POSITIVE_INFINITY }
let slowCuts = 0
await measure()
for (let round = 0; round < roundsCount; round++) {
  for (const name of ORDERS[round % ORDERS.length]) {
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
    const around = await CASES[name]()
    const cpuMs = cpuOf(child.pid)
    results[name].push(await measure())
    cpu[name].push(cpuOf(child.pid) - cpuMs)
    if (name in least) least[name] = Math.min(least[name], around.count())
    if (name === 'slow') slowCuts += around.cuts()
    await around.stop()
  }
}
agent.destroy()
const rssMb = Math.round(Number(/VmHWM:\s+(\d+)/.exec(statusOf(child.pid))?.[1] ?? 0) / 1024)
child.kill('SIGTERM')
await once(child, 'exit')

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
const of = (name, at) => median(results[name].map((result) => result[at]))
const rounded = (value, digits = 2) => Number(value.toFixed(digits))
const result = {
  alone_p99_ms: rounded(of('alone', 'p99')),
  idle_p99_ms: rounded(of('idle', 'p99')),
  slow_p99_ms: rounded(of('slow', 'p99')),
  idle_ratio: rounded(of('idle', 'p99') / of('alone', 'p99')),
  slow_ratio: rounded(of('slow', 'p99') / of('alone', 'p99')),
  alone_p50_ms: rounded(of('alone', 'p50')),
  idle_p50_ms: rounded(of('idle', 'p50')),
  slow_p50_ms: rounded(of('slow', 'p50')),
  idle_connections: least.idle,
  slow_connections: least.slow,
  slow_cuts: slowCuts,
  alone_cpu_ms: Math.round(median(cpu.alone)),
  idle_cpu_ms: Math.round(median(cpu.idle)),
  slow_cpu_ms: Math.round(median(cpu.slow)),
  rounds: roundsCount,
  requests_per_round: REQUESTS_PER_SECOND * seconds,
  failed,
  peak_rss_mb: rssMb,
}
process.stdout.write(`${JSON.stringify(result)}\n`)
const isGood = result.idle_ratio <= MOST_RATIO && result.slow_ratio <= MOST_RATIO && failed === 0
process.exit(isGood ? 0 : 1)

/** Each connection is a file on both sides. A process cannot raise its own limit: it starts itself anew behind `ulimit`. */
function raiseFileLimit() {
  if (process.env.ENDCAP_BENCH_FILES) return
  const again = ['-c', `ulimit -n ${filesCount} && exec "$0" "$@"`, process.execPath, ...process.argv.slice(1)]
  const { status } = spawnSync('sh', again, { stdio: 'inherit', env: { ...process.env, ENDCAP_BENCH_FILES: '1' } })
  if (status === 2) process.stderr.write(`fix: allow ${filesCount} open files, ulimit -Hn ${filesCount}\n`)
  process.exit(status ?? 1)
}

/** Time of the processor that a process has used, in ms; a tick is 10 ms. */
function cpuOf(pid) {
  const [, fields = ''] = /\) (.*)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? []
  const [user, system] = fields.split(' ').slice(11, 13).map(Number)
  return (user + system) * 10
}

function statusOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}
