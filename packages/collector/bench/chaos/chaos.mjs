import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSeededRandom } from '@endcap/testkit'
import { startNats } from '@endcap/testkit/services/nats'
import { startPostgres } from '@endcap/testkit/services/postgres'
import { freePorts } from '@endcap/testkit/services/process'
import { createClients } from './clients.mjs'
import { createCollectorProcess } from './collector-process.mjs'
import { mountSmallDisk } from './disk.mjs'
import { createFaults } from './faults.mjs'
import { killAgainAndAgain } from './kills.mjs'
import { startReceiver } from './receiver.mjs'
import { createTally, READERS } from './tally.mjs'

/** Small, so that segments come and go, sinks that stand still are felt, and what a start reads again is bounded. */
const LIMITS = {
  segmentBytes: 1 << 20,
  spoolBytes: 24 << 20,
  lingerMs: 100,
  backoff: { baseMs: 50, capMs: 1000 },
  drainMs: 300_000,
}
/** Far longer than any batch waits to be sent again; a server that starts reads all of it before it takes the first message. */
const NATS_WINDOW_MS = 120_000
/** Of events and kills, what the part with the small disk gets. */
const DISK_SHARE = 0.1
const DISK_BYTES = 96 << 20
/** These need no server, so that the small disk is the only one that fails. */
const DISK_SINKS = ['duckdb', 'ndjson']
const PROGRESS_MS = 5000

/** Runs all of it, and gives the counts. */
export async function runChaos(options) {
  const { entry, events, kills, connections, seed, sinks: names, withDisk, progress } = options
  const unknown = names.find((name) => !(name in READERS))
  if (unknown) throw new Error(`--sinks: there is no ${unknown}; any of ${Object.keys(READERS).join(',')}`)
  const startedMs = performance.now()
  const folder = await mkdtemp(join(tmpdir(), 'endcap-chaos-'))
  const stops = [() => rm(folder, { recursive: true, force: true })]
  const onSignal = () => stopAll(stops).then(() => process.exit(1))
  process.once('SIGINT', onSignal)
  process.once('SIGTERM', onSignal)
  try {
    const diskNames = DISK_SINKS.filter((name) => names.includes(name))
    const left = !withDisk ? 'left out by --no-disk' : diskNames.length === 0 ? `none of ${DISK_SINKS.join(', ')}` : ''
    const disk = left ? { skipped: left } : await mountSmallDisk(join(folder, 'small'), DISK_BYTES)
    if (disk.unmount) stops.unshift(disk.unmount)
    const diskEvents = disk.skipped ? 0 : Math.round(events * DISK_SHARE)
    const diskKills = disk.skipped ? 0 : Math.round(kills * DISK_SHARE)
    const part = { entry, connections, stops, progress }
    const main = await runPart({
      ...part,
      title: 'sinks',
      names,
      from: 0,
      until: events - diskEvents,
      kills: kills - diskKills,
      random: createSeededRandom(seed),
      folder: join(folder, 'main'),
      dataDir: join(folder, 'main/data'),
    })
    const small =
      diskEvents > 0 &&
      (await runPart({
        ...part,
        title: 'disk',
        names: diskNames,
        from: events - diskEvents,
        until: events,
        kills: diskKills,
        random: createSeededRandom(seed + 1),
        folder: join(folder, 'beside'),
        dataDir: disk.path,
        disk,
      }))
    const parts = small ? [main, small] : [main]
    const sum = (read) => parts.reduce((total, one) => total + read(one), 0)
    const worst = (part) => Math.min(...Object.values(part.sinks).map(({ stored }) => stored))
    const ofSinks = (key) => sum(({ sinks }) => Object.values(sinks).reduce((total, sink) => total + sink[key], 0))
    return {
      acknowledged: sum(({ acknowledged }) => acknowledged),
      stored: sum(worst),
      lost: ofSinks('lost'),
      duplicated: ofSinks('duplicated'),
      kills: sum((one) => one.killed.total),
      killed: main.killed,
      outages: main.outages,
      clients: main.clients,
      deadLetters: main.deadLetters,
      startMs: main.startMs,
      sinks: main.sinks,
      disk: small
        ? { full: small.outages.full, kills: small.killed.total, clients: small.clients, sinks: small.sinks }
        : disk,
      seed,
      seconds: Math.round((performance.now() - startedMs) / 1000),
    }
  } finally {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
    await stopAll(stops)
  }
}

