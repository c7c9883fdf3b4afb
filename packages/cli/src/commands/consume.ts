import { resolve } from 'node:path'
import { defineCommand } from '../command.js'

/** `endcap consume`: a worker between a stream and the warehouse that all collectors share. */
export const consume = defineCommand({
  name: 'consume',
  summary: 'Read the stream that collectors write to into a warehouse; run as many as needed',
  usage: 'consume --to WAREHOUSE [--stream NAME] [--durable NAME] [options]',
  options: [
    {
      name: 'from',
      type: 'text',
      default: 'nats',
      choices: ['nats'],
      description: 'Where from; ENDCAP_NATS_SERVERS names the servers',
    },
    {
      name: 'to',
      type: 'text',
      required: true,
      choices: ['clickhouse', 'postgres'],
      description: 'Where to; ENDCAP_CLICKHOUSE_URL or ENDCAP_POSTGRES_URL is its address',
    },
    { name: 'stream', type: 'text', value: 'NAME', default: 'endcap', description: 'Stream; it must be there' },
    {
      name: 'durable',
      type: 'text',
      value: 'NAME',
      default: 'warehouse',
      description: 'Name of the durable consumer; processes of one name share the work, another name reads all anew',
    },
    {
      name: 'data',
      type: 'text',
      value: 'DIR',
      default: '.endcap/consume',
      description: 'Folder of the dead letters; made when there are some',
    },
    { name: 'replay', type: 'flag', description: 'First deliver again what is set aside there' },
    { name: 'host', type: 'text', value: 'HOST', default: '127.0.0.1', description: 'Address of the status pages' },
    {
      name: 'port',
      type: 'number',
      range: [0, 65_535],
      description: 'Port of /health, /ready and /metrics; none of them when left out',
    },
  ],
  examples: [
    'endcap consume --to clickhouse --stream endcap --port 8788',
    'ENDCAP_NATS_SERVERS=nats-1:4222,nats-2:4222 ENDCAP_POSTGRES_URL=postgres://… endcap consume --to postgres',
  ],
  async run({ values, io, output }) {
    const { createNatsSource, serveConsumer, startConsumer } = await import('@endcap/collector')
    const { stream, durable, to, host, port } = values
    const told = new Map<string, number>()
    const consumer = startConsumer({
      source: createNatsSource({ stream, durable }),
      sink: { type: to },
      dataDir: resolve(io.cwd, values.data),
      onError(error) {
        // An outage says the same at every try.
        const text = `${error.message}${error.cause instanceof Error ? `: ${error.cause.message}` : ''}`
        if (io.now() - (told.get(text) ?? 0) < REPEAT_MS) return
        told.set(text, io.now())
        output.note(text)
      },
    })
    try {
      const server = port === undefined ? undefined : await serveConsumer(consumer, host, port)
      output.result({ stream, durable, to, ...(server && { url: server.url }), pid: process.pid }, [
        `reading ${stream} as ${durable} into ${to}`,
        ...(server ? [`metrics ${server.url}/metrics`] : []),
      ])
      if (values.replay) {
        // It waits for a sink that fails; whoever stops the process ends the waiting.
        const replaying = consumer.replayDeadLetters().then(
          ({ replayed, refused }) => output.note(`${replayed - refused} delivered again, ${refused} refused again`),
          () => output.note('what is set aside was not delivered'),
        )
        await Promise.race([replaying, io.stopped])
      }
      await io.stopped
      await server?.close()
    } finally {
      await consumer.close()
    }
    const { written, sink } = consumer.status()
    output.note(`${written} events written, ${sink.deadLetters} set aside`)
    return 0
  },
})

const REPEAT_MS = 30_000
