import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Gauge, Registry } from 'prom-client'
import type { Consumer } from './consumer.js'

/** Where the pages of a consumer are. */
export interface ConsumerServer {
  readonly url: string
  close(): Promise<void>
}

/**
 * Serves `/health` (200 while the process answers), `/ready` (200 while the stream is read and the sink is open, else 503, with
 * the status as JSON) and `/metrics` (Prometheus text). There is nothing personal in them; port 0 takes any free one.
 */
export async function serveConsumer(consumer: Consumer, host: string, port: number): Promise<ConsumerServer> {
  const registry = createRegistry(consumer)

  async function answer(path: string | undefined): Promise<[status: number, type: string, body: string]> {
    if (path === '/metrics') return [200, registry.contentType, await registry.metrics()]
    if (path === '/health') return [200, JSON_TYPE, '{"status":"ok"}']
    if (path !== '/ready') return [404, JSON_TYPE, '{"status":404}']
    const status = consumer.status()
    return [status.isReading && status.sink.state === 'open' ? 200 : 503, JSON_TYPE, JSON.stringify(status)]
  }

  const server = createServer((request, response) => {
    answer(request.url).then(
      ([status, type, body]) =>
        response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body),
      () => response.writeHead(500).end(),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const { port: taken } = server.address() as AddressInfo
  return {
    url: `http://${host}:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const JSON_TYPE = 'application/json'

function createRegistry(consumer: Consumer): Registry {
  const registers = [new Registry()]
  const gauges: readonly [name: string, help: string, read: () => number | Promise<number>][] = [
    ['written_events', 'Events written since the start.', () => consumer.status().written],
    ['malformed_messages', 'Messages since the start that were no events.', () => consumer.status().malformed],
    [
      'dead_letters',
      'Events since the start that the sink refused for ever.',
      () => consumer.status().sink.deadLetters,
    ],
    ['held_events', 'Events taken and not yet stored.', () => consumer.status().held],
    ['lag_events', 'Events that the source holds and nobody has acknowledged.', () => consumer.lag()],
  ]
  for (const [name, help, read] of gauges) {
    new Gauge({
      name: `endcap_consume_${name}`,
      help,
      registers,
      async collect() {
        // Without an answer there is no sample: an old number would say that all is well.
        this.reset()
        const value = await Promise.resolve(read()).catch(() => undefined)
        this.set(value ?? Number.NaN)
      },
    })
  }
  return registers[0] as Registry
}
