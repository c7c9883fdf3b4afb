import type { StoredEvent } from '@endcap/core'
import type { JetStreamClient } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import {
  connectNats,
  NANOS_PER_MS,
  NATS_TIMEOUT_MS,
  type NatsServersOptions,
  STREAM_NOT_FOUND,
} from '../nats-connection.js'
import { PermanentError, type Sink } from '../sink.js'

/** The stream that the sink makes when there is none. One that exists stays as it is. */
export interface NatsStreamOptions {
  readonly name: string
  /** Copies in the cluster. @default 1 */
  readonly replicas?: number
  /** How long the server remembers message ids. Longer than an outage after which a batch is sent again. @default 3600000 */
  readonly duplicateWindowMs?: number
  /** How long it keeps an event; longer than the duplicate window. 0: for ever. @default 0 */
  readonly maxAgeMs?: number
}

/** Which servers, and where in them. */
export interface NatsSinkOptions extends NatsServersOptions {
  /** @default 'nats' */
  readonly name?: string
  /** An event of type `purchase` goes to `<subject>.purchase`. @default 'endcap.events' */
  readonly subject?: string
  /** Left out: some stream that listens to the subjects must be there. */
  readonly stream?: NatsStreamOptions
}

/** JetStream's code (nats-server, server/errors.json). */
const TOO_LARGE = 10054
/** Of the subject, the id and the headers' own words, beside the payload. */
const HEADER_BYTES = 1024

/**
 * Creates the NATS sink: each event is a JetStream message with its id as `Nats-Msg-Id`, so the server itself drops what
 * comes twice within the stream's duplicate window. Resolves once every message is acknowledged. The order of the spool is
 * kept but for messages of a batch that failed in part.
 */
export function createNatsSink(options: NatsSinkOptions = {}): Sink {
  const { name = 'nats', subject = 'endcap.events', stream, timeoutMs = NATS_TIMEOUT_MS } = options
  let connection: NatsConnection | undefined
  let client: JetStreamClient | undefined

  async function connect(): Promise<JetStreamClient> {
    if (client && connection && !connection.isClosed()) return client
    const made = await connectNats(name, options)
    connection = made.connection
    return (client = made.library.jetstream(connection, { timeout: timeoutMs }))
  }

  async function ensureStream(js: JetStreamClient, wanted: NatsStreamOptions): Promise<void> {
    const manager = await js.jetstreamManager()
    const isThere = await manager.streams.info(wanted.name).then(
      () => true,
      (error) => {
        if (error?.code === STREAM_NOT_FOUND) return false
        throw error
      },
    )
    if (isThere) return
    await manager.streams.add({
      name: wanted.name,
      subjects: [`${subject}.>`],
      num_replicas: wanted.replicas ?? 1,
      duplicate_window: (wanted.duplicateWindowMs ?? 3_600_000) * NANOS_PER_MS,
      max_age: (wanted.maxAgeMs ?? 0) * NANOS_PER_MS,
    })
  }

  return {
    name,
    keepsCursor: false,
    async open() {
      const js = await connect()
      if (stream) await ensureStream(js, stream)
      return undefined
    },
    async write(events) {
      if (!client) throw new Error('the sink is not open')
      if (events.length === 0) return
      const js = await connect()
      const limit = (connection?.info?.max_payload ?? Number.POSITIVE_INFINITY) - HEADER_BYTES
      const messages = events.map((event) => ({ event, payload: Buffer.from(JSON.stringify(event)) }))
      const large = messages.filter(({ payload }) => payload.length > limit)
      if (large.length > 0) throw new PermanentError(`larger than ${limit} bytes`, idsOf(large))
      const sent = await Promise.allSettled(
        messages.map(({ event, payload }) => js.publish(`${subject}.${event.type}`, payload, { msgID: event.id })),
      )
      const failed = sent.flatMap((result, index) =>
        result.status === 'rejected' ? [{ event: events[index] as StoredEvent, error: result.reason }] : [],
      )
      const refused = failed.filter(({ error }) => error?.code === TOO_LARGE)
      if (refused.length > 0) throw new PermanentError('larger than the stream allows', idsOf(refused))
      if (failed[0]) throw failed[0].error
    },
    async close() {
      const open = connection
      connection = undefined
      client = undefined
      await open?.close()
    },
  }
}

function idsOf(parts: readonly { readonly event: StoredEvent }[]): string[] {
  return parts.map(({ event }) => event.id)
}
