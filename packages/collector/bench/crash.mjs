/**
 * Kills a real collector (SIGKILL) while clients send, starts it again, and counts: every acknowledged event must stand
 * in DuckDB exactly once, in the raw table too. Prints one line of JSON; exits 1 when an event is lost or doubled.
 *
 *   node packages/collector/bench/crash.mjs --events 10000 --connections 8 --kills 3
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent } from 'node:http'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { makeEvent, post, prepare } from './rig.mjs'

const BATCH_COUNT = 10

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000' },
    connections: { type: 'string', default: '8' },
    kills: { type: 'string', default: '3' },
  },
})
const [eventsCount, connectionsCount, killsCount] = [values.events, values.connections, values.kills].map(Number)

const { entry, dataDir } = await prepare()

let child
/** Resolves to the URL of the collector in use. */
let up
let kills = 0

function start() {
  child = spawn(process.execPath, [entry, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  up = once(child.stdout, 'data').then(([line]) => String(line).trim())
}

async function killAndStart() {
  kills++
  const dying = child
  const exited = once(dying, 'exit')
  // From here on clients wait for the next one.
  let started = () => {}
  up = new Promise((resolve) => (started = resolve))
  dying.kill('SIGKILL')
  await exited
  start()
  started(up)
}

const acknowledged = new Set()
let resent = 0

async function send(connection) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (let first = connection * BATCH_COUNT; first < eventsCount; first += connectionsCount * BATCH_COUNT) {
    const count = Math.min(BATCH_COUNT, eventsCount - first)
    const events = Array.from({ length: count }, (_, index) => makeEvent(first + index, connection))
    while ((await post(await up, agent, events)) !== 202) resent += count
    for (const { id } of events) acknowledged.add(id)
    if (kills < killsCount && acknowledged.size >= (eventsCount * (kills + 1)) / (killsCount + 1)) {
      await killAndStart()
    }
  }
  agent.destroy()
}

const startedMs = performance.now()
start()
await Promise.all(Array.from({ length: connectionsCount }, (_, connection) => send(connection)))
const sentMs = performance.now() - startedMs
await up
child.kill('SIGTERM')
await once(child, 'exit')

const instance = await DuckDBInstance.create(join(dataDir, 'warehouse.duckdb'))
const connection = await instance.connect()
const rows = (await connection.runAndReadAll('SELECT event_id, count(*)::INT FROM raw_events GROUP BY ALL')).getRows()
const items = (await connection.runAndReadAll('SELECT count(*)::INT FROM raw_event_items')).getRows()[0][0]
connection.closeSync()
instance.closeSync()

const stored = new Set(rows.map(([id]) => id))
const result = {
  sent: eventsCount,
  acknowledged: acknowledged.size,
  stored: stored.size,
  duplicates: rows.reduce((sum, [, count]) => sum + count - 1, 0) + Math.max(0, items - stored.size),
  lost: [...acknowledged].filter((id) => !stored.has(id)).length,
  kills,
  resent,
  seconds: Number((sentMs / 1000).toFixed(2)),
}
process.stdout.write(`${JSON.stringify(result)}\n`)
const isGood =
  result.acknowledged === eventsCount && result.duplicates === 0 && result.lost === 0 && kills === killsCount
process.exit(isGood ? 0 : 1)
