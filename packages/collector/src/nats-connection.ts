import type { NatsConnection } from '@nats-io/transport-node'
import { loadClient } from './sinks/load-client.js'

/** Which servers, and who asks. */
export interface NatsServersOptions {
  /** `host:port` or `tls://host:port`. @default `ENDCAP_NATS_SERVERS`, comma-separated, else `127.0.0.1:4222` */
  readonly servers?: readonly string[]
  readonly user?: string
  /** @default `ENDCAP_NATS_PASSWORD` */
  readonly password?: string
  /** @default `ENDCAP_NATS_TOKEN` */
  readonly token?: string
  /** The text of a `.creds` file. @default `ENDCAP_NATS_CREDENTIALS` */
  readonly credentials?: string
  /** For connecting, and for one answer. @default 5000 */
  readonly timeoutMs?: number
}

/** A connection with JetStream's client library. */
export interface NatsParts {
  readonly connection: NatsConnection
  readonly library: typeof import('@nats-io/jetstream')
}

export const NATS_TIMEOUT_MS = 5000
export const NANOS_PER_MS = 1_000_000

/** JetStream's codes (nats-server, server/errors.json). */
export const STREAM_NOT_FOUND = 10059

/** Connects for the sink or source `name`; the connection is made again whenever it breaks. */
export async function connectNats(name: string, options: NatsServersOptions): Promise<NatsParts> {
  const { timeoutMs = NATS_TIMEOUT_MS, user } = options
  const { password = process.env.ENDCAP_NATS_PASSWORD, token = process.env.ENDCAP_NATS_TOKEN } = options
  const { credentials = process.env.ENDCAP_NATS_CREDENTIALS } = options
  const servers = options.servers ?? process.env.ENDCAP_NATS_SERVERS?.split(',') ?? ['127.0.0.1:4222']
  const packages = '@nats-io/transport-node @nats-io/jetstream'
  const [{ connect, credsAuthenticator }, library] = await loadClient(name, packages, () =>
    Promise.all([import('@nats-io/transport-node'), import('@nats-io/jetstream')]),
  )
  const connection = await connect({
    servers: [...servers],
    name: 'endcap',
    timeout: timeoutMs,
    maxReconnectAttempts: -1,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { pass: password }),
    ...(token === undefined ? {} : { token }),
    ...(credentials === undefined ? {} : { authenticator: credsAuthenticator(Buffer.from(credentials)) }),
  })
  return { connection, library }
}
