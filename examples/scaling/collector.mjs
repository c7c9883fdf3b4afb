/** One of several collectors: it acknowledges after its own disk has the events, and hands them on to JetStream. */
import { createCollector } from '@endcap/collector'

const { DATA_DIR, PORT, NODES = '3' } = process.env

const collector = createCollector({
  dataDir: DATA_DIR,
  keys: ['my-shop'],
  port: Number(PORT),
  logger: 'warn',
  // ENDCAP_NATS_SERVERS names the servers. Two days are kept: longer than a weekend's outage of the warehouse may take.
  sinks: [{ type: 'nats', stream: { name: 'endcap', replicas: Number(NODES), maxAgeMs: 48 * 3_600_000 } }],
  limits: { drainMs: 30_000, backoff: { baseMs: 250, capMs: 5000 } },
})
process.once('SIGTERM', () => collector.close().then(() => process.exit(0)))
const { url } = await collector.listen()
console.log(url)
