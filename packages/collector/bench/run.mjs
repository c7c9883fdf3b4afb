/**
 * How many events a second a collector makes durable, with checks, dedupe and delivery to DuckDB at work, and how long
 * an answer takes. The senders share the machine. Prints one line of JSON.
 *
 *   node packages/collector/bench/throughput.mjs --seconds 5 --connections 64
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent } from 'node:http'
import { parseArgs } from 'node:util'
import { makeEvent, post, prepare } from './rig.mjs'

const BATCH_COUNT = 10
const WARM_UP_MS = 1000

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '5' }, connections: { type: 'string', default: '64' } },
})
const { entry, dataDir } = await prepare()
const child = spawn(process.execPath, [entry, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
const [line] = await once(child.stdout, 'data')
const url = String(line).trim()

const startMs = performance.now()
const measureMs = startMs + WARM_UP_MS
const endMs = measureMs + Number(values.seconds) * 1000
const times = []
let number = 0
let failed = 0

async function send(connection) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  while (performance.now() < endMs) {
    const events = Array.from({ length: BATCH_COUNT }, () => makeEvent(number++, connection))
    const sentMs = performance.now()
    const status = await post(url, agent, events)
    const nowMs = performance.now()
    if (status !== 202) failed++
    else if (sentMs >= measureMs && nowMs <= endMs) times.push(nowMs - sentMs)
  }
  agent.destroy()
}

await Promise.all(Array.from({ length: Number(values.connections) }, (_, connection) => send(connection)))
const drainMs = performance.now()
child.kill('SIGTERM')
await once(child, 'exit')
times.sort((a, b) => a - b)
const at = (ratio) => Number(times[Math.floor(times.length * ratio)]?.toFixed(1))
const perSecond = times.length / Number(values.seconds)
process.stdout.write(
  `${JSON.stringify({
    requestsPerSecond: Math.round(perSecond),
    eventsPerSecond: Math.round(perSecond * BATCH_COUNT),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    failed,
    drainSeconds: Number(((performance.now() - drainMs) / 1000).toFixed(1)),
  })}\n`,
)
