import type { StoredEvent } from '@endcap/core'
import type { JetStreamClient } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { PermanentError, type Sink } from '../sink.js'
import { loadClient } from './load-client.js'

/** The stream that the sink makes when there is none. One that exists stays as it is. */
export interface NatsStreamOptions {
  readonly name: string
  /** Copies in the cluster. @default 1 */
  readonly replicas?: number
  /** How long the server remembers message ids. Longer than an outage after which a batch is sent again. @default 3600000 */
  readonly duplicateWindowMs?: number
}

/** Which servers, and where in them. */
export interface NatsSinkOptions {
  /** @default 'nats' */
  readonly name?: string
  /** `host:port` or `tls://host:port`. @default `ENDCAP_NATS_SERVERS`, comma-separated, else `127.0.0.1:4222` */
  readonly servers?: readonly string[]
  readonly user?: string
  /** @default `ENDCAP_NATS_PASSWORD` */
  readonly password?: string
  /** @default `ENDCAP_NATS_TOKEN` */
  readonly token?: string
  /** The text of a `.creds` file. @default `ENDCAP_NATS_CREDENTIALS` */
  readonly credentials?: string
  /** An event of type `purchase` goes to `<subject>.purchase`. @default 'endcap.events' */
  readonly subject?: string
  /** Left out: some stream that listens to the subjects must be there. */
  readonly stream?: NatsStreamOptions
  /** For connecting, and for the acknowledgement of one message. @default 5000 */
  readonly timeoutMs?: number
}

/** JetStream's codes (nats-server, server/errors.json). */
const STREAM_NOT_FOUND = 10059
const TOO_LARGE = 10054
/** Of the subject, the id and the headers' own words, beside the payload. */
const HEADER_BYTES = 1024

/**
 * Creates the NATS sink: each event is a JetStream message with its id as `Nats-Msg-Id`, so the server itself drops what
 * comes twice within the stream's duplicate window. Resolves once every message is acknowledged. The order of the spool is
 * kept but for messages of a batch that failed in part.
 */
export function createNatsSink(options: NatsSinkOptions = {}): Sink {
  const { name = 'nats', subject = 'endcap.events', stream, timeoutMs = 5000 } = options
  const { password = process.env.ENDCAP_NATS_PASSWORD, token = process.env.ENDCAP_NATS_TOKEN } = options
  const { credentials = process.env.ENDCAP_NATS_CREDENTIALS, user } = options
  const servers = options.servers ?? process.env.ENDCAP_NATS_SERVERS?.split(',') ?? ['127.0.0.1:4222']
  let connection: NatsConnection | undefined
  let client: JetStreamClient | undefined

  async function connect(): Promise<JetStreamClient> {
    if (client && connection && !connection.isClosed()) return client
    const packages = '@nats-io/transport-node @nats-io/jetstream'
    const [{ connect: dial, credsAuthenticator }, { jetstream }] = await loadClient(name, packages, () =>
      Promise.all([import('@nats-io/transport-node'), import('@nats-io/jetstream')]),
    )
    connection = await dial({
      servers: [...servers],
      name: 'endcap',
      timeout: timeoutMs,
      maxReconnectAttempts: -1,
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { pass: password }),
      ...(token === undefined ? {} : { token }),
      ...(credentials === undefined ? {} : { authenticator: credsAuthenticator(Buffer.from(credentials)) }),
    })
    return (client = jetstream(connection, { timeout: timeoutMs }))
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

const NANOS_PER_MS = 1_000_000

function idsOf(parts: readonly { readonly event: StoredEvent }[]): string[] {
  return parts.map(({ event }) => event.id)
}
