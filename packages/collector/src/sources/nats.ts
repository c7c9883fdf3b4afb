import type { Consumer, ConsumerMessages, JetStreamManager, JsMsg } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { connectNats, NANOS_PER_MS, NATS_TIMEOUT_MS, type NatsServersOptions } from '../nats-connection.js'
import type { Source, SourceMessage } from '../source.js'
import { parseStored } from './parse-stored.js'

/** Which stream, and who reads it. */
export interface NatsSourceOptions extends NatsServersOptions {
  /** It must exist; the NATS sink makes it. @default 'endcap' */
  readonly stream?: string
  /** The durable consumer that remembers how far reading is; made when missing. Those of one name share the work. @default 'warehouse' */
  readonly durable?: string
  /** How long a message may be held before the server gives it to another. @default 30000 */
  readonly holdMs?: number
}

/** JetStream's code (nats-server, server/errors.json). */
const CONSUMER_NOT_FOUND = 10014
/** Asked for at once; the client asks for more when a quarter is left. */
const PULL_COUNT = 2000
/** A pull that a dying node took with it is missed after about this long. */
const PULL_MS = 5000
/** Consumers bound what they hold themselves; this bounds all of them together. */
const PENDING_COUNT = 500_000

/** Creates the source of a JetStream stream, read by a durable pull consumer with one acknowledgement a message. */
export function createNatsSource(options: NatsSourceOptions = {}): Source {
  const { stream = 'endcap', durable = 'warehouse', holdMs = 30_000, timeoutMs = NATS_TIMEOUT_MS } = options
  const name = `${stream}-${durable}`
  let connection: NatsConnection | undefined
  let manager: JetStreamManager | undefined
  let consumer: Consumer | undefined
  let messages: ConsumerMessages | undefined
  let isStopped = false

  async function open(): Promise<void> {
    isStopped = false
    if (!connection || connection.isClosed()) {
      const made = await connectNats(name, options)
      connection = made.connection
      manager = await made.library.jetstreamManager(connection, { timeout: timeoutMs })
    }
    const asked = manager as JetStreamManager
    await asked.consumers.info(stream, durable).catch((error) => {
      if (error?.code !== CONSUMER_NOT_FOUND) throw error
      return asked.consumers.add(stream, {
        durable_name: durable,
        ack_policy: 'explicit',
        ack_wait: holdMs * NANOS_PER_MS,
        max_ack_pending: PENDING_COUNT,
      })
    })
    consumer = await asked.jetstream().consumers.get(stream, durable)
  }

  return {
    name,
    holdMs,
    open,
    async *messages() {
      if (!consumer) throw new Error('the source is not open')
      messages = await consumer.consume({ max_messages: PULL_COUNT, expires: PULL_MS })
      if (isStopped) await messages.close()
      for await (const message of messages) yield toMessage(message)
    },
    async stop() {
      isStopped = true
      await messages?.close()
    },
    async settled() {
      await connection?.flush()
      // A server asked how its consumer stands lets go of the pulls that nobody listens to any more (nats-server, `infoWithSnap`). Else 2.9
      // takes what is given back first for such a pull, finds nobody there, and forgets about it for `holdMs`.
      await manager?.consumers.info(stream, durable)
    },
    async lag() {
      if (!manager) throw new Error('the source is not open')
      const { num_pending, num_ack_pending } = await manager.consumers.info(stream, durable)
      return num_pending + num_ack_pending
    },
    async close() {
      const open = connection
      connection = undefined
      manager = undefined
      consumer = undefined
      await open?.close()
    },
  }
}

function toMessage(message: JsMsg): SourceMessage {
  return {
    place: message.seq,
    event: parseStored(message.data),
    bytes: message.data.length,
    acknowledge: () => message.ack(),
    extend: () => message.working(),
    release: () => message.nak(),
  }
}