async function stopAll(stops) {
  for (const stop of stops.splice(0)) await stop()
}

/** One collector from its first start to its last, and what its sinks hold then. `stops` is given what must end whatever happens. */
async function runPart(options) {
  const { entry, connections, stops, progress, title, names, from, until, kills, random, folder, dataDir, disk } =
    options
  const [port, receiverPort] = await freePorts(2)
  const has = (name) => names.includes(name)
  const services = {
    nats: has('nats') ? await startNats() : undefined,
    postgres: has('postgres') ? await startPostgres() : undefined,
    receiver: has('http') ? await startReceiver(until, receiverPort) : undefined,
  }
  for (const service of Object.values(services)) if (service) stops.unshift(() => service.close())
  const settings = {
    duckdb: { database: join(folder, 'warehouse.duckdb') },
    ndjson: { folder: join(folder, 'ndjson') },
    http: { url: `http://127.0.0.1:${receiverPort}/`, timeoutMs: 1000 },
    postgres: { url: services.postgres?.url, timeoutMs: 10_000 },
    nats: {
      servers: services.nats?.servers,
      timeoutMs: 2000,
      stream: { name: 'chaos', duplicateWindowMs: NATS_WINDOW_MS },
    },
  }
  await mkdir(folder, { recursive: true })
  const sinks = names.map((name) => ({ type: name, ...settings[name] }))
  const collector = createCollectorProcess({
    entry,
    options: { dataDir, keys: ['chaos'], port, logger: 'silent', limits: LIMITS, sinks },
  })
  stops.unshift(collector.kill)
  const clients = createClients({ url: collector.url, from, until, connections, random })
  const faults = createFaults({ services, disk, clients, random })
  await collector.start()

  const told = setInterval(() => {
    const { acknowledged } = clients.counts
    progress(`${title}: ${acknowledged} of ${until - from} acknowledged, ${killed.total} kills, ${faults.now()}`)
  }, PROGRESS_MS)
  const killed = { total: 0, starting: 0, tornTails: 0, inTransaction: 0, sigterm: 0 }
  try {
    const breaking = faults.run()
    await faults.begun
    const killing = killAgainAndAgain({
      collector,
      clients,
      faults,
      services,
      dataDir,
      kills,
      random,
      killed,
      total: until - from,
      disk,
    })
    await Promise.all([clients.run().then(faults.stop), breaking, killing])
    progress(`${title}: all acknowledged; the sinks catch up`)
    services.receiver?.forgive()
    const deadLetters = has('http') ? await collector.replay() : undefined
    // Whatever the sinks do not have yet they get between SIGTERM and the end.
    const code = await collector.terminate()
    if (code !== 0) throw new Error(`SIGTERM ended with ${code}`)
    const held = {}
    for (const name of names) {
      progress(`${title}: counting ${name}`)
      held[name] = await READERS[name](createTally(clients.acknowledged), settings[name], services)
    }
    const starts = collector.startsMs.sort((a, b) => a - b)
    return {
      acknowledged: clients.counts.acknowledged,
      killed,
      outages: faults.counts,
      clients: clients.counts,
      deadLetters,
      startMs: { median: Math.round(starts[starts.length >> 1]), longest: Math.round(starts.at(-1)) },
      sinks: held,
    }
  } finally {
    clearInterval(told)
    await collector.kill()
    // The next part has services of its own.
    await stopAll(stops.splice(0, Object.values(services).filter(Boolean).length + 1))
  }
}
