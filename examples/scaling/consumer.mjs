/** One of several consumers: what `endcap consume --to postgres` does, as a program of one's own. */
import { createNatsSource, serveConsumer, startConsumer } from '@endcap/collector'

const { DATA_DIR, PORT, TO = 'postgres' } = process.env

const consumer = startConsumer({
  // ENDCAP_NATS_SERVERS names the servers, ENDCAP_POSTGRES_URL or ENDCAP_CLICKHOUSE_URL the warehouse.
  source: createNatsSource({ stream: 'endcap', durable: 'warehouse', holdMs: 5000 }),
  sink: { type: TO },
  dataDir: DATA_DIR,
  limits: { backoff: { baseMs: 250, capMs: 5000 } },
  onError: ({ message, cause }) => console.error(message, cause?.message ?? ''),
})
const server = await serveConsumer(consumer, '127.0.0.1', Number(PORT))
process.once('SIGTERM', () =>
  consumer
    .close()
    .then(() => server.close())
    .then(() => process.exit(0)),
)
console.log(server.url)
