import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSeededRandom } from '@endcap/testkit'
import { startClickHouse } from '@endcap/testkit/services/clickhouse'
import { startNats } from '@endcap/testkit/services/nats'
import { startPostgres } from '@endcap/testkit/services/postgres'
import { freePorts, startProgram } from '@endcap/testkit/services/process'
import pg from 'pg'
import { createClients, eventOf, post } from '../../packages/collector/bench/chaos/clients.mjs'
import { createTally } from '../../packages/collector/bench/chaos/tally.mjs'

const COLLECTORS = 3
const CONSUMERS = 2
const CONNECTIONS = 12
/** Events that are sent to two collectors on purpose, as a retry that takes another way. */
const SENT_TWICE = 100
const DEADLINE_MS = 120_000

/** How each warehouse is started, and asked for the number of every event as whoever reads there counts them. */
const WAREHOUSES = {
  postgres: async () => {
    const service = await startPostgres()
    return {
      ...service,
      env: { ENDCAP_POSTGRES_URL: service.url },
      async numbers() {
        const client = new pg.Client({ connectionString: service.url })
        await client.connect()
        const { rows } = await client.query('SELECT event_id AS id FROM raw_events')
        await client.end()
        return rows.map(({ id }) => numberOf(id))
      },
    }
  },
  clickhouse: async () => {
    const service = await startClickHouse()
    return {
      ...service,
      env: { ENDCAP_CLICKHOUSE_URL: service.url },
      numbers: async () => (await service.query('SELECT event_id FROM events')).trim().split('\n').map(numberOf),
    }
  },
}
const numberOf = (id) => Number(id.slice('chaos-'.length))

/** Starts everything, sends, kills, compares. */
export async function tell({ collector, consumer, balancerConfig, events, to, seed, say }) {
  if (!(to in WAREHOUSES)) throw new Error(`--to is one of ${Object.keys(WAREHOUSES).join(', ')}`)
  const folder = await mkdtemp(join(tmpdir(), 'endcap-scaling-'))
  const stops = [() => rm(folder, { recursive: true, force: true })]
  try {
    say('starting a cluster of three, a warehouse, three collectors, a balancer, two consumers')
    const [cluster, warehouse] = await Promise.all([startNats(3), WAREHOUSES[to]()])
    stops.unshift(cluster.close, warehouse.close)
    const ports = await freePorts(COLLECTORS + CONSUMERS + 1)
    const balancerPort = ports.pop()
    const env = { ...warehouse.env, ENDCAP_NATS_SERVERS: cluster.servers.join(','), TO: to }
    const start = async (program, name, port, isReady) => {
      const made = await startProgram({
        command: process.execPath,
        args: [program],
        cwd: folder,
        env: { ...env, DATA_DIR: join(folder, name), PORT: String(port) },
        isReady,
      })
      stops.unshift(made.kill)
      return { ...made, url: `http://127.0.0.1:${port}` }
    }
    const prints = (output) => output.includes('http://')
    // The first one makes the stream.
    const collectors = []
    for (let index = 0; index < COLLECTORS; index++) {
      collectors.push(await start(collector, `collector-${index + 1}`, ports.shift(), prints))
    }
    const [first, second, third] = collectors
    const consumers = []
    for (let index = 0; index < CONSUMERS; index++) {
      consumers.push(await start(consumer, `consumer-${index + 1}`, ports.shift(), prints))
    }
    const balancer = await startProgram({
      command: 'haproxy',
      args: ['-db', '-f', balancerConfig],
      cwd: folder,
      env: {
        BALANCER_PORT: String(balancerPort),
        ...Object.fromEntries(collectors.map(({ url }, index) => [`COLLECTOR_${index + 1}`, new URL(url).port])),
      },
      isReady: () => answers(`http://127.0.0.1:${balancerPort}/health`),
    })
    stops.unshift(balancer.kill)

    const clients = createClients({
      url: `http://127.0.0.1:${balancerPort}`,
      key: 'my-shop',
      from: 0,
      until: events,
      connections: CONNECTIONS,
      random: createSeededRandom(seed),
    })
    const acknowledged = async (share) => {
      while (clients.counts.acknowledged < events * share) await sleep(5)
    }
    async function killSome() {
      await acknowledged(0.2)
      say('a collector is killed')
      await second.kill()
      await acknowledged(0.35)
      await second.restart()
      say('a node of the cluster is killed')
      await cluster.nodes[0].kill()
      await acknowledged(0.55)
      await cluster.nodes[0].restart()
      say('a consumer is killed')
      await consumers[0].kill()
      await acknowledged(0.75)
      await consumers[0].restart()
    }
    const startedMs = performance.now()
    const breaking = killSome()
    await clients.run()
    const seconds = (performance.now() - startedMs) / 1000
    await breaking
    const twice = Array.from({ length: Math.min(SENT_TWICE, events) }, (_, number) => eventOf(number, 0))
    const taken = []
    for (const one of [first, third]) {
      const { answer } = await post(one.url, undefined, { key: 'my-shop', events: twice })
      taken.push(answer.accepted + answer.duplicates)
    }
    say('all acknowledged; the collectors drain, and the consumers catch up')
    // A node that was just killed and is back may take longer than a program is given to end.
    for (const { url } of collectors) await until(url, /^endcap_sink_lag_events\{sink="nats"\} 0$/m)
    await Promise.all(collectors.map((one) => one.stop()))
    await until(consumers[1].url, /^endcap_consume_lag_events 0$/m)
    await Promise.all(consumers.map((one) => one.stop()))
    const tally = createTally(clients.acknowledged)
    for (const number of await warehouse.numbers()) tally.add(number)
    return {
      acknowledged: clients.counts.acknowledged,
      ...tally.result(),
      killed: { collectors: 1, nodes: 1, consumers: 1 },
      sentToTwoCollectors: Math.min(...taken),
      unknownOutcomes: clients.counts.unknown,
      to,
      seconds: Number(seconds.toFixed(1)),
      // All of it on one machine, with the kills: no measure of what machines of their own do.
      eventsPerSecondOnThisMachine: Math.round(events / seconds),
    }
  } finally {
    for (const stop of stops) await stop()
  }
}

const answers = (url) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )

/** Waits until the metrics of a program say so. */
async function until(url, said) {
  for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline; await sleep(100)) {
    const text = await (await fetch(`${url}/metrics`)).text()
    if (said.test(text)) return
  }
  throw new Error(`${url} did not catch up`)
}
